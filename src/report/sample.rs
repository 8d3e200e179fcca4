//! A report made by hand, for the tests of the formats.

use super::MorningRow;
use super::{
    ActivityRow, DailyRow, DuplicateRow, ImportCounts, ImportRow, Intensity, LocalTime, PeriodRow, ReadinessRow,
    Report, Snapshot, TargetBand, ThresholdRow,
};
use crate::athlete::{Anchor, Provenance, Thresholds};
use crate::readiness::rest_ledger::rest_ledger;
use crate::readiness::{Band, Cap, Confidence, Factor, Missing, MissingReason, Readiness, Reason, Signal};
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
    let days = loads.len() as i64;
    let daily = loads
        .iter()
        .zip(0..)
        .map(|(load, index)| DailyRow {
            athlete: "Ana".to_owned(),
            day: morning - (days - index).days(),
            day_class: if *load < 5.0 { "rest" } else { "easy" },
            load: Some(*load),
            acute: Some(61.5),
            chronic: Some(52.25),
            form: Some(-9.25),
            form_ratio: Some(-0.177),
            ramp: None,
            monotony: Some(1.4),
            strain: None,
            acwr: None,
            longest_run_30d_m: Some(21_100.0),
            spike_class: Some("none"),
            days_since_rest: Some(3),
            warm_up: false,
            acwr_coupled: None,
            acwr_ewma: None,
        })
        .collect();
    Report {
        athlete: "Ana".to_owned(),
        as_of: morning.to_string(),
        newest_activity_day: Some(date(2026, 3, 13)),
        inputs_digest: "0123456789abcdef".to_owned(),
        readiness: Readiness {
            day: morning,
            score: Some(48.6),
            half_width: Some(18.8),
            band: Band::Easy,
            confidence: Confidence::Medium,
            completeness: 0.6,
            factors: vec![
                factor(Signal::Legs, -2.1, Some((2.0, 3.4))),
                factor(Signal::Soreness, -0.4, Some((3.0, 3.3))),
                factor(Signal::Sleep, 0.3, Some((7.6, 7.3))),
                factor(Signal::Load, -0.6, None),
            ],
            missing: vec![
                Missing { signal: Signal::Hrv, reason: MissingReason::NotGiven },
                Missing { signal: Signal::RestingHr, reason: MissingReason::NotGiven },
                Missing { signal: Signal::Motivation, reason: MissingReason::Stale },
                Missing { signal: Signal::EffortFelt, reason: MissingReason::TooFew },
            ],
            caps: vec![Cap::SingleStrong { signals: vec![Signal::Legs] }],
            reasons: vec![
                Reason {
                    code: "LEGS-DOWN",
                    text: "Legs 1.4 points worse than your 28-day normal (2 of 5), the clearest sign this morning."
                        .to_owned(),
                    values: vec![("today", 2.0), ("normal", 3.4)],
                },
                Reason {
                    code: "LOAD-UP",
                    text: "The last 7 days held 16 % more load than you are used to.".to_owned(),
                    values: vec![("load_7d", 536.0)],
                },
            ],
        },
        pushing_hard: vec![
            Reason {
                code: "PUSHING-HARD",
                text: "You have been pushing hard, and it is time to pull back: walk, do yoga or rest today."
                    .to_owned(),
                values: vec![("signs", 2.0)],
            },
            Reason {
                code: "NO-EASE",
                text: "No rest or active-recovery day for 10 days.".to_owned(),
                values: vec![("days", 10.0)],
            },
        ],
        snapshot: Snapshot {
            load_7d: Some(536.0),
            load_usual_week: Some(462.0),
            acute_days: 7.0,
            chronic_days: 42.0,
            acute: Some(61.5),
            chronic: Some(52.25),
            form: Some(-9.25),
            form_ratio: Some(-0.177),
            ramp: Some(2.14),
            monotony: Some(1.44),
            strain: Some(771.8),
            acwr: Some(1.16),
            longest_run_30d_m: Some(21_100.0),
            next_run_guard_m: Some(23_210.0),
            rest_days_7d: 0,
            rest_days_28d: 8,
            workouts_7d: 7,
            days_since_rest: Some(8),
            warm_up: false,
            load_quality_share: Some([0.82, 0.12, 0.06]),
            intensity_28d: Some(Intensity {
                time_share: [0.80, 0.12, 0.08],
                polarization_index: Some(1.73),
                polarized: false,
                workouts: 18,
                hard_workouts: 4,
            }),
            target_today: Some(TargetBand { done: 0.0, low: 52.25, high: 88.0 }),
            target_week: Some(TargetBand { done: 410.0, low: 480.0, high: 560.0 }),
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
        thresholds_history: vec![ThresholdRow {
            from: date(2026, 1, 10),
            key: "run_pace",
            value: Some(4.02),
            unit: "m/s",
            pace_per_km: Some("4:09".to_owned()),
            provenance: Some("estimated"),
            confidence: Some("medium"),
            evidence: Some("90 % of the speed of your best 10 km in 90 days".to_owned()),
        }],
        activities: vec![ActivityRow {
            athlete: "Ana".to_owned(),
            activity_id: "00c0ffee00c0ffee".to_owned(),
            start_time: LocalTime("2026-03-13T18:02:11+01:00".to_owned()),
            day: date(2026, 3, 13),
            tz_source: "file",
            sport: "run",
            duration_s: 2400.0,
            moving_s: Some(2388.5),
            elapsed_s: 2460.0,
            distance_m: Some(7013.2),
            ascent_m: None,
            heart_rate_mean_bpm: Some(138.25),
            heart_rate_max_bpm: Some(151),
            hr_coverage: 0.99,
            duration_h: 2400.0 / 3600.0,
            intensity: 0.57,
            load: 38.0,
            load_method: "hrss",
            load_quality: "measured",
            source: "2026-03-13.fit".to_owned(),
            name: Some("Round the lake".to_owned()),
            recovered: false,
            hr_repaired_s: 4.0,
            hr_suspect_s: 0.0,
            gps_repaired_s: 0.0,
            load_hrss: Some(38.0),
            load_edwards: None,
            load_lucia: None,
            load_daniels: None,
            load_pace: Some(41.5),
            load_govss: None,
            load_run_power: None,
            load_power: None,
            load_xpower: None,
            load_rpe: None,
            trimp_banister: Some(52.1),
            trimp_edwards: None,
            trimp_lucia: None,
            daniels_points: None,
            session_rpe: None,
            vdot: None,
            decoupling: None,
            normalised_power_w: None,
            graded_speed_mps: Some(2.95),
            zone_1_s: Some(2400.0),
            zone_2_s: Some(0.0),
            zone_3_s: Some(0.0),
            rpe: Some(4.0),
            temperature_c: None,
            rpe_resid: None,
            heart_rate_resid_bpm: None,
        }],
        daily,
        weeks: vec![PeriodRow {
            athlete: "Ana".to_owned(),
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
            form: None,
            monotony: None,
            strain: None,
            zone_1_s: None,
            zone_2_s: None,
            zone_3_s: None,
            polarization_index: None,
        }],
        months: Vec::new(),
        mornings: vec![morning_row()],
        checkins: vec![MorningRow { day: date(2026, 5, 31), legs: Some(4.0), ..MorningRow::default() }],
        import: vec![ImportRow {
            source: "2026-03-13.fit".to_owned(),
            outcome: "activity",
            code: "OK",
            activity_id: Some("00c0ffee00c0ffee".to_owned()),
            detail: String::new(),
            byte_offset: None,
        }],
        duplicates: vec![DuplicateRow {
            winner_activity_id: "00c0ffee00c0ffee".to_owned(),
            winner: "2026-03-13.fit".to_owned(),
            loser: "2026-03-13 (1).fit".to_owned(),
            code: "DUPLICATE-BYTES",
            evidence: "the same bytes".to_owned(),
        }],
        counts: ImportCounts { inputs: 183, activities: 160, duplicates: 12, not_activity: 9, refused: 2, damaged: 1 },
        notes: vec![
            "No resting heart rate: it is taken as 50 beats a minute. Give hr_rest in athlete.toml.".to_owned(),
        ],
    }
}

/// A report with 3,653 days, each with a verdict, and their weeks.
pub(crate) fn ten_years() -> Report {
    let one = report();
    let first = date(2016, 3, 14);
    let classes = ["rest", "easy", "quality", "active_recovery", "easy", "long", "easy"];
    let bands = ["ready_for_quality", "easy", "active_recovery", "rest", "not_enough_data"];
    let wave = |nth: i64, days: f64, low: f64, high: f64| low + (high - low) * (0.5 + 0.5 * (nth as f64 / days).sin());
    let days = 0..3653_i64;
    let daily: Vec<DailyRow> = days
        .clone()
        .map(|nth| DailyRow {
            day: first + nth.days(),
            day_class: classes[(nth % 7) as usize],
            load: Some(if nth % 7 == 0 { 0.0 } else { wave(nth, 1.7, 20.0, 160.0) }),
            acute: Some(wave(nth, 9.0, 30.0, 120.0)),
            chronic: Some(wave(nth, 60.0, 50.0, 100.0)),
            form: Some(wave(nth, 11.0, -45.0, 30.0)),
            form_ratio: Some(wave(nth, 11.0, -0.5, 0.4)),
            ..one.daily[0].clone()
        })
        .collect();
    let mornings = days
        .map(|nth| ReadinessRow {
            day: first + nth.days(),
            score: Some(wave(nth, 13.0, 15.0, 95.0)),
            half_width: Some(wave(nth, 5.0, 6.0, 24.0)),
            band: bands[(nth / 3 % 5) as usize],
            ..one.mornings[0].clone()
        })
        .collect();
    let weeks = (0..522).map(|nth| PeriodRow { first_day: first + (7 * nth).days(), ..one.weeks[0].clone() }).collect();
    Report { readiness: Readiness { day: first + 3652.days(), ..one.readiness.clone() }, daily, mornings, weeks, ..one }
}

/// A first morning: nothing is known.
pub(crate) fn nothing_known() -> Report {
    let full = report();
    let missing = Signal::ALL.map(|signal| Missing { signal, reason: MissingReason::NotGiven }).to_vec();
    Report {
        newest_activity_day: None,
        readiness: Readiness {
            score: None,
            half_width: None,
            band: Band::NotEnoughData,
            confidence: Confidence::None,
            completeness: 0.0,
            factors: Vec::new(),
            missing,
            caps: Vec::new(),
            reasons: Vec::new(),
            ..full.readiness
        },
        pushing_hard: Vec::new(),
        snapshot: Snapshot::default(),
        rest: rest_ledger(&[], &[]),
        thresholds: Thresholds::default(),
        activities: Vec::new(),
        daily: Vec::new(),
        weeks: Vec::new(),
        months: Vec::new(),
        mornings: Vec::new(),
        checkins: Vec::new(),
        import: Vec::new(),
        duplicates: Vec::new(),
        counts: ImportCounts::default(),
        notes: Vec::new(),
        ..full
    }
}

fn factor(signal: Signal, z: f64, value_and_normal: Option<(f64, f64)>) -> Factor {
    let (value, normal) = value_and_normal.unzip();
    Factor { signal, z, q: 1.0, value, normal }
}

fn anchor(value: f64, provenance: Provenance, evidence: &str) -> Anchor {
    Anchor::new(value, provenance, evidence)
}

fn morning_row() -> ReadinessRow {
    ReadinessRow {
        athlete: "Ana".to_owned(),
        day: date(2026, 3, 14),
        score: Some(48.6),
        half_width: Some(18.8),
        band: "easy",
        confidence: "medium",
        fatigue_z: Some(-2.1),
        fatigue_q: Some(1.0),
        soreness_z: Some(-0.4),
        soreness_q: Some(1.0),
        sleep_quality_z: None,
        sleep_quality_q: None,
        mood_z: None,
        mood_q: None,
        hrv_z: None,
        hrv_q: None,
        rhr_z: None,
        rhr_q: None,
        sleep_z: Some(0.3),
        sleep_q: Some(1.0),
        load_z: Some(-0.6),
        load_q: Some(1.0),
        rpe_resid_z: None,
        rpe_resid_q: None,
        hr_speed_z: None,
        hr_speed_q: None,
        caps: "single_strong".to_owned(),
        missing: "hrv rhr mood rpe_resid".to_owned(),
        reason_1: Some("Legs 1.4 points worse than your 28-day normal.".to_owned()),
        reason_2: None,
        reason_3: None,
    }
}
