//! What was not believed in a recording, with the sentence that says so.

use super::anomaly::{Anomalies, Fault, Instead};
use crate::diagnostic::{Code, Diagnostics};

/// A channel, or a part of one, that was held against another and not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What is wrong.
    pub fault: Fault,
    /// What was believed in its place.
    pub instead: Instead,
    /// The finding that tells of it.
    pub code: Code,
    /// How many values it concerns.
    pub count: u64,
    /// The channel, what it was held against, by how much they differ, and what is used instead.
    pub detail: String,
}

impl Doubt {
    /// Notes it among the anomalies of the activity, and tells of it.
    pub(crate) fn tell(&self, anomalies: &mut Anomalies, diagnostics: &mut Diagnostics) {
        anomalies.note(self.fault, self.instead);
        diagnostics.push_counted(self.code, None, self.count, self.detail.as_str());
    }
}
