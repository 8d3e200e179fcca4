//! What went wrong and where: stable codes, byte offsets, counts.
//!
//! A [`Code`] is a contract: a spreadsheet may filter by it, so a code is never renamed or given another meaning.

use crate::limits::{DETAIL_BYTES_MAX, DIAGNOSTICS_PER_CODE_MAX, shorten_text};
use serde::Serialize;

/// What a diagnostic means for the input it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Read in full; worth knowing.
    Note,
    /// Understood, and holds no activity: a settings file, a route, a photograph.
    NotActivity,
    /// Read in part: what could be saved is in the report. Exit code 3.
    Damaged,
    /// Nothing could be read. Exit code 3.
    Refused,
}

macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $name:ident = $text:literal, $severity:ident;)*) => {
        /// Why an input is what it is in `import.csv`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $meaning])+ #[serde(rename = $text)] $name,)* }

        impl Code {
            /// Every code there is, for tests and for the documentation.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as it stands in `import.csv`.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text,)* } }

            /// What the code means for its input.
            #[must_use]
            pub const fn severity(self) -> Severity { match self { $(Self::$name => Severity::$severity,)* } }

            /// What was found, in a sentence: the comment above the code in the table, which the book prints as well.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($meaning),+).trim_ascii(),)* }
            }
        }
    };
}

codes! {
    // Containers and files.
    /// Nothing to tell: read in full.
    Ok = "OK", Note;
    /// The name says another format than the content; the content was read.
    WrongExtension = "WRONG-EXTENSION", Note;
    /// Named like a recording (`.fit`, `.gpx`, `.tcx`), and the content is none.
    WrongFormat = "WRONG-FORMAT", Refused;
    /// Named like a recording, and holds no byte.
    Empty = "EMPTY", Refused;
    /// Larger than 64 MiB, on disk or unpacked; a table, than 48 MiB; an `athlete.toml`, than 256 KiB.
    TooLarge = "TOO-LARGE", Refused;
    /// All inputs together gave more than 40,000 activities or 200,000 mornings, and this file on disk gave most; or
    /// one file more than 20,000 activities.
    TooMuch = "TOO-MUCH", Refused;
    /// The operating system would not give the bytes.
    Unreadable = "UNREADABLE", Refused;
    /// A link, fifo, socket or device met while walking a folder: never opened.
    SpecialFile = "SPECIAL-FILE", NotActivity;
    /// Some other kind of file: a photograph, a text, a table nobody here knows.
    UnknownFormat = "UNKNOWN-FORMAT", NotActivity;
    /// `checkins.csv`, read as check-ins.
    Checkins = "CHECKINS", NotActivity;
    /// A row of `checkins.csv`, or of a table that `athlete.toml` maps, that could not be understood; the other rows
    /// count.
    CheckinRow = "CHECKIN-ROW", Damaged;
    /// A vendor's nights, or `wellness.csv`, read: resting heart rate, heart-rate variability, sleep.
    Nights = "NIGHTS", NotActivity;
    /// A file of nights that breaks off, or one with a part that could not be understood; the rest counts.
    NightRow = "NIGHT-ROW", Damaged;
    /// `plan.csv`, which `restday forecast` reads; it has no part in a report.
    Plan = "PLAN", NotActivity;
    /// `athlete.toml`, read as configuration.
    AthleteFile = "ATHLETE-FILE", NotActivity;
    /// A vendor's table of activities, read as notes.
    ActivityIndex = "ACTIVITY-INDEX", NotActivity;
    /// A row of a vendor's table that could not be understood; the other rows count.
    ActivityIndexRow = "ACTIVITY-INDEX-ROW", Damaged;
    /// A text with bytes that are no UTF-8; they were replaced.
    TextRepaired = "TEXT-REPAIRED", Note;
    /// A title or a note longer than 512 bytes; its beginning was kept.
    TextCut = "TEXT-CUT", Note;
    /// gzip data that end early or do not inflate.
    GzipDamaged = "GZIP-DAMAGED", Refused;
    /// Bytes after the last gzip member that begin no further one, left out; the content matches its checksum.
    GzipTrailing = "GZIP-TRAILING", Note;
    /// An archive that cannot be opened or breaks off, or one whose members overlap.
    ZipDamaged = "ZIP-DAMAGED", Refused;
    /// A member that does not inflate, is encrypted, or uses an unknown method.
    ZipMember = "ZIP-MEMBER", Refused;
    /// A member that inflates beyond 200 times its packed size.
    ZipBomb = "ZIP-BOMB", Refused;
    /// More members than 200,000; or with all inputs of the run more than 250,000, or names longer than 24 MiB
    /// together.
    ZipMembers = "ZIP-MEMBERS", Refused;
    /// An archive of a kind that is not opened: 7z, RAR, xz, bzip2, zstd. Unpack it and give the folder.
    UnreadArchive = "ARCHIVE-UNREAD", Refused;
    /// Archives nested deeper than one inside another.
    ZipDepth = "ZIP-DEPTH", Refused;

    // FIT.
    /// Not a FIT file after all: header size, `.FIT` mark or lengths are impossible.
    FitHeader = "FIT-HEADER", Refused;
    /// A checksum does not match; the data were read all the same.
    FitCrc = "FIT-CRC", Note;
    /// The data end before the header says so; whole messages were kept.
    FitTruncated = "FIT-TRUNCATED", Damaged;
    /// A record that no definition announces, or an impossible one; what came before it was kept.
    FitMalformed = "FIT-MALFORMED", Damaged;
    /// Bytes after the last file that are no further FIT file.
    FitTrailing = "FIT-TRAILING", Note;
    /// Fields whose size is no multiple of their type, stepped over.
    FitOddField = "FIT-ODD-FIELD", Note;
    /// More odd field definitions than any watch writes.
    FitOddFields = "FIT-ODD-FIELDS", Refused;
    /// The watch had no clock: timestamps count from power-on.
    FitNoClock = "FIT-NO-CLOCK", Refused;
    /// The watch had no clock, and something else in the file tells when it was: its times were placed by that.
    FitClockPlaced = "FIT-CLOCK-PLACED", Note;
    /// Records without a usable time, left out.
    FitNoTime = "FIT-NO-TIME", Note;
    /// Settings, monitoring, course, workout …: a sound FIT file of another kind.
    FitOtherKind = "FIT-OTHER-KIND", NotActivity;
    /// A file of a chain that is no activity of its own (settings, a strap's heart rates), left out.
    FitPart = "FIT-PART", Note;

    // XML.
    /// The XML breaks off or contradicts itself; the points before it were kept.
    XmlDamaged = "XML-DAMAGED", Damaged;
    /// The XML cannot be read at all.
    XmlMalformed = "XML-MALFORMED", Refused;
    /// A document type declaration: the road of entity attacks, and no watch writes one.
    XmlDoctype = "XML-DOCTYPE", Refused;
    /// Elements nested deeper than 32.
    XmlDepth = "XML-DEPTH", Refused;
    /// A tag or text larger than 64 KiB, or too many attributes.
    XmlEvent = "XML-EVENT", Refused;
    /// An encoding other than UTF-8 and Latin-1.
    XmlEncoding = "XML-ENCODING", Refused;
    /// A route, waypoints, or tracks with fewer than two timed points.
    GpxNoTime = "GPX-NO-TIME", NotActivity;
    /// A TCX file of courses or workouts.
    TcxNoActivity = "TCX-NO-ACTIVITY", NotActivity;

    // Recordings.
    /// Fewer than two timed samples and no session summary.
    NoSamples = "NO-SAMPLES", Refused;
    /// More samples than 4,000,000.
    TooManySamples = "TOO-MANY-SAMPLES", Refused;
    /// Values that cannot be (a latitude of 300, an infinite altitude), treated as absent.
    BadValue = "BAD-VALUE", Note;
    /// Times that cannot be (before 1990, offset beyond 14 h), treated as absent.
    BadTime = "BAD-TIME", Note;

    /// A decoder failed instead of answering: a fault of restday's own.
    DecoderPanicked = "DECODER-PANICKED", Refused;

    /// Track points without a usable time, or alone in their track, left out.
    PointLeftOut = "POINT-LEFT-OUT", Note;

    /// Routes of a workout beyond the one that was taken, or places that stand in the workout itself.
    RouteLeftOut = "ROUTE-LEFT-OUT", Note;
    /// Heart rates of a further sensor in the same workout, left out: two sensors are never mixed.
    OtherSensor = "OTHER-SENSOR", Note;

    // Activities.
    /// Samples whose clock runs backwards, stands still or jumps away, left out.
    ClockFault = "CLOCK-FAULT", Note;
    /// Heart rates outside 30–220 bpm or changing by more than 10 bpm a second, treated as absent.
    HeartRateImplausible = "HEART-RATE-IMPLAUSIBLE", Note;
    /// Heart rates that follow the steps a minute for more than two minutes after a sudden rise, as an optical sensor
    /// does that counts steps for beats; treated as absent.
    HeartRateSuspect = "HEART-RATE-SUSPECT", Note;
    /// Positions that nobody could reach and come back from (12 m/s on foot, 40 m/s otherwise), and altitudes likewise
    /// (5 m/s), treated as absent.
    PositionImplausible = "POSITION-IMPLAUSIBLE", Note;
    /// Distance, speed or positions that disagree with what the others agree on, or say what cannot be: what agrees was used.
    ChannelContradicts = "CHANNEL-CONTRADICTS", Note;
    /// A total of the session, the laps or the table that disagrees with the records by more than a tenth.
    TotalsContradict = "TOTALS-CONTRADICT", Note;
    /// Watts that nobody holds for so long, or one value repeated for minutes; treated as absent.
    PowerImplausible = "POWER-IMPLAUSIBLE", Note;
    /// Samples, segments or laps that do not stand in the order of their times; they were sorted, and none is left out.
    OutOfOrder = "OUT-OF-ORDER", Note;
    /// A recording of several days, parted by silences of six hours and more.
    SeveralDays = "SEVERAL-DAYS", Note;
    /// A date that is 1,024 weeks, or a multiple of that, before what else is known: a receiver whose count of weeks began
    /// again.
    WeekRollover = "WEEK-ROLLOVER", Note;
    /// Faster or harder for longer than anybody ever was; nothing is learnt from it.
    BeyondRecords = "BEYOND-RECORDS", Note;
    /// A part of another activity of the same time: shown, and not counted a second time.
    ActivityWithin = "ACTIVITY-WITHIN", Note;
    /// The same bytes were given before.
    DuplicateBytes = "DUPLICATE-BYTES", Note;
    /// The file names no sport; it was told from the speed.
    SportGuessed = "SPORT-GUESSED", Note;
    /// The recording is not there or could not be read; this is what the vendor's table says of the activity.
    FromTable = "FROM-TABLE", Note;
    /// The file is no longer there, or nothing in it can be read any more; this is what the ledger knows of it.
    FromLedger = "FROM-LEDGER", Note;
    /// Another recording of the same activity was kept.
    DuplicateActivity = "DUPLICATE-ACTIVITY", Note;
    /// A session of a multisport file that encloses others; only the others count.
    MultisportParent = "MULTISPORT-PARENT", Note;
}

/// One finding about one input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// What was found.
    pub code: Code,
    /// Where, in bytes from the start of the (unpacked) input; absent where there is no one place.
    #[serde(rename = "byte_offset")]
    pub at_byte: Option<u64>,
    /// How many times, at least 1.
    pub count: u64,
    /// The facts in words: what was expected, what was found, what to do. No trailing full stop.
    pub detail: String,
}

/// More of a stranger's words is not quoted, characters.
const QUOTED_CHARS_MAX: usize = 40;

/// What a file says, in quotes within a sentence: cut to 40 characters, and what would act on a terminal is written out.
pub(crate) fn quote(text: &str) -> String {
    let mut start: String = text.chars().take(QUOTED_CHARS_MAX).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    format!("{start:?}")
}

/// Equal findings: how many, and the place of the first.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    /// How many.
    pub(crate) count: u64,
    /// Where the first is, bytes from the start of what is read.
    pub(crate) first_at: Option<u64>,
}

impl Tally {
    /// One more.
    pub(crate) fn count_at(&mut self, at: u64) {
        self.add_at(1, at);
    }

    /// So many more, the first of them at a place.
    #[cold]
    pub(crate) fn add_at(&mut self, count: u64, at: u64) {
        self.count = self.count.saturating_add(count);
        self.first_at = self.first_at.or(Some(at).filter(|_| 0 < count));
    }
}

/// The findings about one input, in the order they were made, at most
/// [`DIAGNOSTICS_PER_CODE_MAX`] a code; further ones raise the count of the last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Notes a finding at a byte offset (or at none).
    pub fn push(&mut self, code: Code, at_byte: Option<u64>, detail: impl Into<String>) {
        self.push_counted(code, at_byte, 1, detail);
    }

    /// Notes `count` equal findings in one line; nothing when `count` is 0.
    pub(crate) fn push_counted(&mut self, code: Code, at_byte: Option<u64>, count: u64, detail: impl Into<String>) {
        if count == 0 {
            return;
        }
        let same = self.0.iter().filter(|known| known.code == code).count();
        if same < DIAGNOSTICS_PER_CODE_MAX {
            self.0.push(Diagnostic { code, at_byte, count, detail: shorten_text(detail.into(), DETAIL_BYTES_MAX) });
        } else if let Some(last) = self.0.iter_mut().rev().find(|known| known.code == code) {
            last.count = last.count.saturating_add(count);
        }
    }

    /// Notes equal findings that were counted, in one line.
    pub(crate) fn push_tally(&mut self, code: Code, tally: Tally, detail: impl Into<String>) {
        self.push_counted(code, tally.first_at, tally.count, detail);
    }

    /// Findings that were kept elsewhere, as they were.
    #[cfg(feature = "parquet")]
    pub(crate) fn from_findings(findings: Vec<Diagnostic>) -> Self {
        Self(findings)
    }

    /// Takes over the findings of a later stage.
    pub(crate) fn append_all(&mut self, other: &Self) {
        for found in &other.0 {
            self.push_counted(found.code, found.at_byte, found.count, found.detail.clone());
        }
    }

    /// Keeps the most severe finding alone.
    pub(crate) fn keep_the_worst(&mut self) {
        self.0 = self.most_severe().cloned().into_iter().collect();
    }

    /// Takes no more memory than it needs.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Takes back the first finding with this code and all after it.
    pub(crate) fn cut_from(&mut self, code: Code) {
        let kept = self.0.iter().position(|found| found.code == code).unwrap_or(self.0.len());
        self.0.truncate(kept);
    }

    /// The findings in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.0
    }

    /// The most severe finding, the earliest of equals; absent when there is none.
    pub(crate) fn most_severe(&self) -> Option<&Diagnostic> {
        self.0.iter().rev().max_by_key(|found| found.code.severity())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_short_and_acts_on_nothing() {
        assert_eq!(quote("Бег"), "\"Бег\"");
        assert_eq!(quote("a\u{1b}[2J\u{202e}b\n"), r#""a\u{1b}[2J\u{202e}b\n""#);
        assert_eq!(quote(&"é".repeat(41)), format!("\"{}…\"", "é".repeat(40)));
    }
}
