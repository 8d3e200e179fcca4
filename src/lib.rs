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
//! A folder in, a report out; [`Runner`] is the front door:
//!
//! ```
//! let runner = restday::Runner::read("fixtures/runner".as_ref())?;
//! let morning = runner.latest_morning("2026-12-31".parse()?).ok_or("no activity")?;
//! let report = runner.report(morning)?;
//! println!("{:?} {:?}", report.today.band, report.today.score);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// With every feature the compiler finds what nobody uses. Without one, what only that feature uses is no news.
#![cfg_attr(
    not(all(feature = "cli", feature = "html", feature = "xlsx")),
    allow(dead_code, unused_imports, unused_macros, reason = "a feature uses it")
)]

#[macro_use]
mod named;

pub mod activity;
pub mod athlete;
mod bounded;
#[cfg(feature = "cli")]
mod cli;
pub mod columns;
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
mod nearest;
mod numerals;
pub mod output;
mod parallel;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(fuzzing))]
pub mod pipeline;
pub mod planned;
pub mod printable;
#[cfg(not(fuzzing))]
pub mod publish;
pub mod readiness;
mod regular;
#[cfg(not(fuzzing))]
pub mod render;
#[cfg(not(fuzzing))]
pub mod report;
#[cfg(not(fuzzing))]
mod runner;
pub mod source;
pub mod vendors;
#[cfg(feature = "verify")]
pub mod verify;

pub use athlete::Athlete;
#[cfg(feature = "cli")]
pub use cli::run_program;
pub use decode::recording::{Column, Recording, Samples};
#[cfg(not(fuzzing))]
pub use pipeline::build::BuildError;
#[cfg(not(fuzzing))]
pub use report::Report;
#[cfg(not(fuzzing))]
pub use runner::{ReadError, Runner};
