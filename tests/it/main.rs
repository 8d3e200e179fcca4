//! The tests that look at restday from outside: its command, its files, its promises. One binary, so that it links once.
#![allow(
    clippy::expect_used,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test that cannot go on should stop loudly"
)]

mod apple;
mod architecture;
mod arrows;
mod book;
mod border;
mod bounds;
mod checkin;
mod cli;
mod clock;
mod codes;
mod conservation;
mod contradicted;
mod contradictions;
mod corpus;
mod determinism;
mod differential;
mod door;
mod explain;
mod exports;
mod forecast;
mod formats;
mod fuzzed;
mod golden;
mod hostile;
mod inspect;
mod ledger;
mod limits;
mod literature;
mod metamorphic;
mod mornings;
mod mutate;
mod nightly;
mod one_body;
mod privacy;
mod readiness_properties;
mod scenarios;
mod series_properties;
mod statistics;
mod steady;
mod strangers;
mod team;
mod thresholds;
mod trust;
mod workbench;
