//! What was said and measured of one day, as it counts.

use crate::morning::{Metric, Morning, Reading, SourceOrder};

/// The check-ins and nights of one day together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MorningSummary {
    /// What counts of them: the last answer, and of each metric the most believed reading at most.
    pub morning: Morning,
    /// How many check-ins there were.
    pub checkins: u32,
}

impl MorningSummary {
    /// Of the mornings of one day, by time: the last word before the day's first activity, and the most believed source; what
    /// both said is kept in their files. Absent where nothing is known.
    #[must_use]
    pub(crate) fn of_day(mornings: &[Morning], order: &SourceOrder) -> Option<Self> {
        let in_time = || mornings.iter().rev().filter(|morning| !morning.late);
        let answer = |item: fn(&Morning) -> Option<f64>| in_time().find_map(item);
        let flag = |item: fn(&Morning) -> Option<bool>| mornings.iter().rev().find_map(item);
        let measured = |metric: Metric| {
            let values = in_time().flat_map(|morning| morning.values(metric));
            let (source, value) = values.min_by_key(|(source, _)| order.rank(metric, *source))?;
            Some(Reading { metric, value, source })
        };
        let check_ins = || mornings.iter().filter(|morning| morning.is_check_in());
        let morning = Morning {
            day: mornings.first()?.day,
            time: check_ins().rev().filter(|morning| !morning.late).find_map(|morning| morning.time),
            legs: answer(|morning| morning.legs),
            soreness: answer(|morning| morning.soreness),
            motivation: answer(|morning| morning.motivation),
            sleep_quality: answer(|morning| morning.sleep_quality),
            life_stress: answer(|morning| morning.life_stress),
            readiness_felt: answer(|morning| morning.readiness_felt),
            spell: mornings.iter().rev().find_map(|morning| morning.spell),
            spell_last: mornings.iter().rev().find_map(|morning| morning.spell_last),
            felt_harder: flag(|morning| morning.felt_harder),
            illness: flag(|morning| morning.illness),
            pain: flag(|morning| morning.pain),
            rpe: mornings.iter().rev().find_map(|morning| morning.rpe),
            readings: Metric::ALL.into_iter().filter_map(measured).collect(),
            ..Morning::default()
        };
        let checkins = check_ins().count() as u32;
        let nothing = Morning { day: morning.day, ..Morning::default() };
        (0 < checkins || morning != nothing).then_some(Self { morning, checkins })
    }

    /// What counts of a metric, and whose it is.
    #[must_use]
    pub fn reading(&self, metric: Metric) -> Option<Reading> {
        self.morning.readings.iter().find(|reading| reading.metric == metric).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::morning::Source;
    use jiff::civil::{date, time};

    #[test]
    fn the_last_check_in_before_the_run_and_the_most_believed_source_count() {
        let day = date(2026, 5, 1);
        let reading = |source, value| Reading { metric: Metric::Sleep, value, source };
        let readings = vec![reading(Source::APPLE, 6.0), reading(Source::OURA, 7.0)];
        let said = |hour, legs, late| Morning {
            day,
            time: Some(time(hour, 5, 0, 0)),
            legs: Some(legs),
            late,
            ..Morning::default()
        };
        let mornings = [
            Morning { day, readings, ..Morning::default() },
            said(6, 2.0, false),
            said(7, 4.0, false),
            Morning { illness: Some(true), ..said(21, 1.0, true) },
        ];
        let expected = MorningSummary {
            morning: Morning { illness: Some(true), readings: vec![reading(Source::OURA, 7.0)], ..said(7, 4.0, false) },
            checkins: 3,
        };
        assert_eq!(MorningSummary::of_day(&mornings, &SourceOrder::default()), Some(expected));
        let nothing = Morning { day, note: Some("slept".to_owned()), ..Morning::default() };
        assert_eq!(MorningSummary::of_day(&[nothing], &SourceOrder::default()), None);
    }
}
