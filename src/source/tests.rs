#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

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
    let listing = list_inputs(&[folder.path().to_path_buf()], None).unwrap();
    assert_eq!(names(&listing), [name]);
    listing.entries[0].read_content().map_err(|finding| finding.code)
}

#[test]
fn a_folder_is_walked_to_the_end_in_order() {
    let folder = folder(&[("b/c/2.gpx", GPX), ("b/1.gpx", GPX), ("a.gpx", GPX), ("Z.txt", b""), ("b-/x", b"")]);
    let listing = list_inputs(&[folder.path().to_path_buf()], None).unwrap();
    assert_eq!(names(&listing), ["Z.txt", "a.gpx", "b-/x", "b/1.gpx", "b/c/2.gpx"]);
    assert!(listing.findings.is_empty());
    let content = listing.entries[1].read_content().unwrap();
    assert_eq!(
        content,
        Content { bytes: GPX.to_vec(), kind: Kind::Recording(RecordingFormat::Gpx), notes: Diagnostics::default() }
    );
}

#[test]
fn a_file_is_met_once_whatever_leads_to_it() {
    let folder = folder(&[("sub/a.gpx", GPX), ("sub/b.gpx", GPX), ("other/a.gpx", GPX)]);
    let at = |name: &str| folder.path().join(name);
    let mut paths = vec![at("."), at("sub"), at("sub/a.gpx"), at("sub/../sub"), at("other/a.gpx")];
    let expected = ["a.gpx", "a.gpx#2", "b.gpx"];
    assert_eq!(names(&list_inputs(&paths, None).unwrap()), expected);
    paths.reverse();
    assert_eq!(names(&list_inputs(&paths, None).unwrap()), expected);
}

#[test]
fn reports_are_no_inputs() {
    let files = ["a.gpx", "out/x.csv", "out.lock", ".out.1.tmp", "outer.gpx", "in/restday-report/y.csv", "in/out/z"];
    let folder = folder(&files.map(|name| (name, GPX)));
    let paths = [folder.path().to_path_buf()];
    let excluded = list_inputs(&paths, Some(&folder.path().join("out"))).unwrap();
    assert_eq!(names(&excluded), ["a.gpx", "in/out/z", "outer.gpx"]);
    let none_yet = list_inputs(&paths, Some(&folder.path().join("new"))).unwrap();
    assert_eq!(names(&none_yet), [".out.1.tmp", "a.gpx", "in/out/z", "out.lock", "out/x.csv", "outer.gpx"]);
}

#[test]
fn what_is_not_there_is_an_error() {
    let folder = folder(&[]);
    let error = list_inputs(&[folder.path().join("nowhere")], None).unwrap_err();
    assert!(error.path.ends_with("nowhere") && error.source.kind() == io::ErrorKind::NotFound);
    assert!(names(&list_inputs(&[folder.path().to_path_buf()], None).unwrap()).is_empty());
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
    let listing = list_inputs(&[at(".")], None).unwrap();
    assert_eq!(names(&listing), ["sub/a.gpx"]);
    let found: Vec<_> = listing.findings.iter().map(|finding| (finding.name.as_str(), finding.code)).collect();
    let special = ["dangling", "link.gpx", "loop", "socket.fit"].map(|name| (name, Code::SpecialFile));
    assert_eq!(found, special);

    let given = list_inputs(&[at("link.gpx"), at("socket.fit"), at("loop/sub")], None).unwrap();
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
        let listing = list_inputs(&[path.to_path_buf()], None).unwrap();
        assert_eq!((listing.entries.len(), listing.findings[0].code), (0, Code::SpecialFile));
    }
}

#[test]
fn gzip_is_taken_off_whatever_the_name() {
    let content =
        Ok(Content { bytes: GPX.to_vec(), kind: Kind::Recording(RecordingFormat::Gpx), notes: Diagnostics::default() });
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
            assert_eq!((content.bytes.as_slice(), content.kind), (GPX, Kind::Recording(RecordingFormat::Gpx)));
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
    let listing = list_inputs(&[folder.path().to_path_buf()], None).unwrap();
    for entry in &listing.entries[..2] {
        let content = entry.read_content().unwrap();
        assert_eq!(content.kind, Kind::HealthExport);
        assert!(content.bytes.len() <= 1 << 20 && export.as_bytes().starts_with(&content.bytes));
        for _ in 0..2 {
            let mut streamed = Vec::new();
            entry.stream_content(|content| content.read_to_end(&mut streamed)).unwrap().unwrap();
            assert!(streamed == export.as_bytes(), "{}", entry.name);
        }
    }
    let content = listing.entries[2].read_content().unwrap();
    assert_eq!(content.kind, Kind::Other("XML without a root in its beginning"));
    assert_eq!(content.bytes.len(), 1 << 20);
}

#[test]
fn a_stream_says_what_its_errors_mean() {
    let packed = gzip(&[GPX, &[b' '; 4000]].concat());
    let folder = folder(&[("a.xml.gz", &packed[..packed.len() - 9])]);
    let listing = list_inputs(&[folder.path().to_path_buf()], None).unwrap();
    let read = listing.entries[0].stream_content(|content| content.read_to_end(&mut Vec::new())).unwrap();
    assert_eq!(Fault::from(read.unwrap_err()).code, Code::GzipDamaged);
    drop(folder);
    assert_eq!(listing.entries[0].stream_content(|_| ()).unwrap_err().code, Code::Unreadable);
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
    let listing = list_inputs(&[folder.path().to_path_buf()], None).unwrap();
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
        listing.entries.iter().map(|entry| (entry.name.clone(), entry.read_content().unwrap())).collect();
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
    let listing = list_inputs(&[folder.path().to_path_buf()], None).unwrap();
    assert_eq!(listing.entries[0].read_content().map(|content| content.bytes.len()), Ok(64 << 10));
    assert_eq!(listing.entries[1].read_content().map_err(|finding| finding.code), Err(Code::TooLarge));
}
