//! Every bound of the program, with its unit and its reason.

use std::ops::RangeInclusive;

/// Bytes of one source (a file, or one unpacked member of an archive). The largest of more
/// than 1,300 real files has 4.4 MB; 64 MiB leaves room for a week-long expedition and keeps memory bounded.
pub const SOURCE_BYTES_MAX: u64 = 64 << 20;

/// Members of one archive, nested archives included. Twenty uploads with photographs a day for
/// twenty-five years stay below it.
pub(crate) const ARCHIVE_MEMBERS_MAX: usize = 200_000;

/// Unpacked bytes per packed byte that one member may reach once it is larger than [`MEMBER_FREE_BYTES`].
/// Of 52 real recordings above that size the one that packs best reaches 37:1; blanks reach 1000:1.
pub(crate) const MEMBER_RATIO_MAX: u64 = 200;

/// A member up to this size is never judged by its ratio: a few kilobytes of blanks are no bomb.
pub const MEMBER_FREE_BYTES: u64 = 1 << 20;

/// Archives inside archives that are opened. Vendors put zips into one zip; nobody needs a third level.
pub(crate) const ARCHIVE_DEPTH_MAX: u32 = 2;

/// Bytes of an archive file on disk: ten years of a Strava export with photographs and films. Members are read where they
/// lie, so this bounds the time that one archive may take, and no memory.
pub(crate) const ARCHIVE_BYTES_MAX: u64 = 16 << 30;

/// Bytes that archives inside archives may take in memory, all of one run together. A nested archive that its outer one
/// merely stores is read in place and takes none; this is for small deflated ones, whose members can then be read in any order.
pub const NESTED_ARCHIVE_BYTES_MAX: u64 = 32 << 20;

/// Bytes that are held of the end of a larger nested archive while its directory is read, and up to twice as many.
/// The directory of 200,000 members with names of 50 letters has 19 MB.
pub(crate) const ARCHIVE_END_BYTES: usize = 16 << 20;

/// Packed bytes of a larger nested archive that are worked on at a time, while as many are unpacked. A member that is larger
/// is read by itself. A window holds some 50 recordings, enough for all threads.
pub const WINDOW_BYTES: u64 = 8 << 20;

/// Bytes from the start of a source that tell what it is. The longest prologue seen before a GPX root is 2 kB.
pub const SNIFF_BYTES: u64 = 64 << 10;

/// Bytes from the start of XML in which its root must show. The document type of an Apple Health export alone has 10 kB.
pub const ROOT_BYTES: u64 = 1 << 20;

/// Unpacked bytes beyond which contents are in memory one at a time, whatever the number of threads. The largest real
/// recording seen has 4.4 MB.
///
/// A crafted recording was seen to need five times its size while it is decoded, itself included. So N threads need at
/// most 5 · ([`SOURCE_BYTES_MAX`] + 2 · this + (N − 3) · [`MEDIUM_SOURCE_BYTES`]) for contents: 350 MiB for two, 380 MiB for
/// three, 430 MiB for eight. With [`NESTED_ARCHIVE_BYTES_MAX`] and two windows of [`WINDOW_BYTES`] that stays within 512 MiB
/// for up to eight threads, each with a crafted file; real recordings need a tenth of it.
pub const LARGE_SOURCE_BYTES: u64 = 6 << 20;

/// Unpacked bytes beyond which no more than [`MEDIUM_SOURCES_MAX`] contents are in memory at a time.
pub const MEDIUM_SOURCE_BYTES: u64 = 2 << 20;

/// Threads that may have a content of more than [`MEDIUM_SOURCE_BYTES`] at a time, a large one included.
pub const MEDIUM_SOURCES_MAX: usize = 3;

/// Samples in one recording: 46 days at 1 Hz. More is a clock fault or an attack.
pub const SAMPLES_MAX: usize = 4_000_000;

/// Elements inside each other in an XML file. The deepest of more than 300 real files reaches 10.
pub const XML_DEPTH_MAX: usize = 32;

/// Bytes of one XML event (a tag with its attributes, or one text). The longest honest one is a description.
pub const XML_EVENT_BYTES_MAX: usize = 64 << 10;

/// Attributes of one XML element.
pub(crate) const XML_ATTRIBUTES_MAX: usize = 256;

/// FIT field definitions whose size is no multiple of their type; the whole of a 150-file corpus has five.
pub(crate) const FIT_ODD_FIELDS_MAX: u64 = 64;

/// FIT files chained in one. A swim with a heart-rate strap has a handful.
pub(crate) const FIT_CHAIN_MAX: usize = 1000;

/// Laps, sessions, or timer events of one FIT file. A lap of 100 m over 24 h makes thousands.
pub(crate) const FIT_SUMMARIES_MAX: usize = 100_000;

/// Diagnostics kept for one (input, code); the rest are counted.
pub const DIAGNOSTICS_PER_CODE_MAX: usize = 5;

/// Earliest instant a recording may carry, Unix milliseconds: 1990-01-01. The FIT epoch is 1989-12-31, so a watch
/// without a clock lands before it.
pub const TIME_MS_MIN: i64 = 631_152_000_000;

/// Latest instant a recording may carry, Unix milliseconds: 2106-02-07, where a 32-bit Unix clock ends.
pub const TIME_MS_MAX: i64 = 4_294_967_296_000;

/// Seconds of an activity that are laid out one by one: a week, the longest activity to believe in.
pub(crate) const WHOLE_SECONDS_MAX: f64 = 7.0 * 24.0 * 3600.0;

/// … and as many for each sample on the mean, so that the work is linear in the samples. Heart rate is bridged over a minute
/// at most, and nothing of a minute without a sample can be told second by second.
pub(crate) const WHOLE_SECONDS_PER_SAMPLE_MAX: f64 = 60.0;

/// Rows of a table that a runner keeps by hand (`checkins.csv`), and of a vendor's activity index.
pub(crate) const TABLE_ROWS_MAX: usize = 1_000_000;

/// Workouts of one Apple Health export: ten a day for 27 years. One takes about half a kilobyte of memory.
pub(crate) const HEALTH_WORKOUTS_MAX: usize = 100_000;

/// Bytes of a word or a path in a workout of an Apple Health export. The longest path seen has 45.
pub const HEALTH_TEXT_BYTES_MAX: usize = 256;

/// Heart rates in the workouts of one Apple Health export, 128 MB of memory: 11,000 hours at the one in five seconds that a
/// watch measures.
pub(crate) const HEALTH_HEART_RATES_MAX: usize = 8_000_000;

/// Rows of a table of mornings that are read: ten a day for twenty-seven years.
pub(crate) const MORNING_ROWS_MAX: usize = 100_000;

/// Stages of sleep, and days with a value of a night, that are kept of a health export: twenty years of a watch that is
/// worn every night.
pub(crate) const HEALTH_NIGHTS_MAX: usize = 1_000_000;

/// The longest workout of an Apple Health export that gets heart rates, milliseconds: the week that is the longest activity.
pub(crate) const HEALTH_WORKOUT_MS_MAX: i64 = 7 * 24 * 3_600_000;
/// Cells of one row of a table. The widest one known has 103; a file of nothing but commas must not take the memory of as
/// many cells.
pub const TABLE_COLUMNS_MAX: usize = 4096;

/// Days between the last of which anything is known and the morning that is judged: ten years. Each is a row of every table,
/// and a clock that is wrong by centuries would fill the memory with them.
pub(crate) const SILENT_DAYS_MAX: i32 = 3660;

/// Bytes of a ledger: ninety years of three activities a day. An activity takes about 900.
pub(crate) const LEDGER_BYTES_MAX: u64 = 96 << 20;

/// Rows of a ledger: as many activities as a report is made of, and as many that are gone.
pub(crate) const LEDGER_ROWS_MAX: usize = 2 * ACTIVITIES_MAX;

/// Bytes of a page of a ledger's column, unpacked. One is written with about a megabyte.
pub(crate) const LEDGER_PAGE_BYTES_MAX: usize = 32 << 20;

/// Bytes of all columns of a ledger, unpacked as its directory says: an activity takes about two kilobytes.
pub(crate) const LEDGER_UNPACKED_BYTES_MAX: u64 = 192 << 20;

/// Bytes of a table, unpacked: of a hand-kept one (`checkins.csv`, `manual.csv`, `wellness.csv`, `plan.csv`) and of a vendor's.
/// A million check-ins have 30 MB; Strava's index of 10,000 activities has 10 MB.
pub const TABLE_BYTES_MAX: u64 = 48 << 20;

/// Bytes of an `athlete.toml`. A hundred tables of thresholds have 10 kB, and what reads TOML takes a hundred times the size of
/// the text.
pub(crate) const ATHLETE_FILE_BYTES_MAX: u64 = 256 << 10;

/// Bytes of the name of an athlete: it stands in every row of every table.
pub(crate) const ATHLETE_NAME_BYTES_MAX: usize = 128;

/// A text, or its beginning with a mark where it has more than so many bytes.
pub(crate) fn shorten_text(text: String, bytes_max: usize) -> String {
    if text.len() <= bytes_max { text } else { format!("{}…", cut_at_letter(&text, bytes_max)) }
}

/// A number of bytes as messages have it.
pub(crate) fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..0x10_0000 => format!("{} KiB", bytes >> 10),
        0x10_0000..0x4000_0000 => format!("{} MiB", bytes >> 20),
        _ => format!("{} GiB", bytes >> 30),
    }
}

/// Bytes of the directory of an archive, wherever it lies: the directory of 200,000 members with names of 50 letters has 19 MB.
/// It is read entry by entry, so this bounds time and no memory.
pub(crate) const DIRECTORY_BYTES_MAX: u64 = 256 << 20;

/// Bytes that a tar archive may say about one member beside its header: a long name, and what a file system keeps of it (macOS: attributes
/// of some kilobytes). They are held in memory.
pub(crate) const TAR_FACTS_BYTES_MAX: u64 = 1 << 20;

/// Bytes of the path of a member in its archive. A file system gives a name 255 of them; the longest path seen in an export
/// has 130.
pub(crate) const MEMBER_NAME_BYTES_MAX: usize = 1024;

/// Inputs of one run, loose files and members of all archives together: as many as one archive may have, and a fourth more.
/// An input that gives nothing takes about a kilobyte until the report is written.
pub(crate) const INPUTS_MAX: usize = 250_000;

/// Bytes of the names of all inputs of one run, each with the archive around it. They stand in `import.csv` and in every
/// other format, and are in memory up to eight times while these are made. 200,000 names of 100 letters have 20 MB.
pub(crate) const NAMES_BYTES_MAX: u64 = 24 << 20;

/// Bytes of a text that somebody gave to an activity or a device: a title, a word for a sport. It stands in every row that is
/// about it. The longest title seen has 83 letters.
pub(crate) const TEXT_BYTES_MAX: usize = 512;

/// The beginning of a text with no more than so many bytes, cut between two letters.
pub(crate) fn cut_at_letter(text: &str, bytes_max: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes_max)).unwrap_or_default()
}

/// Activities of one athlete, before those given twice are settled: three a day for twelve years from three services. One takes
/// some four kilobytes of memory while a report is made.
pub(crate) const ACTIVITIES_MAX: usize = 40_000;

/// Mornings of one athlete, those of all sources: ten a day for fifty years.
pub(crate) const MORNINGS_MAX: usize = 200_000;

/// Bytes of the words of all findings of one run. Where they are more, of each input the worst finding is told.
pub(crate) const FINDING_BYTES_MAX: usize = 32 << 20;

/// Rows of a sheet of the workbook, the newest: a cell takes a hundred bytes while the workbook is made. Days of fifty years.
pub(crate) const SHEET_ROWS_MAX: usize = 20_000;

/// Inputs and activities from which on the formats of a report are made one after the other.
pub(crate) const LARGE_REPORT_ROWS: usize = 40_000;

/// Tables of thresholds in an `athlete.toml`: one a week for twenty years. Each is held against the others.
pub(crate) const THRESHOLD_TABLES_MAX: usize = 1000;

/// Tables of mornings in an `athlete.toml`: each is asked about every input.
pub(crate) const MORNING_TABLES_MAX: usize = 100;

/// Activities that one input gives: a history of all activities in one TCX file has a few thousand.
pub(crate) const INPUT_ACTIVITIES_MAX: usize = 20_000;

/// Activities around one that are held against it: nobody has as many within two weeks.
pub(crate) const NEIGHBOURS_MAX: usize = 2_000;

/// Activities before and after one, by start, that are looked at for one that contains it: a recording of a week holds fewer.
pub(crate) const CONTAINERS_MAX: usize = 100;

/// Bytes of the words of one finding: a cell of a table is quoted in some.
pub(crate) const DETAIL_BYTES_MAX: usize = 1024;

/// Temperatures that are believed, °C: somewhat beyond the coldest and the hottest air that was ever measured, −68 and 57.
pub(crate) const TEMPERATURES_C: RangeInclusive<f64> = -70.0..=70.0;

/// The fastest climb that is believed, metres a second, lifts and cable cars included. On foot nobody climbs one.
pub(crate) const ASCENT_MPS_MAX: f64 = 12.0;

/// Two of the things that tell the same may differ by this share before one of them is wrong: sensors on foot and wheel, rounding,
/// and what is counted as a pause make less. Ours.
pub(crate) const TOTALS_TOLERANCE: f64 = 0.1;

/// The fastest mean speed that is believed of a distance that a device gives, metres a second: of a train, should a watch run
/// there. Nobody sails, skis or rides as fast for long.
pub(crate) const MEAN_MPS_MAX: f64 = 100.0;

/// Bytes of the manifest of a report. One of a team of 100,000 athletes, with folders' names of 50 letters, has 6 MB.
pub(crate) const MANIFEST_BYTES_MAX: u64 = 16 << 20;

/// Bytes of the record of a run. One has less than a kilobyte; it may quote a long path.
pub(crate) const LAST_RUN_BYTES_MAX: u64 = 1 << 20;

/// Threads that work, ours and those of polars each: a machine with more cores is done with ten years in seconds as it is, and
/// each thread may hold contents of [`LARGE_SOURCE_BYTES`].
pub(crate) const THREADS_MAX: usize = 16;

/// Bytes of addresses for each thread where they are limited (`ulimit -v`): as many as a run is to stay within. One thread
/// has read the fixtures within 90 MiB, of which the program itself is most.
pub(crate) const ADDRESS_BYTES_PER_THREAD: u64 = 512 << 20;

/// Bytes of the stack of a thread that works. Half of it was never seen to be needed; it is taken from the system as it is used.
pub(crate) const STACK_BYTES: usize = 2 << 20;

/// Bytes of the stack of a thread of a library's that the environment may ask for. More is a slip of the hand, and threads that
/// cannot be had.
pub(crate) const STACK_BYTES_MAX: usize = 64 << 20;
