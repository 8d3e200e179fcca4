//! Makes `fixtures/`: half a year of a runner who does not exist, one small file of each format, files that are
//! broken on purpose, and runners whose truth is known. Nothing comes from a person, a device or another project, and every run writes the same bytes.
//!
//! `cargo run --release --example make_fixtures [DIR]`, or, for measuring, one Strava archive of many years:
//! `cargo run --release --example make_fixtures -- --archive 3000 FILE`

mod activity_fit;
mod apple;
mod body;
mod checkins;
mod clock;
mod contradictions;
mod diary;
mod exports;
mod fit;
mod formats;
mod hostile;
mod mornings;
mod pack;
mod provenance;
mod rng;
mod runner;
mod scenarios;
mod strava;
mod xml;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write as _;
use std::path::Path;

/// What can go wrong here is a mistake in this program or a full disk: the message is enough.
type Fallible<T> = Result<T, Box<dyn Error>>;

/// Where all chance begins.
const SEED: u64 = 0x2026_0302_0001_0a1d;

/// The files to be written, by path below the output folder, and what is worth knowing about some of them.
#[derive(Default)]
struct Files {
    contents: BTreeMap<String, Vec<u8>>,
    remarks: Vec<(String, String)>,
}

impl Files {
    fn put(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.contents.insert(path.to_string(), content.into());
    }

    fn remark(&mut self, path: &str, remark: impl Into<String>) {
        self.remarks.push((path.to_string(), remark.into()));
    }
}

fn main() -> Fallible<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, activities, file] = arguments.as_slice()
        && flag == "--archive"
    {
        return Ok(std::fs::write(file, runner::archive(activities.parse()?)?)?);
    }
    let out = arguments.into_iter().next().unwrap_or_else(|| "fixtures".to_string());
    let mut files = Files::default();
    runner::make(&mut files)?;
    formats::make(&mut files)?;
    exports::make(&mut files)?;
    mornings::make(&mut files)?;
    hostile::make(&mut files)?;
    contradictions::make(&mut files)?;
    scenarios::make(&mut files)?;
    let provenance = provenance::text(&files)?;
    files.put("PROVENANCE.md", provenance);

    for (path, content) in &files.contents {
        let path = Path::new(&out).join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, content)?;
    }
    let bytes: usize = files.contents.values().map(Vec::len).sum();
    writeln!(std::io::stdout(), "{} files, {bytes} bytes in {out}", files.contents.len())?;
    Ok(())
}
