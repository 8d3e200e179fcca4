//! A recording becomes activities: one a session, cleaned, with its statistics.

use super::anomaly::{Anomalies, Fault, Instead};
use super::beyond_records::{self, Beyond};
use super::cleaned::{Cleaned, Cleaning};
use super::course::Course;
use super::doubt::Doubt;
use super::duplicate::{Elsewhere, Richness};
use super::sport::{self, Sport};
use super::timeline::Timeline;
use super::valid_samples::{ValidSamples, Whole};
use super::{
    Activity, clock, day_parts, day_shares, elevation, pauses, session_spans, speed, sport_evidence,
    summary_heart_rate, totals, week_rollover, zone,
};
use crate::decode::recording::{Recording, Summary};
use crate::diagnostic::{Code, Diagnostics, quote};
use crate::limits::{ASCENT_MPS_MAX, INPUT_ACTIVITIES_MAX, MEAN_MPS_MAX, TEMPERATURES_C};

/// A position that was left out counts for at most this, seconds: what follows is a silence.
const REPAIRED_S: f64 = 10.0;

/// Less heart rate than this share of the time says nothing of the whole.
const HR_COVERAGE_MIN: f64 = 0.05;

/// Where a recording came from, and what is known about it from elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Origin<'a> {
    /// The input's name in every output.
    pub source: &'a str,
    /// Digest of the input's bytes.
    pub digest: u64,
    /// Place of the first activity of this recording among all of its input, from 0.
    pub first: usize,
    /// The runner's home zone, IANA name.
    pub home_zone: Option<&'a str>,
    /// The vendor's word for the sport.
    pub vendor_sport: Option<Sport>,
    /// The vendor's note of how hard it felt.
    pub vendor_rpe: Option<f64>,
    /// The vendor's note of the temperature, °C.
    pub vendor_temperature_c: Option<f64>,
    /// What is judged.
    pub cleaning: Cleaning,
}

/// Turns a recording into its activities, by start. A session that encloses the others of a multisport file is not one.
/// A session without a sample and without a start or a duration gives none.
#[must_use]
pub fn activities_of(recording: &Recording, origin: &Origin, diagnostics: &mut Diagnostics) -> Vec<Activity> {
    let (recording, is_moved) = week_rollover::put_right(recording, origin.source, diagnostics);
    let recording = recording.as_ref();
    let timeline = Timeline::new(recording, diagnostics);
    let samples = timeline.samples.as_ref();
    // The starts and stops of a clock that jumped are nowhere.
    let timer = if timeline.is_reset { &[] } else { recording.timer.as_slice() };
    let whole = Whole::new(samples, timer);
    let sessions = session_spans::sessions_of(recording, samples, &timeline.kept, diagnostics);
    let is_alone = sessions.len() == 1;
    let of_laps = recording.sessions.is_empty();
    let mut activities = Vec::new();
    for (session, kept) in sessions {
        let parts = day_parts::parts(&samples.time_ms, kept, &session);
        let of_part = (1 < parts.len()).then(|| day_parts::summary_of_part(&session));
        let first = activities.len();
        for kept in parts {
            let nth = origin.first + activities.len();
            let session = SessionOf { summary: of_part.as_ref().unwrap_or(&session), kept, is_alone, of_laps };
            activities.extend(activity_of_session(recording, &whole, session, origin, nth, diagnostics));
        }
        day_parts::settle(activities.get_mut(first..).unwrap_or_default(), &session, diagnostics);
        // One more than there may be says enough.
        if INPUT_ACTIVITIES_MAX < origin.first + activities.len() {
            break;
        }
    }
    for activity in &mut activities {
        activity.anomalies.extend(&timeline.anomalies);
        if is_moved {
            activity.anomalies.note(Fault::WeekRollover, Instead::Corrected);
        }
    }
    activities
}

/// A session of a recording, or a part of one.
#[derive(Clone, Copy)]
struct SessionOf<'a> {
    summary: &'a Summary,
    /// Which samples are its own, ascending.
    kept: &'a [usize],
    /// Whether there is no other.
    is_alone: bool,
    /// Whether it was made of laps.
    of_laps: bool,
}

/// One session as an activity.
fn activity_of_session(
    recording: &Recording,
    whole: &Whole<'_>,
    session: SessionOf<'_>,
    origin: &Origin,
    nth: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Activity> {
    let SessionOf { summary: session, kept: indices, is_alone, of_laps } = session;
    let mut anomalies = Anomalies::default();
    let said = said_sport(session, origin.vendor_sport);
    let said_kept = samples_of_sport(whole, indices, said);
    let word = session.sport.as_deref();
    let sport = done_sport(said, word, &said_kept, origin.cleaning.position, &mut anomalies, diagnostics);
    // What was a silence to a runner may be a way to a rider.
    let is_other = said.is_some_and(|said| said != sport);
    let kept = &(if is_other { samples_of_sport(whole, indices, Some(sport)) } else { said_kept });
    let recorded_s = &kept.recorded_s;
    let all_recorded_s = recorded_s.iter().sum();
    let first_ms = kept.time_ms.first().copied();
    // The first sample may come late, after the first fix; a start far from the samples is a clock that was set later.
    let start_ms = match (session.start_ms, first_ms) {
        (Some(session_ms), Some(first_ms)) if (first_ms - session_ms).abs() <= 3_600_000 => session_ms.min(first_ms),
        (session_ms, first_ms) => first_ms.or(session_ms)?,
    };
    totals::durations(session, all_recorded_s, kept.span_s())?;

    if of_laps && session.sport.is_some() && origin.vendor_sport.is_none() {
        let detail = format!("no session names a sport; the laps name {}, which is taken", sport.as_str());
        diagnostics.push(Code::SportGuessed, None, detail);
    }
    let cleaned = &Cleaned::new(kept, sport, origin.cleaning, diagnostics);
    let Cleaned { track, heart_rate, .. } = cleaned;
    let believed = totals::without_contradicted(session, cleaned, is_alone, &mut anomalies, diagnostics);
    let session = believed.as_ref().unwrap_or(session);
    let (duration_s, elapsed_s) = totals::durations(session, all_recorded_s, kept.span_s())?;
    let moving_s = if track.is_empty() { session.moving_s } else { Some(cleaned.moving_s) }.map(|s| s.min(duration_s));

    let hr_coverage = (heart_rate.histogram.covered_s() / duration_s).min(1.0);
    let (told_mean_bpm, told_max_bpm) = told_heart_rate(recording, session, kept);
    // A heart rate that covers too little gives no mean, and no maximum either.
    let believed = Some(heart_rate).filter(|_| HR_COVERAGE_MIN <= hr_coverage);
    let mut doubts = cleaned.doubts.clone();
    let mut statistics = cleaned.into_statistics(believed, &mut doubts);
    let ascent_m = believed_ascent_m(session.ascent_m, cleaned, &mut doubts);
    for doubt in &doubts {
        doubt.tell(&mut anomalies, diagnostics);
    }
    let distance_m = distance_m(session.distance_m.filter(|m| *m <= MEAN_MPS_MAX * elapsed_s))
        .or_else(|| distance_m(track.total_m()));
    let judged = origin.cleaning.position;
    let beyond = judged.then(|| beyond_records::leave_out(sport, distance_m, duration_s, &mut statistics)).flatten();
    let is_whole = beyond.is_some_and(|beyond| note_beyond(beyond, sport, &mut anomalies, diagnostics));
    let (utc_offset_s, tz_source) =
        zone::offset_at_start(recording.utc_offset_s, session, kept, start_ms, origin.home_zone);
    let has_position = kept.values(&kept.samples.position).any(|position| position.is_some());
    Some(Activity {
        id: activity_id(origin.digest, nth),
        start_ms,
        utc_offset_s,
        day: clock::local_day(start_ms, utc_offset_s),
        day_shares: day_shares::day_shares(start_ms, elapsed_s, utc_offset_s, &kept.time_ms, recorded_s),
        tz_source,
        sport,
        duration_s,
        moving_s: moving_s.map(|s| round_to(s, 1000.0)),
        elapsed_s,
        distance_m: distance_m.filter(|_| !is_whole),
        ascent_m: ascent_m.filter(|m| (0.0..=ASCENT_MPS_MAX * elapsed_s).contains(m)).map(|m| round_to(m, 10.0)),
        heart_rate_mean_bpm: believed
            .and_then(|found| found.histogram.mean_bpm())
            .or(told_mean_bpm)
            .map(|bpm| round_to(bpm, 10.0)),
        heart_rate_max_bpm: believed.and_then(|found| found.max_bpm).or(told_max_bpm),
        hr_coverage: round_to(hr_coverage, 10_000.0),
        name: recording.name.clone(),
        recovered: false,
        given_load: None,
        hr_repaired_s: round_to(heart_rate.repaired_s, 1000.0),
        hr_suspect_s: round_to(heart_rate.suspect_s, 1000.0),
        gps_repaired_s: round_to(cleaned.impossible.iter().map(|i| recorded_s[*i].min(REPAIRED_S)).sum(), 1000.0),
        rpe: origin.vendor_rpe.or(session.rpe),
        temperature_c: [origin.vendor_temperature_c, session.temperature_c]
            .into_iter()
            .flatten()
            .find(|celsius| TEMPERATURES_C.contains(celsius)),
        southern: zone::first_position(kept).map(|position| position.latitude_deg < 0.0),
        course: Course::new(kept, track, heart_rate, zone::first_position(kept)),
        pauses_s: pauses::long_pauses(kept, start_ms, duration_s, elapsed_s),
        is_untimed: false,
        elsewhere: Elsewhere::default(),
        richness: Richness {
            power: kept.present.power,
            rr: !recording.rr_intervals_ms.is_empty(),
            heart_rate: statistics.heart_rate.is_some(),
            position: has_position,
            format: Richness::format_rank(recording.format),
            samples: indices.len(),
        },
        statistics: Box::new(statistics),
        source: origin.source.to_owned(),
        anomalies,
        wearer: recording.wearer.clone(),
    })
}

/// Mean and highest heart rate as the device or a table says them, beats a minute; absent where there is any sample.
fn told_heart_rate(recording: &Recording, session: &Summary, kept: &ValidSamples) -> (Option<f64>, Option<u8>) {
    if kept.present.heart_rate && kept.values(&kept.samples.heart_rate_bpm).any(|bpm| bpm.is_some()) {
        return (None, None);
    }
    // With several sessions, a lap belongs to the one that it began in.
    let is_only = recording.sessions.len() < 2;
    let within = session
        .start_ms
        .zip(session.elapsed_s)
        .map(|(from_ms, s)| from_ms..from_ms.saturating_add((1000.0 * s) as i64));
    let of_session = |lap: &&Summary| {
        is_only || lap.start_ms.zip(within.as_ref()).is_some_and(|(start_ms, within)| within.contains(&start_ms))
    };
    summary_heart_rate::by_summary(session, &recording.laps.iter().filter(of_session))
}

/// The climb: the device's own, unless altitudes that had to be cleaned contradict it; else from them.
fn believed_ascent_m(told_m: Option<f64>, cleaned: &Cleaned, doubts: &mut Vec<Doubt>) -> Option<f64> {
    let has_leapt = doubts.iter().any(|doubt| matches!(doubt.fault, Fault::AltitudeStart | Fault::AltitudeLeaps));
    if !has_leapt && told_m.is_some() {
        return told_m;
    }
    let climbed_m = elevation::ascent_m(&cleaned.altitude_m);
    let (Some(told_m), Some(measured_m)) = (told_m, climbed_m) else { return told_m.or(climbed_m) };
    let doubt = elevation::ascent_doubt(told_m, measured_m);
    let is_doubted = doubt.is_some();
    doubts.extend(doubt);
    Some(if is_doubted { measured_m } else { told_m })
}

/// A distance to the centimetre; absent where it is 0 then.
fn distance_m(distance_m: Option<f64>) -> Option<f64> {
    distance_m.map(|m| round_to(m, 100.0)).filter(|m| 0.0 < *m)
}

/// What was done: the file's word, sharpened by the vendor's; absent where neither says a word that is known.
fn said_sport(session: &Summary, vendor: Option<Sport>) -> Option<Sport> {
    let said = session.sport.as_deref().and_then(sport::from_word);
    (said.is_some() || vendor.is_some()).then(|| sport::combine_sports(said.unwrap_or(Sport::Other), vendor))
}

/// The samples of a session, with the silences through which somebody may have kept going in a sport.
fn samples_of_sport<'a>(whole: &Whole<'a>, indices: &'a [usize], sport: Option<Sport>) -> ValidSamples<'a> {
    let lasting_mps = speed::lasting_mps(sport.is_some_and(Sport::is_run), sport.is_none_or(Sport::is_on_foot));
    ValidSamples::new(whole, indices, &lasting_mps)
}

/// What was done: what is said, unless the recording shows that it cannot be; what it shows, where nobody says.
fn done_sport(
    said: Option<Sport>,
    word: Option<&str>,
    kept: &ValidSamples,
    clean: bool,
    anomalies: &mut Anomalies,
    diagnostics: &mut Diagnostics,
) -> Sport {
    if said == Some(Sport::Other) && word.is_some_and(sport::is_motorised) {
        anomalies.note(Fault::Carried, Instead::Nothing);
        return Sport::Other;
    }
    let Some(shown) = sport_evidence::shown_sport(said, kept, clean) else { return said.unwrap_or_default() };
    let taken = shown.sport.as_str();
    let unknown = word.filter(|_| said.is_none());
    let unknown = unknown.map_or_else(String::new, |word| format!("the word {} is known for no sport; ", quote(word)));
    diagnostics.push(Code::SportGuessed, None, format!("{unknown}{}: taken as {taken}", shown.because));
    if said.is_some() {
        anomalies.note(Fault::SportContradicts, Instead::Records);
        if shown.is_carried {
            anomalies.note(Fault::Carried, Instead::Nothing);
            diagnostics.push(Code::BeyondRecords, None, CARRIED);
        }
    }
    shown.sport
}

const CARRIED: &str = "faster than anybody moves by himself for so long: somebody was carried, and no load is counted";

/// Notes what lies beyond the records, and whether it is the whole.
fn note_beyond(beyond: Beyond, sport: Sport, anomalies: &mut Anomalies, diagnostics: &mut Diagnostics) -> bool {
    let sport = sport.as_str();
    match beyond {
        Beyond::Whole { stretch, believed_m } => {
            anomalies.note(Fault::BeyondRecords, Instead::Nothing);
            let detail = format!(
                "{:.0} m in {:.0} s is farther than any {sport} ever was, which is {believed_m:.0} m with a margin: distance and speed were \
                 left out",
                stretch.distance_m, stretch.duration_s
            );
            diagnostics.push(Code::BeyondRecords, None, detail);
            true
        }
        Beyond::Efforts(count) => {
            let detail = "best efforts faster than any record were left out, with those that hold them";
            diagnostics.push_counted(Code::BeyondRecords, None, count as u64, detail);
            false
        }
    }
}

/// The id of the nth activity of an input, from 0.
#[must_use]
pub fn activity_id(digest: u64, nth: usize) -> String {
    if nth == 0 { format!("{digest:016x}") } else { format!("{digest:016x}-{}", nth + 1) }
}

fn round_to(value: f64, steps_per_unit: f64) -> f64 {
    // The sum of nothing is -0.0.
    (value * steps_per_unit).round() / steps_per_unit + 0.0
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::float_cmp, reason = "durations and distances of the tests are whole numbers")]
mod tests {
    use super::*;
    use crate::activity::TzSource;
    use crate::decode::recording::Position;
    use crate::format::RecordingFormat;

    /// 2026-05-01T22:30:00Z.
    const START_MS: i64 = 1_777_674_600_000;
    const OSLO: Position = Position { latitude_deg: 59.9, longitude_deg: 10.7 };

    /// A recording of a sample a second at 3 m/s.
    fn recording(seconds: usize) -> Recording {
        let mut recording = Recording::new(RecordingFormat::Fit);
        for i in 0..=seconds {
            recording.samples.time_ms.push(START_MS + 1000 * i as i64);
            recording.samples.distance_m.set_value(i, 3.0 * i as f64);
        }
        recording
    }

    fn summary(from_s: i64, elapsed_s: f64, sport: &str) -> Summary {
        Summary {
            start_ms: Some(START_MS + 1000 * from_s),
            elapsed_s: Some(elapsed_s),
            timer_s: Some(elapsed_s),
            sport: Some(sport.to_owned()),
            ..Summary::default()
        }
    }

    fn all(recording: &Recording) -> Vec<Activity> {
        activities_of(recording, &Origin { digest: 0xAB, ..Origin::default() }, &mut Diagnostics::default())
    }

    #[test]
    fn a_recording_without_a_session_is_one_activity_of_its_samples() {
        let found = all(&recording(600));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].duration_s, found[0].elapsed_s, found[0].distance_m), (600.0, 600.0, Some(1800.0)));
        assert_eq!((found[0].sport, found[0].id.as_str()), (Sport::Run, "00000000000000ab"));
        assert_eq!((found[0].tz_source, found[0].day.to_string().as_str()), (TzSource::Utc, "2026-05-01"));
    }

    #[test]
    fn what_nobody_can_have_measured_is_absent() {
        let of = |summary: Summary| {
            let mut recording = Recording::new(RecordingFormat::Fit);
            recording.sessions = vec![summary];
            let found = all(&recording);
            (found[0].distance_m, found[0].ascent_m, found[0].temperature_c)
        };
        let hour = || summary(0, 3600.0, "cycling/generic");
        for (told, expected) in [
            (Some(0.0), None),
            (Some(0.001), None),
            (Some(0.0049), None),
            (Some(0.005), Some(0.01)),
            (Some(30_000.0), Some(30_000.0)),
            (Some(400_000.0), None),
            (Some(42_949_672.0), None),
        ] {
            assert_eq!(of(Summary { distance_m: told, ..hour() }).0, expected, "{told:?} m");
        }
        for (told, expected) in [(0.0, Some(0.0)), (4000.0, Some(4000.0)), (65_534.0, None), (-1.0, None)] {
            assert_eq!(of(Summary { ascent_m: Some(told), ..hour() }).1, expected, "{told} m");
        }
        for (told, expected) in [(-122.0, None), (-40.0, Some(-40.0)), (50.0, Some(50.0)), (126.0, None), (200.0, None)]
        {
            assert_eq!(of(Summary { temperature_c: Some(told), ..hour() }).2, expected, "{told} °C");
        }
        // The track knows better than a device that says nothing.
        let mut recording = recording(600);
        recording.sessions = vec![Summary { distance_m: Some(0.001), ..summary(0, 600.0, "running/generic") }];
        assert_eq!(all(&recording)[0].distance_m, Some(1800.0));
        // Nor is the vendor's word taken for what cannot be.
        let origin = Origin { vendor_temperature_c: Some(200.0), ..Origin::default() };
        recording.sessions[0].temperature_c = Some(12.0);
        assert_eq!(activities_of(&recording, &origin, &mut Diagnostics::default())[0].temperature_c, Some(12.0));
    }

    #[test]
    fn nothing_at_all_is_no_activity() {
        assert!(all(&Recording::new(RecordingFormat::Fit)).is_empty());
    }

    #[test]
    fn a_session_without_samples_is_an_activity() {
        let mut recording = Recording::new(RecordingFormat::Fit);
        recording.sessions.push(Summary { distance_m: Some(1500.0), ..summary(0, 2400.0, "swimming/lap_swimming") });
        let found = all(&recording);
        assert_eq!((found[0].sport, found[0].duration_s, found[0].distance_m), (Sport::Swim, 2400.0, Some(1500.0)));
        assert_eq!((found[0].moving_s, found[0].heart_rate_mean_bpm, found[0].hr_coverage), (None, None, 0.0));
    }

    #[test]
    fn each_sport_of_a_multisport_file_has_its_own_samples_and_the_whole_is_none() {
        let mut recording = recording(900);
        recording.sessions = vec![
            summary(0, 900.0, "multisport/generic"),
            summary(600, 300.0, "running/generic"),
            summary(0, 590.0, "cycling/generic"),
        ];
        let mut diagnostics = Diagnostics::default();
        let found = activities_of(&recording, &Origin::default(), &mut diagnostics);
        let told: Vec<_> = found.iter().map(|a| (a.sport, a.duration_s, a.id.ends_with("-2"))).collect();
        assert_eq!(told, [(Sport::Ride, 590.0, false), (Sport::Run, 300.0, true)]);
        assert_eq!(found[1].distance_m, Some(900.0));
        assert_eq!(diagnostics.as_slice()[0].code, Code::MultisportParent);
    }

    #[test]
    fn a_duration_that_rounds_to_nothing_is_none() {
        let mut table = Recording::default();
        for (said_s, duration_s) in [(0.000_4, None), (0.000_6, Some(0.001)), (-1.0, None), (0.0, None)] {
            table.sessions = vec![summary(0, said_s, "running/generic")];
            let found: Vec<f64> = all(&table).iter().map(|activity| activity.duration_s).collect();
            assert_eq!(found, Vec::from_iter(duration_s), "{said_s} s");
        }
    }

    #[test]
    fn the_devices_timer_is_believed_and_a_clock_set_on_the_way_is_not() {
        let mut recording = recording(600);
        recording.sessions =
            vec![Summary { timer_s: Some(580.0), elapsed_s: Some(68_342_403.0), ..Summary::default() }];
        assert_eq!((all(&recording)[0].duration_s, all(&recording)[0].elapsed_s), (580.0, 600.0));
        // Of a damaged file only a part of the samples is left.
        recording.sessions = vec![Summary { timer_s: Some(3600.0), distance_m: Some(11_000.0), ..Summary::default() }];
        assert_eq!((all(&recording)[0].duration_s, all(&recording)[0].distance_m), (3600.0, Some(11_000.0)));
    }

    #[test]
    fn the_day_is_the_files_then_the_places_and_utc_passed_off_as_local_is_neither() {
        let day_of = |recording: &Recording| {
            let found = &all(recording)[0];
            (found.day.to_string(), found.tz_source)
        };
        let mut recording = recording(600);
        recording.samples.position.set_value(0, Position { latitude_deg: 0.0, longitude_deg: 0.0 });
        recording.samples.position.set_value(1, OSLO);
        assert_eq!(day_of(&recording), ("2026-05-02".to_owned(), TzSource::Coordinates));
        recording.utc_offset_s = Some(0);
        assert_eq!(day_of(&recording), ("2026-05-02".to_owned(), TzSource::Coordinates));
        recording.utc_offset_s = Some(-3600);
        assert_eq!(day_of(&recording), ("2026-05-01".to_owned(), TzSource::File));
        recording.utc_offset_s = None;
        recording.sessions = vec![summary(0, 600.0, "running/virtual_activity")];
        assert_eq!(day_of(&recording), ("2026-05-01".to_owned(), TzSource::Utc));
    }

    #[test]
    fn a_minute_of_heart_rate_says_nothing_of_an_hour() {
        let mut recording = recording(3600);
        for i in 200..=260 {
            recording.samples.heart_rate_bpm.set_value(i, 150);
        }
        let found = &all(&recording)[0];
        assert_eq!((found.heart_rate_mean_bpm, found.heart_rate_max_bpm), (None, None));
        assert_eq!(found.statistics.heart_rate_sustained_max_bpm, None);
        assert!((found.hr_coverage - 0.0169).abs() < 1e-9, "{}", found.hr_coverage);
    }

    #[test]
    fn what_was_repaired_is_counted_and_told_and_can_be_switched_off() {
        let mut recording = Recording::new(RecordingFormat::Fit);
        for i in 0..=600 {
            recording.samples.time_ms.push(START_MS + 1000 * i as i64);
            recording.samples.heart_rate_bpm.set_value(i, if i == 300 { 240 } else { 140 });
            // 3.3 m a second to the north, once half a degree away.
            let latitude_deg = 59.9 + if i == 400 { 0.5 } else { 0.000_03 * i as f64 };
            recording.samples.position.set_value(i, Position { latitude_deg, ..OSLO });
            recording.samples.altitude_m.set_value(i, if i == 500 { 900.0 } else { 20.0 });
        }
        recording.sessions = vec![summary(0, 600.0, "running/generic")];
        let with = |cleaning| {
            let mut diagnostics = Diagnostics::default();
            let origin = Origin { cleaning, ..Origin::default() };
            let activity = activities_of(&recording, &origin, &mut diagnostics).remove(0);
            let codes: Vec<Code> = diagnostics.as_slice().iter().map(|found| found.code).collect();
            (activity, codes)
        };
        let (clean, told) = with(Cleaning::default());
        assert_eq!(told, [Code::PositionImplausible, Code::HeartRateImplausible, Code::PositionImplausible]);
        assert_eq!((clean.hr_repaired_s, clean.hr_suspect_s, clean.gps_repaired_s), (2.0, 0.0, 1.0));
        assert_eq!((clean.heart_rate_max_bpm, clean.hr_coverage, clean.ascent_m), (Some(140), 1.0, Some(0.0)));
        assert!(clean.distance_m.is_some_and(|m| (m - 2001.5).abs() < 1.0), "{:?}", clean.distance_m);

        let (raw, told) = with(Cleaning { heart_rate: false, position: false });
        assert_eq!((raw.hr_repaired_s, raw.gps_repaired_s, told.len()), (0.0, 0.0, 0));
        assert_eq!((raw.heart_rate_max_bpm, raw.ascent_m), (Some(240), Some(880.0)));
        assert!(raw.distance_m.is_some_and(|m| 100_000.0 < m));
    }

    #[test]
    fn rides_and_runs_keep_their_power_and_a_walk_does_not() {
        let mut recording = recording(600);
        for i in 0..=600 {
            recording.samples.power_w.set_value(i, 200);
        }
        recording.sessions = vec![summary(0, 600.0, "cycling/road")];
        let power = all(&recording)[0].statistics.power.clone().expect("power");
        assert!((power.normalised_w - 200.0).abs() < 1e-9 && (power.covered_s - 600.0).abs() < 1.5);
        recording.sessions = vec![summary(0, 600.0, "walking/generic")];
        assert_eq!(all(&recording)[0].statistics.power, None);
    }
}
