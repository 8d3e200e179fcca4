#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

use super::super::{Kind, list_inputs};
use super::*;
use crate::format::RecordingFormat;
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
    (list_inputs(&[folder.path().to_path_buf()], None).unwrap(), folder)
}

fn outcomes(bytes: &[u8]) -> Vec<(String, String)> {
    let (listing, _folder) = listed(bytes);
    let found = listing.findings.iter().map(|finding| (finding.name.clone(), finding.code.as_str().to_owned()));
    let read = listing.entries.iter().map(|entry| {
        let outcome =
            entry.read_content().map_or_else(|e| e.code.as_str().to_owned(), |content| format!("{:?}", content.kind));
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
        let gpx = format!("{:?}", Kind::Recording(RecordingFormat::Gpx));
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
                    assert_eq!(&entry.read_content().unwrap().bytes, bytes);
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
    let mut end64 = [b"PK\x06\x06".as_slice(), &44_u64.to_le_bytes(), &[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat();
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
    let listing = list_inputs(&[folder.path().to_path_buf()], None).unwrap();
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
        let listing = list_inputs(std::slice::from_ref(&path), None).unwrap();
        assert!(0 < listing.entries.len() + listing.findings.len(), "every input is answered for");
        for entry in &listing.entries {
            let _ = entry.read_content();
        }
    }
}

#[test]
fn a_directory_that_is_not_held_is_too_large() {
    let members: Vec<String> = (0..2_000).map(|i| format!("{i}.gpx")).collect();
    let bytes = packed(&members.iter().map(|name| (name.as_str(), GPX)).collect::<Vec<_>>(), Deflated);
    let whole = bytes.len() as u64;
    let directory = memchr::memmem::find(&bytes, CENTRAL).unwrap();
    let read = |from: usize| {
        let room = MemberRoom { members: 2_000, inputs: 2_000, name_bytes: 1 << 20, prefix_bytes: 1 };
        Directory::read_directory(&ArchiveView::of_end(bytes[from..].to_vec(), whole), room)
    };
    assert_eq!(read(directory).unwrap().0.files.len(), 2_000, "no member is looked at");
    assert_eq!(read(directory + 1).err().unwrap().code, Code::TooLarge);
}

#[test]
fn what_is_named_like_a_recording_is_not_looked_into() {
    let inner = packed(&[("b.gpx", GPX)], Deflated);
    for (name, outcome) in
        [("a.fit", "UnreadArchive(\"a zip archive\")"), ("a.ZIP", "Recording(Gpx)"), ("a", "Recording(Gpx)")]
    {
        assert_eq!(codes(&packed(&[(name, &inner)], Deflated)), [outcome], "{name}");
    }
}
