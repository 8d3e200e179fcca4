#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

use super::super::{Kind, Listing, list_within};
use super::*;
use std::io::{Cursor, Write};
use zip::CompressionMethod::{Deflated, Stored};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MIB: usize = 1 << 20;

/// A recording that does not pack: bytes without a pattern.
fn gpx(seed: u64, bytes: usize) -> Vec<u8> {
    let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let noise = std::iter::repeat_with(|| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 56) as u8
    });
    [b"<gpx><!-- ".to_vec(), noise.take(bytes).collect()].concat()
}

fn packed(members: &[(String, Vec<u8>)], method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The same archive as written by a program that learns the sizes last: with data descriptors behind the members.
fn packed_as_a_stream(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut zip = ZipWriter::new_stream(&mut bytes);
    for (name, content) in members {
        zip.start_file(name, SimpleFileOptions::default().compression_method(Deflated)).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
    bytes
}

struct Export {
    path: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

/// `x.zip` with an archive deflated into it between two members of its own.
fn export(inner: &[u8]) -> Export {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.zip");
    let members = [("a.gpx", b"<gpx>".as_slice()), ("inner.zip", inner), ("z.gpx", b"<gpx/>")];
    let members = members.map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
    std::fs::write(&path, packed(&members, Deflated)).unwrap();
    Export { path, _folder: folder }
}

impl Export {
    fn list(&self, nested_bytes: u64) -> Listing {
        list_within(std::slice::from_ref(&self.path), &[], nested_bytes, |_, _| false).unwrap()
    }
}

/// Every input with its code, or its kind and how many bytes were read.
fn outcomes(listing: &Listing, threads: usize) -> Vec<(String, String)> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let read = pool.install(|| {
        listing.read_all(|entry, content| {
            let outcome = content.map_or_else(
                |finding| finding.code.as_str().to_owned(),
                |content| format!("{:?} {}", content.kind, content.bytes.len()),
            );
            (entry.name.clone(), outcome)
        })
    });
    let found = listing.findings.iter().map(|finding| (finding.name.clone(), finding.code.as_str().to_owned()));
    found.chain(read).collect()
}

fn recordings(sizes: &[usize]) -> Vec<(String, Vec<u8>)> {
    (0_u64..).zip(sizes).map(|(i, bytes)| (format!("{i:03}.gpx"), gpx(i, *bytes))).collect()
}

#[test]
fn an_archive_beyond_the_memory_for_it_reads_as_one_within() {
    let mut members = recordings(&[3 * MIB, 0, 900, 2 * MIB, 2 * MIB, 2 * MIB, 5 * MIB, 100, 3 * MIB]);
    members.push(("deep.zip".to_owned(), packed(&recordings(&[10]), Stored)));
    members.push(("photo.jpg".to_owned(), b"\xFF\xD8\xFF".to_vec()));
    for inner in [packed(&members, Deflated), packed(&members, Stored), packed_as_a_stream(&members)] {
        assert!(2 * WINDOW_BYTES < inner.len() as u64, "several windows");
        let export = export(&inner);
        let expected = outcomes(&export.list(u64::MAX), 1);
        assert_eq!(expected.len(), 2 + members.len());
        assert_eq!(expected[3].1, format!("{:?} 910", Kind::Recording(crate::format::RecordingFormat::Gpx)));
        assert!(expected.contains(&("x.zip!inner.zip!deep.zip".to_owned(), "ZIP-DEPTH".to_owned())));
        let listing = export.list(1 << 20);
        let at_hand: Vec<bool> = listing.entries.iter().map(Entry::is_at_hand).collect();
        assert!(at_hand[0] && at_hand[at_hand.len() - 1] && !at_hand[1..at_hand.len() - 1].contains(&true));
        for threads in [1, 3] {
            assert_eq!(outcomes(&listing, threads), expected, "{threads} threads");
        }
        for (entry, (_, outcome)) in listing.entries.iter().zip(&expected) {
            let read = entry.read_content().map_or_else(
                |finding| finding.code.as_str().to_owned(),
                |content| format!("{:?} {}", content.kind, content.bytes.len()),
            );
            assert_eq!(&read, outcome, "{} by itself", entry.name);
        }
        let mut streamed = Vec::new();
        listing.entries[4].stream_content(|content| content.read_to_end(&mut streamed)).unwrap().unwrap();
        assert!(streamed == members[3].1);
    }
}

#[test]
fn a_member_larger_than_a_window_is_read_among_the_others() {
    let inner = packed(&recordings(&[50, 14 * MIB, 60, 9 * MIB, 10 * MIB, 70]), Stored);
    let export = export(&inner);
    let expected = outcomes(&export.list(u64::MAX), 1);
    assert!(expected[2].1.ends_with(&(14 * MIB + 10).to_string()));
    assert_eq!(outcomes(&export.list(0), 2), expected);
}

#[test]
fn damage_midway_costs_what_lies_behind_it() {
    let members = recordings(&[3 * MIB; 9]);
    let export = export(&packed(&members, Stored));
    let listing = export.list(0);
    let file = std::fs::OpenOptions::new().write(true).open(&export.path).unwrap();
    let sound = file.metadata().unwrap().len();
    file.set_len(sound / 2).unwrap();
    let outcomes = outcomes(&listing, 2);
    let codes: Vec<&str> = outcomes.iter().map(|(_, outcome)| outcome.as_str()).collect();
    let lost = codes.iter().position(|code| *code == "ZIP-MEMBER").unwrap();
    assert!((4..7).contains(&lost), "about half of them: {codes:?}");
    assert!(codes[1..lost].iter().all(|code| code.starts_with("Recording")));
    assert!(codes[lost..].iter().all(|code| *code == "ZIP-MEMBER"), "and each of the rest by name: {codes:?}");
    assert_eq!(codes.len(), 2 + members.len());
}

#[test]
fn a_wrong_checksum_of_the_archive_is_told_and_its_members_are_read() {
    let members = recordings(&[4_000, 5_000]);
    let export = export(&packed(&members, Stored));
    let mut bytes = std::fs::read(&export.path).unwrap();
    let central: Vec<usize> = memchr::memmem::find_iter(&bytes, b"PK\x01\x02").collect();
    bytes[central[central.len() - 2] + 16] ^= 1;
    std::fs::write(&export.path, bytes).unwrap();
    for nested_bytes in [0, u64::MAX] {
        let outcomes = outcomes(&export.list(nested_bytes), 2);
        assert_eq!(outcomes[0], ("x.zip!inner.zip".to_owned(), "ZIP-MEMBER".to_owned()));
        assert_eq!(outcomes.len(), 5, "{outcomes:?}");
        assert!(outcomes[1..].iter().all(|(_, outcome)| outcome.starts_with("Recording")));
    }
}

#[test]
fn the_directory_of_an_archive_is_checked_wherever_it_lies() {
    let sound = packed(&recordings(&[400, 500]), Deflated);
    let central: Vec<usize> = memchr::memmem::find_iter(&sound, b"PK\x01\x02").collect();
    let mut overlapping = sound.clone();
    overlapping[central[1] + 42..central[1] + 46].fill(0);
    let bomb = packed(&[("a.gpx".to_owned(), vec![b' '; 9 * MIB])], Deflated);
    let nothing = packed(&[("a.dat".to_owned(), vec![0; 40 * MIB])], Stored);
    for (inner, expected) in [
        (overlapping, ["ZIP-DAMAGED", "<read>", "<read>"]),
        (sound[..sound.len() - 30].to_vec(), ["ZIP-DAMAGED", "<read>", "<read>"]),
        (nothing, ["ZIP-BOMB", "<read>", "<read>"]),
        (bomb, ["<read>", "Other(\"text\") 65536", "<read>"]),
    ] {
        let export = export(&inner);
        let outcomes = outcomes(&export.list(0), 1);
        let codes: Vec<&str> = outcomes
            .iter()
            .map(|(_, outcome)| if outcome.starts_with("Recording") { "<read>" } else { outcome.as_str() })
            .collect();
        assert_eq!(codes, expected);
    }
}
