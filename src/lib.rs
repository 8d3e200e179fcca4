//! restday reads what a runner's watch already exported and says two things: **Recovery Readiness** — rest, recover
//! actively, go easy, or train hard today, and why — and **Training Load Snapshot** — how hard the last days and weeks
//! were, against what is normal for this runner.
//!
//! The program is a sentence: *[sources](source), [decoded](decode), become [recordings](decode::recording); recordings,
//! cleaned, become [activities](activity); activities become [efforts](effort); efforts, laid on a calendar, become
//! [load]; load and the morning's signals become [readiness]; readiness is [reported](report).*
//!
//! Everything up to the activities may fail and is answered for by name ([`ingest`]), and may be kept so that it need not be
//! read again ([`ledger`]); everything after them is a pure function of values ([`pipeline::build`]).
//!
//! ```
//! use restday::{ingest, pipeline::build};
//!
//! let options = ingest::Options { home_zone: Some("Europe/Oslo"), ..Default::default() };
//! let ingested = ingest::ingest(&["fixtures/runner".into()], None, options, &ingest::Silent)?;
//! let counts = ingested.counts();
//! assert_eq!(counts.inputs, counts.activities + counts.duplicates + counts.not_activity + counts.refused);
//!
//! let inputs = build::Inputs { activities: ingested.activities, mornings: ingested.mornings, ..Default::default() };
//! let report = build::build(inputs, "2026-08-31".parse()?)?;
//! println!("{:?} {:?}", report.readiness.band, report.readiness.score);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod activity;
pub mod athlete;
pub mod bounded;
#[cfg(feature = "program")]
pub mod cli;
pub mod config;
mod dates;
pub mod decode;
pub mod diagnostic;
mod digest;
pub mod effort;
pub mod format;
pub mod ingest;
pub mod ledger;
pub mod limits;
pub mod load;
pub mod morning;
pub mod nearest;
mod numerals;
pub mod output;
mod parallel;
#[cfg(feature = "program")]
pub mod pipeline;
pub mod planned;
pub mod printable;
#[cfg(feature = "program")]
pub mod publish;
pub mod readiness;
mod regular;
#[cfg(feature = "program")]
pub mod render;
#[cfg(feature = "program")]
pub mod report;
pub mod source;
pub mod vendors;
#[cfg(feature = "program")]
pub mod verify;
