//! One activity told twice.

use super::Cases;
use crate::Fallible;

pub(super) fn make(_cases: &mut Cases<'_>) -> Fallible<()> {
    Ok(())
}
