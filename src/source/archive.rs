//! Zip archives: every member of one is an input of its own, read in place and never written to disk.
//!
//! An archive inside an archive is opened too, a deeper one is not. One that its outer archive merely stores is read where
//! it lies; a deflated one is unpacked into memory, within [`NESTED_ARCHIVE_BYTES_MAX`] for all of a run.

use super::directory::{self, Directory};
use super::names::Unique;
use super::sniff;
use super::unpack::{Fault, Labelled};
use super::view::View;
use super::{Entry, Listing, Place};
use crate::diagnostic::Code;
use crate::limits::{ARCHIVE_DEPTH_MAX, MEMBER_FREE_BYTES, MEMBER_RATIO_MAX, NESTED_ARCHIVE_BYTES_MAX};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use zip::read::ZipArchive;

/// One member, read through a view of its own.
#[derive(Debug)]
pub(super) struct Member {
    archive: Arc<ZipArchive<View>>,
    index: usize,
}

/// Whether the file begins as a zip archive does. A file that cannot be read is none; reading it will say why.
pub(super) fn is_archive(path: &Path) -> bool {
    let mut magic = Vec::new();
    File::open(path).and_then(|file| file.take(4).read_to_end(&mut magic)).is_ok() && sniff::is_zip(&magic)
}

/// Lists archives, and keeps account of the memory that nested ones take.
#[derive(Debug)]
pub(super) struct Lister {
    nested_bytes_left: u64,
}

impl Default for Lister {
    fn default() -> Self {
        Self { nested_bytes_left: NESTED_ARCHIVE_BYTES_MAX }
    }
}

/// What one listing of an archive fills.
struct Answers<'a> {
    names: &'a mut Unique,
    listing: &'a mut Listing,
    members: usize,
}

impl Answers<'_> {
    fn find(&mut self, name: String, fault: Fault) {
        self.listing.findings.push(fault.about(name));
    }
}

impl Lister {
    /// Adds the members of the archive `path`, called `name`, to the listing.
    pub(super) fn list(&mut self, name: &str, path: &Path, names: &mut Unique, listing: &mut Listing) {
        let mut answers = Answers { names, listing, members: 0 };
        match View::of_file(path) {
            Ok(view) => self.open(name, &view, 1, &mut answers),
            Err(error) => answers.find(name.to_owned(), error.into()),
        }
    }

    fn open(&mut self, name: &str, view: &View, depth: u32, answers: &mut Answers) {
        let Directory { archive, files, faults, hidden } = match Directory::read(view, answers.members) {
            Ok(directory) => directory,
            Err(fault) => return answers.find(name.to_owned(), fault),
        };
        answers.members = answers.members.saturating_add(archive.len());
        if 0 < hidden {
            let detail =
                format!("{hidden} members have the name of a later one and cannot be read; the later ones were");
            answers.find(name.to_owned(), Fault::new(Code::ZipDamaged, detail));
        }
        for (member, fault) in faults {
            let name = answers.names.claim(format!("{name}!{member}"));
            answers.find(name, fault);
        }
        let archive = Arc::new(archive);
        for file in files {
            let name = answers.names.claim(format!("{name}!{}", file.name));
            let member = Member { archive: Arc::clone(&archive), index: file.index };
            if !file.is_archive {
                answers.listing.entries.push(Entry { name, place: Place::Member(member) });
                continue;
            }
            match self.nested(&member, view, depth) {
                Ok(inner) => self.open(&name, &inner, depth.saturating_add(1), answers),
                Err(fault) => answers.find(name, fault),
            }
        }
    }

    /// A view of an archive that is a member of the archive behind `outer`, which lies `depth` archives deep.
    fn nested(&mut self, member: &Member, outer: &View, depth: u32) -> Result<View, Fault> {
        if ARCHIVE_DEPTH_MAX <= depth {
            let detail = format!("an archive {} archives deep; unpack it and give the folder", depth.saturating_add(1));
            return Err(Fault::new(Code::ZipDepth, detail));
        }
        let mut archive = member.archive.as_ref().clone();
        let raw = archive.by_index_raw(member.index).map_err(|error| directory::member_fault(&error))?;
        if let (zip::CompressionMethod::Stored, false, Some(start)) =
            (raw.compression(), raw.encrypted(), raw.data_start())
        {
            return Ok(outer.part(start..start.saturating_add(raw.compressed_size())));
        }
        drop(raw);
        let limit = self.nested_bytes_left;
        let bytes = member.open(|reader| {
            let mut bytes = Vec::new();
            reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
            Ok(bytes)
        })?;
        self.nested_bytes_left = limit.checked_sub(bytes.len() as u64).ok_or_else(|| {
            let limit = NESTED_ARCHIVE_BYTES_MAX >> 20;
            let detail = format!(
                "archives inside archives unpack to more than {limit} MiB; unpack this one and give the folder"
            );
            Fault::new(Code::TooLarge, detail)
        })?;
        Ok(View::of_memory(bytes))
    }
}

impl Member {
    /// Unpacks the member into `read`, as far as it unpacks within its limits.
    pub(super) fn open<T>(&self, read: impl FnOnce(&mut dyn Read) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut archive = self.archive.as_ref().clone();
        let file = archive.by_index(self.index).map_err(|error| directory::member_fault(&error))?;
        let fair = file.compressed_size().saturating_mul(MEMBER_RATIO_MAX).max(MEMBER_FREE_BYTES);
        read(&mut Fair { inner: Labelled::new(file, Code::ZipMember), left: fair })
    }
}

/// A reader that gives no more than a member of its packed size may hold.
struct Fair<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Fair<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let detail = format!("unpacks to more than {MEMBER_RATIO_MAX} times its size, as no recording does");
            io::Error::other(Fault::new(Code::ZipBomb, detail))
        })?;
        Ok(read)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]
mod tests {
    use super::super::{Kind, list};
    use super::*;
    use crate::source::format::Format;
    use std::io::{Cursor, Write};
    use zip::CompressionMethod::{Deflated, Stored};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    const GPX: &[u8] = b"<gpx><trk/></gpx>";

    fn packed(members: &[(&str, &[u8])], method: zip::CompressionMethod) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            let options = SimpleFileOptions::default().compression_method(method);
            if name.ends_with('/') {
                zip.add_directory(*name, options).unwrap();
            } else {
                zip.start_file(*name, options).unwrap();
                zip.write_all(bytes).unwrap();
            }
        }
        zip.finish().unwrap().into_inner()
    }

    /// The listing of one archive in a folder; the folder must outlive the reading of entries.
    fn listed(bytes: &[u8]) -> (Listing, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x.zip"), bytes).unwrap();
        (list(&[folder.path().to_path_buf()], None).unwrap(), folder)
    }

    fn outcomes(bytes: &[u8]) -> Vec<(String, String)> {
        let (listing, _folder) = listed(bytes);
        let found = listing.findings.iter().map(|finding| (finding.name.clone(), finding.code.as_str().to_owned()));
        let read = listing.entries.iter().map(|entry| {
            let outcome =
                entry.read().map_or_else(|e| e.code.as_str().to_owned(), |content| format!("{:?}", content.kind));
            (entry.name.clone(), outcome)
        });
        let mut all: Vec<_> = found.chain(read).collect();
        all.sort();
        all
    }

    fn codes(bytes: &[u8]) -> Vec<String> {
        outcomes(bytes).into_iter().map(|(_, outcome)| outcome).collect()
    }

    #[test]
    fn members_are_inputs_and_folders_are_none() {
        let members: [(&str, &[u8]); 5] = [
            ("activities/", b""),
            ("activities/2.gpx", GPX),
            ("media\\1.jpg", b"\xFF\xD8\xFF"),
            ("a", b""),
            ("Ä.gpx", GPX),
        ];
        for method in [Stored, Deflated] {
            let bytes = packed(&members, method);
            let gpx = format!("{:?}", Kind::Recording(Format::Gpx));
            let outcomes = outcomes(&bytes);
            assert_eq!(outcomes[0], ("x.zip!a".to_owned(), "Empty".to_owned()));
            assert_eq!(outcomes[1], ("x.zip!activities/2.gpx".to_owned(), gpx.clone()));
            assert_eq!(outcomes[2], ("x.zip!media/1.jpg".to_owned(), "Other(\"a JPEG image\")".to_owned()));
            assert_eq!(outcomes[3], ("x.zip!Ä.gpx".to_owned(), gpx));
        }
    }

    #[test]
    fn members_are_read_from_several_threads_at_once() {
        let files: Vec<(String, Vec<u8>)> =
            (0..40_u8).map(|i| (format!("{i:02}.gpx"), [GPX, &vec![b'a' + i % 26; 50_000]].concat())).collect();
        let members: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let (listing, _folder) = listed(&packed(&members, Deflated));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for (entry, (_, bytes)) in listing.entries.iter().zip(&files) {
                        assert_eq!(&entry.read().unwrap().bytes, bytes);
                    }
                });
            }
        });
    }

    #[test]
    fn one_archive_inside_another_is_read_and_a_deeper_one_is_named() {
        let deep = packed(&[("c.gpx", GPX)], Deflated);
        let inner = packed(&[("b.gpx", GPX), ("deep.zip", &deep)], Deflated);
        for method in [Stored, Deflated] {
            let outer = packed(&[("a.gpx", GPX), ("inner", &inner)], method);
            let expected = [
                ("x.zip!a.gpx", "Recording(Gpx)"),
                ("x.zip!inner!b.gpx", "Recording(Gpx)"),
                ("x.zip!inner!deep.zip", "ZIP-DEPTH"),
            ];
            assert_eq!(outcomes(&outer), expected.map(|(name, outcome)| (name.to_owned(), outcome.to_owned())));
        }
    }

    #[test]
    fn documents_that_are_archives_are_not_looked_into() {
        for member in ["[Content_Types].xml", "doc.kml", "mimetype"] {
            assert_eq!(codes(&packed(&[(member, GPX), ("b", GPX)], Deflated)), ["UNKNOWN-FORMAT"], "{member}");
        }
        assert_eq!(codes(&packed(&[], Deflated)), ["UNKNOWN-FORMAT"], "an empty one");
        assert_eq!(codes(&packed(&[("a/", b"")], Deflated)), ["UNKNOWN-FORMAT"], "an empty folder");
    }

    #[test]
    fn links_are_not_followed() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.add_symlink("a.gpx", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        assert_eq!(codes(zip.finish().unwrap().get_ref()), ["SPECIAL-FILE"]);
    }

    /// Sets bytes in every header that `magic` begins.
    fn patch(bytes: &mut [u8], magic: &[u8], at: usize, value: &[u8]) {
        let starts: Vec<usize> = memchr::memmem::find_iter(bytes, magic).collect();
        for start in starts {
            bytes[start + at..start + at + value.len()].copy_from_slice(value);
        }
    }

    const LOCAL: &[u8] = b"PK\x03\x04";
    const CENTRAL: &[u8] = b"PK\x01\x02";

    #[test]
    fn a_bad_member_costs_itself_only() {
        let sound = packed(&[("a.gpx", GPX), ("b.gpx", &[GPX, &[b' '; 900]].concat())], Deflated);
        let mut checksum = sound.clone();
        let central = memchr::memmem::find(&sound, CENTRAL).unwrap();
        checksum[central + 16] ^= 1;
        assert_eq!(codes(&checksum), ["ZIP-MEMBER", "Recording(Gpx)"]);

        let mut encrypted = sound.clone();
        patch(&mut encrypted, LOCAL, 6, &[1]);
        patch(&mut encrypted, CENTRAL, 8, &[1]);
        assert_eq!(codes(&encrypted), ["ZIP-MEMBER", "ZIP-MEMBER"]);

        let mut method = sound.clone();
        patch(&mut method, LOCAL, 8, &[12]);
        patch(&mut method, CENTRAL, 10, &[12]);
        assert_eq!(codes(&method), ["ZIP-MEMBER", "ZIP-MEMBER"]);

        let mut header = sound;
        let second = memchr::memmem::find_iter(&header, LOCAL).nth(1).unwrap();
        header[second] = b'X';
        assert_eq!(codes(&header), ["Recording(Gpx)", "ZIP-MEMBER"]);
    }

    #[test]
    fn a_damaged_archive_is_one_line() {
        let sound = packed(&[("a.gpx", GPX), ("b.gpx", GPX)], Deflated);
        assert_eq!(codes(&sound[..sound.len() - 30]), ["ZIP-DAMAGED"]);
        assert_eq!(codes(&sound[..4]), ["ZIP-DAMAGED"]);
        let mut overlapping = sound;
        patch(&mut overlapping, CENTRAL, 42, &[0; 4]);
        assert_eq!(codes(&overlapping), ["ZIP-DAMAGED"]);
    }

    #[test]
    fn members_of_one_name_are_told() {
        let mut bytes = packed(&[("a.gpx", GPX), ("b.gpx", GPX), ("c.gpx", GPX)], Deflated);
        patch(&mut bytes, CENTRAL, 46, b"a");
        let outcomes = outcomes(&bytes);
        let expected = [("x.zip", "ZIP-DAMAGED"), ("x.zip!a.gpx", "Recording(Gpx)")];
        assert_eq!(outcomes, expected.map(|(name, outcome)| (name.to_owned(), outcome.to_owned())));
        let (listing, _folder) = listed(&bytes);
        assert!(listing.findings[0].detail.starts_with("2 members have the name of a later one"));
    }

    #[test]
    fn bombs_are_refused() {
        let zeros = vec![0; 8 << 20];
        let bomb = packed(&[("a.gpx", &[GPX, &zeros].concat()), ("b.jpg", &zeros)], Deflated);
        assert_eq!(codes(&bomb), ["ZIP-BOMB", "Other(\"nothing but zero bytes\")"]);
        let small = packed(&[("a.gpx", &[GPX, &zeros[..1 << 19]].concat())], Deflated);
        assert_eq!(codes(&small), ["Recording(Gpx)"], "blanks up to a megabyte are no bomb");
        let inner = packed(&[("a.gpx", &[GPX, &zeros].concat())], Stored);
        assert_eq!(codes(&packed(&[("inner.zip", &inner)], Deflated)), ["ZIP-BOMB"]);
    }

    #[test]
    fn a_claim_of_many_members_is_refused_before_memory_is_taken_for_them() {
        let many = 300_000_u64.to_le_bytes();
        let mut end64 =
            [b"PK\x06\x06".as_slice(), &44_u64.to_le_bytes(), &[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat();
        end64.extend([&many[..], &many, &[0; 16]].concat());
        let locator = [b"PK\x06\x07".as_slice(), &[0; 4], &4_u64.to_le_bytes(), &[1, 0, 0, 0]].concat();
        let end = [b"PK\x05\x06".as_slice(), &[0, 0, 0, 0], &[0xFF; 12], &[0, 0]].concat();
        assert_eq!(codes(&[LOCAL, &end64, &locator, &end].concat()), ["ZIP-MEMBERS"]);
    }

    #[test]
    fn thousands_of_archives_need_no_thousands_of_open_files() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = packed(&[("a.gpx", GPX)], Stored);
        for i in 0..1_200 {
            std::fs::write(folder.path().join(format!("{i}.zip")), &bytes).unwrap();
        }
        let listing = list(&[folder.path().to_path_buf()], None).unwrap();
        assert_eq!((listing.entries.len(), listing.findings.len()), (1_200, 0));
    }

    #[test]
    fn damage_of_any_kind_is_no_panic() {
        let inner = packed(&[("b.gpx", GPX)], Deflated);
        let sound = packed(&[("a.gpx", GPX), ("inner.zip", &inner), ("c.gpx", &[b' '; 300])], Deflated);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.zip");
        let mut random = 3_u64;
        for _ in 0..2_000 {
            let mut bytes = sound.clone();
            for _ in 0..4 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (random >> 33) as usize % bytes.len();
                bytes[at] = (random >> 20) as u8;
            }
            std::fs::write(&path, &bytes).unwrap();
            let listing = list(std::slice::from_ref(&path), None).unwrap();
            assert!(0 < listing.entries.len() + listing.findings.len(), "every input is answered for");
            for entry in &listing.entries {
                let _ = entry.read();
            }
        }
    }
}
