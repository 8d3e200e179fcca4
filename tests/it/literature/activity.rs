//! Cleaning and the calendar day against published rules and worked cases.

use super::reader::{check, rows};
use restday::activity::{clock, elevation, heart_rate, speed, zone};

/// Seconds from the Unix epoch to the FIT epoch, 1989-12-31T00:00:00Z.
const FIT_EPOCH_S: i64 = 631_065_600;

#[test]
fn signal_hygiene() {
    const NOT_OURS: &str = "a rule of another program, kept as contrast";
    const OTHER: &str = "asserted in its own form below";
    let left_out = [("fl1", NOT_OURS), ("fl2", NOT_OURS), ("fl3", OTHER), ("mv3", OTHER)];
    check("signal_hygiene.csv", &left_out, |row| match row.case_id.as_str() {
        "mv1" => Some(speed::moving_mps(true)),
        "mv2" => Some(speed::moving_mps(false)),
        "ev1" | "ev2" | "ev3" => Some(elevation::climb_m(row.numbers("alt"), row.number("threshold_m")?)),
        _ => None,
    });
    let rows = rows("signal_hygiene.csv");
    let fl3 = rows.iter().find(|row| row.case_id == "fl3").expect("the case");
    // 255 is as silent as 0.
    let mut readings: Vec<u8> = fl3.numbers("hr").iter().map(|bpm| if *bpm < 255.0 { *bpm as u8 } else { 0 }).collect();
    let time_ms: Vec<i64> = (0..readings.len() as i64).map(|second| 1000 * second).collect();
    let flagged = heart_rate::drop_implausible(&time_ms, &mut readings);
    assert_eq!(format!("{flagged:?}").replace(' ', ""), fl3.expected);

    let mv3 = rows.iter().find(|row| row.case_id == "mv3").expect("the case");
    let speed_mps = [vec![Some(3.0); 60], vec![Some(0.2); 30], vec![Some(3.0); 60]].concat();
    let track = speed::MeasuredWay { distance_m: vec![0.0; 150], speed_mps };
    assert_eq!(format!("{:?}", track.moving_s(&[1.0; 150], true)), mv3.expected);
}

#[test]
fn local_day() {
    let offset_s = |row: &super::reader::Row| {
        let difference = row.number("local_timestamp")? - row.number("timestamp")?;
        Some(difference as i32)
    };
    for row in rows("time_local_date.csv") {
        match row.case_id.as_str() {
            "tz1" => {
                let time_ms = 1000 * (row.number("fit_ts").expect("a time") as i64 + FIT_EPOCH_S);
                assert_eq!(clock::iso_time(time_ms, 0).replace('T', " "), row.expected);
            }
            "tz2" => {
                let time_ms = 1000 * (row.number("timestamp").expect("a time") as i64 + FIT_EPOCH_S);
                let day = clock::local_day(time_ms, offset_s(&row).expect("an offset"));
                assert_eq!(day.to_string(), row.expected);
            }
            "tz3" | "tz4" => {
                let instant: jiff::Timestamp = row.word("start_utc").parse().expect("an instant");
                let time_ms = instant.as_millisecond();
                let offset_s = zone::offset_in_zone_s(row.word("tz"), time_ms).expect("a zone");
                assert_eq!(clock::local_day(time_ms, offset_s).to_string(), row.expected, "{}", row.case_id);
            }
            "tz7" => {
                // Five hours east of UTC the activity starts at 18:40 of the same UTC day and ends on the next local one.
                let start: jiff::civil::DateTime = row.word("start_local").parse().expect("a time");
                let offset = jiff::tz::Offset::constant(5);
                let time_ms = offset.to_timestamp(start).expect("an instant").as_millisecond();
                assert_eq!(clock::local_day(time_ms, offset.seconds()).to_string(), row.expected);
            }
            // Power-on clocks and impossible offsets are refused where bytes are read: see the FIT decoder's tests.
            "tz5" | "tz6" => {}
            unknown => panic!("{unknown}: neither met nor left out"),
        }
    }
}
