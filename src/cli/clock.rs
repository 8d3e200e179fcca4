//! What time it is. The only place that asks, because the answer may be nonsense: a machine without a battery starts in 1970, and
//! one that was set by hand may stand in the year 9999 or before the first watch.

use super::failure::Failure;
use crate::limits::{TIME_MS_MAX, TIME_MS_MIN};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::time::SystemTime;

/// Now, as the machine shows it; the first or the last instant of the calendar where it shows one outside of it. Good for
/// saying when something was, and for nothing that is decided.
pub(super) fn shown() -> Timestamp {
    let now = SystemTime::now();
    let end = if now < SystemTime::UNIX_EPOCH { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::try_from(now).unwrap_or(end)
}

/// Whether the clock stands after 1970. The workbook's writer asks it for a time that we then set, and takes no other.
#[cfg(feature = "xlsx")]
pub(super) fn is_counted() -> bool {
    SystemTime::UNIX_EPOCH <= SystemTime::now()
}

/// Now; absent where no recording could carry this time either.
pub(super) fn now() -> Option<Timestamp> {
    believed(shown())
}

fn believed(shown: Timestamp) -> Option<Timestamp> {
    (TIME_MS_MIN..=TIME_MS_MAX).contains(&shown.as_millisecond()).then_some(shown)
}

/// Now, for a command that has nothing else to go by.
///
/// # Errors
/// Where the clock shows what cannot be; `instead` is what to type then.
pub(super) fn needed(instead: &'static str) -> Result<Timestamp, Failure> {
    now().ok_or_else(|| Failure::Clock { shows: shown(), instead })
}

/// The latest date that any calendar on Earth shows: west of the date line, where it may be tomorrow. What lies after it
/// is in the future for everybody. A clock that shows what cannot be says of nothing that it is in the future.
pub(super) fn latest_today() -> Date {
    let today = |now: Timestamp| now.to_zoned(TimeZone::UTC).date();
    now().and_then(|now| today(now).tomorrow().ok()).unwrap_or(Date::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_believed_where_a_recording_could_be_of_its_time() {
        let is_believed = |text: &str| believed(text.parse().unwrap()).is_some();
        for text in ["1990-01-01T00:00:00Z", "2026-06-10T12:00:00Z", "2106-02-01T00:00:00Z"] {
            assert!(is_believed(text), "{text}");
        }
        for text in ["1900-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2262-04-12T00:00:00Z"] {
            assert!(!is_believed(text), "{text}");
        }
        assert!(believed(Timestamp::MIN).is_none() && believed(Timestamp::MAX).is_none());
    }
}
