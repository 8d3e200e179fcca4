//! Numbers from papers and from other programs: `tests/literature/*.csv`, each row met or left out with its reason.

mod activity;
mod effort;
mod hrv;
mod load;
mod oracles;
mod reader;
mod readiness;
