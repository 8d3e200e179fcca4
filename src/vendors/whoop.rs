//! Whoop's `physiological_cycles.csv`: a row a cycle, from one falling asleep to the next.
//!
//! Durations are minutes, times those of the clock on the wall. Recovery and strain are Whoop's own scores and not read;
//! naps stand in another table.

use super::mapping::DateOrder;
use super::nights::NightTable;
use super::{ReadNights, Vendor};
use crate::morning::{Metric, Source};
use crate::vendors::night_values::NightValues;
use jiff::civil::{Date, Time};

impl Source {
    /// Whoop.
    pub const WHOOP: Self = Self::new("whoop");
}

/// Whoever falls asleep from this hour on wakes up on the next day.
const EVENING: Time = Time::constant(12, 0, 0, 0);

/// Whoop's export.
pub(super) const VENDOR: Vendor = Vendor {
    sources: &[Source::WHOOP],
    nights: |_, sheet| is_cycles(sheet).then_some(read_cycles as ReadNights),
    ..Vendor::NONE
};

/// Whether a table is Whoop's cycles.
fn is_cycles(sheet: &NightTable<'_>) -> bool {
    sheet.has(&["cycle start time", "resting heart rate (bpm)", "heart rate variability (ms)"])
}

/// The nights of the cycles; gives the number of rows without a day.
fn read_cycles(sheet: &mut NightTable<'_>, _: Option<&str>, nights: &mut NightValues) -> u64 {
    let (start, wake) = (sheet.column("cycle start time"), sheet.column("wake onset"));
    let (rhr, hrv) = (sheet.column("resting heart rate (bpm)"), sheet.column("heart rate variability (ms)"));
    let asleep = sheet.column("asleep duration (min)");
    sheet.count_undated(|row| {
        let day = waking_day(row.text(start), row.text(wake))?;
        nights.take_value(day, Metric::RestingHr, row.number(rhr));
        nights.take_value(day, Metric::HrvRmssd, row.number(hrv));
        nights.take_value(day, Metric::Sleep, row.number(asleep).map(|minutes| minutes / 60.0));
        Some(())
    })
}

/// The day of waking up; where nobody wrote it, the one after the evening on which the cycle began.
fn waking_day(start: Option<&str>, wake: Option<&str>) -> Option<Date> {
    let at = |text: Option<&str>| DateOrder::YearFirst.read_date(text?);
    if let Some((day, _)) = at(wake) {
        return Some(day);
    }
    let (day, time) = at(start)?;
    if time.is_some_and(|time| EVENING <= time) { day.tomorrow().ok() } else { Some(day) }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::vendors::nights::read_table;

    #[test]
    fn a_cycle_belongs_to_the_morning_on_which_its_sleep_ends() {
        let text = "Cycle start time,Cycle end time,Cycle timezone,Recovery score %,Resting heart rate (bpm),\
                    Heart rate variability (ms),Sleep onset,Wake onset,Asleep duration (min)\n\
                    2026-05-01 23:10:00,2026-05-02 22:50:00,UTC+02:00,71,46,64,2026-05-01 23:10:00,2026-05-02 06:52:00,432\n\
                    2026-05-02 22:50:00,,UTC+02:00,,47,60,,,\n\
                    2026-05-04 00:20:00,,UTC+02:00,,48,61,,,420\n\
                    broken,,,,,,,,\n";
        let mornings = read_table("physiological_cycles.csv", text.as_bytes(), None, &mut Diagnostics::default());
        let found: Vec<(i8, usize)> =
            mornings.unwrap_or_default().iter().map(|m| (m.day.day(), m.readings.len())).collect();
        assert_eq!(found, [(2, 3), (3, 2), (4, 3)]);
    }
}
