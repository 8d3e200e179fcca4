//! The columns of a ledger: for each what it takes from an activity, and what it gives back to one.
//!
//! Only ever appended to: a column that a file does not have leaves what it speaks of absent. Units are suffixes, as in every
//! output.

use crate::activity::anomaly::Anomalies;
use crate::activity::sport::Sport;
use crate::activity::statistics::{
    BEST_EFFORT_DISTANCES_M, BEST_EFFORT_DURATIONS_S, BestEffort, GradedSpeed, Half, HeartRateHistogram,
    PowerStatistics, SteadyHalves, SteadyMinute,
};
use crate::activity::{Activity, TzSource, clock, running_power::PowerMoments};
use crate::columns::{CellValue, FromCell, TableColumn, column};
use jiff::civil::Date;

/// One column. A setter says whether the value can be.
pub(super) enum LedgerColumn {
    /// One value a cell.
    Single(TableColumn<Activity>, fn(&mut Activity, CellValue<'_>) -> bool),
    /// A list of numbers a cell, all finite; the getter says whether there is one.
    Numbers(&'static str, fn(&Activity, &mut Vec<f64>) -> bool, fn(&mut Activity, &[f64]) -> bool),
}

use LedgerColumn::{Numbers, Single};

impl LedgerColumn {
    /// Its name.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Single(column, _) => column.spec.name,
            Self::Numbers(name, ..) => name,
        }
    }
}

/// A column: what it takes from an activity, and what it does with a value that is there.
macro_rules! single {
    ($name:literal, $type:ty, |$from:ident| $get:expr, |$into:ident, $value:ident: $given:ty| $set:expr) => {
        Single(column!(|$from, _| $name, $type, $get, "", "", ""), |$into, cell| {
            let Some($value) = <$given as FromCell>::from_cell(cell) else { return false };
            $set
        })
    };
}

/// A column of a field that a cell can hold.
macro_rules! field {
    ($name:literal, $type:ty, $($field:ident).+) => {
        single!($name, $type, |a| a.$($field).+, |a, value: $type| { a.$($field).+ = value; true })
    };
}

/// A column of one field of a part that may be absent as a whole: it is there where the first of its columns is.
macro_rules! part {
    ($name:literal, $part:ident, $blank:expr, $field:ident) => {
        single!($name, Option<f64>, |a| a.statistics.$part.as_ref().map(|part| part.$field), |a, value: f64| {
            a.statistics.$part.get_or_insert_with(|| $blank).$field = value;
            true
        })
    };
}

/// Best efforts: over the distances, or over the durations, that were reached, in the order of [`BEST_EFFORT_DISTANCES_M`]
/// or of [`BEST_EFFORT_DURATIONS_S`].
macro_rules! efforts {
    ($name:literal, $field:ident, $kept:ident, $of:expr) => {
        Numbers(
            $name,
            |a, into| {
                into.extend(a.statistics.$field.iter().map(|effort| effort.$kept));
                true
            },
            |a, values| {
                let of: fn(usize, f64) -> Option<BestEffort> = $of;
                let efforts = values.iter().enumerate().map(|(nth, value)| of(nth, *value));
                efforts.collect::<Option<Vec<_>>>().is_some_and(|efforts| {
                    a.statistics.$field = efforts;
                    true
                })
            },
        )
    };
}

const NO_SPEED: GradedSpeed = GradedSpeed { mean_mps: 0.0, normalised_mps: None, moving_s: 0.0, covered_s: 0.0 };

const NO_POWER: PowerStatistics =
    PowerStatistics { normalised_w: 0.0, xpower_w: 0.0, mean_w: 0.0, covered_s: 0.0, best_w: Vec::new() };

const OVER_DISTANCE: fn(usize, f64) -> Option<BestEffort> = |nth, duration_s| {
    BEST_EFFORT_DISTANCES_M.get(nth).map(|distance_m| BestEffort { distance_m: *distance_m, duration_s })
};

const OVER_DURATION: fn(usize, f64) -> Option<BestEffort> = |nth, distance_m| {
    BEST_EFFORT_DURATIONS_S.get(nth).map(|duration_s| BestEffort { distance_m, duration_s: f64::from(*duration_s) })
};

/// A column of the normalised speed of a graded speed that is there.
macro_rules! normalised {
    ($name:literal, $part:ident) => {
        single!($name, Option<f64>, |a| a.statistics.$part.and_then(|part| part.normalised_mps), |a, value: f64| {
            a.statistics.$part.as_mut().map(|part| part.normalised_mps = Some(value)).is_some()
        })
    };
}

/// A column of one field of the steady minutes, which the column of their starts has made.
macro_rules! steady {
    ($name:literal, $field:ident) => {
        Numbers(
            $name,
            |a, into| {
                into.extend(a.statistics.steady_minutes.iter().map(|minute| minute.$field));
                true
            },
            |a, values| {
                let minutes = &mut a.statistics.steady_minutes;
                minutes.iter_mut().zip(values).for_each(|(minute, value)| minute.$field = *value);
                minutes.len() == values.len()
            },
        )
    };
}

pub(super) static COLUMNS: [LedgerColumn; 68] = [
    single!("activity_id", &str, |a| &a.id, |a, id: String| {
        a.id = id;
        !a.id.is_empty()
    }),
    single!("source", &str, |a| &a.source, |a, source: String| {
        a.source = source;
        true
    }),
    field!("start_ms", i64, start_ms),
    single!("utc_offset_s", i32, |a| a.utc_offset_s, |a, offset: i32| {
        let is_possible = (-86_399..=86_399).contains(&offset);
        a.utc_offset_s = if is_possible { offset } else { 0 };
        a.day = clock::local_day(a.start_ms, a.utc_offset_s);
        is_possible
    }),
    // For whoever opens the file elsewhere: it follows from the two before it.
    single!("day", String, |a| a.day.to_string(), |_activity, _day: String| true),
    single!("tz_source", &str, |a| a.tz_source.as_str(), |a, word: String| {
        let known = TzSource::ALL.into_iter().find(|known| known.as_str() == word);
        a.tz_source = known.unwrap_or(TzSource::Utc);
        known.is_some()
    }),
    single!("sport", &str, |a| a.sport.as_str(), |a, word: String| {
        let known = Sport::ALL.iter().copied().find(|known| known.as_str() == word);
        a.sport = known.unwrap_or(Sport::Other);
        known.is_some()
    }),
    single!("duration_s", f64, |a| a.duration_s, |a, s: f64| {
        a.duration_s = s;
        0.0 < s
    }),
    field!("moving_s", Option<f64>, moving_s),
    field!("elapsed_s", f64, elapsed_s),
    field!("distance_m", Option<f64>, distance_m),
    field!("ascent_m", Option<f64>, ascent_m),
    field!("heart_rate_mean_bpm", Option<f64>, heart_rate_mean_bpm),
    field!("heart_rate_max_bpm", Option<u8>, heart_rate_max_bpm),
    field!("hr_coverage", f64, hr_coverage),
    single!("name", Option<&str>, |a| a.name.as_deref(), |a, name: String| {
        a.name = Some(name);
        true
    }),
    field!("recovered", bool, recovered),
    field!("given_load", Option<f64>, given_load),
    field!("hr_repaired_s", f64, hr_repaired_s),
    field!("hr_suspect_s", f64, hr_suspect_s),
    field!("gps_repaired_s", f64, gps_repaired_s),
    field!("rpe", Option<f64>, rpe),
    field!("temperature_c", Option<f64>, temperature_c),
    field!("southern", Option<bool>, southern),
    // The histogram of heart rate: its lowest heart rate, and the seconds at that and at each one above it.
    single!(
        "heart_rate_lowest_bpm",
        Option<u8>,
        |a| a.statistics.heart_rate.as_ref().map(|histogram| histogram.occupied_span().0),
        |a, bpm: u8| {
            a.statistics.heart_rate = HeartRateHistogram::of_span(bpm, &[]);
            a.statistics.heart_rate.is_some()
        }
    ),
    Numbers(
        "heart_rate_s",
        |a, into| a.statistics.heart_rate.as_ref().map(|histogram| into.extend(histogram.occupied_span().1)).is_some(),
        |a, values| {
            let lowest = a.statistics.heart_rate.as_ref().map(|histogram| histogram.occupied_span().0);
            a.statistics.heart_rate = lowest.and_then(|bpm| HeartRateHistogram::of_span(bpm, values));
            a.statistics.heart_rate.is_some()
        },
    ),
    field!("heart_rate_sustained_max_bpm", Option<u8>, statistics.heart_rate_sustained_max_bpm),
    part!("graded_mean_mps", graded_speed, NO_SPEED, mean_mps),
    normalised!("graded_normalised_mps", graded_speed),
    part!("graded_moving_s", graded_speed, NO_SPEED, moving_s),
    part!("graded_covered_s", graded_speed, NO_SPEED, covered_s),
    part!("graded_minetti_mean_mps", graded_speed_minetti, NO_SPEED, mean_mps),
    normalised!("graded_minetti_normalised_mps", graded_speed_minetti),
    part!("graded_minetti_moving_s", graded_speed_minetti, NO_SPEED, moving_s),
    part!("graded_minetti_covered_s", graded_speed_minetti, NO_SPEED, covered_s),
    // What running power is computed from: the five sums, then how many values they are of.
    Numbers(
        "running_power_sums",
        |a, into| {
            let Some(moments) = &a.statistics.running_power else { return false };
            let (sums, count) = moments.as_sums();
            into.extend(sums);
            into.push(count.into());
            true
        },
        |a, values| {
            let [sums @ .., count] = values else { return false };
            let moments = <[f64; 5]>::try_from(sums).map(|sums| PowerMoments::of_sums(sums, *count as u32));
            a.statistics.running_power = moments.ok();
            a.statistics.running_power.is_some()
        },
    ),
    part!("power_normalised_w", power, NO_POWER, normalised_w),
    part!("power_xpower_w", power, NO_POWER, xpower_w),
    part!("power_mean_w", power, NO_POWER, mean_w),
    part!("power_covered_s", power, NO_POWER, covered_s),
    Numbers(
        "power_best_w",
        |a, into| a.statistics.power.as_ref().map(|power| into.extend(&power.best_w)).is_some(),
        |a, values| {
            a.statistics.power.as_mut().is_some_and(|power| {
                values.clone_into(&mut power.best_w);
                true
            })
        },
    ),
    efforts!("best_distances_s", best_efforts, duration_s, OVER_DISTANCE),
    efforts!("best_distances_graded_s", best_efforts_graded, duration_s, OVER_DISTANCE),
    efforts!("best_durations_m", best_durations, distance_m, OVER_DURATION),
    efforts!("best_durations_graded_m", best_durations_graded, distance_m, OVER_DURATION),
    Numbers(
        "steady_start_s",
        |a, into| {
            into.extend(a.statistics.steady_minutes.iter().map(|minute| f64::from(minute.start_s)));
            true
        },
        |a, values| {
            let minute = |start: &f64| SteadyMinute { start_s: *start as u32, graded_mps: 0.0, heart_rate_bpm: 0.0 };
            a.statistics.steady_minutes = values.iter().map(minute).collect();
            true
        },
    ),
    steady!("steady_graded_mps", graded_mps),
    steady!("steady_heart_rate_bpm", heart_rate_bpm),
    single!(
        "steady_halves",
        Option<&str>,
        |a| match a.statistics.steady_halves {
            SteadyHalves::NoData => None,
            SteadyHalves::Unsteady => Some("unsteady"),
            SteadyHalves::HeartRateMissing => Some("heart_rate_missing"),
            SteadyHalves::Found { .. } => Some("found"),
        },
        |a, word: String| {
            a.statistics.steady_halves = match word.as_str() {
                "unsteady" => SteadyHalves::Unsteady,
                "heart_rate_missing" => SteadyHalves::HeartRateMissing,
                // The column that follows says which.
                "found" => SteadyHalves::NoData,
                _ => return false,
            };
            true
        }
    ),
    // Graded speed (m/s) and heart rate (bpm) of the first half, then of the second.
    Numbers(
        "steady_halves_values",
        |a, into| {
            let SteadyHalves::Found { first, second } = a.statistics.steady_halves else { return false };
            into.extend([first.graded_mps, first.heart_rate_bpm, second.graded_mps, second.heart_rate_bpm]);
            true
        },
        |a, values| {
            let [first_mps, first_bpm, second_mps, second_bpm] = *values else { return false };
            a.statistics.steady_halves = SteadyHalves::Found {
                first: Half { graded_mps: first_mps, heart_rate_bpm: first_bpm },
                second: Half { graded_mps: second_mps, heart_rate_bpm: second_bpm },
            };
            true
        },
    ),
    field!("has_power", bool, richness.power),
    field!("has_rr", bool, richness.rr),
    field!("has_heart_rate", bool, richness.heart_rate),
    field!("has_position", bool, richness.position),
    field!("format_rank", u8, richness.format),
    field!("samples", usize, richness.samples),
    field!("wearer_heart_rate_rest_bpm", Option<u8>, wearer.heart_rate_rest_bpm),
    field!("wearer_heart_rate_max_bpm", Option<u8>, wearer.heart_rate_max_bpm),
    field!("wearer_heart_rate_threshold_bpm", Option<u8>, wearer.heart_rate_threshold_bpm),
    field!("wearer_threshold_power_w", Option<u16>, wearer.threshold_power_w),
    Numbers(
        "wearer_zones_bpm",
        |a, into| {
            into.extend(a.wearer.heart_rate_zones_bpm.iter().map(|bpm| f64::from(*bpm)));
            true
        },
        |a, values| {
            a.wearer.heart_rate_zones_bpm = values.iter().map(|bpm| *bpm as u8).collect();
            true
        },
    ),
    single!("anomalies", Option<String>, |a| a.anomalies.to_cell(), |a, cell: String| {
        Anomalies::from_cell(&cell).is_some_and(|found| {
            a.anomalies = found;
            true
        })
    }),
    Numbers(
        "course_marks_s",
        |a, into| {
            into.extend(a.course.marks_s.iter().map(|s| f64::from(*s)));
            true
        },
        |a, values| {
            a.course.marks_s = values.iter().map(|s| *s as u32).collect();
            true
        },
    ),
    Numbers(
        "course_heart_rate_bpm",
        |a, into| {
            into.extend(a.course.heart_rate_bpm.iter().map(|bpm| f64::from(*bpm)));
            true
        },
        |a, values| {
            a.course.heart_rate_bpm = values.iter().map(|bpm| *bpm as u8).collect();
            true
        },
    ),
    field!("course_place", Option<u16>, course.place),
    field!("is_untimed", bool, is_untimed),
    // Of each day the year, the month, the day and the share.
    Numbers(
        "day_shares",
        |a, into| {
            let parts = |day: &Date| [f64::from(day.year()), f64::from(day.month()), f64::from(day.day())];
            a.day_shares.iter().for_each(|(day, share)| into.extend(parts(day).into_iter().chain([*share])));
            true
        },
        |a, values| {
            let (days, rest) = values.as_chunks();
            let day = |[year, month, day, share]: &[f64; 4]| {
                Date::new(*year as i16, *month as i8, *day as i8).ok().map(|day| (day, *share))
            };
            let shares: Option<Vec<(Date, f64)>> = days.iter().map(day).collect();
            let is_sound = rest.is_empty() && shares.is_some();
            a.day_shares = shares.unwrap_or_default();
            is_sound
        },
    ),
    // Begin and end of each pause, one after the other.
    Numbers(
        "pauses_s",
        |a, into| {
            into.extend(a.pauses_s.iter().flat_map(|(from_s, to_s)| [f64::from(*from_s), f64::from(*to_s)]));
            true
        },
        |a, values| {
            let (pairs, rest) = values.as_chunks::<2>();
            a.pauses_s = pairs.iter().map(|[from_s, to_s]| (*from_s as u32, *to_s as u32)).collect();
            rest.is_empty()
        },
    ),
];
