//! A report made by hand, for the tests of the formats.

use super::activity::ReportedActivity;
use super::morning::MorningSummary;
use super::{ImportCounts, Intensity, PermittedToday, Report, Snapshot, Trend};
use crate::activity::sport::Sport;
use crate::activity::statistics::{GradedSpeed, Statistics};
use crate::activity::{Activity, TzSource};
use crate::athlete::history::Change;
use crate::athlete::{self, Anchor, Provenance, Thresholds};
use crate::diagnostic::Code;
use crate::effort::AllMethods;
use crate::effort::{Effort, Method, Quality};
use crate::ingest::{Input, Outcome, Twin};
use crate::load::Day;
use crate::load::day_class::DayClass;
use crate::load::distribution::Zones;
use crate::load::periods::Period;
use crate::load::spike::SpikeClass;
use crate::morning::Morning;
use crate::readiness::rest_ledger::rest_ledger;
use crate::readiness::{Band, Cap, Confidence, Factor, Missing, MissingReason, Permitted, Readiness, Reason, Signal};
use jiff::ToSpan;
use jiff::civil::date;

/// Texts that files may hold and formats must bear.
pub(crate) const HOSTILE: [&str; 12] = [
    "",
    "a,b;c\td",
    "\"quoted\" and 'quoted'",
    "two\nlines\r\nand \r one",
    "=HYPERLINK(\"http://example.org\")",
    "-12.3",
    "\u{1b}[2J\u{1b}]0;title\u{7}",
    "run\u{202e}tif.exe",
    "zero\u{200b}width\u{feff}",
    "\u{0}\u{7f}\u{9b}31m",
    "山田 Åsa 👩‍👧 <script>&amp;</script>",
    "NaN",
];

/// So many texts made of what has broken readers before, the same ones each time.
pub(crate) fn hostile(count: usize) -> Vec<String> {
    const PIECES: [&str; 33] = [
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        "\0",
        "'",
        "\"",
        ",",
        ";",
        "<",
        ">",
        "&",
        "]]>",
        "</script>",
        "<!--",
        "cmd|' /C calc'!A0",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{feff}",
        "${x}{{y}}%s",
        "é山👩",
        "＝",
        "＋",
        "－",
        "＠",
        "−",
        "|",
        " ",
        "\u{a0}",
        "\u{85}",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let made = (HOSTILE.len()..count).map(|_| (0..=next(5)).map(|_| PIECES[next(PIECES.len())]).collect());
    HOSTILE.map(str::to_owned).into_iter().chain(made.collect::<Vec<String>>()).collect()
}

/// A morning after hard days, with something of everything.
pub(crate) fn report() -> Report {
    let morning = date(2026, 3, 14);
    let loads = [
        62.0, 0.0, 48.0, 95.0, 0.0, 140.0, 31.0, 55.0, 0.0, 51.0, 102.0, 4.0, 0.0, 151.0, 58.0, 0.0, 66.0, 98.0, 20.0,
        64.0, 0.0, 60.0, 71.0, 0.0, 105.0, 44.0, 158.0, 0.0, 0.0, 52.0, 88.0, 43.0, 0.0, 120.0, 35.0, 77.0, 61.0,
        110.0, 49.0, 166.0, 38.0,
    ];
    let today = Readiness {
        day: morning,
        score: Some(48.6),
        half_width: Some(18.8),
        band: Band::Easy,
        confidence: Confidence::Medium,
        completeness: 0.6,
        factors: vec![
            factor(Signal::Legs, -1.4, Some((2.0, 3.4))),
            factor(Signal::Soreness, -0.3, Some((3.0, 3.3))),
            factor(Signal::Sleep, 0.3, Some((7.6, 7.3))),
            factor(Signal::Load, -0.6, None),
        ],
        missing: vec![
            Missing { signal: Signal::Hrv, reason: MissingReason::NotGiven },
            Missing { signal: Signal::RestingHr, reason: MissingReason::NotGiven },
            Missing { signal: Signal::Motivation, reason: MissingReason::Stale },
            Missing { signal: Signal::EffortFelt, reason: MissingReason::TooFew },
        ],
        caps: vec![Cap::HeavyLegs, Cap::PushingHard { signs: 2, body_signs: 0 }],
        spell: None,
        rest_due_days: Some(10),
        permitted: Permitted::of_verdict(Band::Easy, &[], None, Some(&yesterday())),
        reasons: vec![
            reason("PUSHING-HARD", "You have been pushing hard for a while: let the work sink in.", ("signs", 2.0)),
            reason("LEGS-DOWN", "Legs 2.0 of 5 today (5 is fresh), 1.4 below your normal of 3.4: -22.", ("legs", 2.0)),
        ],
        but: vec![reason("SLEEP-UP", "Sleep averages 7.6 h, 0.3 h more than your normal of 7.3 h.", ("sleep", 7.6))],
        facts: vec![reason("NOT-KNOWN", "Not known: heart-rate variability and resting heart rate.", ("signals", 2.0))],
        pushing_hard: vec![
            reason("PUSHING-HARD", "You have been pushing hard for a while: let the work sink in.", ("signs", 2.0)),
            reason(
                "NO-EASY-DAY",
                "10 days in a row without a rest or active-recovery day: one is due.",
                ("days", 10.0),
            ),
        ],
    };
    let days = loads.len() as i64;
    let daily = loads
        .iter()
        .zip(0..)
        .map(|(load, index)| Day {
            acute: Some(61.5),
            chronic: Some(52.25),
            form: Some(-9.25),
            form_ratio: Some(-0.177),
            monotony: Some(1.4),
            longest_run_30d_m: Some(21_100.0),
            spike_class: Some(SpikeClass::None),
            days_since_rest: Some(3),
            warm_up: false,
            ..Day::bare(
                morning - (days - index).days(),
                if *load < 5.0 { DayClass::Rest } else { DayClass::Easy },
                Some(*load),
            )
        })
        .collect();
    Report {
        athlete: "Ana".to_owned(),
        as_of: morning.to_string(),
        newest_activity_day: Some(date(2026, 3, 13)),
        inputs_digest: "0123456789abcdef".to_owned(),
        today: today.clone(),
        trend: Trend { yesterday: Some(71.2), mean_7d: Some(66.0) },
        permitted: PermittedToday::of_verdict(&today.permitted, None),
        spells: Vec::new(),
        snapshot: Snapshot {
            load_7d: Some(536.0),
            load_usual_week: Some(365.75),
            acute_chronic_ratio: Some(1.18),
            known_days: 200,
            chronic_weight: 0.99,
            acute_days: 7.0,
            chronic_days: 42.0,
            acute: Some(61.5),
            chronic: Some(52.25),
            form: Some(-9.25),
            form_ratio: Some(-0.177),
            ramp: Some(2.14),
            monotony: Some(1.44),
            strain: Some(771.8),
            acwr_uncoupled: Some(1.16),
            longest_run_30d_m: Some(21_100.0),
            rest_days_7d: 0,
            rest_days_28d: 8,
            workouts_7d: 7,
            days_since_rest: Some(8),
            days_since_ease: Some(4),
            warm_up: false,
            load_quality_share: Some([0.82, 0.12, 0.06]),
            intensity_28d: Some(Intensity {
                time_share: [0.80, 0.12, 0.08],
                polarization_index: Some(1.73),
                polarized: false,
                workouts: 18,
                hard_workouts: 4,
            }),
            impulse_response: None,
        },
        rest: rest_ledger(&[], &[]),
        thresholds: Thresholds {
            hr_rest: None,
            hr_max: Some(anchor(186.0, Provenance::Given, "")),
            lthr: Some(anchor(168.0, Provenance::Given, "")),
            run_speed_mps: Some(anchor(4.02, Provenance::Estimated, "90 % of the speed of your best 10 km in 90 days")),
            ..Thresholds::default()
        },
        thresholds_history: vec![Change {
            from: date(2026, 1, 10),
            key: "run_pace",
            unit: "m/s",
            anchor: Some(Anchor {
                confidence: athlete::Confidence::Medium,
                ..anchor(4.02, Provenance::Estimated, "90 % of the speed of your best 10 km in 90 days")
            }),
        }],
        activities: vec![activity()],
        daily,
        weeks: vec![Period {
            first_day: date(2026, 3, 9),
            last_day: date(2026, 3, 15),
            days_known: 5,
            load: 410.0,
            load_run: 380.0,
            load_ride: 0.0,
            load_other: 30.0,
            duration_h: 6.5,
            run_distance_m: Some(61_000.0),
            longest_run_m: Some(21_100.0),
            ascent_m: Some(420.0),
            sessions: 6,
            workouts: 5,
            hard_workouts: 1,
            rest_days: 0,
            active_recovery_days: 1,
            acute: None,
            chronic: None,
            monotony: None,
            strain: None,
            zones: Zones::default(),
        }],
        months: Vec::new(),
        readiness: vec![today],
        mornings: vec![MorningSummary {
            morning: Morning { day: date(2026, 5, 31), legs: Some(4.0), ..Morning::default() },
            checkins: 0,
        }],
        import: vec![Input {
            source: "2026-03-13.fit".to_owned(),
            outcome: Outcome::Activity,
            code: Code::Ok,
            activity_ids: vec!["00c0ffee00c0ffee".to_owned()],
            detail: String::new(),
            at_byte: None,
        }],
        duplicates: vec![Twin {
            winner_id: "00c0ffee00c0ffee".to_owned(),
            winner: "2026-03-13.fit".to_owned(),
            loser: "2026-03-13 (1).fit".to_owned(),
            code: Code::DuplicateBytes,
            evidence: "the same bytes".to_owned(),
            overlap_s: None,
            overlap_share: None,
            why: "the first of them by name".to_owned(),
        }],
        counts: ImportCounts { inputs: 183, activities: 160, duplicates: 12, not_activity: 9, refused: 2, damaged: 1 },
        notes: vec![
            "No resting heart rate: it is taken as 50 beats a minute. Give hr_rest in athlete.toml.".to_owned(),
        ],
    }
}

/// A run of forty minutes.
fn activity() -> ReportedActivity {
    let graded = GradedSpeed { mean_mps: 2.95, normalised_mps: None, moving_s: 2388.5, covered_s: 2400.0 };
    ReportedActivity {
        activity: Activity {
            id: "00c0ffee00c0ffee".to_owned(),
            start_ms: 1_773_421_331_000,
            utc_offset_s: 3600,
            tz_source: TzSource::File,
            moving_s: Some(2388.5),
            elapsed_s: 2460.0,
            distance_m: Some(7013.2),
            heart_rate_mean_bpm: Some(138.25),
            heart_rate_max_bpm: Some(151),
            hr_coverage: 0.99,
            source: "2026-03-13.fit".to_owned(),
            name: Some("Round the lake".to_owned()),
            hr_repaired_s: 4.0,
            rpe: Some(4.0),
            statistics: Box::new(Statistics { graded_speed: Some(graded), ..Statistics::default() }),
            ..Activity::bare(Sport::Run, date(2026, 3, 13), 2400.0)
        },
        effort: Effort {
            duration_h: 2400.0 / 3600.0,
            intensity: 0.57,
            load: 38.0,
            method: Method::Hrss,
            quality: Quality::Measured,
        },
        every: AllMethods {
            load_hrss: Some(38.0),
            load_pace: Some(41.5),
            trimp_banister: Some(52.1),
            ..AllMethods::default()
        },
        zones: Some(Zones { seconds: [2400.0, 0.0, 0.0] }),
        felt: None,
        hides_offset: false,
    }
}

/// A report with 3,653 days, each with a verdict, and their weeks.
pub(crate) fn ten_years() -> Report {
    let one = report();
    let first = date(2016, 3, 14);
    let classes = [
        DayClass::Rest,
        DayClass::Easy,
        DayClass::Quality,
        DayClass::ActiveRecovery,
        DayClass::Easy,
        DayClass::Long,
        DayClass::Easy,
    ];
    let bands = [Band::ReadyForQuality, Band::Easy, Band::ActiveRecovery, Band::Rest, Band::NotEnoughData];
    let wave = |nth: i64, days: f64, low: f64, high: f64| low + (high - low) * (0.5 + 0.5 * (nth as f64 / days).sin());
    let days = 0..3653_i64;
    let daily: Vec<Day> = days
        .clone()
        .map(|nth| Day {
            day: first + nth.days(),
            class: classes[(nth % 7) as usize],
            load: Some(if nth % 7 == 0 { 0.0 } else { wave(nth, 1.7, 20.0, 160.0) }),
            acute: Some(wave(nth, 9.0, 30.0, 120.0)),
            chronic: Some(wave(nth, 60.0, 50.0, 100.0)),
            form: Some(wave(nth, 11.0, -45.0, 30.0)),
            form_ratio: Some(wave(nth, 11.0, -0.5, 0.4)),
            ..one.daily[0].clone()
        })
        .collect();
    let readiness = days
        .map(|nth| Readiness {
            day: first + nth.days(),
            score: Some(wave(nth, 13.0, 15.0, 95.0)),
            half_width: Some(wave(nth, 5.0, 6.0, 24.0)),
            band: bands[(nth / 3 % 5) as usize],
            ..one.today.clone()
        })
        .collect();
    let weeks = (0..522).map(|nth| Period { first_day: first + (7 * nth).days(), ..one.weeks[0].clone() }).collect();
    Report { today: Readiness { day: first + 3652.days(), ..one.today.clone() }, daily, readiness, weeks, ..one }
}

/// A first morning: nothing is known.
pub(crate) fn nothing_known() -> Report {
    let full = report();
    let nothing = Permitted::of_verdict(Band::NotEnoughData, &[], None, None);
    let missing = Signal::ALL.map(|signal| Missing { signal, reason: MissingReason::NotGiven }).to_vec();
    Report {
        newest_activity_day: None,
        today: Readiness {
            score: None,
            half_width: None,
            band: Band::NotEnoughData,
            confidence: Confidence::None,
            completeness: 0.0,
            factors: Vec::new(),
            missing,
            caps: Vec::new(),
            rest_due_days: None,
            permitted: nothing,
            reasons: Vec::new(),
            but: Vec::new(),
            facts: Vec::new(),
            pushing_hard: Vec::new(),
            ..full.today
        },
        trend: Trend::default(),
        permitted: PermittedToday::of_verdict(&nothing, None),
        snapshot: Snapshot::default(),
        rest: rest_ledger(&[], &[]),
        thresholds: Thresholds::default(),
        activities: Vec::new(),
        daily: Vec::new(),
        weeks: Vec::new(),
        months: Vec::new(),
        readiness: Vec::new(),
        mornings: Vec::new(),
        import: Vec::new(),
        duplicates: Vec::new(),
        counts: ImportCounts::default(),
        notes: Vec::new(),
        ..full
    }
}

fn factor(signal: Signal, deviation: f64, value_and_normal: Option<(f64, f64)>) -> Factor {
    let (value, normal) = value_and_normal.unzip();
    Factor { signal, deviation, q: 1.0, value, normal, earlier: 30 }
}

fn reason(code: &'static str, text: &str, value: (&'static str, f64)) -> Reason {
    Reason { code, text: text.to_owned(), values: vec![value] }
}

/// The last day before the morning.
fn yesterday() -> Day {
    Day {
        chronic: Some(52.25),
        guard_reference_m: Some(21_100.0),
        ..Day::bare(date(2026, 3, 13), DayClass::Easy, Some(38.0))
    }
}

fn anchor(value: f64, provenance: Provenance, evidence: &str) -> Anchor {
    Anchor::new(value, provenance, evidence)
}
