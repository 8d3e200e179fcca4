//! What vendors and runners write beside the recordings: notes on activities, and mornings.
//!
//! One file a vendor. A reader here takes bytes and gives values with diagnostics; it never fails a whole table for one
//! bad row.

#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

pub mod checkins;
pub mod strava;
mod table;

use jiff::civil::Date;

/// What a vendor's index says about one activity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Note {
    /// The recording it belongs to, as the index names it (`activities/123.fit.gz`); absent for an activity that was
    /// entered by hand.
    pub file: Option<String>,
    /// Where the row stands, counted from 1 with the header as row 1.
    pub row: u64,
    /// Unix time of the start, milliseconds (Strava writes UTC without saying so).
    pub start_ms: Option<i64>,
    /// Title.
    pub name: Option<String>,
    /// The vendor's word for the sport, in the language of the export.
    pub sport: Option<String>,
    /// How hard it felt, CR-10 (0–10).
    pub rpe: Option<f64>,
    /// From start to end, seconds.
    pub elapsed_s: Option<f64>,
    /// Time in motion, seconds.
    pub moving_s: Option<f64>,
    /// Distance, metres.
    pub distance_m: Option<f64>,
}

/// What was known on a morning before training: one row of `checkins.csv`. Every answer may be absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Morning {
    /// The morning's calendar day.
    pub day: Date,
    /// Legs, 1 (heavy) – 5 (fresh).
    pub legs: Option<f64>,
    /// Soreness, 1 (very sore) – 5 (none).
    pub soreness: Option<f64>,
    /// Motivation, 1 (none) – 5 (eager).
    pub motivation: Option<f64>,
    /// Sleep quality, 1 (awful) – 5 (excellent).
    pub sleep_quality: Option<f64>,
    /// Sleep of the night before, hours.
    pub sleep_h: Option<f64>,
    /// How hard the last run felt, CR-10 (0–10).
    pub rpe: Option<f64>,
    /// The last runs felt harder than they should.
    pub felt_harder: Option<bool>,
    /// Ill, or a fever.
    pub illness: Option<bool>,
    /// Pain that changes how one runs.
    pub pain: Option<bool>,
    /// The runner's own words; never printed unless asked for.
    pub note: Option<String>,
}
