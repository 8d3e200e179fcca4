//! What a redacted run tells: nothing of whose it is, in no output, whatever became of it.

use crate::workbench::{restday, text_of};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Stands in the name of everything and everybody here: folders, files, titles, notes, devices, keys, values.
const MARK: &str = "qzx";

/// What else nobody may know: the place, by its clock and its zone, the year of birth, a number of the configuration.
const SECRETS: [&str; 8] = ["+12:45", "+13:45", "45900", "49500", "chatham", "1963", "-43.95", "-176.55"];

/// A run on the Chatham Islands, an hour long, with a title and a device.
fn gpx(day: u32, title: &str) -> String {
    let point = |nth: u32| {
        let (lat, second) = (-43.95 + f64::from(nth) * 0.0005, nth * 30);
        let time = format!("{:02}:{:02}:{:02}", 6 + second / 3600, second / 60 % 60, second % 60);
        format!("<trkpt lat=\"{lat:.5}\" lon=\"-176.55\"><ele>10</ele><time>2026-05-{day:02}T{time}Z</time></trkpt>")
    };
    let points = (0..120).map(point).collect::<Vec<_>>().concat();
    format!(
        "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"Qzxwatch\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk>\
         <name>{title}</name><type>running</type><trkseg>{points}</trkseg></trk></gpx>"
    )
}

fn manual(folder: &Path) {
    let days: Vec<String> = (1..=28).map(|day| format!("2026-04-{day:02},run,40,4,Qzxmanual {day}")).collect();
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("manual.csv"), format!("date,sport,duration_min,rpe,name\n{}\n", days.join("\n"))).unwrap();
}

/// An athlete with something of everything, some of it broken.
fn ada(folder: &Path) {
    manual(folder);
    let toml = "name = \"Ada Qzxname\"\nsex = \"female\"\nbirth_year = 1963\ntime_zone = \"Pacific/Chatham\"\n";
    fs::write(folder.join("athlete.toml"), toml).unwrap();
    for day in 1..=9 {
        fs::write(folder.join(format!("Qzxrun-{day}.gpx")), gpx(day, "Qzxtitle")).unwrap();
    }
    fs::copy(folder.join("Qzxrun-1.gpx"), folder.join("Qzxcopy.gpx")).unwrap();
    fs::create_dir(folder.join("Qzxfolder")).unwrap();
    fs::write(folder.join("Qzxfolder/Qzxbroken.gpx"), "<gpx><trk><name>Qzxlost").unwrap();
    fs::write(folder.join("Qzx.fit"), b"\x0e\x10\x5d\x08\x00\x00\x00\x00.FIT\x00\x00").unwrap();
    let checkins = "date,legs,note\n2026-05-03,4,Qzxnote\nQzxday,3,\n2026-05-05,Qzxlegs,\n";
    fs::write(folder.join("checkins.csv"), checkins).unwrap();
    fs::write(folder.join("plan.csv"), "date,duration_min,name\nQzxplan,Qzx,Qzx\n").unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(folder.join("Qzxarchive.zip")).unwrap());
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("Qzxmember.gpx", stored).unwrap();
    std::io::Write::write_all(&mut zip, b"<gpx><Qzx").unwrap();
    zip.finish().unwrap();
}

/// A team, most of whom have no report, each for another reason.
fn team(folder: &Path) {
    let of = |name: &str| folder.join(name);
    let toml = |name: &str, text: &str| {
        manual(&of(name));
        fs::write(of(name).join("athlete.toml"), text).unwrap();
    };
    ada(&of("Ada Qzx"));
    toml("Bo Qzx", "nam = \"Qzxsecret\"\n");
    toml("Cy Qzx", "[ledger]\nfile = \"Qzxledger.parquet\"\n");
    fs::write(of("Cy Qzx/Qzxledger.parquet"), "Qzx, and no ledger").unwrap();
    fs::create_dir_all(of("Di Qzx")).unwrap();
    fs::write(of("Di Qzx/Qzx.txt"), "Qzxtext").unwrap();
    toml("Ed Qzx", "this is = = Qzx no TOML");
    toml("Fy Qzx", "time_zone = \"Qzx/Nowhere\"\n");
    toml("Gy Qzx", "[[thresholds]]\nhr_max = 9999\n");
    toml("Hy Qzx", "[report]\nout = \"../../Qzxelsewhere\"\nlast_run = \"../../Qzxelsewhere.json\"\n");
    fs::create_dir_all(of("Iy Qzx/athlete.toml")).unwrap();
    fs::write(of("Jo Qzx"), "a file is nobody").unwrap();
    manual(&of("Ky Qzx"));
    fs::write(of("Ky Qzx/athlete.toml"), b"name = \"Qzx\xff\"\n").unwrap();
    fs::create_dir_all(of("Ly Qzx")).unwrap();
    std::os::unix::fs::symlink("/nowhere/Qzx", of("Ly Qzx/athlete.toml")).unwrap();
    manual(&of("report.html"));
    manual(&folder.join(OsStr::from_bytes(b"Qzx\xff\x9b")));
    let locked = of("My Qzx");
    manual(&locked);
    fs::set_permissions(&locked, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
}

/// Everything below a folder, name and content.
fn everything(of: &Path, texts: &mut Vec<(String, String)>) {
    if of.is_dir() {
        for entry in fs::read_dir(of).unwrap() {
            let path = entry.unwrap().path();
            texts.push(("the name of a file".to_owned(), path.file_name().unwrap().to_string_lossy().into_owned()));
            everything(&path, texts);
        }
    } else if let Ok(bytes) = fs::read(of) {
        texts.push((of.file_name().unwrap().to_string_lossy().into_owned(), text_of(&bytes)));
    }
}

/// A place to run in, where every path says whose it is.
struct World {
    home: tempfile::TempDir,
    runs: std::cell::Cell<u32>,
}

impl World {
    fn new() -> Self {
        let home = tempfile::Builder::new().prefix("Qzxhome").tempdir().unwrap();
        Self { home, runs: std::cell::Cell::new(0) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Runs `restday report` with everything that tells: a file of the last run, and a command after it that keeps what it
    /// was told. The answer is the exit code and all that was said and written.
    fn run(&self, arguments: &[&OsStr], to: Option<&Path>) -> (i32, Vec<(String, String)>) {
        self.runs.set(self.runs.get() + 1);
        let to = to.map_or_else(|| self.path(&format!("Qzxtold-{}", self.runs.get())), Path::to_path_buf);
        fs::create_dir_all(&to).unwrap();
        let (out, last_run) = (to.join("out"), to.join("last_run.json"));
        let hook = format!("sh -c 'cat >\"$0\"' {}", to.join("hook.txt").display());
        let mut command = restday();
        command.env("PATH", "/usr/bin:/bin").arg("report").args(arguments);
        command.arg("--out").arg(&out).args(["--on-success", &hook, "--on-failure", &hook]);
        if !arguments.contains(&OsStr::new("--last-run")) {
            command.arg("--last-run").arg(&last_run);
        }
        let ended = command.output().unwrap();
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut texts = vec![("stdout".to_owned(), lossy(&ended.stdout)), ("stderr".to_owned(), lossy(&ended.stderr))];
        everything(&to, &mut texts);
        (ended.status.code().unwrap(), texts)
    }

    /// The same, and nothing that may not be told is anywhere in it.
    #[track_caller]
    fn tells_nothing(&self, arguments: &[&OsStr], code: i32) -> Vec<(String, String)> {
        let arguments = [arguments, &[OsStr::new("--redact")]].concat();
        let (ended, texts) = self.run(&arguments, None);
        assert_eq!(ended, code, "{arguments:?}: {:?}", &texts[..2]);
        for (name, text) in &texts {
            let text = text.to_lowercase();
            for secret in SECRETS.iter().chain(&[MARK]) {
                if let Some(at) = told(&text, secret) {
                    let around: String = text.get(at.saturating_sub(60)..).unwrap_or(&text).chars().take(160).collect();
                    panic!("{arguments:?}: {name} tells {secret}: {around}");
                }
            }
        }
        texts
    }
}

/// Where a text tells a secret; a number only where it is no part of a longer one.
fn told(text: &str, secret: &str) -> Option<usize> {
    let is_number = secret.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |neighbour: Option<char>| neighbour.is_some_and(|c| is_number && (c.is_ascii_digit() || c == '.'));
    let is_whole =
        |at: &usize| !is_part(text[..*at].chars().next_back()) && !is_part(text[at + secret.len()..].chars().next());
    text.match_indices(secret).map(|(at, _)| at).find(is_whole)
}

const ALL: &str = "csv,json,ndjson,xlsx,parquet,html,svg";

fn os(texts: &[&str]) -> Vec<OsString> {
    texts.iter().map(OsString::from).collect()
}

#[test]
fn a_redacted_team_is_nobody_whoever_of_it_has_no_report() {
    let world = World::new();
    let folder = world.path("Qzxteam");
    team(&folder);
    let ledgers = world.path("Qzxledgers");
    fs::create_dir(&ledgers).unwrap();
    fs::write(ledgers.join("Qzxgone.parquet"), "Qzx, and no ledger").unwrap();
    let base = os(&["--team", folder.to_str().unwrap(), "--as-of", "latest", "--format", ALL]);
    let with = |more: &[&str]| -> Vec<OsString> { base.iter().cloned().chain(os(more)).collect() };
    let refs = |of: &[OsString]| -> Vec<OsString> { of.to_vec() };
    // What is withheld is there to be told.
    let plain = refs(&base);
    let (code, texts) = world.run(&plain.iter().map(OsString::as_os_str).collect::<Vec<_>>(), None);
    assert_eq!(code, 3);
    for (place, secret) in [
        ("stderr", "Qzxsecret"),
        ("stdout", "Ada Qzxname"),
        ("team.csv", "Qzxsecret"),
        ("index.html", "Qzxsecret"),
        ("activities.csv", "+12:45"),
        ("activities.parquet", "+12:45"),
        ("team.xlsx", "Bo Qzx"),
        ("hook.txt", "Qzx"),
    ] {
        assert!(texts.iter().any(|(name, text)| name == place && text.contains(secret)), "{place} {secret}");
    }
    for more in [
        &[][..],
        &["--log", "json"],
        &["--csv-dialect", "excel-eu", "-q"],
        &["--max-age", "0"],
        &["--ledger", ledgers.to_str().unwrap()],
        &["--ledger", ledgers.to_str().unwrap(), "--log", "json"],
    ] {
        let arguments = with(more);
        let arguments: Vec<&OsStr> = arguments.iter().map(OsString::as_os_str).collect();
        let texts = world.tells_nothing(&arguments, if more.contains(&"--max-age") { 4 } else { 3 });
        let rows = &texts.iter().find(|(name, _)| name == "team.csv").unwrap().1;
        // A kind of failure in words of ours, and what to do.
        for words in ["athlete.toml cannot be meant", "a ledger is damaged", "run it without --redact to see more"] {
            assert!(rows.contains(words) || more.contains(&"--ledger"), "{words}: {rows}");
        }
        assert!(rows.contains("athlete-1"), "{rows}");
    }
    let strict = with(&["--strict"]);
    world.tells_nothing(&strict.iter().map(OsString::as_os_str).collect::<Vec<_>>(), 1);
    fs::set_permissions(folder.join("My Qzx"), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
}

#[test]
fn one_athlete_redacted_is_nobody_however_the_run_ends() {
    let world = World::new();
    let folder = world.path("Qzxteam");
    team(&folder);
    fs::set_permissions(folder.join("My Qzx"), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let ada = folder.join("Ada Qzx");
    let latest = ["--as-of", "latest", "--format", ALL];
    let redacted = |path: &Path, more: &[&str], code: i32| {
        let arguments: Vec<OsString> =
            std::iter::once(path.as_os_str().to_owned()).chain(os(&latest)).chain(os(more)).collect();
        world.tells_nothing(&arguments.iter().map(OsString::as_os_str).collect::<Vec<_>>(), code)
    };
    let texts = redacted(&ada, &[], 3);
    let of = |name: &str| &texts.iter().find(|(of, _)| of == name).unwrap().1;
    assert!(of("stderr").contains("warning: input ") && of("stderr").contains("refused"), "{}", of("stderr"));
    // The clock on the wall, and nothing of where the wall stands.
    let row = of("activities.csv").lines().nth(30).unwrap().to_owned();
    assert!(row.contains("T18:45:00,"), "{row}");
    assert!(of("report.json").contains("T18:45:00\""), "no offset behind it");
    let number = of("stderr").split("warning: input ").nth(1).unwrap().split(':').next().unwrap();
    assert!(of("import.csv").contains(&format!("input {number},refused")), "the numbers are those of import.csv");
    redacted(&ada, &["--log", "json"], 3);
    redacted(&ada, &["--strict"], 1);
    redacted(&ada, &["--max-age", "0", "-q"], 4);
    let ledger = world.path("Qzx.parquet");
    redacted(&ada, &["--ledger", ledger.to_str().unwrap()], 3);
    redacted(&ada, &["--ledger", ledger.to_str().unwrap()], 3);
    fs::write(&ledger, "Qzx").unwrap();
    redacted(&ada, &["--ledger", ledger.to_str().unwrap()], 1);
    for (name, code) in
        [("Bo Qzx", 2), ("Cy Qzx", 1), ("Di Qzx", 1), ("Ed Qzx", 2), ("Fy Qzx", 2), ("Gy Qzx", 2), ("Ky Qzx", 2)]
    {
        let texts = redacted(&folder.join(name), &[], code);
        assert!(texts[1].1.contains("run it without --redact to see more"), "{name}: {}", texts[1].1);
        redacted(&folder.join(name), &["--log", "json"], code);
    }
}

#[test]
fn a_redacted_run_that_cannot_begin_names_nothing_either() {
    let world = World::new();
    let ada_lies = world.path("Ada Qzx");
    ada(&ada_lies);
    let ada_lies = ada_lies.to_str().unwrap();
    let missing = world.path("Qzxmissing/file");
    let missing = missing.to_str().unwrap();
    let inside = world.path("Ada Qzx/last.json");
    for (arguments, code) in [
        (&[missing][..], 1),
        (&["--team", missing], 2),
        (&["--team", ada_lies, "--as-of", "Qzxday"], 2),
        (&[ada_lies, "--as-of", "Qzxday"], 2),
        (&[ada_lies, "--config", missing], 2),
        (&[ada_lies, "--last-run", missing], 2),
        (&[ada_lies, "--last-run", inside.to_str().unwrap()], 2),
        (&[ada_lies, "--as-of", "1999-01-01"], 1),
        (&[ada_lies, "--format", "Qzx"], 2),
        (&[ada_lies, "--qzx", "Qzx"], 2),
        (&[ada_lies, "--ledger", ada_lies], 1),
    ] {
        let arguments = os(arguments);
        let arguments: Vec<&OsStr> = arguments.iter().map(OsString::as_os_str).collect();
        let texts = world.tells_nothing(&arguments, code);
        assert!(texts[1].1.starts_with("error: "), "{}", texts[1].1);
    }
    // A folder that holds somebody's work is left, and not named.
    let held = world.path("Qzxheld");
    fs::create_dir_all(held.join("out")).unwrap();
    fs::write(held.join("out/Qzxthesis.odt"), "years").unwrap();
    let arguments = os(&[ada_lies, "--as-of", "latest", "--redact"]);
    let (code, texts) = world.run(&arguments.iter().map(OsString::as_os_str).collect::<Vec<_>>(), Some(&held));
    assert_eq!(code, 1);
    for (name, text) in
        texts.iter().filter(|(name, _)| ["stdout", "stderr", "last_run.json", "hook.txt"].contains(&&name[..]))
    {
        assert!(!text.to_lowercase().contains(MARK), "{name}: {text}");
    }
    // Nor is a command that cannot be started.
    let mut command = restday();
    command.args(["report", ada_lies, "--as-of", "latest", "--redact", "--on-failure", "/no/such/Qzx", "--out"]);
    let ended = command.arg(world.path("out")).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).to_lowercase();
    assert!(said.contains("the command after the run") && !said.contains(MARK), "{said}");
}
