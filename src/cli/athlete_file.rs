//! Who the athlete is and what it chose: `athlete.toml`, else the folder's name and the defaults.

use super::clock;
use super::failure::Failure;
use crate::config::{Configured, Said};
use crate::ledger::Owner;
use crate::runner;
use std::fs;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

pub(super) use crate::runner::exports;

/// The athlete of a call, and what it chose: from the file given, else from `athlete.toml` in the first folder given that has one.
///
/// # Errors
/// Of the file: that it cannot be read, or cannot be meant.
pub(super) fn load(given: Option<&Path>, paths: &[PathBuf]) -> Result<Configured, Failure> {
    Ok(runner::configured(given, paths, clock::latest_today())?)
}

/// The file of the ledger: the one that was typed, else the one that the configuration says; absent where none is kept.
///
/// # Errors
/// When the configuration may not say it.
pub(super) fn ledger(configured: &Configured, typed: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    match typed {
        Some(typed) => Ok(Some(typed.to_owned())),
        None => Ok(configured.ledger.as_ref().map(Said::path).transpose()?),
    }
}

/// Whose exports these are, for a ledger.
pub(super) fn owner(configured: &Configured, exports: &[PathBuf]) -> Owner {
    let place = runner::naming(exports).and_then(|path| fs::canonicalize(path).ok());
    Owner {
        name: configured.athlete.name.clone(),
        is_given: configured.is_name_given,
        place: place.map(|path| xxh3_64(path.as_os_str().as_encoded_bytes())),
    }
}
