//! GPX and TCX as watches and services export them.

use std::fmt::Write as _;

use crate::Fallible;
use crate::body::{Lap, Sample, Track};
use crate::clock::utc_text;
use crate::diary::Kind;
use crate::rng::Rng;

/// Whose export a GPX file looks like: they differ in the prefix of the extensions.
#[derive(Clone, Copy)]
pub(crate) enum Dialect {
    /// `ns3:TrackPointExtension`.
    Garmin,
    /// `gpxtpx:TrackPointExtension`.
    Strava,
    /// GPX 1.0, which has no extensions: place, height, time, nothing else.
    Bare,
}

impl Dialect {
    fn prefix(self) -> &'static str {
        match self {
            Self::Garmin => "ns3",
            Self::Strava | Self::Bare => "gpxtpx",
        }
    }
}

const GPX_1_1: &str = "xmlns=\"http://www.topografix.com/GPX/1/1\"";
const TRACK_POINT: &str = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1";

/// The opening tags of a GPX file with one track.
fn gpx_head(text: &mut String, track: &Track, dialect: Dialect) -> Fallible<()> {
    writeln!(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let names = track.kind.names();
    match dialect {
        Dialect::Garmin => {
            writeln!(
                text,
                "<gpx creator=\"Garmin Connect\" version=\"1.1\" {GPX_1_1} xmlns:ns3=\"{TRACK_POINT}\" xmlns:ns2=\"http://www.garmin.com/xmlschemas/GpxExtensions/v3\">"
            )?;
        }
        Dialect::Strava => {
            writeln!(text, "<gpx creator=\"StravaGPX\" version=\"1.1\" {GPX_1_1} xmlns:gpxtpx=\"{TRACK_POINT}\">")?;
        }
        Dialect::Bare => {
            writeln!(
                text,
                "<gpx version=\"1.0\" creator=\"Logger\" xmlns=\"http://www.topografix.com/GPX/1/0\">\n<time>{}</time>\n<trk>\n<name>{}</name>\n<trkseg>",
                utc_text(track.start()),
                names.title
            )?;
            return Ok(());
        }
    }
    writeln!(text, " <metadata>\n  <time>{}</time>\n </metadata>", utc_text(track.start()))?;
    writeln!(text, " <trk>\n  <name>{}</name>\n  <type>{}</type>\n  <trkseg>", names.title, names.gpx)?;
    Ok(())
}

/// A GPX file of the session; every point carries what the watch measured.
pub(crate) fn gpx(track: &Track, dialect: Dialect, every: Option<i64>, rng: &mut Rng) -> Fallible<String> {
    let mut text = String::new();
    gpx_head(&mut text, track, dialect)?;
    for index in track.thinned(every, rng) {
        let Some(sample) = track.samples.get(index) else { continue };
        let Some((latitude, longitude)) = sample.position else { continue };
        writeln!(text, "   <trkpt lat=\"{latitude:.7}\" lon=\"{longitude:.7}\">")?;
        if let Some(altitude_m) = sample.altitude_m {
            writeln!(text, "    <ele>{altitude_m:.1}</ele>")?;
        }
        writeln!(text, "    <time>{}</time>", utc_text(sample.time))?;
        if !matches!(dialect, Dialect::Bare) {
            gpx_extensions(&mut text, sample, dialect.prefix())?;
        }
        writeln!(text, "   </trkpt>")?;
        if track.pauses.contains(&index) {
            writeln!(text, "  </trkseg>\n  <trkseg>")?;
        }
    }
    writeln!(text, "  </trkseg>\n </trk>\n</gpx>")?;
    Ok(text)
}

fn gpx_extensions(text: &mut String, sample: &Sample, prefix: &str) -> Fallible<()> {
    if sample.heart_rate_bpm.is_none() && sample.cadence_rpm.is_none() && sample.power_w.is_none() {
        return Ok(());
    }
    write!(text, "    <extensions>")?;
    if let Some(watts) = sample.power_w {
        write!(text, "<power>{watts}</power>")?;
    }
    write!(text, "<{prefix}:TrackPointExtension>")?;
    if let Some(heart_rate) = sample.heart_rate_bpm {
        write!(text, "<{prefix}:hr>{heart_rate}</{prefix}:hr>")?;
    }
    if let Some(cadence) = sample.cadence_rpm {
        write!(text, "<{prefix}:cad>{cadence}</{prefix}:cad>")?;
    }
    writeln!(text, "</{prefix}:TrackPointExtension></extensions>")?;
    Ok(())
}

/// A route drawn on a map: places, and no times.
pub(crate) fn gpx_route(track: &Track) -> Fallible<String> {
    let mut text = String::new();
    writeln!(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        text,
        "<gpx creator=\"StravaGPX\" version=\"1.1\" {GPX_1_1}>\n <trk>\n  <name>Round the bay</name>\n  <trkseg>"
    )?;
    for sample in track.samples.iter().step_by(30) {
        if let (Some((latitude, longitude)), Some(altitude_m)) = (sample.position, sample.altitude_m) {
            writeln!(
                text,
                "   <trkpt lat=\"{latitude:.6}\" lon=\"{longitude:.6}\"><ele>{altitude_m:.1}</ele></trkpt>"
            )?;
        }
    }
    writeln!(text, "  </trkseg>\n </trk>\n</gpx>")?;
    Ok(text)
}

/// A TCX file of the session with its laps.
pub(crate) fn tcx(track: &Track, every: Option<i64>, rng: &mut Rng) -> Fallible<String> {
    let mut text = String::new();
    let kept = track.thinned(every, rng);
    writeln!(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        text,
        "<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\" xmlns:ns3=\"http://www.garmin.com/xmlschemas/ActivityExtension/v2\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
    )?;
    writeln!(text, "  <Activities>\n    <Activity Sport=\"{}\">", track.kind.names().tcx)?;
    writeln!(text, "      <Id>{}</Id>", utc_text(track.start()))?;
    for lap in &track.laps {
        let is_last = lap.last + 1 == track.samples.len();
        tcx_lap_head(&mut text, track, lap)?;
        for &index in kept.iter().filter(|&&index| index >= lap.first && (index < lap.last || is_last)) {
            if let Some(sample) = track.samples.get(index) {
                tcx_point(&mut text, track.kind, sample)?;
            }
            if track.pauses.contains(&index) {
                writeln!(text, "        </Track>\n        <Track>")?;
            }
        }
        writeln!(text, "        </Track>\n      </Lap>")?;
    }
    writeln!(text, "      <Creator xsi:type=\"Device_t\"><Name>Forerunner</Name></Creator>")?;
    writeln!(text, "    </Activity>\n  </Activities>\n</TrainingCenterDatabase>")?;
    Ok(text)
}

fn tcx_lap_head(text: &mut String, track: &Track, lap: &Lap) -> Fallible<()> {
    let Some(stretch @ [first, .., last]) = track.samples.get(lap.first..=lap.last) else { return Ok(()) };
    let distance_m = last.distance_m.unwrap_or(0.0) - first.distance_m.unwrap_or(0.0);
    writeln!(text, "      <Lap StartTime=\"{}\">", utc_text(first.time))?;
    writeln!(text, "        <TotalTimeSeconds>{}.0</TotalTimeSeconds>", lap.last - lap.first)?;
    writeln!(text, "        <DistanceMeters>{distance_m:.2}</DistanceMeters>")?;
    writeln!(text, "        <Calories>{}</Calories>", (lap.last - lap.first) / 6)?;
    let rates: Vec<u64> = stretch.iter().filter_map(|sample| sample.heart_rate_bpm).map(u64::from).collect();
    if let Some(highest) = rates.iter().max() {
        let mean = rates.iter().sum::<u64>() / rates.len() as u64;
        writeln!(text, "        <AverageHeartRateBpm><Value>{mean}</Value></AverageHeartRateBpm>")?;
        writeln!(text, "        <MaximumHeartRateBpm><Value>{highest}</Value></MaximumHeartRateBpm>")?;
    }
    let trigger = if lap.by_hand { "Manual" } else { "Distance" };
    writeln!(
        text,
        "        <Intensity>Active</Intensity>\n        <TriggerMethod>{trigger}</TriggerMethod>\n        <Track>"
    )?;
    Ok(())
}

fn tcx_point(text: &mut String, kind: Kind, sample: &Sample) -> Fallible<()> {
    write!(text, "          <Trackpoint><Time>{}</Time>", utc_text(sample.time))?;
    if let Some((latitude, longitude)) = sample.position {
        write!(
            text,
            "<Position><LatitudeDegrees>{latitude:.7}</LatitudeDegrees><LongitudeDegrees>{longitude:.7}</LongitudeDegrees></Position>"
        )?;
    }
    if let Some(altitude_m) = sample.altitude_m {
        write!(text, "<AltitudeMeters>{altitude_m:.1}</AltitudeMeters>")?;
    }
    if let Some(distance_m) = sample.distance_m {
        write!(text, "<DistanceMeters>{distance_m:.2}</DistanceMeters>")?;
    }
    if let Some(heart_rate) = sample.heart_rate_bpm {
        write!(text, "<HeartRateBpm><Value>{heart_rate}</Value></HeartRateBpm>")?;
    }
    let is_ride = matches!(kind, Kind::Ride(_));
    if let Some(cadence) = sample.cadence_rpm.filter(|_| is_ride) {
        write!(text, "<Cadence>{cadence}</Cadence>")?;
    }
    write!(text, "<Extensions><ns3:TPX>")?;
    if let Some(speed_mps) = sample.speed_mps {
        write!(text, "<ns3:Speed>{speed_mps:.3}</ns3:Speed>")?;
    }
    if let Some(cadence) = sample.cadence_rpm.filter(|_| !is_ride) {
        write!(text, "<ns3:RunCadence>{cadence}</ns3:RunCadence>")?;
    }
    if let Some(watts) = sample.power_w {
        write!(text, "<ns3:Watts>{watts}</ns3:Watts>")?;
    }
    writeln!(text, "</ns3:TPX></Extensions></Trackpoint>")?;
    Ok(())
}
