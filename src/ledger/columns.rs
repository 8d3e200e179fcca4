//! The columns of a ledger: for each what it takes from an activity, and what it gives back to one.
//!
//! Only ever appended to: a column that a file does not have leaves what it speaks of absent. Units are suffixes, as in every
//! output.

use crate::activity::sport::Sport;
use crate::activity::statistics::{
    BEST_EFFORT_DISTANCES_M, BEST_EFFORT_DURATIONS_S, BestEffort, GradedSpeed, Half, HeartRateHistogram,
    PowerStatistics, SteadyHalves, SteadyMinute,
};
use crate::activity::{Activity, TzSource, clock, running_power::PowerMoments};
use std::borrow::Cow;

/// One column.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) of: Of,
}

/// What a column holds. A setter says whether the value can be.
pub(super) enum Of {
    /// A word or a text.
    Text(fn(&Activity) -> Option<Cow<'_, str>>, fn(&mut Activity, &str) -> bool),
    /// A whole number.
    Integer(fn(&Activity) -> Option<i64>, fn(&mut Activity, i64) -> bool),
    /// A number, finite.
    Number(fn(&Activity) -> Option<f64>, fn(&mut Activity, f64) -> bool),
    /// Yes or no.
    Flag(fn(&Activity) -> Option<bool>, fn(&mut Activity, bool) -> bool),
    /// A list of numbers, all finite.
    Numbers(fn(&Activity, &mut Vec<f64>) -> bool, fn(&mut Activity, &[f64]) -> bool),
}

use Of::{Flag, Integer, Number, Numbers, Text};

/// A column of a number that is always there.
macro_rules! number {
    ($name:literal, $($field:ident).+) => {
        Column { name: $name, of: Number(|a| Some(a.$($field).+), |a, v| { a.$($field).+ = v; true }) }
    };
}

/// A column of a value that may be absent.
macro_rules! maybe {
    ($kind:ident, $name:literal, $($field:ident).+) => {
        Column { name: $name, of: $kind(|a| a.$($field).+, |a, v| { a.$($field).+ = Some(v); true }) }
    };
}

/// A column of a small whole number that may be absent.
macro_rules! small {
    ($name:literal, $($field:ident).+) => {
        Column {
            name: $name,
            of: Integer(
                |a| a.$($field).+.map(i64::from),
                |a, v| { a.$($field).+ = v.try_into().ok(); a.$($field).+.is_some() },
            ),
        }
    };
}

/// A column of yes or no.
macro_rules! flag {
    ($name:literal, $($field:ident).+) => {
        Column { name: $name, of: Flag(|a| Some(a.$($field).+), |a, v| { a.$($field).+ = v; true }) }
    };
}

/// A column of one field of a part that may be absent as a whole: it is there where the first of its columns is.
macro_rules! part {
    ($name:literal, $part:ident, $blank:expr, $field:ident) => {
        Column {
            name: $name,
            of: Number(
                |a| a.statistics.$part.as_ref().map(|part| part.$field),
                |a, v| {
                    a.statistics.$part.get_or_insert_with(|| $blank).$field = v;
                    true
                },
            ),
        }
    };
}

/// Best efforts: over the distances, or over the durations, that were reached, in the order of [`BEST_EFFORT_DISTANCES_M`]
/// or of [`BEST_EFFORT_DURATIONS_S`].
macro_rules! efforts {
    ($name:literal, $field:ident, $kept:ident, $of:expr) => {
        Column {
            name: $name,
            of: Numbers(
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
            ),
        }
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
        Column {
            name: $name,
            of: Number(
                |a| a.statistics.$part?.normalised_mps,
                |a, v| a.statistics.$part.as_mut().map(|part| part.normalised_mps = Some(v)).is_some(),
            ),
        }
    };
}

/// A column of one field of the steady minutes, which the column of their starts has made.
macro_rules! steady {
    ($name:literal, $field:ident) => {
        Column {
            name: $name,
            of: Numbers(
                |a, into| {
                    into.extend(a.statistics.steady_minutes.iter().map(|minute| minute.$field));
                    true
                },
                |a, values| {
                    let minutes = &mut a.statistics.steady_minutes;
                    minutes.iter_mut().zip(values).for_each(|(minute, value)| minute.$field = *value);
                    minutes.len() == values.len()
                },
            ),
        }
    };
}

pub(super) static COLUMNS: [Column; 61] = [
    Column {
        name: "activity_id",
        of: Text(
            |a| Some((&a.id).into()),
            |a, text| {
                text.clone_into(&mut a.id);
                !text.is_empty()
            },
        ),
    },
    Column {
        name: "source",
        of: Text(
            |a| Some((&a.source).into()),
            |a, text| {
                text.clone_into(&mut a.source);
                true
            },
        ),
    },
    Column {
        name: "start_ms",
        of: Integer(
            |a| Some(a.start_ms),
            |a, ms| {
                a.start_ms = ms;
                true
            },
        ),
    },
    Column {
        name: "utc_offset_s",
        of: Integer(
            |a| Some(a.utc_offset_s.into()),
            |a, s| {
                let offset = i32::try_from(s).ok().filter(|s| s.abs() < 86_400);
                a.utc_offset_s = offset.unwrap_or(0);
                a.day = clock::local_day(a.start_ms, a.utc_offset_s);
                offset.is_some()
            },
        ),
    },
    // For whoever opens the file elsewhere: it follows from the two before it.
    Column { name: "day", of: Text(|a| Some(a.day.to_string().into()), |_, _| true) },
    Column {
        name: "tz_source",
        of: Text(
            |a| Some(a.tz_source.as_str().into()),
            |a, word| {
                let known = TzSource::ALL.into_iter().find(|known| known.as_str() == word);
                a.tz_source = known.unwrap_or(TzSource::Utc);
                known.is_some()
            },
        ),
    },
    Column {
        name: "sport",
        of: Text(
            |a| Some(a.sport.as_str().into()),
            |a, word| {
                let known = Sport::ALL.iter().copied().find(|known| known.as_str() == word);
                a.sport = known.unwrap_or(Sport::Other);
                known.is_some()
            },
        ),
    },
    Column {
        name: "duration_s",
        of: Number(
            |a| Some(a.duration_s),
            |a, s| {
                a.duration_s = s;
                0.0 < s
            },
        ),
    },
    maybe!(Number, "moving_s", moving_s),
    number!("elapsed_s", elapsed_s),
    maybe!(Number, "distance_m", distance_m),
    maybe!(Number, "ascent_m", ascent_m),
    maybe!(Number, "heart_rate_mean_bpm", heart_rate_mean_bpm),
    small!("heart_rate_max_bpm", heart_rate_max_bpm),
    number!("hr_coverage", hr_coverage),
    Column {
        name: "name",
        of: Text(
            |a| a.name.as_ref().map(Into::into),
            |a, text| {
                a.name = Some(text.to_owned());
                true
            },
        ),
    },
    flag!("recovered", recovered),
    maybe!(Number, "given_load", given_load),
    number!("hr_repaired_s", hr_repaired_s),
    number!("hr_suspect_s", hr_suspect_s),
    number!("gps_repaired_s", gps_repaired_s),
    maybe!(Number, "rpe", rpe),
    maybe!(Number, "temperature_c", temperature_c),
    maybe!(Flag, "southern", southern),
    // The histogram of heart rate: its lowest heart rate, and the seconds at that and at each one above it.
    Column {
        name: "heart_rate_lowest_bpm",
        of: Integer(
            |a| a.statistics.heart_rate.as_ref().map(|histogram| histogram.span().0.into()),
            |a, bpm| {
                a.statistics.heart_rate = u8::try_from(bpm).ok().and_then(|bpm| HeartRateHistogram::of_span(bpm, &[]));
                a.statistics.heart_rate.is_some()
            },
        ),
    },
    Column {
        name: "heart_rate_s",
        of: Numbers(
            |a, into| a.statistics.heart_rate.as_ref().map(|histogram| into.extend(histogram.span().1)).is_some(),
            |a, values| {
                let lowest = a.statistics.heart_rate.as_ref().map(|histogram| histogram.span().0);
                a.statistics.heart_rate = lowest.and_then(|bpm| HeartRateHistogram::of_span(bpm, values));
                a.statistics.heart_rate.is_some()
            },
        ),
    },
    small!("heart_rate_sustained_max_bpm", statistics.heart_rate_sustained_max_bpm),
    part!("graded_mean_mps", graded_speed, NO_SPEED, mean_mps),
    normalised!("graded_normalised_mps", graded_speed),
    part!("graded_moving_s", graded_speed, NO_SPEED, moving_s),
    part!("graded_covered_s", graded_speed, NO_SPEED, covered_s),
    part!("graded_minetti_mean_mps", graded_speed_minetti, NO_SPEED, mean_mps),
    normalised!("graded_minetti_normalised_mps", graded_speed_minetti),
    part!("graded_minetti_moving_s", graded_speed_minetti, NO_SPEED, moving_s),
    part!("graded_minetti_covered_s", graded_speed_minetti, NO_SPEED, covered_s),
    // What running power is computed from: the five sums, then how many values they are of.
    Column {
        name: "running_power_sums",
        of: Numbers(
            |a, into| {
                let Some(moments) = &a.statistics.running_power else { return false };
                let (sums, count) = moments.sums();
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
    },
    part!("power_normalised_w", power, NO_POWER, normalised_w),
    part!("power_xpower_w", power, NO_POWER, xpower_w),
    part!("power_mean_w", power, NO_POWER, mean_w),
    part!("power_covered_s", power, NO_POWER, covered_s),
    Column {
        name: "power_best_w",
        of: Numbers(
            |a, into| a.statistics.power.as_ref().map(|power| into.extend(&power.best_w)).is_some(),
            |a, values| {
                a.statistics.power.as_mut().is_some_and(|power| {
                    values.clone_into(&mut power.best_w);
                    true
                })
            },
        ),
    },
    efforts!("best_distances_s", best_efforts, duration_s, OVER_DISTANCE),
    efforts!("best_distances_graded_s", best_efforts_graded, duration_s, OVER_DISTANCE),
    efforts!("best_durations_m", best_durations, distance_m, OVER_DURATION),
    efforts!("best_durations_graded_m", best_durations_graded, distance_m, OVER_DURATION),
    Column {
        name: "steady_start_s",
        of: Numbers(
            |a, into| {
                into.extend(a.statistics.steady_minutes.iter().map(|minute| f64::from(minute.start_s)));
                true
            },
            |a, values| {
                let minute =
                    |start: &f64| SteadyMinute { start_s: *start as u32, graded_mps: 0.0, heart_rate_bpm: 0.0 };
                a.statistics.steady_minutes = values.iter().map(minute).collect();
                true
            },
        ),
    },
    steady!("steady_graded_mps", graded_mps),
    steady!("steady_heart_rate_bpm", heart_rate_bpm),
    Column {
        name: "steady_halves",
        of: Text(
            |a| {
                let word = match a.statistics.steady_halves {
                    SteadyHalves::NoData => return None,
                    SteadyHalves::Unsteady => "unsteady",
                    SteadyHalves::HeartRateMissing => "heart_rate_missing",
                    SteadyHalves::Found { .. } => "found",
                };
                Some(word.into())
            },
            |a, word| {
                a.statistics.steady_halves = match word {
                    "unsteady" => SteadyHalves::Unsteady,
                    "heart_rate_missing" => SteadyHalves::HeartRateMissing,
                    // The column that follows says which.
                    "found" => SteadyHalves::NoData,
                    _ => return false,
                };
                true
            },
        ),
    },
    // Graded speed (m/s) and heart rate (bpm) of the first half, then of the second.
    Column {
        name: "steady_halves_values",
        of: Numbers(
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
    },
    flag!("has_power", richness.power),
    flag!("has_rr", richness.rr),
    flag!("has_heart_rate", richness.heart_rate),
    flag!("has_position", richness.position),
    Column {
        name: "format_rank",
        of: Integer(
            |a| Some(a.richness.format.into()),
            |a, rank| {
                a.richness.format = rank.try_into().unwrap_or(0);
                i64::from(a.richness.format) == rank
            },
        ),
    },
    Column {
        name: "samples",
        of: Integer(
            |a| i64::try_from(a.richness.samples).ok(),
            |a, count| {
                a.richness.samples = count.try_into().unwrap_or(0);
                0 <= count
            },
        ),
    },
    small!("wearer_heart_rate_rest_bpm", wearer.heart_rate_rest_bpm),
    small!("wearer_heart_rate_max_bpm", wearer.heart_rate_max_bpm),
    small!("wearer_heart_rate_threshold_bpm", wearer.heart_rate_threshold_bpm),
    small!("wearer_threshold_power_w", wearer.threshold_power_w),
    Column {
        name: "wearer_zones_bpm",
        of: Numbers(
            |a, into| {
                into.extend(a.wearer.heart_rate_zones_bpm.iter().map(|bpm| f64::from(*bpm)));
                true
            },
            |a, values| {
                a.wearer.heart_rate_zones_bpm = values.iter().map(|bpm| *bpm as u8).collect();
                true
            },
        ),
    },
];
