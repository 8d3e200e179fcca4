//! Decoding beside other readers, on the same bytes in the same run: MB/s, one thread.
//!
//! The bytes are the real files beside the repository where the machine has them, else the fixtures; which ones is printed,
//! with what every reader found in them, so that a row of the table stands for proven work.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

mod files;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use restday::decode::decode_recordings;
use restday::diagnostic::Diagnostics;
use restday::format::RecordingFormat;
use std::sync::LazyLock;

/// What a reader found: enough to know that it read everything.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    samples: u64,
    heart_rate_sum: u64,
}

impl Found {
    fn add(&mut self, heart_rate_bpm: Option<u64>) {
        self.samples += 1;
        self.heart_rate_sum += heart_rate_bpm.unwrap_or(0);
    }
}

/// The files of one format, unpacked, that every reader here can read at all.
struct Set {
    files: Vec<Vec<u8>>,
    bytes: u64,
}

static FIT: LazyLock<Set> = LazyLock::new(|| {
    let readable = |bytes: &[u8]| with_fitparser(bytes).is_some() && with_walker(bytes).is_some();
    Set::of("fit", &["athletes/StoneRicky"], readable)
});
static GPX: LazyLock<Set> = LazyLock::new(|| {
    Set::of("gpx", &["gpx", "athletes/cdryzun", "athletes/Jason-cqtan"], |bytes| with_gpx(bytes).is_some())
});
static TCX: LazyLock<Set> = LazyLock::new(|| {
    Set::of("tcx", &["tcx", "athletes/Jason-cqtan"], |bytes| with_restday(bytes, RecordingFormat::Tcx).is_some())
});

impl Set {
    /// At most 24 MB: fitparser reads 6 MB a second.
    fn of(extension: &str, folders: &[&str], readable: impl Fn(&[u8]) -> bool) -> Self {
        let files = files::unpacked(extension, folders, 24_000_000, readable);
        let bytes = files.iter().map(|bytes| bytes.len() as u64).sum();
        Self { files, bytes }
    }

    fn each(&self, read: impl Fn(&[u8]) -> Option<Found>) -> Found {
        let mut all = Found::default();
        for found in self.files.iter().filter_map(|bytes| read(bytes)) {
            all.samples += found.samples;
            all.heart_rate_sum += found.heart_rate_sum;
        }
        all
    }

    fn bench(&self, bencher: Bencher, read: impl Fn(&[u8]) -> Option<Found>) {
        bencher.counter(BytesCount::new(self.bytes)).bench_local(|| black_box(self.each(&read)));
    }
}

fn with_restday(bytes: &[u8], format: RecordingFormat) -> Option<Found> {
    let mut found = Found::default();
    for recording in decode_recordings(bytes, format, &mut Diagnostics::default()).ok()? {
        let samples = black_box(&recording.samples);
        (0..samples.len()).for_each(|i| found.add(samples.heart_rate_bpm.value_at(i).map(u64::from)));
    }
    Some(found)
}

fn with_fitparser(bytes: &[u8]) -> Option<Found> {
    use fitparser::profile::MesgNum;
    use fitparser::{Value, de};
    let options = [de::DecodeOption::SkipDataCrcValidation, de::DecodeOption::SkipHeaderCrcValidation];
    let mut found = Found::default();
    for message in de::from_bytes_with_options(bytes, &options.into_iter().collect()).ok()? {
        let field =
            |name: &str| message.fields().iter().find(|field| field.name() == name).map(fitparser::FitDataField::value);
        if message.kind() == MesgNum::Record && field("timestamp").is_some() {
            found.add(match field("heart_rate") {
                Some(Value::UInt8(bpm)) => Some(u64::from(*bpm)),
                _ => None,
            });
        }
    }
    Some(found)
}

fn with_rustyfit(bytes: &[u8]) -> Option<Found> {
    use rustyfit::{Decoder, DecoderEvent, StreamingIterator, proto::Value};
    let mut decoder = Decoder::builder().checksum(false).expand_components(false).build();
    let mut reader = bytes;
    let mut events = decoder.stream(&mut reader);
    let mut found = Found::default();
    while let Some(event) = events.next() {
        let DecoderEvent::Message(message) = event.ok()? else { continue };
        if message.num.0 != 20 {
            continue;
        }
        let field = |number: u8| message.fields.iter().find(|field| field.num == number).map(|field| &field.value);
        if matches!(field(253), Some(Value::Uint32(time)) if *time != u32::MAX) {
            found.add(match field(3) {
                Some(Value::Uint8(bpm)) if *bpm != 255 => Some(u64::from(*bpm)),
                _ => None,
            });
        }
    }
    Some(found)
}

/// The ceiling for FIT: follows the definitions, checks the checksums, adds up the heart rates of the records and keeps
/// nothing. It trusts what it reads: damage and compressed times are not its concern; a file that ends before its header
/// says so is none that it can read.
fn with_walker(bytes: &[u8]) -> Option<Found> {
    static CRC: crc::Crc<u16, crc::Table<16>> = crc::Crc::<u16, crc::Table<16>>::new(&crc::CRC_16_ARC);
    let byte = |at: usize| bytes.get(at).copied();
    let mut found = Found::default();
    let mut at = 0;
    while at < bytes.len() {
        let start = at + usize::from(byte(at)?);
        let end = start + u32::from_le_bytes(*bytes.get(at + 4..)?.first_chunk()?) as usize;
        let stored = u16::from_le_bytes(*bytes.get(end..)?.first_chunk()?);
        black_box(stored == CRC.checksum(bytes.get(at..end)?));
        // By local number: the size of a message, whether it is a record, and where that has its heart rate.
        let mut definitions = [(0, false, usize::MAX); 16];
        at = start;
        while at < end {
            let header = byte(at)?;
            at += 1;
            if header & 0xC0 == 0x40 {
                let number = [byte(at + 2)?, byte(at + 3)?];
                let is_record =
                    20 == if byte(at + 1)? == 0 { u16::from_le_bytes(number) } else { u16::from_be_bytes(number) };
                let (mut size, mut heart_rate) = (0, usize::MAX);
                let mut count = 3 * usize::from(byte(at + 4)?);
                at += 5;
                for field in bytes.get(at..at + count)?.chunks_exact(3) {
                    if field[0] == 3 {
                        heart_rate = size;
                    }
                    size += usize::from(field[1]);
                }
                at += count;
                if header & 0x20 != 0 {
                    count = 3 * usize::from(byte(at)?);
                    at += 1;
                    let fields = bytes.get(at..at + count)?.chunks_exact(3);
                    size += fields.map(|field| usize::from(field[1])).sum::<usize>();
                    at += count;
                }
                definitions[usize::from(header & 0x0F)] = (size, is_record, heart_rate);
            } else {
                let (size, is_record, heart_rate) = definitions[usize::from(header & 0x0F)];
                if is_record {
                    let bpm = byte(at.saturating_add(heart_rate));
                    found.add(bpm.filter(|bpm| *bpm != 255).map(u64::from));
                }
                at += size;
            }
        }
        at = end + 2;
    }
    Some(found)
}

/// The ceiling for XML: every event of quick-xml, and the points among them counted. It takes no text and no attribute.
fn with_quick_xml(bytes: &[u8], point: &str) -> Option<Found> {
    use quick_xml::{Reader, events::Event};
    let mut reader = Reader::from_str(std::str::from_utf8(bytes).ok()?);
    let mut found = Found::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if tag.name().as_ref() == point => found.add(None),
            Event::Eof => return Some(found),
            event => drop(black_box(event)),
        }
    }
}

/// The gpx crate drops heart rates; only its points count.
fn with_gpx(bytes: &[u8]) -> Option<Found> {
    let read = gpx::read(bytes).ok()?;
    let points = read.tracks.iter().flat_map(|track| &track.segments).flat_map(|segment| &segment.points);
    let mut found = Found::default();
    points.filter(|point| point.time.is_some()).for_each(|_| found.add(None));
    (0 < found.samples).then_some(found)
}

#[divan::bench]
fn fit_restday(bencher: Bencher) {
    FIT.bench(bencher, |bytes| with_restday(bytes, RecordingFormat::Fit));
}

#[divan::bench]
fn fit_walker(bencher: Bencher) {
    FIT.bench(bencher, with_walker);
}

#[divan::bench(sample_count = 3)]
fn fit_fitparser(bencher: Bencher) {
    FIT.bench(bencher, with_fitparser);
}

#[divan::bench(sample_count = 10)]
fn fit_rustyfit_stream(bencher: Bencher) {
    FIT.bench(bencher, with_rustyfit);
}

#[divan::bench]
fn gpx_restday(bencher: Bencher) {
    GPX.bench(bencher, |bytes| with_restday(bytes, RecordingFormat::Gpx));
}

#[divan::bench]
fn gpx_quick_xml(bencher: Bencher) {
    GPX.bench(bencher, |bytes| with_quick_xml(bytes, "trkpt"));
}

#[divan::bench(sample_count = 5)]
fn gpx_gpx(bencher: Bencher) {
    GPX.bench(bencher, with_gpx);
}

#[divan::bench]
fn tcx_restday(bencher: Bencher) {
    TCX.bench(bencher, |bytes| with_restday(bytes, RecordingFormat::Tcx));
}

#[divan::bench]
fn tcx_quick_xml(bencher: Bencher) {
    TCX.bench(bencher, |bytes| with_quick_xml(bytes, "Trackpoint"));
}

fn main() {
    let print = |name: &str, set: &Set, found: Found| {
        println!(
            "{name}: {} files, {:.1} MB, {} samples, heart rates add up to {}",
            set.files.len(),
            set.bytes as f64 / 1e6,
            found.samples,
            found.heart_rate_sum
        );
    };
    print("FIT restday  ", &FIT, FIT.each(|bytes| with_restday(bytes, RecordingFormat::Fit)));
    print("FIT fitparser", &FIT, FIT.each(with_fitparser));
    print("FIT rustyfit ", &FIT, FIT.each(with_rustyfit));
    print("FIT walker   ", &FIT, FIT.each(with_walker));
    print("GPX restday  ", &GPX, GPX.each(|bytes| with_restday(bytes, RecordingFormat::Gpx)));
    print("GPX gpx      ", &GPX, GPX.each(with_gpx));
    print("GPX quick-xml", &GPX, GPX.each(|bytes| with_quick_xml(bytes, "trkpt")));
    print("TCX restday  ", &TCX, TCX.each(|bytes| with_restday(bytes, RecordingFormat::Tcx)));
    print("TCX quick-xml", &TCX, TCX.each(|bytes| with_quick_xml(bytes, "Trackpoint")));
    divan::main();
}
