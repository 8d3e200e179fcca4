//! The diary: what was trained, when, and in which file it ended up.

use crate::Fallible;
use crate::clock::{DAY_S, Zone, days, parse_day, parse_time};
use crate::rng::Rng;

/// What was done, with its size.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Relaxed running, minutes.
    Easy(i64),
    /// The week's longest run, minutes.
    Long(i64),
    /// Relaxed running, minutes, then six short accelerations.
    Strides(i64),
    /// Repeats of minutes at threshold pace.
    Tempo(i64, i64),
    /// Repeats of minutes faster than threshold pace.
    Intervals(i64, i64),
    /// An all-out run, minutes, with a warm-up before it.
    Race(i64),
    /// Running on a treadmill, minutes.
    Treadmill(i64),
    /// Running over hills, minutes.
    Trail(i64),
    /// Minutes on foot.
    Walk(i64),
    /// Minutes on foot over hills.
    Hike(i64),
    /// Easy cycling, minutes.
    Ride(i64),
    /// Minutes on the mat.
    Yoga(i64),
    /// Minutes of weights.
    Strength(i64),
    /// Metres in a pool of 25 m.
    Swim(i64),
    /// Minutes of cycling and, straight after it, minutes of running.
    Brick(i64, i64),
}

impl Kind {
    fn parse(word: &str, size: &str) -> Fallible<Self> {
        let bad = || format!("not a session: {word} {size}");
        let one = || size.parse::<i64>().map_err(|_| bad());
        let two = |mark: char| {
            let (left, right) = size.split_once(mark).ok_or_else(bad)?;
            Ok::<_, Box<dyn std::error::Error>>((left.parse::<i64>()?, right.parse::<i64>()?))
        };
        Ok(match word {
            "easy" => Self::Easy(one()?),
            "long" => Self::Long(one()?),
            "strides" => Self::Strides(one()?),
            "tempo" => two('x').map(|(repeats, minutes)| Self::Tempo(repeats, minutes))?,
            "intervals" => two('x').map(|(repeats, minutes)| Self::Intervals(repeats, minutes))?,
            "race" => Self::Race(one()?),
            "treadmill" => Self::Treadmill(one()?),
            "trail" => Self::Trail(one()?),
            "walk" => Self::Walk(one()?),
            "hike" => Self::Hike(one()?),
            "ride" => Self::Ride(one()?),
            "yoga" => Self::Yoga(one()?),
            "strength" => Self::Strength(one()?),
            "swim" => Self::Swim(one()?),
            "brick" => two('+').map(|(ride, run)| Self::Brick(ride, run))?,
            _ => return Err(bad().into()),
        })
    }

    /// How each format and vendor names it.
    pub(crate) fn names(self) -> Names {
        let names = |class, fit, title, strava, gpx, tcx| Names { class, fit, title, strava, gpx, tcx };
        match self {
            Self::Easy(_) => names("run", (1, 0), "Easy run", "Run", "running", "Running"),
            Self::Long(_) => names("run", (1, 0), "Long run", "Run", "running", "Running"),
            Self::Strides(_) => names("run", (1, 0), "Easy run with strides", "Run", "running", "Running"),
            Self::Tempo(..) => names("run", (1, 0), "Tempo", "Run", "running", "Running"),
            Self::Intervals(..) => names("run", (1, 0), "Intervals", "Run", "running", "Running"),
            Self::Race(_) => names("run", (1, 0), "5 km time trial", "Run", "running", "Running"),
            Self::Treadmill(_) => names("treadmill", (1, 1), "Treadmill", "Run", "treadmill_running", "Running"),
            Self::Trail(_) => names("trail_run", (1, 3), "Hills", "Trail Run", "trail_running", "Running"),
            Self::Walk(_) => names("walk", (11, 0), "Walk", "Walk", "walking", "Other"),
            Self::Hike(_) => names("hike", (17, 0), "Hike", "Hike", "hiking", "Other"),
            Self::Ride(_) => names("ride", (2, 7), "Easy ride", "Ride", "cycling", "Biking"),
            Self::Yoga(_) => names("yoga", (10, 43), "Yoga", "Yoga", "yoga", "Other"),
            Self::Strength(_) => {
                names("strength", (10, 20), "Strength", "Weight Training", "strength_training", "Other")
            }
            Self::Swim(_) => names("swim", (5, 17), "Pool swim", "Swim", "lap_swimming", "Other"),
            Self::Brick(..) => names("ride", (2, 7), "Ride and run", "Ride", "cycling", "Biking"),
        }
    }

    /// Whether distance is counted at all.
    pub(crate) fn has_distance(self) -> bool {
        !matches!(self, Self::Yoga(_) | Self::Strength(_))
    }

    /// Whether satellites see it.
    pub(crate) fn has_position(self) -> bool {
        self.has_distance() && !matches!(self, Self::Treadmill(_) | Self::Swim(_))
    }

    /// How hard it feels to a rested runner, CR-10.
    pub(crate) fn rpe(self) -> f64 {
        match self {
            Self::Walk(_) | Self::Yoga(_) => 1.0,
            Self::Ride(_) => 2.0,
            Self::Easy(_) | Self::Treadmill(_) | Self::Hike(_) | Self::Strides(_) => 3.0,
            Self::Strength(_) | Self::Swim(_) | Self::Brick(..) => 4.0,
            Self::Long(_) => 5.0,
            Self::Trail(_) => 6.0,
            Self::Tempo(..) => 7.0,
            Self::Intervals(..) => 8.0,
            Self::Race(_) => 9.0,
        }
    }

    /// Whether it is running of any kind.
    pub(crate) fn is_run(self) -> bool {
        matches!(self.names().class, "run" | "trail_run" | "treadmill")
    }
}

/// The words for one kind of session.
pub(crate) struct Names {
    /// The sport class that the program must find.
    pub(crate) class: &'static str,
    /// FIT sport and sub-sport.
    pub(crate) fit: (u8, u8),
    /// The runner's title.
    pub(crate) title: &'static str,
    /// `Activity Type` in Strava's table.
    pub(crate) strava: &'static str,
    /// `<type>` of a GPX track.
    pub(crate) gpx: &'static str,
    /// `Sport` of a TCX activity.
    pub(crate) tcx: &'static str,
}

/// One line of the diary.
pub(crate) struct Entry {
    /// What was done.
    pub(crate) kind: Kind,
    /// The local calendar day on which it began, days since 1970-01-01.
    pub(crate) day: i64,
    /// Unix time of the start, seconds.
    pub(crate) start: i64,
    /// Where the local clock hung.
    pub(crate) zone: Zone,
    /// Inside the Strava archive, and not beside it.
    pub(crate) in_strava: bool,
    /// Ending of the file: `fit`, `fit.gz`, … or `-` for an entry typed by hand.
    pub(crate) ending: String,
    remarks: Vec<String>,
}

impl Entry {
    /// Whether a remark stands in the line.
    pub(crate) fn has(&self, remark: &str) -> bool {
        self.remarks.iter().any(|known| known == remark)
    }

    /// The number of a remark such as `pauses=4`.
    pub(crate) fn number(&self, remark: &str) -> Option<i64> {
        self.remarks.iter().find_map(|known| known.strip_prefix(remark)?.strip_prefix('=')?.parse().ok())
    }

    /// Seconds that the local clock is ahead of UTC.
    pub(crate) fn offset_s(&self) -> i64 {
        self.zone.offset_s(self.day)
    }

    /// The session's own source of chance.
    pub(crate) fn rng(&self, purpose: &str) -> Rng {
        Rng::named(&format!("{} {purpose}", self.start))
    }

    /// The same session some days later, uploaded as a file of its own; a watch keeps every second, an app what it likes.
    pub(crate) fn repeated(&self, days_later: i64) -> Self {
        let remarks = self.remarks.iter().filter(|known| !["copy", "twin", "also_fit"].contains(&known.as_str()));
        let every = self.ending.starts_with("fit").then(|| "every=1".to_string());
        Self {
            kind: self.kind,
            day: self.day + days_later,
            start: self.start + days_later * DAY_S,
            zone: self.zone,
            in_strava: true,
            ending: self.ending.clone(),
            remarks: remarks.cloned().chain(every).collect(),
        }
    }

    /// In the three weeks without a rest day.
    pub(crate) fn is_overreached(&self) -> bool {
        (days(2026, 6, 25)..days(2026, 7, 13)).contains(&self.day)
    }
}

/// Reads the diary, oldest first.
pub(crate) fn read(text: &str) -> Fallible<Vec<Entry>> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(entry).collect()
}

fn entry(line: &str) -> Fallible<Entry> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [day, time, word, size, file, remarks @ ..] = words.as_slice() else {
        return Err(format!("not a diary line: {line}").into());
    };
    let day = parse_day(day)?;
    let remarks: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    let zone = if remarks.iter().any(|remark| remark == "new_york") { Zone::NewYork } else { Zone::Oslo };
    let second = Rng::named(line).whole(0, 59);
    let start = day * DAY_S + parse_time(time)? + second - zone.offset_s(day);
    let (in_strava, ending) = match file.strip_prefix("strava:") {
        Some(ending) => (true, ending),
        None => (false, *file),
    };
    Ok(Entry { kind: Kind::parse(word, size)?, day, start, zone, in_strava, ending: ending.to_string(), remarks })
}
