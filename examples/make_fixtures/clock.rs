//! Civil time for the two places of the diary, worked out here and not by the library that the program under test uses.

use crate::Fallible;

/// Seconds of a day.
pub(crate) const DAY_S: i64 = 86_400;

/// Seconds from the Unix epoch to the FIT epoch, 1989-12-31.
pub(crate) const FIT_EPOCH_S: i64 = 631_065_600;

/// Days since 1970-01-01 of a Gregorian date.
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    if month < 10 { (era * 400 + year_of_era, month + 3, day) } else { (era * 400 + year_of_era + 1, month - 9, day) }
}

/// Where the runner's clock hangs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// Europe/Oslo: one hour before UTC, two from 2026-03-29 on.
    Oslo,
    /// `America/New_York` in summer, which is all the diary needs: four hours after UTC.
    NewYork,
}

impl Zone {
    /// Seconds that local clocks are ahead of UTC on a local day.
    pub(crate) fn offset_s(self, day: i64) -> i64 {
        match self {
            Self::Oslo if day < days(2026, 3, 29) => 3_600,
            Self::Oslo => 7_200,
            Self::NewYork => -14_400,
        }
    }
}

/// `2026-03-02` as days since 1970-01-01.
pub(crate) fn parse_day(text: &str) -> Fallible<i64> {
    let mut parts = text.splitn(3, '-').map(str::parse::<i64>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) => Ok(days(year, month, day)),
        _ => Err(format!("not a day: {text}").into()),
    }
}

/// `18:06` as seconds since midnight.
pub(crate) fn parse_time(text: &str) -> Fallible<i64> {
    match text.split_once(':').map(|(hour, minute)| (hour.parse::<i64>(), minute.parse::<i64>())) {
        Some((Ok(hour), Ok(minute))) => Ok(hour * 3_600 + minute * 60),
        _ => Err(format!("not a time: {text}").into()),
    }
}

/// `2026-03-02` of days since 1970-01-01.
pub(crate) fn day_text(day: i64) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Hours, minutes and seconds of a Unix time, which the caller may have moved to local time.
fn clock_text(time: i64, separator: &str) -> String {
    let second = time.rem_euclid(DAY_S);
    format!("{:02}{separator}{:02}{separator}{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// `2026-03-02T17:06:31Z` of a Unix time.
pub(crate) fn utc_text(time: i64) -> String {
    format!("{}T{}Z", day_text(time.div_euclid(DAY_S)), clock_text(time, ":"))
}

/// `2026-03-02-18-06-31` of a local time, as watches name their files.
pub(crate) fn file_text(local: i64) -> String {
    format!("{}-{}", day_text(local.div_euclid(DAY_S)), clock_text(local, "-"))
}

/// `Mar 2, 2026, 5:06:31 PM` of a Unix time, as Strava writes UTC to English-speaking accounts.
pub(crate) fn strava_text(time: i64) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = civil(time.div_euclid(DAY_S));
    let (hour, half) = match time.rem_euclid(DAY_S) / 3_600 {
        hour @ 0..12 => (hour, "AM"),
        hour => (hour - 12, "PM"),
    };
    let hour = if hour == 0 { 12 } else { hour };
    let minute_second = clock_text(time, ":");
    format!("{} {day}, {year}, {hour}{} {half}", MONTHS[(month - 1) as usize], &minute_second[2..])
}
