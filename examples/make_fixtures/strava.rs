//! A Strava bulk export: the table of activities, the uploads, a photograph and a route.

use crate::Fallible;
use crate::body::Track;
use crate::clock::strava_text;
use crate::diary::Entry;
use crate::pack::{png, zip};
use crate::xml::gpx_route;

/// The header of `activities.csv` as of 2026; some names stand twice, first what is shown, then what is exact.
const HEADER: &str = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss,Elevation Low,Elevation High,Max Grade,Average Grade,Average Positive Grade,Average Negative Grade,Max Cadence,Average Cadence,Max Heart Rate,Average Heart Rate,Max Watts,Average Watts,Calories,Max Temperature,Average Temperature,Relative Effort,Total Work,Number of Runs,Uphill Time,Downhill Time,Other Time,Perceived Exertion,Type,Start Time,Weighted Average Power,Power Count,Prefer Perceived Exertion,Perceived Relative Effort,Commute,Total Weight Lifted,From Upload,Grade Adjusted Distance,Weather Observation Time,Weather Condition,Weather Temperature,Apparent Temperature,Dewpoint,Humidity,Weather Pressure,Wind Speed,Wind Gust,Wind Bearing,Precipitation Intensity,Sunrise Time,Sunset Time,Moon Phase,Bike,Gear,Precipitation Probability,Precipitation Type,Cloud Cover,Weather Visibility,UV Index,Weather Ozone,Jump Count,Total Grit,Average Flow,Flagged,Average Elapsed Speed,Dirt Distance,Newly Explored Distance,Newly Explored Dirt Distance,Activity Count,Total Steps,Carbon Saved,Pool Length,Training Load,Intensity,Average Grade Adjusted Pace,Timer Time,Total Cycles,Recovery,With Pet,Competition,Long Run,For a Cause,With Kid,Downhill Distance,Total Sets,Total Reps,Media";

/// The archive while it is being filled.
pub(crate) struct Archive {
    rows: Vec<Vec<String>>,
    uploads: Vec<(String, Vec<u8>)>,
    route: Option<String>,
}

impl Archive {
    /// An account without activities.
    pub(crate) fn new() -> Self {
        Self { rows: vec![], uploads: vec![], route: None }
    }

    /// Adds an uploaded file and its row; answers the member's name. Upload and activity are numbered apart.
    pub(crate) fn upload(&mut self, entry: &Entry, track: &Track, ending: &str, bytes: Vec<u8>) -> Fallible<String> {
        let name = format!("activities/{}.{ending}", 18_930_400_000 + (entry.start - 1_772_000_000) / 3);
        self.row(entry, track, Some(&name));
        self.uploads.push((name.clone(), bytes));
        if self.route.is_none() && entry.kind.has_position() {
            self.route = Some(gpx_route(track)?);
        }
        Ok(name)
    }

    /// Adds an activity that was typed in.
    pub(crate) fn typed(&mut self, entry: &Entry, track: &Track) {
        self.row(entry, track, None);
    }

    fn row(&mut self, entry: &Entry, track: &Track, file: Option<&str>) {
        let mut cells = vec![String::new(); HEADER.split(',').count()];
        let names = entry.kind.names();
        let mut set = |column: usize, text: String| {
            if let Some(cell) = cells.get_mut(column) {
                *cell = text;
            }
        };
        let elapsed_s = track.end() - track.start();
        set(0, (17_640_000_000 + (entry.start - 1_772_000_000) / 3).to_string());
        set(1, format!("\"{}\"", strava_text(entry.start)));
        set(2, names.title.to_string());
        set(3, names.strava.to_string());
        set(5, elapsed_s.to_string());
        set(9, "false".to_string());
        set(12, file.unwrap_or_default().to_string());
        set(15, format!("{elapsed_s}.0"));
        set(16, format!("{}.0", track.timer_s()));
        set(50, "0.0".to_string());
        set(52, if file.is_some() { "1.0" } else { "0.0" }.to_string());
        if let Some(distance_m) = track.distance_m() {
            set(6, format!("{:.2}", distance_m / 1_000.0));
            set(17, format!("{distance_m:.1}"));
            set(19, format!("{:.6}", distance_m / track.timer_s() as f64));
        }
        let rates: Vec<u8> = track.samples.iter().filter_map(|sample| sample.heart_rate_bpm).collect();
        if let Some(highest) = rates.iter().max().filter(|_| file.is_some()) {
            set(7, highest.to_string());
            set(30, format!("{highest}.0"));
            set(31, format!("{:.6}", rates.iter().map(|&rate| f64::from(rate)).sum::<f64>() / rates.len() as f64));
        }
        // Most runs are rated, and one of them has a description that a careless reader of tables stumbles over.
        if entry.kind.is_run() && entry.rng("rated").unit() < 0.8 {
            set(43, format!("{:.1}", track.rpe));
            set(48, "0.0".to_string());
        }
        if self.rows.len() == 5 {
            set(4, "\"Felt good, then not:\nlast two \"\"on a thread\"\", windy\"".to_string());
        }
        if self.rows.len() == 2 {
            set(102, "media/7c9e2f10-0001.png".to_string());
        }
        self.rows.push(cells);
    }

    /// The archive's bytes.
    pub(crate) fn finish(self) -> Fallible<Vec<u8>> {
        let mut table = format!("{HEADER}\n");
        for row in &self.rows {
            table.push_str(&row.join(","));
            table.push('\n');
        }
        let mut members = vec![("activities.csv".to_string(), table.into_bytes())];
        members.extend(self.uploads);
        members.push(("media/7c9e2f10-0001.png".to_string(), png()?));
        if let Some(route) = self.route {
            members.push(("routes/1.gpx".to_string(), route.into_bytes()));
        }
        zip(&members)
    }
}
