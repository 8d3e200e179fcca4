//! One door for every text that leaves: whatever files, folders and people call things, nothing of it acts on a terminal, is a
//! formula in any spreadsheet, or markup in a page.

use crate::workbench::{bytes, restday, text_of};
use restday::printable::{printable, printable_lines};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

/// What hostile texts are made of.
const PIECES: [&str; 96] = [
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "﹦",
    "﹢",
    "﹣",
    "﹫",
    "−",
    "=1+1",
    "@SUM(1)",
    "-2+3+cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://x.example\";\"y\")",
    "=cmd|'/C calc'!A1",
    ";",
    ",",
    "|",
    "\t",
    "\r",
    "\n",
    "\r\n",
    " ",
    "\u{a0}",
    "\u{3000}",
    "\u{feff}",
    "\u{200b}",
    "\u{200d}",
    "\u{2060}",
    "\u{ad}",
    "'",
    "''",
    "\"",
    "\"\"",
    "`",
    "\\",
    "\\n",
    "/",
    "..",
    "../../etc/passwd",
    "C:\\x",
    "CON",
    "NUL.txt",
    "AUX",
    ":",
    "*",
    "?",
    "<",
    ">",
    "&",
    "&lt;",
    "&#27;",
    "<b>",
    "</td>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "</script>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\" onload=\"x",
    "' style='x",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://x.example",
    "</title>",
    "<?xml?>",
    "\u{1b}[2J",
    "\u{1b}[31m",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;http://x.example\u{1b}\\",
    "\u{1b}]52;c;eA==\u{7}",
    "\u{1b}P",
    "\u{9b}31m",
    "\u{90}",
    "\u{85}",
    "\u{7f}",
    "\u{8}\u{8}",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "\u{2028}",
    "\u{e0041}",
    "\u{fff9}",
    "%s%n",
    "${HOME}",
    "{{7*7}}",
    "$(id)",
    "[x](javascript:y)",
    "**b**",
    "é山👩‍👧",
    "run",
];

/// A generator of numbers, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// A text of up to eight pieces, a long one now and then.
    fn text(&mut self) -> String {
        let count = if self.below(500) == 0 { 400 } else { 1 + self.below(8) };
        (0..count).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn texts(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.text()).collect()
    }

    /// What a file can be called, some of it no UTF-8.
    fn name(&mut self, nth: usize) -> OsString {
        let mut name: Vec<u8> = self.text().bytes().filter(|byte| *byte != b'/' && *byte != 0).take(120).collect();
        if self.below(4) == 0 {
            let at = self.below(name.len() + 1);
            name.insert(at, 0xff);
        }
        name.extend(format!("{nth}").bytes());
        OsString::from_vec(name)
    }
}

/// A table of texts as everybody writes it, behind a comment: what begins with control characters is taken for no text.
fn csv_of(header: &str, rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let comment = format!("# {}\n", "x".repeat(100_000));
    let mut writer = csv::Writer::from_writer((comment + header).into_bytes());
    rows.for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

/// So many activities with these titles.
fn manual(titles: &[String]) -> Vec<u8> {
    let row = |(nth, title): (usize, &String)| {
        let day = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days((nth % 800) as i64)).unwrap();
        // Of one day each is so much longer than the other that none is taken for another's twin.
        let minutes = 5.0 * 1.25_f64.powi((nth / 800) as i32);
        vec![day.to_string(), "run".to_owned(), minutes.to_string(), "4".to_owned(), title.clone()]
    };
    csv_of("date,sport,duration_min,rpe,name\n", titles.iter().enumerate().map(row))
}

/// Asserts that nothing in a text acts: line feeds and tabs apart, it is what is shown of it.
#[track_caller]
fn nothing_acts(what: &str, text: &[u8]) {
    let text = str::from_utf8(text).unwrap_or_else(|_| panic!("{what} is no UTF-8"));
    let safe = printable_lines(text);
    if let Some((at, _)) = text.char_indices().zip(safe.chars()).find(|((_, a), b)| a != b).map(|(a, _)| a) {
        panic!("{what} acts: {:?}", text[at..].chars().take(40).collect::<String>());
    }
    assert_eq!(text.len(), safe.len(), "{what}");
}

/// Whether a formula begins with it, in any spreadsheet.
fn leads(character: char) -> bool {
    "=+-@＝＋－＠﹦﹢﹣﹫−".contains(character)
}

/// Asserts that in no reader a cell of a table is a formula: neither in one that reads it as it was written, nor in one that
/// takes another delimiter for its own and quotes for nothing.
#[track_caller]
fn no_formula(what: &str, table: &[u8], own: char) {
    let text = str::from_utf8(table).unwrap().trim_start_matches('\u{feff}');
    let is_number = |cell: &str| cell.replace(',', ".").parse::<f64>().is_ok();
    let first =
        |cell: &str| cell.chars().find(|c| !c.is_whitespace() && printable(&c.to_string()).len() == c.len_utf8());
    let mut reader = csv::ReaderBuilder::new().delimiter(own as u8).has_headers(false).from_reader(text.as_bytes());
    for record in reader.records() {
        for cell in &record.unwrap_or_else(|error| panic!("{what}: {error}")) {
            assert!(is_number(cell) || !first(cell).is_some_and(leads), "{what}: {cell:?}");
        }
    }
    for other in [',', ';', '\t', '|'].into_iter().filter(|other| *other != own) {
        for cell in text.split([other, '\n', '\r']) {
            let cell = cell.trim_start_matches(|c: char| c == '"' || c.is_whitespace());
            assert!(is_number(cell) || !first(cell).is_some_and(leads), "{what} at {other:?}: {cell:?}");
        }
    }
}

/// The tags of a page, without their content.
fn tags(page: &str) -> BTreeSet<String> {
    let opened = page.split('<').skip(1).map(|rest| rest.split_once('>').expect("a tag ends").0);
    // Numbers in pictures and links are figures.
    opened.map(|tag| tag.replace(|c: char| c.is_ascii_digit(), "").split(" href=").next().unwrap().to_owned()).collect()
}

/// Asserts of every file of a report what its format promises, and gives them.
fn check_all(out: &Path, own: char) -> BTreeMap<String, Vec<u8>> {
    let files = bytes(out);
    for (name, content) in &files {
        check(name, content, own);
    }
    files
}

/// Asserts of a file of a report whatever its format promises.
fn check(name: &str, content: &[u8], own: char) {
    let ending = name.rsplit('.').next().unwrap();
    match ending {
        "csv" => no_formula(name, content, own),
        "json" => {
            nothing_acts(name, content);
            serde_json::from_slice::<serde_json::Value>(content).unwrap();
        }
        "ndjson" => {
            nothing_acts(name, content);
            for line in str::from_utf8(content).unwrap().lines() {
                serde_json::from_str::<serde_json::Value>(line).unwrap();
            }
        }
        "xlsx" => {
            let text = text_of(content);
            assert!(!text.contains("<f>") && !text.contains("<f ") && !text.contains("hyperlink"), "{name}");
            assert!(!text.contains('\u{1b}') && !text.contains('\0'), "{name}");
        }
        "html" | "svg" => nothing_acts(name, content),
        _ => assert_eq!(ending, "parquet"),
    }
}

fn report(folder: &Path, out: &Path, more: &[&str]) {
    let mut command = restday();
    command.arg("report").arg(folder).args(["--as-of", "latest", "--with-paths", "--out"]).arg(out).args(more);
    let ended = command.output().unwrap();
    assert!([Some(0), Some(3)].contains(&ended.status.code()), "{}", String::from_utf8_lossy(&ended.stderr));
    nothing_acts("standard output", &ended.stdout);
    nothing_acts("standard error", &ended.stderr);
}

const ALL: &str = "csv,json,ndjson,xlsx,parquet,html,svg";

/// Titles, in every format and every dialect.
#[test]
fn ten_thousand_titles_are_texts_in_every_format() {
    let home = tempfile::tempdir().unwrap();
    let (folder, out) = (home.path().join("Ana"), home.path().join("out"));
    fs::create_dir(&folder).unwrap();
    let titles = Chance(0x9e37_79b9_7f4a_7c15).texts(10_000);
    fs::write(folder.join("manual.csv"), manual(&titles)).unwrap();
    fs::write(folder.join("athlete.toml"), "name = \"=\\u001b[2J<b>&\\u202e;＝1\"\n").unwrap();
    report(&folder, &out, &["--format", ALL]);
    let files = check_all(&out, ',');
    let json: serde_json::Value = serde_json::from_slice(&files["report.json"]).unwrap();
    let told: BTreeSet<&str> =
        json["activities"].as_array().unwrap().iter().filter_map(|row| row["name"].as_str()).collect();
    let wanted: Vec<&String> = titles.iter().filter(|title| told.contains(title.trim())).collect();
    assert!(9_000 < wanted.len(), "JSON holds a text as it is: {}", wanted.len());
    // The page of harmless titles has the same tags.
    let page = String::from_utf8(files["report.html"].clone()).unwrap();
    fs::write(folder.join("manual.csv"), manual(&vec!["x".to_owned(); titles.len()])).unwrap();
    fs::write(folder.join("athlete.toml"), "name = \"x\"\n").unwrap();
    let plain = home.path().join("plain");
    report(&folder, &plain, &["--format", "html"]);
    let plain = fs::read_to_string(plain.join("report.html")).unwrap();
    assert_eq!(tags(&page), tags(&plain));

    fs::write(folder.join("manual.csv"), manual(&titles)).unwrap();
    for (dialect, own) in [("excel-us", ','), ("excel-eu", ';')] {
        report(&folder, &out, &["--format", "csv", "--csv-dialect", dialect]);
        check_all(&out, own);
    }
}

/// The commands that print, on what is hostile in every way that a folder can be.
#[test]
fn whatever_files_and_people_are_called_no_command_prints_what_acts() {
    let home = tempfile::tempdir().unwrap();
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let folder = home.path().join(OsStr::from_bytes(b"An\x1b[2Ja\xff;=1"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("manual.csv"), manual(&chance.texts(1_000))).unwrap();
    for nth in 0..1_500 {
        let ending = ["gpx", "fit", "tcx", "zip", "csv", "txt"][nth % 6];
        let mut name = chance.name(nth);
        name.push(format!(".{ending}"));
        fs::write(folder.join(name), chance.text()).unwrap();
    }
    let mut zip = zip::ZipWriter::new(fs::File::create(folder.join("archive.zip")).unwrap());
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for nth in 0..1_000 {
        zip.start_file(format!("{}{nth}.gpx", chance.text()), stored).unwrap();
        std::io::Write::write_all(&mut zip, chance.text().as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let escaped = |text: String| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    for nth in 0..60 {
        let is_xml = |c: &char| !c.is_control() || "\t\r\n".contains(*c);
        let mut text = || escaped(chance.text().chars().filter(is_xml).collect());
        let point = |second: u32| {
            format!(
                "<trkpt lat=\"{}\" lon=\"10\"><time>2026-01-02T06:{nth:02}:{second:02}Z</time></trkpt>",
                59.0 + f64::from(second) / 1e4
            )
        };
        let points: String = (0..50).map(point).collect();
        let gpx = format!(
            "<gpx version=\"1.1\" creator=\"{}\"><trk><name>{}</name><type>{}</type><trkseg>{points}</trkseg></trk></gpx>",
            text(),
            text(),
            text()
        );
        fs::write(folder.join(format!("run-{nth}.gpx")), gpx).unwrap();
    }
    let cells = |chance: &mut Chance, count: usize| {
        chance.texts(count).into_iter().map(|text| vec!["2026-01-02".to_owned(), text.clone(), text])
    };
    fs::write(folder.join("checkins.csv"), csv_of("date,legs,note\n", cells(&mut chance, 500))).unwrap();
    let ledger = home.path().join("\u{1b}[2J=ledger.parquet");
    let out = home.path().join("out");
    report(&folder, &out, &["--format", ALL, "--ledger", ledger.to_str().unwrap()]);
    check_all(&out, ',');
    report(&folder, &out, &["--format", "csv", "--log", "json"]);

    let latest = ["--as-of", "latest"];
    let said = |arguments: &[&[&str]], paths: &[&Path]| {
        let mut command = restday();
        let ended = command.args(arguments.concat()).args(paths).output().unwrap();
        assert!(ended.status.code().is_some_and(|code| code <= 3), "{arguments:?} {:?}", ended.status);
        assert!(!ended.stdout.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
        nothing_acts(&format!("{arguments:?}: standard error"), &ended.stderr);
        if arguments.iter().any(|some| some.contains(&"--csv")) {
            no_formula(&format!("{arguments:?}"), &ended.stdout, ',');
        } else {
            nothing_acts(&format!("{arguments:?}: standard output"), &ended.stdout);
        }
        String::from_utf8_lossy(&ended.stdout).into_owned()
    };
    let here = [folder.as_path()];
    for form in [&[][..], &["--csv"], &["--ndjson"]] {
        for table in ["daily", "activities", "weeks"] {
            said(&[&["show", table], &latest, form], &here);
        }
    }
    for form in [&[][..], &["--csv"], &["--json"]] {
        said(&[&["thresholds"], &latest, form], &here);
        said(&[&["forecast"], &latest, form], &here);
        said(&[&["backtest"], &latest, form], &here);
    }
    said(&[&["explain", "2025-01-02"], &latest], &here);
    said(&[&["explain", "2025-01-02", "--csv"], &latest], &here);
    said(&[&["explain", "run-3.gpx"], &latest], &here);
    said(&[&["explain", "run-3.gpx", "--csv"], &latest], &here);
    said(&[&["doctor"]], &here);
    said(&[&["doctor", "--why", "run-3.gpx"]], &here);
    said(&[&["support-bundle"]], &here);
    said(&[&["inspect"]], &here);
    said(&[&["inspect", "--json"]], &here);
    said(&[&["inspect", "--verify"]], &[&folder.join("run-1.gpx"), &folder.join("run-2.gpx")]);
    said(&[&["inspect"]], &[&folder.join("archive.zip")]);
    said(&[&["ledger", "show", "--files"]], &[&ledger]);
    said(&[&["ledger", "check"]], &[&ledger]);
    said(&[&["ledger", "rebuild"]], &[&ledger, &folder]);
    said(&[&["ledger", "prune", "--gone"]], &[&ledger]);
    // Checked in: the note is in the file, and not on the terminal.
    for note in chance.texts(40).iter().filter(|note| !note.starts_with('-') && !note.contains('\0')) {
        said(&[&["checkin", "--legs", "3", "--note", note]], &here);
    }
}

/// A team: names of folders, and of athletes with a report and without.
#[test]
fn a_team_of_hostile_names_is_a_page_and_a_table_of_texts() {
    let home = tempfile::tempdir().unwrap();
    let mut chance = Chance(0x1357_9bdf_0246_8ace);
    let team = home.path().join("team");
    for nth in 0..240 {
        let mut name = chance.name(nth);
        if name.as_bytes()[0] == b'.' {
            name = OsString::from(format!("x{nth}"));
        }
        let folder = team.join(name);
        fs::create_dir_all(&folder).unwrap();
        let quoted = |text: String| serde_json::to_string(&text.replace(|c: char| c.is_control(), "\u{202e}")).unwrap();
        let toml = match nth % 4 {
            0 => String::new(),
            1 => format!("name = {}\n", quoted(chance.text().chars().take(60).collect::<String>() + "x")),
            2 => format!("{} = {}\n", quoted(chance.text()), quoted(chance.text())),
            _ => chance.text(),
        };
        if !toml.is_empty() {
            fs::write(folder.join("athlete.toml"), toml).unwrap();
        }
        if nth % 3 != 0 {
            fs::write(folder.join("manual.csv"), manual(&chance.texts(12))).unwrap();
        }
    }
    for (more, own) in [(&[][..], ','), (&["--csv-dialect", "excel-eu", "--log", "json"], ';')] {
        let out = home.path().join("out");
        let mut command = restday();
        command.args(["report", "--as-of", "latest", "--format", "csv,html,xlsx", "--team"]).arg(&team);
        let ended = command.arg("--out").arg(&out).args(more).output().unwrap();
        assert_eq!(ended.status.code(), Some(3), "{}", String::from_utf8_lossy(&ended.stderr));
        nothing_acts("standard output", &ended.stdout);
        nothing_acts("standard error", &ended.stderr);
        if more.contains(&"json") {
            str::from_utf8(&ended.stderr)
                .unwrap()
                .lines()
                .for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).unwrap()));
        }
        for name in ["team.csv", "index.html", "team.xlsx"] {
            check(name, &fs::read(out.join(name)).unwrap(), own);
        }
        let index = fs::read_to_string(out.join("index.html")).unwrap();
        for link in index.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.~%/".contains(c);
            let is_below = link.split('/').all(|part| !part.is_empty() && part != "..");
            assert!(link.chars().all(is_plain) && is_below, "{link}");
        }
        for folder in fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            check_all(&folder, own);
        }
    }
    let ended = restday().args(["backtest", "--as-of", "latest", "--team"]).arg(&team).output().unwrap();
    nothing_acts("standard error", &ended.stderr);
    nothing_acts("standard output", &ended.stdout);
}

/// Arguments, paths that are not there and values that cannot be, in every command that takes them.
#[test]
fn whatever_is_typed_no_message_acts() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("ana");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("manual.csv"), manual(&vec!["x".to_owned(); 30])).unwrap();
    let mut chance = Chance(0xdead_beef_cafe_f00d);
    let here = folder.as_os_str().to_owned();
    let shapes: [&[&str]; 36] = [
        &["report", "TEXT"],
        &["report", "HERE/TEXT"],
        &["report", "HERE", "--as-of", "TEXT"],
        &["report", "HERE", "--format", "TEXT"],
        &["report", "HERE", "--config", "TEXT"],
        &["report", "HERE", "--last-run", "TEXT/x"],
        &["report", "HERE", "--last-run", "HERE/TEXT"],
        &["report", "HERE", "--out", "TEXT/x/y"],
        &["report", "HERE", "--out", "HERE/manual.csv/TEXT"],
        &["report", "HERE", "--ledger", "HERE/TEXT/x"],
        &["report", "HERE", "--wait", "TEXT"],
        &["report", "HERE", "--on-failure", "TEXT", "--as-of", "1990-01-01"],
        &["report", "HERE", "--team", "TEXT"],
        &["report", "--team", "HERE/TEXT"],
        &["report", "HERE", "--TEXT"],
        &["report", "HERE", "--redact", "--TEXT"],
        &["TEXT"],
        &["show", "TEXT", "HERE"],
        &["show", "daily", "HERE/TEXT"],
        &["show", "daily", "HERE", "--last", "TEXT"],
        &["explain", "TEXT", "HERE", "--as-of", "latest"],
        &["forecast", "HERE", "--as-of", "latest", "--plan", "HERE/TEXT"],
        &["forecast", "HERE", "--as-of", "latest", "--plan", "PLAN"],
        &["backtest", "--team", "HERE/TEXT"],
        &["thresholds", "HERE", "--as-of", "TEXT"],
        &["ledger", "show", "HERE/TEXT"],
        &["ledger", "check", "HERE/TEXT"],
        &["ledger", "prune", "HERE/TEXT", "TEXT"],
        &["ledger", "rebuild", "HERE/TEXT/x", "HERE"],
        &["doctor", "HERE", "--why", "TEXT"],
        &["doctor", "HERE/TEXT"],
        &["man", "TEXT"],
        &["completions", "TEXT"],
        &["inspect", "HERE/TEXT"],
        &["checkin", "HERE/TEXT", "--legs", "3"],
        &["checkin", "HERE", "--legs", "TEXT"],
    ];
    let mut failed = 0;
    for shape in shapes {
        for _ in 0..12 {
            let text: String = chance.text().chars().filter(|c| *c != '\0').take(80).collect();
            // One name, and none that lies elsewhere.
            let mut bytes: Vec<u8> =
                text.bytes().map(|byte| if byte == b'/' { b'_' } else { byte }).chain(*b"x").collect();
            if chance.below(4) == 0 {
                bytes.push(0xff);
            }
            let plan = folder.join("plan.csv");
            let argument = |part: &&str| -> OsString {
                let mut argument = Vec::new();
                match part.split_once("TEXT") {
                    Some((before, after)) => {
                        argument.extend(before.replace("HERE", "").bytes());
                        argument.extend(&bytes);
                        argument.extend(after.bytes());
                        if before.starts_with("HERE") {
                            return OsString::from_vec([here.as_bytes(), &argument].concat());
                        }
                        OsString::from_vec(argument)
                    }
                    None if *part == "PLAN" => {
                        let cell = String::from_utf8_lossy(&bytes).into_owned();
                        fs::write(&plan, csv_of("date,duration_min\n", std::iter::once(vec![cell.clone(), cell])))
                            .unwrap();
                        plan.clone().into()
                    }
                    None if *part == "HERE" => here.clone(),
                    None => OsString::from(part),
                }
            };
            let arguments: Vec<OsString> = shape.iter().map(argument).collect();
            let _ = fs::remove_file(folder.join("checkins.csv"));
            let ended =
                restday().args(&arguments).current_dir(&home).stdin(std::process::Stdio::null()).output().unwrap();
            let what = format!("{arguments:?}");
            assert!(ended.status.code().is_some_and(|code| code <= 3), "{what} {:?}", ended.status);
            nothing_acts(&what, &ended.stderr);
            nothing_acts(&what, &ended.stdout);
            failed += i32::from(ended.status.code() != Some(0));
            let _ = fs::remove_file(&plan);
        }
    }
    assert!(400 < failed, "they are refused: {failed}");
}

#[test]
fn an_honest_title_is_shown_as_it_is() {
    let honest = "Run; easy – 5 km @ 4:30, Åsa & 山田";
    assert!(matches!(printable_lines(honest), Cow::Borrowed(_)));
    let home = tempfile::tempdir().unwrap();
    let (folder, out) = (home.path().join("Ana"), home.path().join("out"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("manual.csv"), manual(&vec![honest.to_owned(); 10])).unwrap();
    for dialect in ["rfc4180", "excel-us", "excel-eu"] {
        report(&folder, &out, &["--format", "csv", "--csv-dialect", dialect]);
        let text = fs::read_to_string(out.join("activities.csv")).unwrap();
        assert!(text.contains(honest) && !text.contains('\''), "{text}");
    }
}
