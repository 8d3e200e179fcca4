//! `mornings/`: five weeks of nights as every vendor would export them, each with the traps of its layout; and the nights
//! of the runner, as her watch's vendor has them.

use std::fmt::Write as _;

use crate::activity_fit::{fit_time, global, open};
use crate::checkins::Body;
use crate::clock::{DAY_S, civil, day_text, days, utc_text};
use crate::fit::{Encoder, Value};
use crate::formats::short_fit;
use crate::pack::zip;
use crate::rng::Rng;
use crate::{Fallible, Files};

/// Seconds that clocks in Oslo are ahead of UTC in those weeks.
const AHEAD_S: i64 = 7_200;

/// What is true about one night; the day is that of waking up.
struct Night {
    day: i64,
    rmssd_ms: i64,
    resting_bpm: i64,
    asleep_min: i64,
}

impl Night {
    /// When she woke up, Unix seconds.
    fn woke(&self) -> i64 {
        self.day * DAY_S + 6 * 3_600 + 30 * 60 - AHEAD_S
    }

    /// When she fell asleep: she lay awake for twelve minutes.
    fn slept(&self) -> i64 {
        self.woke() - (self.asleep_min + AWAKE_MIN) * 60
    }
}

const AWAKE_MIN: i64 = 12;

fn nights() -> Vec<Night> {
    let rng = &mut Rng::named("nights");
    let night = |day| Night {
        day,
        rmssd_ms: libm::round(62.0 + 6.0 * rng.normal()).clamp(40.0, 90.0) as i64,
        resting_bpm: libm::round(48.0 + 1.2 * rng.normal()).clamp(43.0, 55.0) as i64,
        asleep_min: 6 * libm::round(75.0 + 5.0 * rng.normal()) as i64,
    };
    (days(2026, 4, 27)..=days(2026, 5, 31)).map(night).collect()
}

/// Writes the folder, `mornings.expected.tsv`, and the nights of the runner.
pub(crate) fn make(files: &mut Files) -> Fallible<()> {
    let nights = nights();
    let mut expected = String::from("day\thrv_rmssd_ms\tresting_hr_bpm\tsleep_h\n");
    for night in &nights {
        let hours = night.asleep_min as f64 / 60.0;
        writeln!(expected, "{}\t{}\t{}\t{hours}", day_text(night.day), night.rmssd_ms, night.resting_bpm)?;
    }
    files.put("mornings.expected.tsv", expected);
    files.put("mornings/run.fit", short_fit(30)?);
    files.put("mornings/garmin.zip", garmin(&nights)?);
    files.put("mornings/watch/monitoring.fit", monitoring(&nights));
    files.put("mornings/watch/hrv-status.fit", hrv_status(&nights));
    for (nth, night) in nights.iter().rev().take(5).enumerate() {
        files.put(&format!("mornings/watch/sleep-{}.fit", nth + 1), sleep_fit(night));
    }
    files.put("mornings/apple.zip", apple(&nights)?);
    files.put("mornings/oura.json", oura(&nights)?);
    files.put("mornings/oura/sleep.csv", oura_table(&nights)?);
    files.put("mornings/whoop/physiological_cycles.csv", whoop(&nights)?);
    files.put("mornings/takeout.zip", takeout(&nights)?);
    files.put("mornings/table/wellness.csv", wellness(&nights)?);
    files.put("mornings/form/athlete.toml", FORM_TOML);
    files.put("mornings/form/form.csv", form(&nights)?);
    Ok(())
}

fn pretty_time(unix: i64) -> String {
    format!("{}.0", utc_text(unix).trim_end_matches('Z'))
}

/// Garmin's account export: three families, a night without a day, a night without REM, a watch that was not worn, the same
/// days in two files, of which the later counts, and bytes that are no UTF-8.
fn garmin(nights: &[Night]) -> Fallible<Vec<u8>> {
    let sleep = |night: &Night| {
        let deep = night.asleep_min / 6 * 60;
        let rem = night.asleep_min / 4 * 60;
        let light = night.asleep_min * 60 - deep - rem;
        format!(
            "{{\"sleepStartTimestampGMT\":\"{}\",\"sleepEndTimestampGMT\":\"{}\",\"calendarDate\":\"{}\",\
             \"sleepWindowConfirmationType\":\"ENHANCED_CONFIRMED_FINAL\",\"deepSleepSeconds\":{deep},\
             \"lightSleepSeconds\":{light},\"remSleepSeconds\":{rem},\"awakeSleepSeconds\":{},\
             \"unmeasurableSeconds\":0,\"retro\":false,\"napList\":[{{\"napTimeSec\":1800}}],\
             \"sleepScores\":{{\"overallScore\":81}}}}",
            pretty_time(night.slept()),
            pretty_time(night.woke()),
            day_text(night.day),
            AWAKE_MIN * 60
        )
    };
    let health = |night: &Night, shift: i64| {
        format!(
            "{{\"calendarDate\":\"{}\",\"createTimestampUTC\":\"{}\",\"outliersCount\":0,\"metrics\":[\
             {{\"type\":\"HRV\",\"value\":{}.0,\"baselineUpperLimit\":0.0,\"baselineLowerLimit\":0.0,\"status\":\"ONBOARDING\"}},\
             {{\"type\":\"HR\",\"value\":{}.0}},{{\"type\":\"SKIN_TEMP_C\",\"value\":-0.2}},{{\"type\":\"SPO2\"}}]}}",
            day_text(night.day),
            pretty_time(night.woke()),
            night.rmssd_ms + shift,
            night.resting_bpm + 4,
        )
    };
    let day = |night: &Night| {
        format!(
            "{{\"uuid\":\"u\",\"userProfilePK\":1,\"calendarDate\":\"{}\",\"includesWellnessData\":true,\
             \"restingHeartRate\":{},\"currentDayRestingHeartRate\":{},\"totalSteps\":9000,\
             \"allDayStress\":{{\"aggregatorList\":[{{\"type\":\"TOTAL\",\"averageStressLevel\":-1}}]}}}}",
            day_text(night.day),
            night.resting_bpm,
            night.resting_bpm + 2
        )
    };
    let list = |entries: Vec<String>| format!("[{}]\n", entries.join(","));
    let (early, late) = nights.split_at(20);
    let mut sleeps: Vec<String> = nights.iter().map(sleep).collect();
    sleeps.insert(3, "{\"retro\":false}".to_string());
    let mut summaries: Vec<String> = nights.iter().map(day).collect();
    summaries
        .push("{\"calendarDate\":\"2026-06-01\",\"includesWellnessData\":true,\"restingHeartRate\":0}".to_string());
    summaries.push(
        "{\"calendarDate\":\"2026-06-02\",\"restingHeartRate\":null,\"hydration\":{\"valueInML\":500.0}}".to_string(),
    );
    let mut not_text = list(early.iter().map(|night| health(night, 3)).collect()).into_bytes();
    not_text.splice(1..1, b"{\"feedback\":\"\xE9t\xE9\"},".iter().copied());
    zip(&[
        (
            "DI_CONNECT/DI-Connect-Wellness/2026-04-27_2026-05-31_1_sleepData.json".to_string(),
            list(sleeps).into_bytes(),
        ),
        ("DI_CONNECT/DI-Connect-Wellness/2026-04-27_2026-05-16_1_healthStatusData.json".to_string(), not_text),
        (
            "DI_CONNECT/DI-Connect-Wellness/2026-04-27_2026-05-31_1_healthStatusData.json".to_string(),
            list(early.iter().chain(late).map(|night| health(night, 0)).collect()).into_bytes(),
        ),
        (
            "DI_CONNECT/DI-Connect-Aggregator/UDSFile_2026-04-27_2026-06-02.json".to_string(),
            list(summaries).into_bytes(),
        ),
    ])
}

fn local_time(unix: i64) -> (u8, Value) {
    (253, Value::U32(fit_time(unix)))
}

/// Resting heart rates as the watch counts the day: a value of the small hours is yesterday's, and later ones rise.
fn monitoring(nights: &[Night]) -> Vec<u8> {
    let mut encoder = Encoder::new();
    let start = nights.first().map_or(0, |night| night.day * DAY_S - AHEAD_S);
    open(&mut encoder, 32, start);
    encoder.message(global::MONITORING_INFO, &[local_time(start), (0, Value::U32(fit_time(start + AHEAD_S)))]);
    for night in nights {
        let midnight = night.day * DAY_S - AHEAD_S;
        for (hour, bpm) in [(0, 60), (7, night.resting_bpm), (20, night.resting_bpm + 3)] {
            encoder.message(
                global::MONITORING_HR,
                &[local_time(midnight + hour * 3_600 + 60), (0, Value::U8(50)), (1, Value::U8(bpm as u8))],
            );
        }
    }
    encoder.finish()
}

fn hrv_status(nights: &[Night]) -> Vec<u8> {
    let mut encoder = Encoder::new();
    open(&mut encoder, 68, nights.first().map_or(0, Night::woke));
    for night in nights {
        encoder.message(
            global::HRV_STATUS,
            &[local_time(night.woke()), (0, Value::U16(60 * 128)), (1, Value::U16((night.rmssd_ms * 128) as u16))],
        );
    }
    encoder.finish()
}

fn sleep_fit(night: &Night) -> Vec<u8> {
    let mut encoder = Encoder::new().big_endian();
    let slept = night.slept();
    open(&mut encoder, 49, slept);
    encoder.message(global::SLEEP_INFO, &[local_time(slept), (2, Value::U32(fit_time(slept + AHEAD_S)))]);
    // Light, deep, awake, REM; she woke when it ended.
    let (half, rest) = (night.asleep_min / 2, night.asleep_min - night.asleep_min / 2);
    for (minutes, level) in [(0, 2), (30, 3), (half, 1), (half + AWAKE_MIN, 4), (half + AWAKE_MIN + rest, 1)] {
        encoder.message(global::SLEEP_LEVEL, &[local_time(slept + minutes * 60), (0, Value::Enum(level))]);
    }
    encoder.message(global::SLEEP_END, &[local_time(night.woke())]);
    encoder.finish()
}

/// Apple's records: stages of the watch over those of the phone, two kinds of variability, and values of the afternoon.
fn apple(nights: &[Night]) -> Fallible<Vec<u8>> {
    let date = |unix: i64| format!("{} +0200", utc_text(unix + AHEAD_S).trim_end_matches('Z').replace('T', " "));
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<HealthData locale=\"en_NO\">\n");
    let mut record = |kind: &str, source: &str, unit: &str, span: (i64, i64), value: &str| -> Fallible<()> {
        writeln!(
            text,
            " <Record type=\"HK{kind}\" sourceName=\"{source}\" unit=\"{unit}\" creationDate=\"{end}\" startDate=\"{start}\" endDate=\"{end}\" value=\"{value}\"/>",
            start = date(span.0),
            end = date(span.1),
        )?;
        Ok(())
    };
    for night in nights {
        let (slept, woke) = (night.slept(), night.woke());
        let sleep = "CategoryTypeIdentifierSleepAnalysis";
        let value = |word: &str| format!("HKCategoryValueSleepAnalysis{word}");
        let middle = slept + night.asleep_min / 2 * 60;
        record(sleep, "Watch", "", (slept - 600, woke), &value("InBed"))?;
        record(sleep, "Watch", "", (slept, middle), &value("AsleepCore"))?;
        record(sleep, "Watch", "", (middle, middle + AWAKE_MIN * 60), &value("Awake"))?;
        record(sleep, "Watch", "", (middle + AWAKE_MIN * 60, woke), &value("AsleepREM"))?;
        record(sleep, "Phone", "", (slept + 3_600, woke - 3_600), &value("AsleepUnspecified"))?;
        record(sleep, "Watch", "", (woke + 8 * 3_600, woke + 8 * 3_600 + 1_200), &value("AsleepCore"))?;
        let sdnn = "QuantityTypeIdentifierHeartRateVariabilitySDNN";
        record(sdnn, "Watch", "ms", (woke - 60, woke), "88.5")?;
        let rmssd = "QuantityTypeIdentifierHeartRateVariabilityRMSSD";
        record(rmssd, "Watch", "ms", (woke - 120, woke - 60), &night.rmssd_ms.to_string())?;
        record(rmssd, "Watch", "ms", (woke + 9 * 3_600, woke + 9 * 3_600 + 60), "25")?;
        let rhr = "QuantityTypeIdentifierRestingHeartRate";
        record(rhr, "Watch", "count/min", (woke, woke + 3_600), &night.resting_bpm.to_string())?;
    }
    text.push_str("</HealthData>\n");
    zip(&[("apple_health_export/export.xml".to_string(), text.into_bytes())])
}

fn oura(nights: &[Night]) -> Fallible<String> {
    let mut sleeps = Vec::new();
    for night in nights {
        let day = day_text(night.day);
        sleeps.push(format!(
            "{{\"day\":\"{day}\",\"type\":\"sleep\",\"bedtime_start\":\"{day}T14:00:00+02:00\",\"total_sleep_duration\":1500,\"average_hrv\":30,\"lowest_heart_rate\":60}}"
        ));
        sleeps.push(format!(
            "{{\"day\":\"{day}\",\"type\":\"long_sleep\",\"total_sleep_duration\":{},\"average_hrv\":{},\"lowest_heart_rate\":{},\"efficiency\":97}}",
            night.asleep_min * 60,
            night.rmssd_ms,
            night.resting_bpm
        ));
    }
    let mut text = String::new();
    writeln!(
        text,
        "{{\"sleep\":[{}],\"daily_readiness\":[{{\"day\":\"2026-05-31\",\"score\":82,\"contributors\":{{\"resting_heart_rate\":95}}}}]}}",
        sleeps.join(",")
    )?;
    Ok(text)
}

fn oura_table(nights: &[Night]) -> Fallible<String> {
    let mut text = String::from("id;average_hrv;day;lowest_heart_rate;total_sleep_duration;type\n");
    for night in nights {
        let day = day_text(night.day);
        writeln!(text, "x;99;{day};40;40000;deleted")?;
        let seconds = night.asleep_min * 60;
        writeln!(text, "y;{};{day};{};{seconds};long_sleep", night.rmssd_ms, night.resting_bpm)?;
    }
    Ok(text)
}

fn whoop(nights: &[Night]) -> Fallible<String> {
    let mut text = String::from(
        "Cycle start time,Cycle end time,Cycle timezone,Recovery score %,Resting heart rate (bpm),\
         Heart rate variability (ms),Sleep onset,Wake onset,Asleep duration (min)\n",
    );
    let local = |unix: i64| utc_text(unix + AHEAD_S).trim_end_matches('Z').replace('T', " ");
    for (nth, night) in nights.iter().enumerate() {
        let (slept, woke) = (local(night.slept()), local(night.woke()));
        // Some rows have no time of waking up; the evening tells the day.
        let wake = if nth % 7 == 3 { "" } else { &woke };
        writeln!(
            text,
            "{slept},,UTC+02:00,71,{},{},{slept},{wake},{}",
            night.resting_bpm, night.rmssd_ms, night.asleep_min
        )?;
    }
    Ok(text)
}

/// Google's Takeout: Fitbit's JSON with American dates and placeholders, its table of variability, and Google Health's own
/// tables with repeated rows.
fn takeout(nights: &[Night]) -> Fallible<Vec<u8>> {
    let american = |day: i64| {
        let (year, month, date) = civil(day);
        format!("{month:02}/{date:02}/{:02}", year % 100)
    };
    let (mut rhr, mut sleep) = (Vec::new(), Vec::new());
    let mut hrv = String::from("timestamp,rmssd,nremhr,entropy\n");
    let mut details = String::from("timestamp,rmssd,coverage,low_frequency,high_frequency\n");
    let mut google_rhr = String::from("timestamp,beats per minute,data source\n");
    let mut google_sleep = String::from(
        "sleep_id,sleep_type,minutes_asleep,minutes_awake,start_utc_offset,sleep_start,end_utc_offset,sleep_end,data_source\n",
    );
    for night in nights {
        let (day, date) = (american(night.day), day_text(night.day));
        rhr.push(format!(
            "{{\"dateTime\":\"{day} 00:00:00\",\"value\":{{\"date\":\"{day}\",\"value\":{}.0,\"error\":6.8}}}}",
            night.resting_bpm
        ));
        sleep.push(format!(
            "{{\"logId\":1,\"dateOfSleep\":\"{date}\",\"minutesAsleep\":{},\"minutesAwake\":{AWAKE_MIN},\"mainSleep\":true}},\
             {{\"logId\":2,\"dateOfSleep\":\"{date}\",\"minutesAsleep\":25,\"mainSleep\":false}}",
            night.asleep_min
        ));
        writeln!(hrv, "{date}T00:00:00,{},51.2,2.9", night.rmssd_ms)?;
        writeln!(details, "{date}T02:00:00,{},0.9,1,2", night.rmssd_ms + 9)?;
        writeln!(google_rhr, "{date}T00:00:00Z,{},Pixel Watch", night.resting_bpm)?;
        writeln!(google_rhr, "{date}T00:00:00Z,{},Fit Health Connect", night.resting_bpm + 5)?;
        let utc = |unix: i64| format!("{}+0000", utc_text(unix).trim_end_matches('Z').replace('T', " "));
        writeln!(
            google_sleep,
            "1,STAGES,{},{AWAKE_MIN},+02:00,{},+02:00,{},DERIVED",
            night.asleep_min,
            utc(night.slept()),
            utc(night.woke())
        )?;
    }
    let placeholder = "{\"dateTime\":\"06/01/26 00:00:00\",\"value\":{\"date\":null,\"value\":0.0,\"error\":0.0}}";
    rhr.push(placeholder.to_string());
    let list = |entries: Vec<String>| format!("[{}]\n", entries.join(",")).into_bytes();
    let global = "Takeout/Fitbit/Global Export Data";
    let google = "Takeout/Google Health";
    zip(&[
        (format!("{global}/resting_heart_rate-2026-04-27.json"), list(rhr)),
        (format!("{global}/sleep-2026-04-27.json"), list(sleep)),
        (
            "Takeout/Fitbit/Heart Rate Variability/Daily Heart Rate Variability Summary - 2026-05-31.csv".to_string(),
            hrv.into_bytes(),
        ),
        (
            "Takeout/Fitbit/Heart Rate Variability/Heart Rate Variability Details - 2026-05-31.csv".to_string(),
            details.into_bytes(),
        ),
        (
            format!("{google}/Physical Activity_GoogleData/Daily Resting Heart Rate/daily_resting_heart_rate.csv"),
            google_rhr.into_bytes(),
        ),
        (format!("{google}/Health Fitness Data_GoogleData/UserSleeps_2026-04-27.csv"), google_sleep.into_bytes()),
    ])
}

fn wellness(nights: &[Night]) -> Fallible<String> {
    let mut text = String::from("# from my own script\ndate,rmssd,resting_hr,sleep_h\n");
    for night in nights {
        let (minutes, hours) = (night.asleep_min % 60, night.asleep_min / 60);
        writeln!(text, "{},{},{},{hours}:{minutes:02}", day_text(night.day), night.rmssd_ms, night.resting_bpm)?;
    }
    writeln!(text, "2026-06-01,0,0,")?;
    Ok(text)
}

const FORM_TOML: &str = "# A form with Hooper's scale, whose dates are American.
[[mornings]]
file = \"form.csv\"
scale = \"hooper\"
date = \"Timestamp\"
date_order = \"mdy\"
legs = \"Fatigue\"
soreness = \"Muscle soreness\"
sleep_quality = \"Sleep\"
motivation = { column = \"Mood (0-10)\", worst = 0, best = 10 }
sleep_h = { column = \"Slept (min)\", unit = \"min\" }
hrv_rmssd_ms = \"HRV4Training rMSSD\"
resting_hr_bpm = \"HR\"
";

fn form(nights: &[Night]) -> Fallible<String> {
    let mut text =
        String::from("Timestamp,Fatigue,Muscle soreness,Sleep,Stress,Mood (0-10),Slept (min),HRV4Training rMSSD,HR\n");
    for (nth, night) in nights.iter().enumerate() {
        let (year, month, date) = civil(night.day);
        let fatigue = 1 + nth % 7;
        writeln!(
            text,
            "{month}/{date}/{year} 6:{:02}:12 AM,{fatigue},{},2,4,{},{},{},{}",
            31 + nth % 20,
            1 + nth % 4,
            nth % 11,
            night.asleep_min,
            night.rmssd_ms,
            night.resting_bpm
        )?;
    }
    Ok(text)
}

/// The nights of the runner as her watch's vendor exports them: what weighs on her shows in them.
pub(crate) fn of_runner(files: &mut Files, bodies: &[Body]) {
    let rng = &mut Rng::named("runner's nights");
    let (mut status, mut summaries) = (Vec::new(), Vec::new());
    for body in bodies {
        // Some nights the watch lies on its charger.
        if rng.unit() < 0.08 {
            continue;
        }
        let day = day_text(body.day);
        let tired = body.fatigue.max(0.0) + 2.0 * body.worn + 0.5 * body.ill;
        let rmssd = libm::round(63.0 - 22.0 * tired + 5.0 * rng.normal()).clamp(20.0, 95.0);
        let resting = libm::round(48.0 + 5.0 * tired + 0.9 * rng.normal()).clamp(42.0, 66.0);
        status.push(format!(
            "{{\"calendarDate\":\"{day}\",\"outliersCount\":0,\"metrics\":[{{\"type\":\"HRV\",\"value\":{rmssd:.1},\"baselineUpperLimit\":72.0,\"baselineLowerLimit\":54.0}}]}}"
        ));
        summaries.push(format!(
            "{{\"calendarDate\":\"{day}\",\"includesWellnessData\":true,\"restingHeartRate\":{resting:.0},\"totalSteps\":9000}}"
        ));
    }
    let list = |entries: &[String]| format!("[{}]\n", entries.join(",\n"));
    files.put("runner/garmin/2026-03-03_2026-08-31_1_healthStatusData.json", list(&status));
    files.put("runner/garmin/UDSFile_2026-03-03_2026-08-31.json", list(&summaries));
}
