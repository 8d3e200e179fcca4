//! FIT: the binary format of watches and bike computers.
//!
//! A file is a header, messages, and a checksum; files may follow each other in a chain. A definition message says
//! what the data messages after it look like, so a decoder can step over what it does not know. This one reads what a
//! [`Recording`] holds, in one pass and without an allocation per message, and steps over the rest.
//!
//! Damage costs what is damaged: a wrong checksum is noted, a file that breaks off is read to its last whole message,
//! and a file of a chain that holds no activity does not touch the others.

mod bytes;
mod clock;
mod crc;
mod definition;
mod developer;
mod field;
mod header;
mod message;
mod names;
mod night;
mod number;
mod record;
mod recording_builder;
mod run;
mod segment;
mod strap;

#[cfg(test)]
mod damage;
#[cfg(test)]
mod encoder;
#[cfg(test)]
mod tests;

use super::DecodeError;
use super::recording::Recording;
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::{FIT_CHAIN_MAX, SAMPLES_MAX};
use header::Header;
pub use night::{Night, read_night};
use strap::StrapMemory;

/// Decodes a FIT file, or a chain of them: one recording for each that holds an activity, in file order.
///
/// An activity is what says so in its `file_id`, or holds a session, or, where the file does not say what it is, has at
/// least two records with a time. It may have a session and no records. Heart rates of a strap, wherever in the chain, go
/// to the records that have none.
///
/// # Errors
/// When no file of the chain holds an activity, with the reason of the first; when the input is no FIT file, or has
/// more samples or odd field definitions than any device writes.
pub(crate) fn decode_fit(bytes: &[u8], diagnostics: &mut Diagnostics) -> Result<Vec<Recording>, DecodeError> {
    let mut recordings: Vec<Recording> = Vec::new();
    // What is no activity, and whether it holds heart rates of a strap.
    let mut others: Vec<(DecodeError, bool)> = Vec::new();
    let mut strap = StrapMemory::default();
    let mut samples_left = SAMPLES_MAX;
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let header = match Header::parse_header(rest) {
            Ok(header) => header,
            Err(detail) if at == 0 => return Err(DecodeError { code: Code::FitHeader, at_byte: Some(0), detail }),
            Err(_) => {
                let text = format!("{} bytes after the last file are no FIT file", rest.len());
                diagnostics.push(Code::FitTrailing, Some(at as u64), text);
                break;
            }
        };
        if recordings.len().saturating_add(others.len()) >= FIT_CHAIN_MAX {
            let text = format!("more than {FIT_CHAIN_MAX} files in a chain; the first ones were read");
            diagnostics.push(Code::FitMalformed, Some(at as u64), text);
            break;
        }
        let outcome = segment::read_segment(bytes, at, header, samples_left, diagnostics)?;
        let has_heart_rates = !outcome.strap.is_empty();
        strap.append_beats(outcome.strap);
        match outcome.recording {
            Ok(recording) => {
                samples_left = samples_left.saturating_sub(recording.samples.len());
                recordings.push(recording);
            }
            Err(other) => others.push((other, has_heart_rates)),
        }
        at = outcome.next;
        if at >= bytes.len() {
            break;
        }
    }
    if recordings.is_empty() {
        return Err(first_refusal(others.into_iter().map(|(other, _)| other)));
    }
    let beats = strap.into_sorted();
    let mut merged = false;
    for recording in recordings.iter_mut().filter(|_| !beats.is_empty()) {
        merged |= strap::merge_beats(&beats, &mut recording.samples);
    }
    for (other, _) in others.into_iter().filter(|(_, has_heart_rates)| !(merged && *has_heart_rates)) {
        let text = format!("a file of the chain that is no activity of its own, left out: {}", other.detail);
        diagnostics.push(Code::FitPart, other.at_byte, text);
    }
    Ok(recordings)
}

/// Why a chain without an activity is none: a sound file of another kind says more than what is wrong with the others.
fn first_refusal(others: impl Iterator<Item = DecodeError>) -> DecodeError {
    let missing = DecodeError { code: Code::NoSamples, at_byte: None, detail: "no record and no session".to_owned() };
    others.min_by_key(|other| other.code != Code::FitOtherKind).unwrap_or(missing)
}
