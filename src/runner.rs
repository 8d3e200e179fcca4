//! The front door of the library: what is known of a runner, from a folder or from samples at hand, becomes a [`Report`].

use crate::activity::Activity;
use crate::athlete::Athlete;
use crate::config::{self, By, ConfigError, Configured, Said, Stray};
use crate::decode::recording::{Recording, Unsound};
use crate::ingest::{self, IngestOptions, Ingested, Input, Silent};
use crate::ledger::Ledger;
use crate::limits::ATHLETE_FILE_BYTES_MAX;
use crate::morning::Morning;
use crate::pipeline::build::{self, BuildError, Inputs};
use crate::printable::printable_path;
use crate::regular;
use crate::report::Report;
use crate::source::SourceError;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing is known of a runner.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// `athlete.toml` cannot be read.
    #[error("{}: cannot be read ({cause})", printable_path(path))]
    AthleteFile {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// `athlete.toml` cannot be meant.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// `athlete.toml` says a path that a file among exports may not say.
    #[error(transparent)]
    Stray(#[from] Stray),
    /// A path given cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A recording says what no recording can say.
    #[error("{name}: {cause}")]
    Unsound {
        /// The recording.
        name: String,
        /// What it says.
        cause: Unsound,
    },
}

/// A runner: who it is, what it chose, and everything that was read of it.
#[derive(Debug, Clone, Default)]
pub struct Runner {
    configured: Configured,
    ingested: Ingested,
}

impl Runner {
    /// Reads the folder of a runner: its exports as they are, and `athlete.toml` and `checkins.csv` where it has them. Without
    /// a name in `athlete.toml` the runner is called as the folder is.
    ///
    /// ```
    /// use restday::Runner;
    ///
    /// let runner = Runner::read("fixtures/runner".as_ref())?;
    /// let inputs = runner.inputs();
    /// assert!(inputs.iter().any(|input| input.source.ends_with(".fit")));
    /// # Ok::<(), restday::ReadError>(())
    /// ```
    ///
    /// # Errors
    /// When the folder or its `athlete.toml` cannot be read or meant. Whatever else lies in it is answered for in
    /// [`inputs`](Self::inputs).
    pub fn read(folder: &Path) -> Result<Self, ReadError> {
        let paths = [folder.to_owned()];
        let configured = configured(None, &paths, Date::MAX)?;
        let written = [&configured.report.out, &configured.ledger].into_iter().flatten();
        let written: Vec<PathBuf> = written.map(Said::allowed_path).collect::<Result<_, _>>()?;
        let exclude: Vec<&Path> = written.iter().map(PathBuf::as_path).collect();
        let mut ledger = Ledger::default();
        ledger.update(&paths, &exclude, options(&configured), &Silent)?;
        Ok(Self { ingested: ledger.settle(), configured })
    }

    /// A runner whose recordings were decoded elsewhere, each with a name that it will have in the report. The samples are
    /// columns; a value that the sensor did not give is absent.
    ///
    /// ```
    /// use restday::{Athlete, Recording, Runner, Samples};
    ///
    /// let seconds = 0..3600;
    /// let samples = Samples {
    ///     time_ms: seconds.clone().map(|second| 1_780_000_000_000 + 1000 * second).collect(),
    ///     heart_rate_bpm: seconds.clone().map(|second| Some(if second < 600 { 120 } else { 150 })).collect(),
    ///     distance_m: seconds.map(|second| Some(3.0 * second as f64)).collect(),
    ///     ..Samples::default()
    /// };
    /// let mut recording = Recording::of_samples(samples);
    /// recording.sessions.first_mut().unwrap().sport = Some("running".to_owned());
    ///
    /// let ada = Athlete { name: "Ada".to_owned(), ..Athlete::default() };
    /// let runner = Runner::of_recordings(ada, &[("morning run".to_owned(), recording)])?;
    /// let run = &runner.activities()[0];
    /// assert_eq!((run.source.as_str(), run.duration_s), ("morning run", 3599.0));
    /// # Ok::<(), restday::ReadError>(())
    /// ```
    ///
    /// # Errors
    /// When a recording says what none can say: see [`Recording::check`].
    pub fn of_recordings(athlete: Athlete, recordings: &[(String, Recording)]) -> Result<Self, ReadError> {
        for (name, recording) in recordings {
            recording.check().map_err(|cause| ReadError::Unsound { name: name.clone(), cause })?;
        }
        let configured = Configured { athlete, ..Configured::default() };
        Ok(Self { ingested: ingest::recordings(recordings, options(&configured)), configured })
    }

    /// The activities, each once, by start.
    #[must_use]
    pub fn activities(&self) -> &[Activity] {
        &self.ingested.activities
    }

    /// The check-ins and the values of nights, by day.
    #[must_use]
    pub fn mornings(&self) -> &[Morning] {
        &self.ingested.mornings
    }

    /// What became of every file, by name.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.ingested.inputs
    }

    /// The date on the runner's wall: in the home zone, else where the newest activity was.
    ///
    /// ```
    /// let runner = restday::Runner::read("fixtures/runner".as_ref())?;
    /// let now = "2026-08-31T23:30:00Z".parse().unwrap();
    /// // After midnight where this runner lives.
    /// assert_eq!(runner.today(now).to_string(), "2026-09-01");
    /// # Ok::<(), restday::ReadError>(())
    /// ```
    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        today(&self.configured.athlete, &self.ingested, now)
    }

    /// The last morning that the data can speak of, should today be this day: the day after the newest activity, or the day
    /// of a newer check-in. Absent without an activity.
    ///
    /// ```
    /// let runner = restday::Runner::read("fixtures/runner".as_ref())?;
    /// let morning = runner.latest_morning("2100-01-01".parse().unwrap()).unwrap();
    /// assert!(runner.activities().iter().all(|activity| activity.day < morning));
    /// # Ok::<(), restday::ReadError>(())
    /// ```
    #[must_use]
    pub fn latest_morning(&self, today: Date) -> Option<Date> {
        build::latest_morning(&self.ingested.activities, &self.ingested.mornings, today)
    }

    /// The report as of a morning.
    ///
    /// ```
    /// let runner = restday::Runner::read("fixtures/runner".as_ref())?;
    /// let report = runner.report("2026-05-31".parse().unwrap()).unwrap();
    /// assert_eq!(report.as_of, "2026-05-31");
    /// println!("{:?} {:?}", report.today.band, report.today.score);
    /// # Ok::<(), restday::ReadError>(())
    /// ```
    ///
    /// # Errors
    /// When nothing is known of that morning; see [`BuildError`].
    pub fn report(self, morning: Date) -> Result<Report, BuildError> {
        build::build(inputs(self.configured, self.ingested), morning)
    }
}

fn options(configured: &Configured) -> IngestOptions<'_> {
    IngestOptions {
        home_zone: configured.athlete.time_zone.as_deref(),
        mappings: &configured.mornings,
        ..IngestOptions::default()
    }
}

/// The date on the runner's wall: in the home zone, else where the newest activity was.
pub(crate) fn today(athlete: &Athlete, ingested: &Ingested, now: Timestamp) -> Date {
    let home = athlete.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    let newest = ingested.activities.last().and_then(|activity| Offset::from_seconds(activity.utc_offset_s).ok());
    let zone = home.unwrap_or_else(|| newest.unwrap_or(Offset::UTC).to_time_zone());
    now.to_zoned(zone).date()
}

/// What a report is made of.
pub(crate) fn inputs(configured: Configured, ingested: Ingested) -> Inputs {
    let Configured { athlete, effort, series, sources, normal_from, .. } = configured;
    let counts = ingested.counts();
    Inputs {
        athlete,
        effort,
        series,
        sources,
        normal_from,
        duplicates: ingested.twins,
        activities: ingested.activities,
        mornings: ingested.mornings,
        nights_beside_activities: ingested.nights_beside_activities,
        import: ingested.inputs,
        counts,
        digest: ingested.digest,
    }
}

/// The athlete of these paths, and what it chose: from the file given, else from `athlete.toml` in the first folder that has
/// one, else the folder's name and the defaults. What `athlete.toml` says of days after `latest_today` is refused.
///
/// # Errors
/// Of the file: that it cannot be read, or cannot be meant.
pub(crate) fn configured(given: Option<&Path>, paths: &[PathBuf], latest_today: Date) -> Result<Configured, ReadError> {
    let Some((by, bytes)) = given.map_or_else(|| found(paths), |file| named(file).map(Some))? else {
        let athlete = Athlete { name: fallback_name(paths), ..Athlete::default() };
        return Ok(Configured { athlete, ..Configured::default() });
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| unreadable(&by.file)(io::Error::other("it is not UTF-8; save it as UTF-8")))?;
    let file = config::parse_athlete(&text, &printable_path(&by.file), latest_today)?;
    let mut configured = file.into_configured("").said_by(&by);
    if configured.athlete.name.is_empty() {
        configured.athlete.name = fallback_name(&exports(&configured, paths)?);
    }
    Ok(configured)
}

/// The exports that were given, else those that the configuration says.
///
/// # Errors
/// When it may not say them.
pub(crate) fn exports(configured: &Configured, given: &[PathBuf]) -> Result<Vec<PathBuf>, Stray> {
    if !given.is_empty() {
        return Ok(given.to_vec());
    }
    configured.report.paths.iter().map(Said::allowed_path).collect()
}

/// The file that somebody named, and its bytes.
fn named(file: &Path) -> Result<(By, Vec<u8>), ReadError> {
    let bytes = regular::open_regular(file).and_then(|file| regular::read_regular(file, ATHLETE_FILE_BYTES_MAX));
    Ok((By { file: file.to_owned(), is_named: true }, bytes.map_err(unreadable(file))?))
}

/// The file that lies in the first folder that has one, and its bytes.
fn found(paths: &[PathBuf]) -> Result<Option<(By, Vec<u8>)>, ReadError> {
    for folder in paths.iter().filter(|path| path.is_dir()) {
        let file = folder.join("athlete.toml");
        let Some(resolved) = regular::met_in_folder(folder, "athlete.toml").map_err(unreadable(&file))? else {
            continue;
        };
        let bytes =
            regular::open_unlinked(&resolved).and_then(|file| regular::read_regular(file, ATHLETE_FILE_BYTES_MAX));
        let bytes = bytes.map_err(unreadable(&file))?;
        return Ok(Some((By { file, is_named: false }, bytes)));
    }
    Ok(None)
}

fn unreadable(file: &Path) -> impl FnOnce(io::Error) -> ReadError + use<> {
    let path = file.to_owned();
    move |cause| ReadError::AthleteFile { path, cause }
}

/// What the athlete is called by where nobody gave a name: the first folder, else the first file.
pub(crate) fn naming(paths: &[PathBuf]) -> Option<&PathBuf> {
    paths.iter().find(|path| path.is_dir()).or(paths.first())
}

/// The name of the first folder given, else of the first file without its ending.
fn fallback_name(paths: &[PathBuf]) -> String {
    let Some(path) = naming(paths) else { return String::new() };
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let name = if whole.is_dir() { whole.file_name() } else { whole.file_stem() };
    name.map_or_else(|| "athlete".to_owned(), |name| name.to_string_lossy().into_owned())
}
