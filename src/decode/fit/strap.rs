//! Heart rates that a strap kept while it was under water, and gave to the watch afterwards.
//!
//! They stand in messages of their own, and often in files of their own behind the activity in the chain. The first one
//! gives one moment as a date and on the clock of the strap, which counts 1/1024 s; the others give the strap's clock
//! alone, of which most have the last 12 bits. Merging follows the vendor's published account («Expanding HR Messages into
//! Record Messages»), but that a record gets the last heart rate before it, and not a mean.

use super::clock;
use super::message::Message;
use crate::decode::recording::Samples;
use crate::limits::SAMPLES_MAX;

/// Bits of the strap's clock in the short form.
const SHORT_BITS: u32 = 12;

/// Parts of a second in which the first message gives its time, the finest there are.
const TICKS_PER_S: i64 = 1 << 15;

/// How long a heart rate counts, in these: the vendor's account fills gaps of up to 5 s.
const HOLD: i64 = 5 * TICKS_PER_S;

/// One moment on both clocks.
#[derive(Debug, Clone, Copy)]
struct ClockAnchor {
    /// Unix time, 1/32768 s.
    ticks: i64,
    /// On the clock of the strap, 1/1024 s.
    event: u32,
}

/// The heart rates of a strap.
#[derive(Debug, Clone, Default)]
pub(super) struct StrapMemory {
    anchor: Option<ClockAnchor>,
    /// The last moment on the clock of the strap, which short ones build upon.
    last_event: u32,
    /// Unix times, 1/32768 s …
    ticks: Vec<i64>,
    /// … and the heart rates at them, beats a minute.
    heart_rates_bpm: Vec<u8>,
}

impl StrapMemory {
    /// Takes in an `hr` message. Says whether there is room for more.
    pub(super) fn read_beats(&mut self, message: Message<'_>, time: Option<u32>) -> bool {
        if let Some(time_ms) = time.filter(|&time| clock::is_ordinary(time)).and_then(clock::unix_ms)
            && let Some(event) = message.u32s(9).next()
        {
            // 1/32768 s, or 1/256 s in one byte.
            let fraction = message.u16(0).map(i64::from).filter(|&ticks| ticks < TICKS_PER_S);
            let fraction = fraction.or_else(|| message.u8(1).map(|parts| i64::from(parts) << 7)).unwrap_or(0);
            self.anchor = Some(ClockAnchor { ticks: to_ticks(time_ms).saturating_add(fraction), event });
        }
        let mut heart_rates = message.byte_values(6).iter().copied();
        for event in message.u32s(9) {
            self.push_beat(event, heart_rates.next());
        }
        for event in short_events(message.byte_values(10)) {
            let ahead = event.wrapping_sub(self.last_event) & ((1 << SHORT_BITS) - 1);
            self.push_beat(self.last_event.wrapping_add(ahead), heart_rates.next());
        }
        self.ticks.len() < SAMPLES_MAX
    }

    /// Takes in one heart rate, if it is one, at a moment of the strap's clock.
    fn push_beat(&mut self, event: u32, heart_rate_bpm: Option<u8>) {
        self.last_event = event;
        let Some(ClockAnchor { ticks, event: anchor }) = self.anchor else { return };
        // The strap's clock rolls over after 48 days; what seems more than half of that ahead is behind.
        let since_anchor = i64::from(event.wrapping_sub(anchor).cast_signed());
        if let Some(bpm) = heart_rate_bpm.filter(|&bpm| bpm != 0 && bpm != u8::MAX) {
            self.ticks.push(ticks.saturating_add(since_anchor << 5));
            self.heart_rates_bpm.push(bpm);
        }
    }

    /// Whether there is no heart rate.
    pub(super) fn is_empty(&self) -> bool {
        self.ticks.is_empty()
    }

    /// Takes over the heart rates of another file of the chain, as far as there is room.
    pub(super) fn append_beats(&mut self, other: Self) {
        let room = SAMPLES_MAX.saturating_sub(self.ticks.len());
        self.ticks.extend(other.ticks.into_iter().take(room));
        self.heart_rates_bpm.extend(other.heart_rates_bpm.into_iter().take(room));
    }

    /// The heart rates in the order of time.
    pub(super) fn into_sorted(self) -> Vec<(i64, u8)> {
        let mut beats: Vec<(i64, u8)> = self.ticks.into_iter().zip(self.heart_rates_bpm).collect();
        beats.sort_by_key(|&(ticks, _)| ticks);
        beats
    }
}

/// Gives each sample without a heart rate the last [sorted](StrapMemory::into_sorted) one of a strap. Says whether any got one.
pub(super) fn merge_beats(beats: &[(i64, u8)], samples: &mut Samples) -> bool {
    let mut given = false;
    for (index, &time_ms) in samples.time_ms.iter().enumerate() {
        if samples.heart_rate_bpm.value_at(index).is_some() {
            continue;
        }
        let now = to_ticks(time_ms);
        let before = beats.partition_point(|&(ticks, _)| ticks <= now);
        if let Some(&(ticks, bpm)) = before.checked_sub(1).and_then(|last| beats.get(last))
            && now.saturating_sub(ticks) <= HOLD
        {
            samples.heart_rate_bpm.set_value(index, bpm);
            given = true;
        }
    }
    given
}

/// Whole seconds of a time in milliseconds, as FIT has them, in 1/32768 s.
fn to_ticks(time_ms: i64) -> i64 {
    (time_ms / 1000).saturating_mul(TICKS_PER_S)
}

/// Numbers of 12 bits each, two in three bytes, the least significant bits first.
fn short_events(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let pairs = bytes.chunks(3).map(|three| {
        let byte = |at: usize| three.get(at).copied().map(u32::from);
        let first = byte(0).zip(byte(1)).map(|(low, high)| low | (high & 0x0F) << 8);
        let second = byte(1).zip(byte(2)).map(|(low, high)| low >> 4 | high << 4);
        [first, second]
    });
    pairs.flatten().flatten()
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use crate::decode::fit::encoder::{BYTES, Fit, START, UINT8, UINT16, UINT32, Value};
    use crate::decode::fit::tests::{read, sound};
    use crate::diagnostic::Code;
    use Value::{Raw, U8, U16, U32};

    /// Adds the first message of a strap: 4095.5 s on its own clock are so many seconds after the start.
    fn anchor(fit: &mut Fit, second: u32, half: u16) {
        fit.define(6, 132, &[(253, 4, UINT32), (0, 2, UINT16), (9, 4, UINT32), (6, 1, UINT8)]);
        fit.message(6, &[U32(START + second), U16(half << 14), U32(0x003F_FE00), U8(100)]);
    }

    /// Adds two heart rates half a second and one second and a half after the anchor; the short clock rolls over.
    fn two_more(fit: &mut Fit) {
        fit.define(7, 132, &[(10, 3, BYTES), (6, 2, UINT8)]).message(7, &[Raw(&[0x00, 0x00, 0x40]), Raw(&[101, 0])]);
        fit.define(7, 132, &[(9, 8, UINT32), (6, 2, UINT8)])
            .message(7, &[U32(0x0040_0600), U32(0x0040_2000), Raw(&[103, 104])]);
    }

    fn heart_rates(recording: &crate::decode::recording::Recording) -> Vec<Option<u8>> {
        (0..recording.samples.len()).map(|index| recording.samples.heart_rate_bpm.value_at(index)).collect()
    }

    #[test]
    fn a_record_without_a_heart_rate_gets_the_last_one_of_the_strap() {
        for mut fit in [Fit::new(), Fit::big_endian()] {
            fit.file_id(4, 1).define(1, 20, &[(253, 4, UINT32), (3, 1, UINT8)]);
            for (second, native) in [(0, 0), (1, 255), (2, 77), (3, 0), (4, 0), (9, 0), (15, 0), (16, 0)] {
                fit.message(1, &[U32(START + second), U8(native)]);
            }
            anchor(&mut fit, 0, 1);
            two_more(&mut fit);
            // 0.5 s: 100, 1 s: 101, 2 s: none, 2.5 s: 103, 9 s: 104; nothing counts for more than 5 s.
            assert_eq!(
                heart_rates(&sound(&fit.bytes())),
                [None, Some(101), Some(77), Some(103), Some(103), Some(104), None, None]
            );
        }
    }

    #[test]
    fn the_strap_may_have_files_of_its_own_in_the_chain() {
        let mut swim = Fit::new();
        swim.file_id(4, 1).define(1, 20, &[(253, 4, UINT32)]);
        for second in 0..8 {
            swim.message(1, &[U32(START + second)]);
        }
        let part = |second| {
            let mut part = Fit::new();
            anchor(&mut part, second, 0);
            part.bytes()
        };
        let (result, codes) = read(&[part(1), swim.bytes(), part(6)].concat());
        assert_eq!(codes, [], "no file of the chain was left out");
        let hundred = Some(100);
        let expected = [None, hundred, hundred, hundred, hundred, hundred, hundred, hundred];
        assert_eq!(heart_rates(&result.unwrap()[0]), expected);
        // A strap that says nothing about these records is left out, and named.
        let (result, codes) = read(&[swim.bytes(), part(600)].concat());
        assert_eq!(codes, [Code::FitPart]);
        assert!(result.unwrap()[0].samples.heart_rate_bpm.is_empty());
    }

    #[test]
    fn a_strap_without_a_moment_on_both_clocks_says_nothing() {
        let mut fit = Fit::new();
        fit.file_id(4, 1).define(1, 20, &[(253, 4, UINT32)]).message(1, &[U32(START)]).message(1, &[U32(START + 1)]);
        two_more(&mut fit);
        assert!(sound(&fit.bytes()).samples.heart_rate_bpm.is_empty());
    }
}
