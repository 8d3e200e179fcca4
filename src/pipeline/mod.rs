//! From the inputs to the [`Report`](crate::report::Report): efforts, load, readiness, and what is said beside them.

mod as_of;
pub mod backtest;
pub mod build;
pub mod computed;
pub mod forecast;
mod laid_on_days;
mod notes;
mod ratings;
pub mod redact;
pub mod team;
mod training;
