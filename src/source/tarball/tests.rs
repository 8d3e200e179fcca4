#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

use crate::limits::NESTED_ARCHIVE_BYTES_MAX;
use crate::source::list_within;
use flate2::{Compression, write::GzEncoder};
use std::io::{Cursor, Write};
use tar::{Builder, EntryType, Header};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const GPX: &[u8] = b"<gpx><trk/></gpx>";
const READ: &str = "Recording(Gpx)";

fn header(kind: EntryType, bytes: usize) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(bytes as u64);
    header.set_mode(0o644);
    header
}

fn add(tar: &mut Builder<Vec<u8>>, name: &str, bytes: &[u8]) {
    tar.append_data(&mut header(EntryType::Regular, bytes.len()), name, bytes).unwrap();
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (name, bytes) in members {
        add(&mut tar, name, bytes);
    }
    tar.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What becomes of what a file of that name holds, with so much memory for nested archives: by name, what was found.
fn outcomes_within(name: &str, bytes: &[u8], nested_bytes: u64) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let listing = list_within(&[folder.path().to_path_buf()], &[], nested_bytes, |_, _| false).unwrap();
    let mut all: Vec<_> =
        listing.findings.iter().map(|found| (found.name.clone(), found.code.as_str().to_owned())).collect();
    all.extend(listing.read_all(|entry, content| {
        let outcome =
            content.map_or_else(|finding| finding.code.as_str().to_owned(), |content| format!("{:?}", content.kind));
        (entry.name.clone(), outcome)
    }));
    all.sort();
    all
}

fn outcomes(name: &str, bytes: &[u8]) -> Vec<(String, String)> {
    outcomes_within(name, bytes, NESTED_ARCHIVE_BYTES_MAX)
}

fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, outcome)| ((*name).to_owned(), (*outcome).to_owned())).collect()
}

#[test]
fn members_are_inputs_gzipped_or_not_held_in_memory_or_read_as_a_stream() {
    let long = format!("{}run.gpx", "deep/".repeat(60));
    let mut builder = Builder::new(Vec::new());
    builder.append_data(&mut header(EntryType::Directory, 0), "runs/", &b""[..]).unwrap();
    add(&mut builder, "runs/2.gpx", GPX);
    add(&mut builder, "./runs/1.gpx.gz", &gzip(GPX));
    add(&mut builder, &long, GPX);
    add(&mut builder, "empty", b"");
    add(&mut builder, "12345678.FIT", GPX);
    let tar = builder.into_inner().unwrap();
    for (name, bytes, nested_bytes) in [
        ("x.tar", tar.clone(), NESTED_ARCHIVE_BYTES_MAX),
        ("x.tar.gz", gzip(&tar), NESTED_ARCHIVE_BYTES_MAX),
        ("x.tgz", gzip(&tar), 0),
        ("whatever", gzip(&tar), 100),
    ] {
        let at = |member: &str| format!("{name}!{member}");
        let all = [
            (at("12345678.FIT"), READ),
            (at(&long), READ),
            (at("empty"), "Empty"),
            (at("runs/1.gpx.gz"), READ),
            (at("runs/2.gpx"), READ),
        ];
        assert_eq!(
            outcomes_within(name, &bytes, nested_bytes),
            all.map(|(name, outcome)| (name, outcome.to_owned())),
            "{name}"
        );
    }
}

#[test]
fn archives_lie_in_archives_and_one_too_deep_is_named() {
    let inner = tar(&[("1.gpx", GPX)]);
    let both = zip(&[
        ("a.tar", &inner),
        ("b.tar.gz", &gzip(&inner)),
        ("c.tgz", &gzip(&tar(&[("d.zip", &zip(&[("1.gpx", GPX)]))]))),
    ]);
    let told = [("x.zip!a.tar!1.gpx", READ), ("x.zip!b.tar.gz!1.gpx", READ), ("x.zip!c.tgz!d.zip", "ZIP-DEPTH")];
    assert_eq!(outcomes("x.zip", &both), expected(&told));
    assert_eq!(outcomes_within("x.zip", &both, 0), expected(&told));
    let outer =
        tar(&[("a.zip", &zip(&[("1.gpx", GPX), ("e.tar", &inner)])), ("b.tar", &inner), ("c.tar.gz", &gzip(&inner))]);
    let told = [("a.zip!1.gpx", READ), ("a.zip!e.tar", "ZIP-DEPTH"), ("b.tar!1.gpx", READ), ("c.tar.gz!1.gpx", READ)];
    for name in ["x.tar", "x.tar.gz"] {
        let told: Vec<_> =
            told.iter().map(|(member, outcome)| (format!("{name}!{member}"), (*outcome).to_owned())).collect();
        assert_eq!(outcomes(name, if name == "x.tar" { outer.clone() } else { gzip(&outer) }.as_slice()), told);
    }
    // Of a stream, archives in it are named: they could be had only by unpacking all of it for each.
    let told = [
        ("x.tgz!a.zip", "ZIP-DEPTH"),
        ("x.tgz!b.tar", "ZIP-DEPTH"),
        ("x.tgz!c.tar.gz", "UnreadArchive(\"a tar archive\")"),
    ];
    assert_eq!(outcomes_within("x.tgz", &gzip(&outer), 0), expected(&told));
}

#[test]
fn links_and_devices_are_not_followed() {
    let mut builder = Builder::new(Vec::new());
    for (kind, name) in [
        (EntryType::Symlink, "a.gpx"),
        (EntryType::Link, "b.gpx"),
        (EntryType::Char, "c.gpx"),
        (EntryType::Fifo, "d.gpx"),
    ] {
        let mut header = header(kind, 0);
        header.set_link_name("/etc/passwd").unwrap();
        builder.append_data(&mut header, name, &b""[..]).unwrap();
    }
    builder.append_data(&mut header(EntryType::new(b'V'), 0), "e", &b""[..]).unwrap();
    let told = ["a.gpx", "b.gpx", "c.gpx", "d.gpx"].map(|name| (format!("x.tar!{name}"), "SPECIAL-FILE".to_owned()));
    let told = [&told[..], &expected(&[("x.tar!e", "ZIP-MEMBER")])[..]].concat();
    assert_eq!(outcomes("x.tar", &builder.into_inner().unwrap()), told);
}

#[test]
fn what_lies_before_the_damage_is_read_and_the_damage_is_told() {
    let whole = tar(&[("1.gpx", GPX), ("2.gpx", GPX), ("3.gpx", GPX)]);
    let second = 1024;
    // A header that does not add up.
    let mut torn = whole.clone();
    torn[second + 3] ^= 1;
    assert_eq!(outcomes("x.tar", &torn), expected(&[("x.tar", "ZIP-DAMAGED"), ("x.tar!1.gpx", READ)]));
    // Ends inside a header, inside a member, and without the blocks that end it.
    assert_eq!(outcomes("x.tar", &whole[..second + 100]), expected(&[("x.tar", "ZIP-DAMAGED"), ("x.tar!1.gpx", READ)]));
    let cut = outcomes("x.tar", &whole[..second + 512 + 5]);
    assert_eq!(cut, expected(&[("x.tar!1.gpx", READ), ("x.tar!2.gpx", "ZIP-MEMBER")]));
    assert_eq!(outcomes("x.tar", &whole[..second]), expected(&[("x.tar!1.gpx", READ)]));
    // gzip data that end early, or whose checksum is wrong.
    let noise: Vec<u8> = (0..60_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let packed = gzip(&tar(&[("1.gpx", GPX), ("2.bin", &noise), ("3.gpx", GPX)]));
    let told = outcomes("x.tar.gz", &packed[..packed.len() / 2]);
    assert_eq!(
        told,
        expected(&[("x.tar.gz", "GZIP-DAMAGED"), ("x.tar.gz!1.gpx", READ), ("x.tar.gz!2.bin", "ZIP-MEMBER")])
    );
    let mut wrong = packed.clone();
    let sum = wrong.len() - 8;
    wrong[sum] ^= 1;
    assert_eq!(outcomes("x.tar.gz", &wrong)[0], ("x.tar.gz".to_owned(), "GZIP-DAMAGED".to_owned()));
    // Nothing but a header that promises more than there is.
    assert_eq!(outcomes("x.tar", &whole[..512]), expected(&[("x.tar!1.gpx", "ZIP-MEMBER")]));
    assert_eq!(outcomes("x.tar", &[0; 10_240]), expected(&[("x.tar", "Other(\"nothing but zero bytes\")")]));
}

#[test]
fn of_two_members_with_one_name_the_later_one_counts() {
    let told = outcomes("x.tar", &tar(&[("1.gpx", b"old"), ("1.gpx", GPX)]));
    assert_eq!(told, expected(&[("x.tar", "ZIP-DAMAGED"), ("x.tar!1.gpx", READ)]));
}

#[test]
fn small_archives_do_not_pretend_to_be_huge() {
    let zeros = vec![0; 8 << 20];
    for nested_bytes in [0, NESTED_ARCHIVE_BYTES_MAX] {
        let told = outcomes_within("x.tar.gz", &gzip(&tar(&[("1.gpx", GPX), ("2.gpx", &zeros)])), nested_bytes);
        assert!(told.iter().any(|(_, outcome)| outcome == "ZIP-BOMB"), "{told:?}");
    }
    // A size that no archive has.
    let mut header = header(EntryType::Regular, 0);
    header.set_path("1.gpx").unwrap();
    header.set_size(u64::MAX >> 1);
    header.set_cksum();
    assert_eq!(outcomes("x.tar", header.as_bytes())[0].1, "TOO-LARGE");
    // A name of more than any system has is not held in memory.
    for kind in [EntryType::GNULongName, EntryType::XHeader] {
        let mut builder = Builder::new(Vec::new());
        builder.append_data(&mut self::header(kind, 2 << 20), "n", &vec![b'a'; 2 << 20][..]).unwrap();
        assert_eq!(outcomes("x.tar", &builder.into_inner().unwrap())[0].1, "ZIP-DAMAGED", "{kind:?}");
    }
}

#[test]
fn the_oldest_headers_and_those_of_posix_are_read() {
    let mut old = Header::new_old();
    old.set_path("1.gpx").unwrap();
    old.set_size(GPX.len() as u64);
    old.set_cksum();
    let mut bytes = old.as_bytes().to_vec();
    bytes.extend(GPX);
    bytes.resize(1024, 0);
    assert_eq!(outcomes("x.tar", &bytes), expected(&[("x.tar!1.gpx", READ)]));

    // POSIX says name and size before the header, whose own size may be wrong then.
    let mut builder = Builder::new(Vec::new());
    let name = format!("{}.gpx", "ä".repeat(120));
    builder.append_pax_extensions([("path", name.as_bytes()), ("size", b"17"), ("mtime", b"1.5")]).unwrap();
    let mut header = header(EntryType::Regular, 0);
    header.set_path("short.gpx").unwrap();
    header.set_cksum();
    let mut bytes = builder.into_inner().unwrap();
    bytes.truncate(bytes.len() - 1024);
    bytes.extend(header.as_bytes());
    bytes.extend(GPX);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes.extend(tar(&[("2.gpx", GPX)]));
    assert_eq!(outcomes("x.tar", &bytes), expected(&[("x.tar!2.gpx", READ), (&format!("x.tar!{name}"), READ)]));
}

#[test]
fn archives_of_other_kinds_are_refused_by_name() {
    for (name, bytes) in [
        ("a.7z", &b"7z\xBC\xAF\x27\x1C\0\x04"[..]),
        ("a.rar", b"Rar!\x1A\x07\x01\0"),
        ("a.tar.xz", b"\xFD7zXZ\0\0\x04"),
        ("a.tar.bz2", b"BZh91AY&SY"),
        ("a.tar.zst", b"\x28\xB5\x2F\xFD\0"),
        ("a.zip.gz", &gzip(&zip(&[("1.gpx", GPX)]))),
    ] {
        let told = outcomes(name, bytes);
        assert!(told[0].1.starts_with("UnreadArchive"), "{name}: {told:?}");
    }
}
