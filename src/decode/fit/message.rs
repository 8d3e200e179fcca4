//! The messages beside the samples: who recorded what, when, and how the device sums it up.

use super::bytes::{u8_at, u16_at, u32_at, u32_of};
use super::clock;
use super::field::{Field, FieldType};
use super::names;
use super::number::Number;
use crate::decode::recording::{Recording, Summary, SwimLength, TimerEvent, Wearer};

/// The messages that are read, but for the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MessageKind {
    /// What the file is, and who made it.
    FileId,
    /// The wearer's heart rates.
    UserProfile,
    /// The wearer's thresholds.
    ZonesTarget,
    /// One heart-rate zone.
    HeartRateZone,
    /// The sport that was chosen.
    Sport,
    /// The summary of one sport.
    Session,
    /// The summary of one lap.
    Lap,
    /// Something happened: the timer was started or stopped.
    Event,
    /// The end of the recording, in UTC and in local time.
    Activity,
    /// Intervals between heart beats.
    BeatIntervals,
    /// One moment on the device's clock, in UTC and in local time.
    TimestampCorrelation,
    /// Times in zones, and the thresholds that they were counted with.
    TimeInZone,
    /// One length of a pool.
    Length,
    /// Heart rates that a strap kept.
    StrapHeartRate,
    /// What a field of a developer is.
    FieldDescription,
}

impl MessageKind {
    /// The kind of a message by its global number; absent when it is not read.
    pub(super) fn from_number(message: u16) -> Option<Self> {
        Some(match message {
            0 => Self::FileId,
            3 => Self::UserProfile,
            7 => Self::ZonesTarget,
            8 => Self::HeartRateZone,
            12 => Self::Sport,
            18 => Self::Session,
            19 => Self::Lap,
            21 => Self::Event,
            34 => Self::Activity,
            78 => Self::BeatIntervals,
            101 => Self::Length,
            132 => Self::StrapHeartRate,
            162 => Self::TimestampCorrelation,
            206 => Self::FieldDescription,
            216 => Self::TimeInZone,
            _ => return None,
        })
    }

    /// The numbers of the fields that are read.
    const fn wanted_fields(self) -> &'static [u8] {
        match self {
            Self::FileId => &[0, 1, 4],
            Self::Event | Self::Sport => &[0, 1],
            Self::UserProfile => &[8, 11],
            Self::ZonesTarget => &[1, 2, 3],
            Self::HeartRateZone => &[1],
            Self::Session => &[2, 5, 6, 7, 8, 9, 16, 17, 22, 44, 57, 193],
            Self::Lap => &[2, 7, 8, 9, 15, 16, 21, 25, 39],
            Self::Activity => &[5],
            Self::BeatIntervals => &[0],
            Self::TimestampCorrelation => &[1, 3],
            Self::TimeInZone => &[11, 12, 13, 15],
            Self::Length => &[2, 4, 12],
            Self::StrapHeartRate => &[0, 1, 6, 9, 10],
            Self::FieldDescription => &[0, 1, 2, 3, 6, 7, 8, 14, 15],
        }
    }
}

/// Keeps a field of a definition when messages of this kind are read for it; a repeated one replaces the first, so
/// that no message takes longer than its kind has fields.
pub(super) fn keep_field(kind: MessageKind, kept: &mut Vec<Field>, field: Field) {
    let is_read = field.kind != FieldType::Other || Number::of_field(field).is_some();
    if is_read && kind.wanted_fields().contains(&field.number) {
        kept.retain(|known| known.number != field.number);
        kept.push(field);
    }
}

/// The numbers of the fields in which laps and sessions differ.
struct SummaryFields {
    heart_rate_mean: u8,
    heart_rate_max: u8,
    ascent: u8,
    sport: u8,
    sub_sport: u8,
    rpe: Option<u8>,
    temperature: Option<u8>,
}

const SESSION: SummaryFields = SummaryFields {
    heart_rate_mean: 16,
    heart_rate_max: 17,
    ascent: 22,
    sport: 5,
    sub_sport: 6,
    rpe: Some(193),
    temperature: Some(57),
};

const LAP: SummaryFields = SummaryFields {
    heart_rate_mean: 15,
    heart_rate_max: 16,
    ascent: 21,
    sport: 25,
    sub_sport: 39,
    rpe: None,
    temperature: None,
};

/// The type of a length that was swum.
const ACTIVE_LENGTH: u8 = 1;

/// The number of timer events among the events.
const TIMER: u8 = 0;

/// Highest effort on the CR-10 scale as FIT has it, in tenths.
const RPE_TENTHS_MAX: u8 = 100;

/// A data message with the fields of its definition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    /// Where its fields are.
    pub(super) fields: &'a [Field],
    /// Its bytes.
    pub(super) bytes: &'a [u8],
    /// Whether its numbers have their most significant byte first.
    pub(super) big_endian: bool,
}

impl Message<'_> {
    fn find_field(&self, number: u8, kind: FieldType) -> Option<&Field> {
        self.fields.iter().find(|field| field.number == number && field.kind == kind)
    }

    /// One unsigned byte, of whatever type it is declared with.
    pub(super) fn u8(&self, number: u8) -> Option<u8> {
        match self.find_field(number, FieldType::U8) {
            Some(field) => u8_at(self.bytes, field.offset).filter(|&value| value != u8::MAX),
            None => self.whole_number(number, f64::from(u8::MAX)).map(|value| value as u8),
        }
    }

    /// A whole number below a mark of nothing, of a field that is declared with another type than the profile's.
    fn whole_number(&self, number: u8, mark: f64) -> Option<f64> {
        let field = self.fields.iter().find(|field| field.number == number)?;
        let declared = Number::of_field(*field)?;
        let bytes = self.field_bytes(*field);
        let value =
            if self.big_endian { declared.read_number::<true>(bytes) } else { declared.read_number::<false>(bytes) };
        value.map(f64::round).filter(|value| (0.0..mark).contains(value))
    }

    /// One signed byte.
    pub(super) fn i8(&self, number: u8) -> Option<i8> {
        let field = self.find_field(number, FieldType::I8)?;
        u8_at(self.bytes, field.offset).map(u8::cast_signed).filter(|&value| value != i8::MAX)
    }

    /// The bytes of a field of one or more; empty where the message does not have it.
    pub(super) fn byte_values(&self, number: u8) -> &[u8] {
        let is_bytes = |field: &&Field| matches!(field.kind, FieldType::U8 | FieldType::Bytes);
        self.fields
            .iter()
            .filter(is_bytes)
            .find(|field| field.number == number)
            .map_or(&[], |&field| self.field_bytes(field))
    }

    /// A text; empty where the message does not have it.
    pub(super) fn text_bytes(&self, number: u8) -> &[u8] {
        let text = self.find_field(number, FieldType::Text).map_or(&[][..], |&field| self.field_bytes(field));
        text.split(|&byte| byte == 0).next().unwrap_or_default().trim_ascii()
    }

    /// The valid numbers of a field of one or more.
    pub(super) fn u32s(&self, number: u8) -> impl Iterator<Item = u32> {
        let field = self.find_field(number, FieldType::U32).or_else(|| self.find_field(number, FieldType::U32Array));
        let numbers = field.map_or(&[][..], |&field| self.field_bytes(field)).as_chunks().0;
        numbers.iter().filter_map(|&bytes| if self.big_endian { u32_of::<true>(bytes) } else { u32_of::<false>(bytes) })
    }

    fn field_bytes(&self, field: Field) -> &[u8] {
        let from_field = self.bytes.get(field.offset as usize..).unwrap_or_default();
        from_field.get(..usize::from(field.size)).unwrap_or_default()
    }

    /// Two unsigned bytes, of whatever type they are declared with.
    pub(super) fn u16(&self, number: u8) -> Option<u16> {
        match self.find_field(number, FieldType::U16) {
            Some(field) => self.u16_from(field.offset),
            None => self.whole_number(number, f64::from(u16::MAX)).map(|value| value as u16),
        }
    }

    fn u16_from(&self, offset: u32) -> Option<u16> {
        let value =
            if self.big_endian { u16_at::<true>(self.bytes, offset) } else { u16_at::<false>(self.bytes, offset) };
        value.filter(|&value| value != u16::MAX)
    }

    /// Four unsigned bytes, of whatever type they are declared with.
    fn u32(&self, number: u8) -> Option<u32> {
        let Some(&Field { offset, .. }) = self.find_field(number, FieldType::U32) else {
            return self.whole_number(number, f64::from(u32::MAX)).map(|value| value as u32);
        };
        let value =
            if self.big_endian { u32_at::<true>(self.bytes, offset) } else { u32_at::<false>(self.bytes, offset) };
        value.filter(|&value| value != u32::MAX)
    }

    /// A heart rate, which is never 0.
    fn heart_rate(&self, number: u8) -> Option<u8> {
        self.u8(number).filter(|&value| value != 0)
    }

    fn sport_name(&self, sport: u8, sub_sport: u8) -> Option<String> {
        Some(names::sport_name(self.u8(sport)?, self.u8(sub_sport)))
    }

    fn read_summary(&self, fields: &SummaryFields) -> Summary {
        Summary {
            start_ms: self.u32(2).and_then(clock::unix_ms),
            elapsed_s: self.u32(7).map(|value| f64::from(value) / 1000.0),
            timer_s: self.u32(8).map(|value| f64::from(value) / 1000.0),
            distance_m: self.u32(9).map(|value| f64::from(value) / 100.0),
            ascent_m: self.u16(fields.ascent).map(f64::from),
            heart_rate_mean_bpm: self.heart_rate(fields.heart_rate_mean),
            heart_rate_max_bpm: self.heart_rate(fields.heart_rate_max),
            sport: self.sport_name(fields.sport, fields.sub_sport),
            rpe: fields
                .rpe
                .and_then(|number| self.u8(number))
                .filter(|&tenths| tenths <= RPE_TENTHS_MAX)
                .map(|tenths| f64::from(tenths) / 10.0),
            temperature_c: fields.temperature.and_then(|number| self.i8(number)).map(f64::from),
            ..Summary::default()
        }
    }

    /// Whether the timer runs after this event; absent when it says nothing about the timer.
    fn timer_running(&self) -> Option<bool> {
        if self.u8(0) != Some(TIMER) {
            return None;
        }
        match self.u8(1)? {
            0 | 5 => Some(true),
            1 | 4 | 6 | 7 | 8 | 9 => Some(false),
            _ => None,
        }
    }
}

/// What the messages of one file say beside its samples.
#[derive(Debug, Clone, Default)]
pub(super) struct MessageFindings {
    /// The kind of the file; absent where it does not say.
    pub(super) file_kind: Option<u8>,
    /// The first sport that was chosen before the sessions were summed up.
    pub(super) sport: Option<String>,
    /// What turns times since power-on into dates.
    pub(super) clock: clock::Evidence,
    /// What the wearer set.
    wearer: Wearer,
    /// What the device assumed, which stands in where nothing was set.
    fallback: Wearer,
}

impl MessageFindings {
    /// Reads one message with its time, into these findings or the recording.
    pub(super) fn read_message(
        &mut self,
        kind: MessageKind,
        message: Message<'_>,
        time: Option<u32>,
        recording: &mut Recording,
    ) {
        match kind {
            MessageKind::FileId => {
                self.file_kind = self.file_kind.or(message.u8(0));
                keep_first(&mut self.clock.created, message.u32(4).filter(|&time| clock::is_ordinary(time)));
                recording.device = recording.device.take().or_else(|| message.u16(1).map(names::manufacturer_name));
            }
            MessageKind::UserProfile => {
                keep_first(&mut self.wearer.heart_rate_rest_bpm, message.heart_rate(8));
                keep_first(&mut self.fallback.heart_rate_max_bpm, message.heart_rate(11));
            }
            MessageKind::ZonesTarget => {
                keep_first(&mut self.wearer.heart_rate_max_bpm, message.heart_rate(1));
                keep_first(&mut self.wearer.heart_rate_threshold_bpm, message.heart_rate(2));
                keep_first(&mut self.wearer.threshold_power_w, message.u16(3).filter(|&value| value != 0));
            }
            MessageKind::TimeInZone => {
                keep_first(&mut self.fallback.heart_rate_max_bpm, message.heart_rate(11));
                keep_first(&mut self.fallback.heart_rate_rest_bpm, message.heart_rate(12));
                keep_first(&mut self.fallback.heart_rate_threshold_bpm, message.heart_rate(13));
                keep_first(&mut self.fallback.threshold_power_w, message.u16(15).filter(|&value| value != 0));
            }
            MessageKind::HeartRateZone => self.wearer.heart_rate_zones_bpm.extend(message.heart_rate(1)),
            MessageKind::Sport => self.sport = self.sport.take().or_else(|| message.sport_name(0, 1)),
            MessageKind::Session => {
                let pool_length_m = message.u16(44).filter(|&cm| cm != 0).map(|cm| f64::from(cm) / 100.0);
                keep_first(&mut recording.pool_length_m, pool_length_m);
                push_unless_empty(&mut recording.sessions, message.read_summary(&SESSION));
            }
            MessageKind::Length => {
                if let Some(kind) = message.u8(12) {
                    recording.lengths.push(SwimLength {
                        start_ms: message.u32(2).and_then(clock::unix_ms),
                        timer_s: message.u32(4).map(|value| f64::from(value) / 1000.0),
                        active: kind == ACTIVE_LENGTH,
                    });
                }
            }
            // Read elsewhere.
            MessageKind::StrapHeartRate | MessageKind::FieldDescription => {}
            MessageKind::Lap => push_unless_empty(&mut recording.laps, message.read_summary(&LAP)),
            MessageKind::Event => {
                if let Some(running) = message.timer_running()
                    && let Some(time_ms) = time.and_then(clock::unix_ms)
                {
                    recording.timer.push(TimerEvent { time_ms, running });
                }
            }
            MessageKind::Activity => {
                if let (Some(time), Some(local)) = (time, message.u32(5)) {
                    recording.utc_offset_s = clock::utc_offset_s(time, local).or(recording.utc_offset_s);
                    keep_first(&mut self.clock.local_ms, clock::power_on_shift_ms(local, time));
                }
            }
            MessageKind::TimestampCorrelation => {
                let Some(time) = time else { return };
                if let Some(since_power_on) = message.u32(1) {
                    keep_first(&mut self.clock.correlation_ms, clock::power_on_shift_ms(time, since_power_on));
                }
                if let Some(local) = message.u32(3) {
                    keep_first(&mut recording.utc_offset_s, clock::utc_offset_s(time, local));
                }
            }
            MessageKind::BeatIntervals => {
                for field in message.fields {
                    if matches!(field.kind, FieldType::U16 | FieldType::U16Array) {
                        let offsets = (field.offset..field.offset.saturating_add(u32::from(field.size))).step_by(2);
                        recording.rr_intervals_ms.extend(offsets.filter_map(|offset| message.u16_from(offset)));
                    }
                }
            }
        }
    }

    /// What is known about the wearer, the wearer's own settings first.
    pub(super) fn into_wearer(self) -> Wearer {
        let (set, zones) = (self.wearer, self.fallback);
        Wearer {
            heart_rate_rest_bpm: set.heart_rate_rest_bpm.or(zones.heart_rate_rest_bpm),
            heart_rate_max_bpm: set.heart_rate_max_bpm.or(zones.heart_rate_max_bpm),
            heart_rate_threshold_bpm: set.heart_rate_threshold_bpm.or(zones.heart_rate_threshold_bpm),
            threshold_power_w: set.threshold_power_w.or(zones.threshold_power_w),
            heart_rate_zones_bpm: set.heart_rate_zones_bpm,
        }
    }
}

/// Keeps the first value that a file gives.
fn keep_first<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

/// A summary that says nothing is none.
fn push_unless_empty(summaries: &mut Vec<Summary>, summary: Summary) {
    if summary != Summary::default() {
        summaries.push(summary);
    }
}
