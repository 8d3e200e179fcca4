//! Finds what there is to read — in folders, in zip archives, under gzip — and says what each thing is by its content.
//!
//! [`list`] walks the arguments and opens archives; it reads no more of a file than tells an archive from the rest, and of
//! an archive its directory. [`Listing::read_all`] then reads everything, on all threads; [`Entry::read`] gives the bytes of
//! one entry, and [`Entry::stream`] those of one that is too large to be held. Nothing is ever written to disk, no declared
//! size is believed, and whatever cannot be read is answered for by name in a [`Finding`].

#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod archive;
mod directory;
mod email;
pub mod format;
mod gunzip;
mod judge;
mod member;
mod names;
mod peek;
mod reading;
mod sniff;
mod unpack;
mod view;
mod walk;
mod window;

use crate::diagnostic::{Code, Diagnostics};
use crate::limits::NESTED_ARCHIVE_BYTES_MAX;
use format::Format;
use reading::Desk;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unpack::{BUFFER_BYTES, Fault, Labelled};
use view::View;

pub use judge::{judge_extension, judge_other};

/// One thing to read: a file, or a member of an archive.
#[derive(Debug)]
pub struct Entry {
    /// Path relative to the argument it was found under, with `/` between the parts; an argument that is a file goes by
    /// its file name. A member of an archive follows its archive after a `!`: `export.zip!activities/1.fit.gz`. Of
    /// several entries with one name the second is called `name#2`, and so on, so that each name stands for one input.
    pub name: String,
    place: Place,
}

/// Where the bytes of an entry are.
#[derive(Debug)]
enum Place {
    File(PathBuf),
    Member { archive: Arc<archive::Archive>, member: member::Member },
}

/// An input that is answered for before a decoder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The input, named as an [`Entry`] is.
    pub name: String,
    /// What was found.
    pub code: Code,
    /// Where, in bytes from the start; absent where there is no one place.
    pub at_byte: Option<u64>,
    /// The facts in words. No trailing full stop.
    pub detail: String,
}

/// What the arguments hold, every input either in `entries` or in `findings`.
#[derive(Debug, Default)]
pub struct Listing {
    /// What can be read, by name, bytewise.
    pub entries: Vec<Entry>,
    /// What cannot, by name, bytewise: special files, unreadable folders, archives and members that are refused.
    pub findings: Vec<Finding>,
}

/// An argument that cannot be looked at.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct SourceError {
    /// The argument as it was given.
    pub path: PathBuf,
    /// Why not.
    pub source: io::Error,
}

/// What an entry holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The unpacked bytes; of [`Kind::Other`] and [`Kind::HealthExport`] no more than the beginning that told the kind.
    pub bytes: Vec<u8>,
    /// What they are.
    pub kind: Kind,
    /// What is worth knowing of how they were packed.
    pub notes: Diagnostics,
}

impl Content {
    fn new(bytes: Vec<u8>, kind: Kind) -> Self {
        Self { bytes, kind, notes: Diagnostics::default() }
    }
}

/// What the bytes of an entry are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A recording of this format, or what claims to be one.
    Recording(Format),
    /// A table; whose it is, its header says.
    Table,
    /// `checkins.csv`.
    Checkins,
    /// `athlete.toml`.
    AthleteFile,
    /// `manual.csv`.
    Manual,
    /// Summaries of activities in a Garmin account export, in JSON.
    ActivitySummaries,
    /// The export of Apple Health, in XML; its content is to be had by [`Entry::stream`].
    HealthExport,
    /// Something else, in words that finish "it holds …": `a JPEG image`.
    Other(&'static str),
    /// No byte at all.
    Empty,
}

/// Finds everything under the arguments.
///
/// Folders are walked to the end. A link, fifo, socket or device that is met on the way is a finding and never opened;
/// an argument that is a link is followed. Left out are the folder `exclude` (where the report goes) with its lock and
/// leftovers beside it, and every folder named `restday-report`. A file that two arguments lead to is listed once. The
/// result does not depend on the order of the arguments.
///
/// # Errors
/// When an argument does not exist or cannot be read.
pub fn list(paths: &[PathBuf], exclude: Option<&Path>) -> Result<Listing, SourceError> {
    list_within(paths, exclude, NESTED_ARCHIVE_BYTES_MAX)
}

/// [`list`], with the memory that nested archives may take.
fn list_within(paths: &[PathBuf], exclude: Option<&Path>, nested_bytes: u64) -> Result<Listing, SourceError> {
    let mut met: Vec<_> = walk::walk(paths, exclude)?.into_iter().collect();
    met.sort_by(|(a_path, a), (b_path, b)| (&a.name, a_path).cmp(&(&b.name, b_path)));
    let mut names = names::Unique::default();
    let mut lister = archive::Lister::new(nested_bytes);
    let mut listing = Listing::default();
    for (path, found) in met {
        let name = names.claim(found.name);
        if let Some(fault) = found.fault {
            listing.findings.push(fault.about(name));
        } else if archive::is_archive(&path) {
            lister.list(&name, &path, &mut names, &mut listing);
        } else {
            listing.entries.push(Entry { name, place: Place::File(path) });
        }
    }
    listing.entries.sort_by(|a, b| a.name.cmp(&b.name));
    listing.findings.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(listing)
}

impl Entry {
    /// Reads and unpacks the entry and says what it is.
    ///
    /// A recording or a known table is read whole, up to [`crate::limits::SOURCE_BYTES_MAX`] unpacked bytes; of anything
    /// else only the beginning is looked at, so a film in an export costs no more than a text. May be called from any number
    /// of threads. A member of a large archive that is deflated inside another costs the time to unpack all that lies before
    /// it: [`Listing::read_all`] reads many of them in one pass.
    ///
    /// # Errors
    /// When the system will not give the bytes, when they do not unpack, or when there are too many.
    pub fn read(&self) -> Result<Content, Finding> {
        self.read_at(&mut Desk::alone())
    }

    fn read_at(&self, desk: &mut Desk<'_>) -> Result<Content, Finding> {
        let mut open = desk.open.take();
        let content = self
            .open(&mut open)
            .and_then(|(packed, known_bytes)| unpack::read(&self.name, packed, known_bytes, self.is_innermost(), desk));
        desk.open = open;
        content.map_err(|fault| fault.about(self.name.clone()))
    }

    /// Gives the unpacked bytes as a stream from the start, however many they are, and may be called more than once. What a
    /// member may hold for its packed size is bounded as ever; [`code_of`] tells what an error of the stream means.
    ///
    /// # Errors
    /// When the entry cannot be opened.
    pub fn stream<T>(&self, f: impl FnOnce(&mut dyn BufRead) -> T) -> Result<T, Finding> {
        let mut open = None;
        let content = self.open(&mut open).and_then(|(packed, _)| unpack::open(packed));
        content.map(|mut opened| f(&mut opened.content)).map_err(|fault| fault.about(self.name.clone()))
    }

    /// The packed bytes, and how many they are when the entry is a file. `open` keeps an archive open.
    fn open<'a>(&'a self, open: &'a mut Option<View>) -> Result<(Box<dyn BufRead + 'a>, Option<u64>), Fault> {
        match &self.place {
            Place::File(path) => {
                let file = File::open(path)?;
                let bytes = file.metadata()?.len();
                let capacity = usize::try_from(bytes).unwrap_or(usize::MAX).min(BUFFER_BYTES);
                let file = BufReader::with_capacity(capacity, Labelled::new(file, Code::Unreadable));
                Ok((Box::new(file), Some(bytes)))
            }
            Place::Member { archive, member } => Ok((archive.unpack(member, open)?, None)),
        }
    }

    fn is_innermost(&self) -> bool {
        matches!(&self.place, Place::Member { archive, .. } if archive.is_innermost())
    }
}

/// What an error of the stream that [`Entry::stream`] gives means for the entry: its data end early or do not unpack, or the
/// system will not give them.
pub fn code_of(error: &io::Error) -> Code {
    let fault = error.get_ref().and_then(|inner| inner.downcast_ref::<Fault>());
    fault.map_or(Code::Unreadable, |fault| fault.code)
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.name, self.code.as_str(), self.detail)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::fs;
    use std::io::Write;

    const GPX: &[u8] = b"<gpx><trk/></gpx>";

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn names(listing: &Listing) -> Vec<&str> {
        listing.entries.iter().map(|entry| entry.name.as_str()).collect()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
        gz.write_all(bytes).unwrap();
        gz.finish().unwrap()
    }

    fn read(name: &str, bytes: &[u8]) -> Result<Content, Code> {
        let folder = folder(&[(name, bytes)]);
        let listing = list(&[folder.path().to_path_buf()], None).unwrap();
        assert_eq!(names(&listing), [name]);
        listing.entries[0].read().map_err(|finding| finding.code)
    }

    #[test]
    fn a_folder_is_walked_to_the_end_in_order() {
        let folder = folder(&[("b/c/2.gpx", GPX), ("b/1.gpx", GPX), ("a.gpx", GPX), ("Z.txt", b""), ("b-/x", b"")]);
        let listing = list(&[folder.path().to_path_buf()], None).unwrap();
        assert_eq!(names(&listing), ["Z.txt", "a.gpx", "b-/x", "b/1.gpx", "b/c/2.gpx"]);
        assert!(listing.findings.is_empty());
        let content = listing.entries[1].read().unwrap();
        assert_eq!(content, Content::new(GPX.to_vec(), Kind::Recording(Format::Gpx)));
    }

    #[test]
    fn a_file_is_met_once_whatever_leads_to_it() {
        let folder = folder(&[("sub/a.gpx", GPX), ("sub/b.gpx", GPX), ("other/a.gpx", GPX)]);
        let at = |name: &str| folder.path().join(name);
        let mut paths = vec![at("."), at("sub"), at("sub/a.gpx"), at("sub/../sub"), at("other/a.gpx")];
        let expected = ["a.gpx", "a.gpx#2", "b.gpx"];
        assert_eq!(names(&list(&paths, None).unwrap()), expected);
        paths.reverse();
        assert_eq!(names(&list(&paths, None).unwrap()), expected);
    }

    #[test]
    fn reports_are_no_inputs() {
        let files =
            ["a.gpx", "out/x.csv", "out.lock", ".out.1.tmp", "outer.gpx", "in/restday-report/y.csv", "in/out/z"];
        let folder = folder(&files.map(|name| (name, GPX)));
        let paths = [folder.path().to_path_buf()];
        let excluded = list(&paths, Some(&folder.path().join("out"))).unwrap();
        assert_eq!(names(&excluded), ["a.gpx", "in/out/z", "outer.gpx"]);
        let none_yet = list(&paths, Some(&folder.path().join("new"))).unwrap();
        assert_eq!(names(&none_yet), [".out.1.tmp", "a.gpx", "in/out/z", "out.lock", "out/x.csv", "outer.gpx"]);
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let folder = folder(&[]);
        let error = list(&[folder.path().join("nowhere")], None).unwrap_err();
        assert!(error.path.ends_with("nowhere") && error.source.kind() == io::ErrorKind::NotFound);
        assert!(names(&list(&[folder.path().to_path_buf()], None).unwrap()).is_empty());
    }

    #[test]
    #[cfg(unix)]
    fn special_files_are_never_opened() {
        use std::os::unix::{fs::symlink, net::UnixListener};
        let folder = folder(&[("sub/a.gpx", GPX)]);
        let at = |name: &str| folder.path().join(name);
        symlink(".", at("loop")).unwrap();
        symlink("sub/a.gpx", at("link.gpx")).unwrap();
        symlink("nowhere", at("dangling")).unwrap();
        let _socket = UnixListener::bind(at("socket.fit")).unwrap();
        let listing = list(&[at(".")], None).unwrap();
        assert_eq!(names(&listing), ["sub/a.gpx"]);
        let found: Vec<_> = listing.findings.iter().map(|finding| (finding.name.as_str(), finding.code)).collect();
        let special = ["dangling", "link.gpx", "loop", "socket.fit"].map(|name| (name, Code::SpecialFile));
        assert_eq!(found, special);

        let given = list(&[at("link.gpx"), at("socket.fit"), at("loop/sub")], None).unwrap();
        assert_eq!(names(&given), ["a.gpx"], "a link that is given is followed, and its file is met once");
        assert_eq!((given.findings.len(), given.findings[0].code), (1, Code::SpecialFile));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_pipe_does_not_hang() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let folder = folder(&[]);
        let pipe = folder.path().join("x.fit");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR, 0).unwrap();
        for path in [folder.path(), &pipe] {
            let listing = list(&[path.to_path_buf()], None).unwrap();
            assert_eq!((listing.entries.len(), listing.findings[0].code), (0, Code::SpecialFile));
        }
    }

    #[test]
    fn gzip_is_taken_off_whatever_the_name() {
        let content = Ok(Content::new(GPX.to_vec(), Kind::Recording(Format::Gpx)));
        assert_eq!(read("a.gpx.gz", &gzip(GPX)), content);
        assert_eq!(read("a.gpx", &gzip(&gzip(GPX))), content);
        let members = [gzip(b"<gpx>"), gzip(b""), gzip(b"<trk/></gpx>")].concat();
        assert_eq!(read("a", &members), content, "several members are one content");
        assert_eq!(read("a.gz", &gzip(b"")).map(|content| content.kind), Ok(Kind::Empty));
        let deep = read("a.gpx", &gzip(&gzip(&gzip(GPX)))).unwrap();
        assert_eq!(judge_other("a.gpx", deep.kind).0, Code::WrongFormat);
    }

    #[test]
    fn damaged_gzip_is_refused() {
        let packed = gzip(&[GPX, &[b' '; 4000]].concat());
        assert_eq!(read("a.gpx.gz", &packed[..packed.len() - 9]), Err(Code::GzipDamaged));
        assert_eq!(read("a.gpx.gz", &packed[..5]), Err(Code::GzipDamaged));
        let mut flipped = packed;
        let checksum = flipped.len() - 8;
        flipped[checksum] ^= 1;
        assert_eq!(read("a.gpx.gz", &flipped), Err(Code::GzipDamaged));
    }

    #[test]
    fn bytes_behind_gzip_data_are_noted_and_the_content_is_kept() {
        for (behind, noted) in [(&b"x"[..], true), (&[0; 512], true), (b"\x1F", true), (b"", false)] {
            for members in [gzip(GPX), [gzip(b"<gpx>"), gzip(b"<trk/></gpx>")].concat()] {
                let content = read("a.gpx.gz", &[&members, behind].concat()).unwrap();
                assert_eq!((content.bytes.as_slice(), content.kind), (GPX, Kind::Recording(Format::Gpx)));
                let notes: Vec<Code> = content.notes.as_slice().iter().map(|note| note.code).collect();
                assert_eq!(notes, if noted { vec![Code::GzipTrailing] } else { vec![] }, "{behind:?}");
            }
        }
        let torn = [gzip(GPX), gzip(GPX)[..12].to_vec()].concat();
        assert_eq!(read("a.gpx.gz", &torn), Err(Code::GzipDamaged), "a second member is no trailing bytes");
    }

    #[test]
    fn a_health_export_is_told_behind_its_document_type_and_streamed() {
        let types = "<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>\n".repeat(4_000);
        let doctype = format!("<?xml version=\"1.0\"?>\n<!DOCTYPE HealthData [\n<!-- Apple's -->\n{types}]>\n");
        let records = "<Record value=\"61\"/>\n".repeat(50_000);
        let export = format!("{doctype}<HealthData locale=\"de_DE\">\n{records}</HealthData>\n");
        let folder = folder(&[
            ("Exportación.xml", export.as_bytes()),
            ("a.xml.gz", &gzip(export.as_bytes())),
            ("endless.xml", format!("<!-- {}", " ".repeat(3 << 20)).as_bytes()),
        ]);
        let listing = list(&[folder.path().to_path_buf()], None).unwrap();
        for entry in &listing.entries[..2] {
            let content = entry.read().unwrap();
            assert_eq!(content.kind, Kind::HealthExport);
            assert!(content.bytes.len() <= 1 << 20 && export.as_bytes().starts_with(&content.bytes));
            for _ in 0..2 {
                let mut streamed = Vec::new();
                entry.stream(|content| content.read_to_end(&mut streamed)).unwrap().unwrap();
                assert!(streamed == export.as_bytes(), "{}", entry.name);
            }
        }
        let content = listing.entries[2].read().unwrap();
        assert_eq!(content.kind, Kind::Other("XML without a root in its beginning"));
        assert_eq!(content.bytes.len(), 1 << 20);
    }

    #[test]
    fn a_stream_says_what_its_errors_mean() {
        let packed = gzip(&[GPX, &[b' '; 4000]].concat());
        let folder = folder(&[("a.xml.gz", &packed[..packed.len() - 9])]);
        let listing = list(&[folder.path().to_path_buf()], None).unwrap();
        let read = listing.entries[0].stream(|content| content.read_to_end(&mut Vec::new())).unwrap();
        assert_eq!(code_of(&read.unwrap_err()), Code::GzipDamaged);
        drop(folder);
        assert_eq!(listing.entries[0].stream(|_| ()).unwrap_err().code, Code::Unreadable);
    }

    #[test]
    fn all_are_read_in_order_and_the_large_ones_one_at_a_time() {
        use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
        let large = [b"<gpx>".as_slice(), &vec![b' '; 7 << 20]].concat();
        let mut files = vec![("a.jpg".to_owned(), b"\xFF\xD8\xFF".to_vec()), ("b.gpx".to_owned(), Vec::new())];
        files.extend((10..40).map(|i| (format!("{i}.gpx"), [GPX, &vec![b' '; 3_000 * i]].concat())));
        files.extend((0..6).map(|i| (format!("large{i}.gpx"), large.clone())));
        let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let folder = folder(&files);
        let listing = list(&[folder.path().to_path_buf()], None).unwrap();
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let read_all = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                listing.read_all(|entry, content| {
                    let content = content.unwrap();
                    if 6 << 20 < content.bytes.len() {
                        most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(5));
                        now.fetch_sub(1, SeqCst);
                    }
                    (entry.name.clone(), content.clone())
                })
            })
        };
        let one_by_one: Vec<_> =
            listing.entries.iter().map(|entry| (entry.name.clone(), entry.read().unwrap())).collect();
        assert_eq!(one_by_one.len(), files.len());
        for threads in [1, 4] {
            assert!(read_all(threads) == one_by_one, "{threads} threads");
        }
        assert_eq!(most.into_inner(), 1);
    }

    #[test]
    fn what_is_too_large_is_refused_and_what_is_of_no_interest_is_not_read() {
        let mebibyte = vec![b' '; 1 << 20];
        let mut members = gzip(GPX);
        for _ in 0..64 {
            members.extend(gzip(&mebibyte));
        }
        assert_eq!(read("a.gpx.gz", &members), Err(Code::TooLarge), "the limit is on all members together");

        let folder = folder(&[("huge.gpx", GPX), ("huge.dat", b"\x01")]);
        for name in ["huge.gpx", "huge.dat"] {
            fs::OpenOptions::new().append(true).open(folder.path().join(name)).unwrap().set_len(1 << 40).unwrap();
        }
        let listing = list(&[folder.path().to_path_buf()], None).unwrap();
        assert_eq!(listing.entries[0].read().map(|content| content.bytes.len()), Ok(64 << 10));
        assert_eq!(listing.entries[1].read().map_err(|finding| finding.code), Err(Code::TooLarge));
    }
}
