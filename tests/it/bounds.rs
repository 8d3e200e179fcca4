//! Bounds that hold whatever comes: the memory of the process as the kernel measures it, and texts and files of any size.

use crate::workbench::{copy_folder, fixture, measured, report, restday, table};
use flate2::{Compression, Crc, write::DeflateEncoder};
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::Path;

/// What no run may take, KiB.
const PEAK_KIB: u64 = 512 * 1024;

/// As many members as an archive may have, but for a few.
const MANY: usize = 199_000;

/// A zip archive, written by hand so that nothing in it need be honest.
#[derive(Default)]
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    members: u64,
    packed: HashMap<Vec<u8>, (Vec<u8>, u32)>,
    /// Extra fields, and a comment, of each entry of the directory.
    extra: Vec<u8>,
    comment: Vec<u8>,
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}

fn crc32(content: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(content);
    crc.sum()
}

impl Zip {
    fn add(&mut self, name: &str, content: &[u8], is_deflated: bool) {
        self.add_named(name.as_bytes(), name.as_bytes(), content, is_deflated, 0);
    }

    /// A member with one name in the directory and another one before its bytes, and a checksum that is off by so much.
    fn add_named(&mut self, name: &[u8], local: &[u8], content: &[u8], is_deflated: bool, off: u32) {
        if 100 < self.packed.len() {
            self.packed.clear();
        }
        let (packed, crc) = self
            .packed
            .entry([&[u8::from(is_deflated)], content].concat())
            .or_insert_with(|| (if is_deflated { deflated(content) } else { content.to_vec() }, crc32(content)));
        let at = self.bytes.len() as u32;
        let method = if is_deflated { 8_u16 } else { 0 };
        let mut facts = [20_u16, 0x800, method, 0, 0x21].map(u16::to_le_bytes).concat();
        facts.extend([crc.wrapping_add(off), packed.len() as u32, content.len() as u32].map(u32::to_le_bytes).concat());
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&facts);
        self.bytes.extend([local.len() as u16, 0].map(u16::to_le_bytes).concat());
        self.bytes.extend(local);
        self.bytes.extend(&*packed);
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&facts);
        let lengths = [name.len() as u16, self.extra.len() as u16, self.comment.len() as u16, 0, 0, 0, 0];
        self.directory.extend(lengths.map(u16::to_le_bytes).concat());
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name);
        self.directory.extend(&self.extra);
        self.directory.extend(&self.comment);
        self.members += 1;
    }

    fn bytes(self) -> Vec<u8> {
        let Self { mut bytes, directory, members, .. } = self;
        let (at, length) = (bytes.len() as u64, directory.len() as u64);
        bytes.extend(directory);
        let end64 = bytes.len() as u64;
        bytes.extend(b"PK\x06\x06");
        bytes.extend(44_u64.to_le_bytes());
        bytes.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend([members, members, length, at].map(u64::to_le_bytes).concat());
        bytes.extend(b"PK\x06\x07\x00\x00\x00\x00");
        bytes.extend(end64.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
        bytes.extend([0xFF; 12]);
        bytes.extend([0, 0]);
        bytes
    }
}

/// An archive of many members of one content.
fn many(count: usize, ending: &str, content: &[u8], is_deflated: bool) -> Vec<u8> {
    let mut zip = Zip::default();
    (0..count).for_each(|nth| zip.add(&format!("{nth:06}{ending}"), content, is_deflated));
    zip.bytes()
}

fn one(name: &str, content: &[u8], is_deflated: bool) -> Vec<u8> {
    let mut zip = Zip::default();
    zip.add(name, content, is_deflated);
    zip.bytes()
}

/// A track of a minute that starts so many hours after the year 2000 began.
fn gpx(hour: usize) -> Vec<u8> {
    let (day, hour) = (hour / 24, hour % 24);
    let (year, month, day) = (2000 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
    let point = |minute: u8, latitude: &str| {
        let time = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z");
        format!("<trkpt lat=\"{latitude}\" lon=\"2\"><time>{time}</time></trkpt>")
    };
    format!("<gpx><trk><trkseg>{}{}</trkseg></trk></gpx>", point(0, "1"), point(1, "1.002")).into_bytes()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}

/// A recording of so many bytes with nothing but times, a second apart: no other has as many samples for its size.
fn times(bytes: usize, from_s: u32) -> Vec<u8> {
    let samples = bytes as u32 / 5;
    let mut data = vec![0x40, 0, 0, 20, 0, 1, 253, 4, 0x86];
    for nth in 0..samples {
        data.push(0);
        data.extend((from_s + nth).to_le_bytes());
    }
    let mut fit = [&[14, 0x20, 0, 0][..], &(data.len() as u32).to_le_bytes(), b".FIT\0\0", &data].concat();
    let crc = crc::Crc::<u16>::new(&crc::CRC_16_ARC).checksum(&fit);
    fit.extend(crc.to_le_bytes());
    fit
}

/// Archives that are made to take memory.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    const SOME: usize = 8_000;
    let tiny: &[u8] = b"0123456789";
    let strange = |extra: Vec<u8>, comment: Vec<u8>, count: usize| {
        let mut zip = Zip { extra, comment, ..Zip::default() };
        (0..count).for_each(|nth| zip.add(&format!("{nth}.fit"), tiny, true));
        zip.bytes()
    };
    let named = |count: usize, length: usize| {
        let mut zip = Zip::default();
        for nth in 0..count {
            let name = format!("{nth:06}{}.fit", "x".repeat(length));
            zip.add_named(name.as_bytes(), b"a", tiny, true, 0);
        }
        zip.bytes()
    };
    let each = |count: usize, ending: &str, content: &dyn Fn(usize) -> Vec<u8>| {
        let mut zip = Zip::default();
        (0..count).for_each(|nth| zip.add(&format!("{nth:06}{ending}"), &content(nth), true));
        zip.bytes()
    };
    let check_ins = |rows: usize| {
        let rows = (0..rows).map(|nth| format!("20{:02}-{:02}-{:02},3\n", nth % 25, 1 + nth % 12, 1 + nth % 28));
        format!("date,legs\n{}", rows.collect::<String>()).into_bytes()
    };
    let nest = |inner: &[u8], is_deflated: bool| one("inner.zip", inner, is_deflated);
    let strava = |rows: usize| {
        let header = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Filename\n";
        let row = |nth: usize| {
            let (day, hour) = (nth / 12, nth % 12);
            let (year, day) = (2000 + day / 28, 1 + day % 28);
            format!("{nth},\"Sep {day}, {year}, {}:00:00 PM\",{},Run,600,\n", 1 + hour, "t".repeat(60))
        };
        [header.to_owned(), (0..rows).map(row).collect()].concat().into_bytes()
    };
    let tcx = |activities: usize| {
        let one = |nth: usize| {
            let (day, hour) = (nth / 24, nth % 24);
            let time = format!("{}-{:02}-{:02}T{hour:02}:00:00Z", 2000 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
            format!(
                "<Activity Sport=\"Running\"><Id>{time}</Id><Lap StartTime=\"{time}\"><TotalTimeSeconds>600\
                 </TotalTimeSeconds></Lap></Activity>"
            )
        };
        let all: String = (0..activities).map(one).collect();
        format!("<TrainingCenterDatabase><Activities>{all}</Activities></TrainingCenterDatabase>").into_bytes()
    };
    let mut wrong = Zip::default();
    for nth in 0..SOME {
        let name = format!("{nth}.zip");
        wrong.add_named(name.as_bytes(), name.as_bytes(), &one("doc.kml", tiny, true), true, 1);
    }
    let mut twice = Zip::default();
    (0..MANY).for_each(|_| twice.add("same.fit", tiny, true));
    let faults = |nth: usize| {
        let bad = "<trkpt lat=\"99\" lon=\"x\"><ele>q</ele><time>never</time></trkpt>".repeat(9);
        let name = format!("<gpx><trk><name>{}</name><trkseg>{bad}", "n".repeat(5000));
        String::from_utf8(gpx(nth)).unwrap().replace("<gpx><trk><trkseg>", &name).into_bytes()
    };
    let blank = |bytes: usize| [b"<gpx>".as_slice(), &vec![b' '; bytes]].concat();
    let mut kept = Zip::default();
    (0..39_000).for_each(|nth| kept.add(&format!("{nth:06}.gpx"), &gpx(nth), true));
    (39_000..MANY).for_each(|nth| kept.add(&format!("{nth:06}{}.fit", "x".repeat(60)), tiny, true));
    let full = many(MANY, ".fit", tiny, true);
    vec![
        ("tiny members", full.clone()),
        ("tiny members in a nested archive", nest(&full, true)),
        ("tiny members in a stored archive", nest(&many(SOME, ".fit", tiny, true), false)),
        ("more activities than are kept", each(50_000, ".gpx", &gpx)),
        ("as many activities as are kept, and other members", kept.bytes()),
        ("names of a hundred letters", named(MANY, 100)),
        ("stored members", many(SOME, ".fit", tiny, false)),
        ("tables", many(SOME, ".csv", b"a,b\n1,2\n", true)),
        ("JSON", many(SOME, ".json", b"{\"dateOfSleep\":1}", true)),
        ("texts without an ending", many(SOME, "", b"a text that may be an archive", true)),
        ("empty tracks", many(SOME, ".gpx", b"<gpx></gpx>", true)),
        ("empty databases", many(SOME, ".tcx", b"<TrainingCenterDatabase/>", true)),
        ("gzip", many(SOME, ".fit.gz", &gzip(tiny), true)),
        ("gzip in gzip", many(SOME, ".gpx.gz", &gzip(&gzip(b"<gpx>")), true)),
        ("damaged gzip", many(SOME, ".gz", &gzip(tiny)[..15], true)),
        ("configurations", many(SOME, "/athlete.toml", b"name = \"Ana\"\n", true)),
        ("check-ins", many(SOME, "/checkins.csv", b"date,legs\n2024-01-01,3\n", true)),
        ("large check-ins", many(12, "/checkins.csv", &check_ins(90_000), true)),
        ("names of sixty thousand letters", named(2_000, 60_000)),
        ("names of a thousand letters", named(SOME, 1_000)),
        ("one name", twice.bytes()),
        ("comments", strange(Vec::new(), vec![b'c'; 10_000], SOME)),
        ("extra fields", strange([0x99, 0x99, 0, 0].repeat(16_000), Vec::new(), 3_000)),
        ("archives with one member", many(SOME, ".zip", &one("a.fit", tiny, true), true)),
        ("archives with many members", many(150, ".zip", &many(1_000, ".fit", tiny, true), true)),
        ("archives in archives in archives", many(SOME, ".zip", &nest(&one("a.zip", tiny, true), true), true)),
        ("archives with wrong checksums", wrong.bytes()),
        ("the same activity", many(SOME, ".gpx", &gpx(0), true)),
        ("activities at the same time", each(SOME, ".gpx", &|nth| gpx(nth / 1000))),
        ("faults and long titles", each(SOME, ".gpx", &faults)),
        ("an index of many activities", one("activities.csv", &strava(300_000), true)),
        ("a file of many activities", one("a.tcx", &tcx(19_000), true)),
        ("a file of too many activities", one("a.tcx", &tcx(100_000), true)),
        (
            "recordings with nothing but times",
            each(16, ".fit", &|nth| times(5_900_000, 700_000_000 + nth as u32 * 2_000_000)),
        ),
        ("a recording that is as large as one may be, beside others", {
            let mut zip = Zip::default();
            zip.add("a.fit", &times(19_000_000, 700_000_000), true);
            (0..8).for_each(|nth| {
                zip.add(&format!("b{nth}.fit"), &times(5_900_000, 800_000_000 + nth * 2_000_000), true);
            });
            zip.bytes()
        }),
        ("large blanks", many(5, ".gpx", &blank(20 << 20), false)),
    ]
}

#[test]
fn no_archive_takes_more_than_512_mib() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = folder.path().join("inputs");
    copy_folder(&fixture("runner/tcx"), &inputs);
    let mut peaks = Vec::new();
    for (name, bytes) in hostile() {
        fs::write(inputs.join("hostile.zip"), bytes).unwrap();
        let run = |threads: &'static str| {
            let mut command = restday();
            command.env("RAYON_NUM_THREADS", threads).arg("report").arg(&inputs);
            command.args(["--as-of", "latest", "--out"]).arg(folder.path().join(format!("out-{threads}")));
            let (code, kib) = measured(command);
            assert!([Some(0), Some(3)].contains(&code), "{name}, {threads} threads: {code:?}");
            (kib, name, threads)
        };
        // Side by side: each is measured by itself.
        std::thread::scope(|scope| {
            let runs = ["1", "2", "8"].map(|threads| {
                scope.spawn({
                    let run = &run;
                    move || run(threads)
                })
            });
            peaks.extend(runs.map(|run| run.join().expect("a run")));
        });
    }
    peaks.sort_unstable();
    peaks.iter().rev().for_each(|(kib, name, threads)| println!("{:5} MiB  {threads} threads  {name}", kib / 1024));
    assert!(90 <= peaks.len() && peaks.iter().all(|(kib, ..)| 0 < *kib && *kib <= PEAK_KIB), "see above");
}

#[test]
fn a_folder_of_many_files_takes_no_more_than_512_mib() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("inputs"), folder.path().join("out"));
    copy_folder(&fixture("runner/tcx"), &inputs);
    for nth in 0..30_000 {
        // Each with a table beside it that says which files it speaks of.
        let below = inputs.join(format!("{}", nth / 2));
        if nth % 2 == 0 {
            fs::create_dir(&below).unwrap();
            fs::write(below.join("activities.csv"), "id,date,name,type,elapsed_time,filename\n").unwrap();
        } else {
            fs::write(below.join(format!("{nth}{}.fit", "n".repeat(200))), "0123456789").unwrap();
        }
    }
    for threads in ["1", "8"] {
        let mut command = restday();
        command.env("RAYON_NUM_THREADS", threads).arg("report").arg(&inputs);
        command.args(["--as-of", "latest", "--out"]).arg(&out).arg("--ledger").arg(folder.path().join("l.parquet"));
        let (code, kib) = measured(command);
        println!("{threads} threads: {} MiB", kib / 1024);
        assert_eq!(code, Some(3));
        assert!(0 < kib && kib <= PEAK_KIB, "{} MiB", kib / 1024);
    }
}

/// A batch of files that are read in full, and what a report over it says with another file beside them.
fn beside(name: &str, content: &[u8]) -> (i32, String, Vec<std::collections::BTreeMap<String, String>>) {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("inputs"), folder.path().join("out"));
    copy_folder(&fixture("runner/tcx"), &inputs);
    fs::write(inputs.join(name), content).unwrap();
    let ended = report(&[inputs.to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &out);
    let rows = if out.exists() { table(&out, "import.csv").rows } else { Vec::new() };
    (ended.code, ended.stderr, rows)
}

#[test]
fn every_table_says_how_large_it_may_be() {
    let long = |header: &str, row: &str| [header.as_bytes(), &row.as_bytes().repeat((49 << 20) / row.len())].concat();
    let strava = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Filename\n";
    for (name, content) in [
        ("checkins.csv", long("date,legs\n", "2024-01-01,3\n")),
        ("manual.csv", long("date,duration\n", "2024-01-01,30\n")),
        ("wellness.csv", long("date,resting_hr_bpm\n", "2024-01-01,50\n")),
        ("plan.csv", long("date,load\n", "2024-01-01,50\n")),
        ("activities.csv", long(strava, "1,\"Sep 12, 2018, 3:02:23 PM\",a,Run,60,\n")),
    ] {
        let (code, told, rows) = beside(name, &content);
        let row = rows.iter().find(|row| row["source"] == name).unwrap();
        assert_eq!(
            (code, row["outcome"].as_str(), row["code"].as_str()),
            (3, "refused", "TOO-LARGE"),
            "{name}: {told}"
        );
        assert!(row["detail"].contains("more than 48 MiB"), "{}", row["detail"]);
    }
    let (code, _, rows) = beside("mine.csv", &long("a,b\n", "1,2\n"));
    let row = rows.iter().find(|row| row["source"] == "mine.csv").unwrap();
    assert_eq!((code, row["code"].as_str()), (0, "UNKNOWN-FORMAT"), "a table that nobody would have read is no damage");
    assert!(row["detail"].contains("48 MiB"), "{}", row["detail"]);
}

/// Runs a command on a folder with one file that has no end.
fn with_endless(name: &str, arguments: &[&str]) -> (i32, String, u64) {
    let folder = tempfile::tempdir().unwrap();
    let inputs = folder.path().join("inputs");
    copy_folder(&fixture("runner/tcx"), &inputs);
    fs::File::create(inputs.join(name)).unwrap().set_len(3 << 30).unwrap();
    let mut command = restday();
    command.args(arguments).current_dir(&inputs);
    let told = folder.path().join("told");
    command.stderr(fs::File::create(&told).unwrap());
    let (code, kib) = crate::workbench::measured_as_it_is(command);
    (code.unwrap_or(-1), fs::read_to_string(told).unwrap(), kib)
}

#[test]
fn files_without_end_are_read_to_their_limit() {
    for (name, arguments, code, limit) in [
        ("athlete.toml", &["report", ".", "--out", "../out", "--as-of", "latest"][..], 2, "256 KiB"),
        ("athlete.toml", &["thresholds", "."], 2, "256 KiB"),
        ("plan.csv", &["forecast", ".", "--as-of", "latest"], 2, "48 MiB"),
        ("checkins.csv", &["checkin", ".", "--legs", "3"], 1, "48 MiB"),
    ] {
        let (ended, told, kib) = with_endless(name, arguments);
        assert_eq!(ended, code, "{arguments:?}: {told}");
        assert!(told.contains(name) && told.contains(limit), "{told}");
        assert!(kib <= 200 * 1024, "{arguments:?}: {} MiB", kib / 1024);
    }
}

#[test]
fn a_name_that_would_stand_in_every_row_has_a_limit() {
    let name = format!("# me\nname = \"{}\"\n", "n".repeat(129));
    let (code, told, _) = beside("athlete.toml", name.as_bytes());
    assert_eq!(code, 2);
    assert!(told.contains("athlete.toml, line 2: name = ") && told.contains("at most 128 bytes"), "{told}");
    assert!(told.len() < 1000, "{} bytes are told", told.len());
    let name = format!("name = \"{}\"\n", "ö".repeat(64));
    assert_eq!(beside("athlete.toml", name.as_bytes()).0, 0);
    let tables = |key: &str, count: usize| format!("[[{key}]]\n").repeat(count);
    for (key, count) in [("thresholds", 1001), ("mornings", 101)] {
        let (code, told, _) = beside("athlete.toml", tables(key, count).as_bytes());
        assert!(code == 2 && told.contains(&format!("at most {} tables", count - 1)), "{told}");
    }
}

#[test]
fn a_title_of_any_length_is_cut_between_letters_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let inputs = folder.path().join("inputs");
    fs::create_dir(&inputs).unwrap();
    let title = |name: &str| {
        let of_itself = format!("<trk><name>{name}</name><type>running</type>");
        String::from_utf8(gpx(0)).unwrap().replace("<trk>", &of_itself)
    };
    fs::write(inputs.join("a.gpx"), title(&"ö".repeat(2000))).unwrap();
    let manual = format!("date,duration,name\n2020-01-01,30,{}\n2020-01-02,30,short\n", "€".repeat(400));
    fs::write(inputs.join("manual.csv"), manual).unwrap();
    let ended = report(&[inputs.to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &out);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let rows = table(&out, "activities.csv").rows;
    let mut names: Vec<&str> = rows.iter().map(|row| row["name"].as_str()).collect();
    names.sort_unstable();
    let (long, dear) = (format!("{}…", "ö".repeat(256)), format!("{}…", "€".repeat(170)));
    assert_eq!(names, ["short", long.as_str(), dear.as_str()]);
    let import = table(&out, "import.csv").rows;
    for (source, code) in [("a.gpx", "TEXT-CUT"), ("manual.csv", "ACTIVITY-INDEX")] {
        let row = import.iter().find(|row| row["source"] == source).unwrap();
        assert!(row["detail"].contains("titles or notes longer than 512 bytes"), "{}", row["detail"]);
        assert_eq!(row["code"], code, "{}", row["detail"]);
    }
}

#[test]
fn one_archive_has_one_answer() {
    let mut zip = Zip::default();
    let export = one("a.gpx", &gpx(0), true);
    let mut hides = Zip::default();
    hides.add("a.gpx", &gpx(1), true);
    hides.add("a.gpx", &gpx(2), true);
    let members = [
        ("map.kmz", one("doc.kml", b"k", true)),
        ("no-export.zip", one("a/", b"", false)),
        ("damaged.zip", export[..export.len() - 30].to_vec()),
        ("export.zip", export),
        ("hides.zip", hides.bytes()),
    ];
    for (name, content) in &members {
        for is_deflated in [true, false] {
            let name = format!("{}-{name}", if is_deflated { "deflated" } else { "stored" });
            zip.add_named(name.as_bytes(), name.as_bytes(), content, is_deflated, 1);
        }
    }
    let (_, told, rows) = beside("x.zip", &zip.bytes());
    let names: Vec<&str> =
        rows.iter().map(|row| row["source"].as_str()).filter(|name| name.starts_with("x.zip")).collect();
    let mut once = names.clone();
    once.dedup();
    assert_eq!(names, once, "{told}");
    for (name, _) in members {
        let name = format!("x.zip!deflated-{name}");
        let row = rows.iter().find(|row| row["source"] == name).unwrap();
        assert_eq!(row["outcome"], "refused", "{name}: {}", row["detail"]);
        assert!(row["detail"].contains("checksum"), "{name}: {}", row["detail"]);
    }
}

#[test]
fn thousands_of_sessions_are_refused_beyond_what_one_file_can_hold() {
    // Not by the size of the file: so many laps of one activity are none.
    let (code, _, rows) = beside("a.tcx", &{
        let one = "<Activity Sport=\"Running\"><Id>2020-01-01T00:00:00Z</Id><Lap StartTime=\"2020-01-01T00:00:00Z\">\
                   <TotalTimeSeconds>600</TotalTimeSeconds></Lap></Activity>";
        format!("<TrainingCenterDatabase><Activities>{}</Activities></TrainingCenterDatabase>", one.repeat(20_001))
            .into_bytes()
    });
    let row = rows.iter().find(|row| row["source"] == "a.tcx").unwrap();
    assert_eq!((code, row["code"].as_str()), (3, "TOO-MUCH"), "{}", row["detail"]);
    assert!(row["detail"].contains("more than 20000 activities"), "{}", row["detail"]);
}

#[test]
fn the_names_of_members_are_cut_and_have_room_together() {
    let mut zip = Zip::default();
    zip.add_named("ü".repeat(600).as_bytes(), b"a", &gpx(0), true, 0);
    zip.add("b.gpx", &gpx(1), true);
    let (code, _, rows) = beside("x.zip", &zip.bytes());
    let row = rows.iter().find(|row| row["source"].starts_with("x.zip!ü")).unwrap();
    assert_eq!((code, row["code"].as_str(), row["source"].len()), (3, "ZIP-MEMBER", "x.zip!".len() + 1024));
    assert!(row["detail"].contains("1200 bytes"), "{}", row["detail"]);
    assert!(rows.iter().any(|row| row["source"] == "x.zip!b.gpx" && row["outcome"] == "activity"));
    let long = Path::new(&"n".repeat(200)).to_string_lossy().into_owned();
    let mut zip = Zip::default();
    (0..150_000).for_each(|nth| zip.add_named(format!("{nth}{long}").as_bytes(), b"a", b"0123", true, 0));
    let (code, _, rows) = beside("x.zip", &zip.bytes());
    let row = rows.iter().find(|row| row["source"] == "x.zip").unwrap();
    assert_eq!((code, row["code"].as_str()), (3, "ZIP-MEMBERS"));
    assert!(row["detail"].contains("more than 24 MiB"), "{}", row["detail"]);
}
