//! The dates of `activities.csv`, in the language of the account.

use crate::limits::{TIME_MS_MAX, TIME_MS_MIN};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// How the months begin, in lower case, in the languages of Strava that have words for them and not numbers.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "sty", "янв"],
    &["feb", "fév", "fev", "lut", "фев"],
    &["mar", "mär", "mrt", "maa", "мар"],
    &["apr", "avr", "abr", "kwi", "апр"],
    &["may", "mai", "maj", "mei", "mag", "май", "мая"],
    &["jun", "juin", "giu", "cze", "июн"],
    &["jul", "juil", "lug", "lip", "июл"],
    &["aug", "aoû", "ago", "sie", "авг"],
    &["sep", "set", "wrz", "сен"],
    &["oct", "okt", "ott", "out", "paź", "окт"],
    &["nov", "lis", "ноя"],
    &["dec", "déc", "dez", "dic", "des", "gru", "дек"],
];

/// Words for the halves of the day in Chinese, Japanese and Korean.
const HALVES: [(&str, &str); 6] =
    [("上午", " am "), ("下午", " pm "), ("午前", " am "), ("午後", " pm "), ("오전", " am "), ("오후", " pm ")];

/// The instant of a Strava date, Unix milliseconds, taken as UTC: `Sep 12, 2018, 3:02:23 PM`, `1 Oct 2023, 07:30:00`,
/// `09.12.2022, 15:24:49`, or year first. Absent when it is none of them, when the order of day and month is open
/// (`3/4/2020`), or outside [`TIME_MS_MIN`]..[`TIME_MS_MAX`].
pub(super) fn start_ms(cell: &str) -> Option<i64> {
    let mut numbers = Vec::new();
    let mut month = None;
    let mut time = None;
    let mut afternoon = None;
    let iso = cell.trim().strip_suffix('Z').unwrap_or(cell.trim());
    let iso = if iso.starts_with(|c: char| c.is_ascii_digit()) { iso.replace('T', " ") } else { iso.to_owned() };
    // `3:02 p. m.`, with one of several kinds of space between.
    let spaces: String = iso.to_lowercase().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let cell = spaces.replace(". m.", "m").replace(".m.", "m");
    let cell = if cell.is_ascii() { cell } else { in_latin(&cell) };
    for word in cell.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|word| !word.is_empty()) {
        if word.contains(':') {
            time = Some(word.split(':').map(|part| part.parse::<i8>().ok()).collect::<Option<Vec<_>>>()?);
        } else if let Ok(number) = word.parse::<i16>() {
            numbers.push(number);
        } else if matches!(word, "am" | "pm") {
            afternoon = Some(word == "pm");
        } else if let Some(place) = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name))) {
            month = Some(i16::try_from(place).ok()?.checked_add(1)?);
        }
    }
    let (year, month, day) = match (numbers.as_slice(), month) {
        ([year @ (1000..), day] | [day, year], Some(month)) => (*year, month, *day),
        ([year @ (1000..), month, day], None) => (*year, *month, *day),
        ([day, month, year], None) if !cell.contains('/') => (*year, *month, *day),
        _ => return None,
    };
    let (hour, minute, second) = match time?.as_slice() {
        [hour, minute] => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour.checked_rem(12)?.checked_add(if afternoon { 12 } else { 0 })?,
    };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let time = Time::new(hour, minute, second, 0).ok()?;
    let instant = DateTime::from_parts(date, time).to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
    (TIME_MS_MIN..TIME_MS_MAX).contains(&instant).then_some(instant)
}

/// A date in which the halves of the day have the names of English, and only blanks stand between the numbers:
/// `2018年9月12日 下午3:02:23`.
fn in_latin(cell: &str) -> String {
    let parted: String = cell.chars().map(|c| if "年月日".contains(c) { ' ' } else { c }).collect();
    HALVES.iter().fold(parted, |cell, (word, half)| cell.replace(word, half))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_export_are_the_same_instant() {
        for date in [
            "Sep 12, 2018, 3:02:23 PM",
            "Sep 12, 2018, 3:02:23\u{202f}PM",
            "12 Sep 2018, 15:02:23",
            "12 Sept 2018, 15:02:23",
            "12.09.2018, 15:02:23",
            "2018-09-12 15:02:23",
            "2018-09-12T15:02:23Z",
            "12 sept. 2018 à 15:02:23",
            "12 de set. de 2018, 15:02:23",
            "12 sept 2018, 3:02:23\u{a0}p.\u{a0}m.",
            "12 set 2018, 15:02:23",
            "12 сент. 2018 г., 15:02:23",
            "2018/09/12 15:02:23",
            "2018年9月12日 下午3:02:23",
            "2018. 9. 12. 오후 3:02:23",
        ] {
            assert_eq!(start_ms(date), Some(1_536_764_543_000), "{date}");
        }
        assert_eq!(start_ms("Jan 1, 2020, 12:00:00 AM"), Some(1_577_836_800_000));
        assert_eq!(start_ms("Jan 1, 2020, 12:30:00 PM"), Some(1_577_836_800_000 + 45_000_000));
        for (month, names) in MONTHS.iter().enumerate() {
            for name in *names {
                let expected = Date::new(2020, month as i8 + 1, 1).unwrap();
                let instant =
                    jiff::Timestamp::from_millisecond(start_ms(&format!("1 {name} 2020, 0:00")).unwrap()).unwrap();
                assert_eq!(instant.to_zoned(TimeZone::UTC).date(), expected, "{name}");
            }
        }
    }

    #[test]
    fn what_is_no_plain_date_is_no_date() {
        for date in [
            "",
            "today",
            "3/4/2020, 10:00",
            "2020-02-30 10:00:00",
            "Feb 30, 2020, 1:00:00 PM",
            "Sep 12, 2018",
            "Sep 12, 2018, 13:02:23 PM",
            "Sep 12, 2018, 0:02:23 AM",
            "Sep 12, 2018, 25:00:00",
            "12.09.1889, 15:02:23",
            "12.09.9999, 15:02:23",
            "1 2 3 4 5:00",
            "99999999999 Sep 2018, 1:00",
            "Sep 12, 2018, 1:2:3:4",
            "Sep 12, 2018, :",
        ] {
            assert_eq!(start_ms(date), None, "{date}");
        }
    }
}
