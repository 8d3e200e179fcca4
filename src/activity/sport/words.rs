//! What a word for a sport means, in the languages in which services and phones write it.
//!
//! A word is parted where a person would part it: at blanks, hyphens and strokes, and where a capital letter stands in it
//! (`MountainBikeRide`). Each part is looked up whole, so that *crunches* is no run; a part may be put together of known ones, as Germans
//! do (*Waldlauf*), and of Chinese, Japanese, Korean and Thai, which part nothing, what stands in it counts.

use super::Sport;
use super::vocabulary::{Means, WORDS};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Bytes of a word for a sport; a longer one is a story.
const WORD_BYTES_MAX: usize = 200;

/// Parts of the longest phrase that is looked for within a word.
const PHRASE_PARTS_MAX: usize = 5;

/// Letters of the shortest part that a word may be put together of: with fewer, a word can be taken apart into anything.
const PART_LETTERS_MIN: usize = 3;

/// Whether a word of a file says that an engine moved the body: driving, flying, motorcycling. Such a way is no ride and no run,
/// whatever its speed.
pub(crate) fn is_motorised(word: &str) -> bool {
    meanings_of(word).contains(&Means::Engine)
}

/// The sport that a word of a file or a vendor means: [`Sport::Other`] for one that is known and is none of those here (skiing, rowing,
/// driving), absent for a word that is not known.
pub(crate) fn from_word(word: &str) -> Option<Sport> {
    let means = meanings_of(word);
    let has = |meant: &[Means]| meant.iter().any(|meant| means.contains(meant));
    let is = |sport: Sport| means.contains(&Means::Sport(sport));
    let runs = [Sport::TrailRun, Sport::Treadmill, Sport::Run];
    let is_run = runs.into_iter().any(is);
    if has(&[Means::Engine, Means::Elsewhere]) || (is(Sport::Swim) && (is_run || is(Sport::Ride))) {
        return Some(Sport::Other);
    }
    // A walk on a treadmill is a walk, and what is said of a way or a place is said of the run there.
    if let Some(sport) = [Sport::Ride, Sport::Hike, Sport::Walk, Sport::Swim, Sport::Strength, Sport::Yoga]
        .into_iter()
        .find(|sport| is(*sport))
    {
        return Some(sport);
    }
    if is(Sport::Treadmill) || (is_run && has(&[Means::Indoors])) {
        return Some(Sport::Treadmill);
    }
    if is(Sport::TrailRun) || (is_run && has(&[Means::Trail])) {
        return Some(Sport::TrailRun);
    }
    if is_run {
        return Some(Sport::Run);
    }
    has(&[Means::Workout]).then_some(Sport::Other)
}

/// What the parts of a word mean.
fn meanings_of(word: &str) -> HashSet<Means> {
    let word = word.trim();
    if word.len() > WORD_BYTES_MAX {
        return HashSet::new();
    }
    if let Some(sport) = Sport::ALL.iter().find(|sport| sport.facts().strava_number == word && !word.is_empty()) {
        return HashSet::from([Means::Sport(*sport)]);
    }
    let index = &*INDEX;
    let parts: Vec<String> = parts_of(word).iter().map(|part| folded(part)).filter(|part| !part.is_empty()).collect();
    let joined = parts.concat();
    let by_all = [&index.whole, &index.phrases, &index.parts].into_iter().find_map(|words| words.get(&joined));
    if let Some(means) = by_all {
        return HashSet::from([*means]);
    }
    let mut found = HashSet::new();
    let mut rest = parts.as_slice();
    while let Some((first, after)) = rest.split_first() {
        if let Some((means, length)) = index.phrase_at(rest) {
            found.insert(means);
            rest = rest.get(length..).unwrap_or_default();
        } else {
            found.extend(index.meanings_of_part(first));
            rest = after;
        }
    }
    found
}

/// The words by the form in which they are compared.
struct Index {
    /// Those that mean what they do by themselves only.
    whole: HashMap<String, Means>,
    /// Those of several parts.
    phrases: HashMap<String, Means>,
    /// Those that mean it beside others too.
    parts: HashMap<String, Means>,
    /// Those of scripts that part no words.
    within: Vec<(String, Means)>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { whole: HashMap::new(), phrases: HashMap::new(), parts: HashMap::new(), within: Vec::new() };
    for (means, words) in WORDS {
        for written in words.split_whitespace() {
            let (word, stands_alone) = written.strip_prefix('=').map_or((written, false), |word| (word, true));
            let compared: String = word.split('_').map(folded).collect();
            if stands_alone {
                index.whole.entry(compared).or_insert(*means);
            } else if word.contains('_') {
                index.phrases.entry(compared).or_insert(*means);
            } else if compared.contains(parts_nothing) {
                index.within.push((compared, *means));
            } else {
                index.parts.entry(compared).or_insert(*means);
            }
        }
    }
    index
});

impl Index {
    /// The longest phrase at the front of some parts, and how many of them it takes.
    fn phrase_at(&self, parts: &[String]) -> Option<(Means, usize)> {
        (2..=parts.len().min(PHRASE_PARTS_MAX)).rev().find_map(|length| {
            let means = self.phrases.get(&parts.get(..length)?.concat())?;
            Some((*means, length))
        })
    }

    fn meanings_of_part(&self, part: &str) -> Vec<Means> {
        if let Some(means) = self.parts.get(part) {
            return vec![*means];
        }
        if part.contains(parts_nothing) {
            return self
                .within
                .iter()
                .filter(|(word, _)| part.contains(word.as_str()))
                .map(|(_, means)| *means)
                .collect();
        }
        self.put_together(part).unwrap_or_default()
    }

    /// The known parts that a word is put together of, without a letter left over; of several ways, that with the longest last part.
    fn put_together(&self, word: &str) -> Option<Vec<Means>> {
        let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        // For each end, how the word up to there is put together.
        let mut ways: Vec<Option<Vec<Means>>> = vec![Some(Vec::new())];
        for (nth, end) in ends.iter().enumerate().skip(1) {
            let way =
                ends.iter().enumerate().take(nth.saturating_sub(PART_LETTERS_MIN - 1)).find_map(|(from_nth, from)| {
                    let before = ways.get(from_nth)?.as_ref()?;
                    let means = self.parts.get(word.get(*from..*end)?)?;
                    Some(before.iter().copied().chain([*means]).collect())
                });
            ways.push(way);
        }
        ways.pop().flatten()
    }
}

/// Whether a letter is of a script that parts no words: Chinese, Japanese, Korean, Thai.
fn parts_nothing(letter: char) -> bool {
    matches!(letter, '\u{0E00}'..='\u{0E7F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}

/// The parts of a word: between marks and blanks, before a capital letter behind a small one, before the last of several capitals that a
/// small one follows, and between letters and digits.
fn parts_of(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut parts = vec![String::new()];
    for (nth, letter) in letters.iter().enumerate() {
        let before = nth.checked_sub(1).and_then(|nth| letters.get(nth));
        let after = letters.get(nth.saturating_add(1));
        let begins = before.is_some_and(|before| {
            (letter.is_uppercase()
                && (before.is_lowercase() || (before.is_uppercase() && after.is_some_and(|c| c.is_lowercase()))))
                || letter.is_ascii_digit() != before.is_ascii_digit()
        });
        let is_mark = letter.is_whitespace() || letter.is_ascii_punctuation() || is_other_mark(*letter);
        if begins || is_mark {
            parts.push(String::new());
        }
        if let (false, Some(part)) = (is_mark, parts.last_mut()) {
            part.push(*letter);
        }
    }
    parts
}

/// Marks beyond ASCII that part words.
fn is_other_mark(letter: char) -> bool {
    matches!(
        letter,
        '\u{2010}'
            ..='\u{2015}'
                | '’'
                | '‘'
                | '·'
                | '・'
                | '、'
                | '，'
                | '（'
                | '）'
                | '：'
                | '／'
                | '،'
                | '…'
                | '«'
                | '»'
                | '“'
                | '”'
    )
}

/// A part in the form in which it is compared: small letters without accents and marks, so that it does not matter how a program writes
/// them, or whether it lost them on the way.
fn folded(part: &str) -> String {
    part.to_lowercase().chars().filter(|letter| !is_accent(*letter)).map(bare).collect()
}

/// Accents that stand behind their letter, and marks that are not seen: Latin, Hebrew, Arabic, Devanagari.
fn is_accent(letter: char) -> bool {
    matches!(
        letter,
        '\u{0300}'..='\u{036F}' | '\u{0591}'..='\u{05C7}' | '\u{0640}' | '\u{064B}'..='\u{0652}' | '\u{093C}' | '\u{200B}'..='\u{200F}' | '\u{FE0F}'
    )
}

/// A small letter without its accent.
fn bare(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ'..='ặ' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' | 'ỉ'..='ị' => 'i',
        'ķ' => 'k',
        'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => 'u',
        'ý' | 'ÿ' | 'ỳ'..='ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ё' => 'е',
        'й' => 'и',
        'ї' => 'і',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'أ' | 'إ' | 'آ' => 'ا',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ة' => 'ه',
        '\u{095C}' => '\u{0921}',
        // Fullwidth letters stand 0xFEE0 behind their own.
        'ａ'..='ｚ' => u32::from(letter).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(letter),
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_files_and_vendors() {
        for (word, sport) in [
            ("running/generic", Sport::Run),
            ("running/trail", Sport::TrailRun),
            ("running/treadmill", Sport::Treadmill),
            ("fitness_equipment/treadmill", Sport::Treadmill),
            ("cycling/indoor_cycling", Sport::Ride),
            ("Biking", Sport::Ride),
            ("E-Bike Ride", Sport::Ride),
            ("Virtual Run", Sport::Treadmill),
            ("Weight Training", Sport::Strength),
            ("training/yoga", Sport::Yoga),
            ("training/strength_training", Sport::Strength),
            ("Spaziergang", Sport::Walk),
            ("Lauf", Sport::Run),
            ("Langlauf", Sport::Other),
            ("9", Sport::Run),
            ("Other", Sport::Other),
            ("rowing/indoor_rowing", Sport::Other),
            ("swimming/lap_swimming", Sport::Swim),
            ("Wanderung", Sport::Hike),
            ("Indoor Running", Sport::Treadmill),
            ("TraditionalStrengthTraining", Sport::Strength),
            ("SwimBikeRun", Sport::Other),
            ("Gewichtstraining", Sport::Strength),
            ("Course à pied", Sport::Run),
            ("Course virtuelle", Sport::Treadmill),
            ("Carrera", Sport::Run),
            ("Caminata", Sport::Walk),
            ("Corsa", Sport::Run),
            ("Escursione", Sport::Hike),
            ("Fietsrit", Sport::Ride),
            ("Natação", Sport::Swim),
            ("Löpning", Sport::Run),
            ("Løpetur", Sport::Run),
            ("Trailløb", Sport::TrailRun),
            ("Bieg", Sport::Run),
            ("Jazda na rowerze", Sport::Ride),
            ("Course en fauteuil", Sport::Other),
            ("Entraînement", Sport::Other),
            ("treadmill_running", Sport::Treadmill),
            ("lap_swimming", Sport::Swim),
            ("strength_training", Sport::Strength),
            ("indoor_cycling", Sport::Ride),
            ("virtual_ride", Sport::Ride),
            ("road_biking", Sport::Ride),
            ("multi_sport", Sport::Other),
            ("breathwork", Sport::Other),
            ("meditation", Sport::Other),
            ("transition_v2", Sport::Other),
        ] {
            assert_eq!(from_word(word).unwrap_or_default(), sport, "{word}");
        }
    }

    #[test]
    fn every_sport_has_its_words_and_the_numbers_of_strava() {
        for sport in Sport::ALL {
            assert_eq!(from_word(sport.as_str()), Some(*sport));
        }
        let numbers =
            [("1", Sport::Ride), ("4", Sport::Hike), ("9", Sport::Run), ("10", Sport::Walk), ("16", Sport::Swim)];
        for (number, sport) in numbers {
            assert_eq!(from_word(number), Some(sport));
        }
    }

    #[test]
    fn a_word_of_no_table_is_not_known_and_one_of_another_sport_is() {
        for word in [
            "",
            "7",
            "T",
            "...",
            "unknown",
            "uncategorized",
            "Crunches",
            "Brunch",
            "Truncheon",
            "Prunes",
            "Overtrained",
            "Bikram",
            "Motto",
            "Carrots",
            "trackOnWeb",
            "alpineTour",
            "Ablauf",
            "Kreislauf",
            "Verlauf",
            "Auto",
            "ランチ",
            "盘",
            "\u{202e}",
            "99999",
        ] {
            assert_eq!(from_word(word), None, "{word}");
        }
        for word in [
            "Other",
            "other",
            "generic",
            "Sonstiges",
            "Workout",
            "sport_200",
            "rowing",
            "AlpineSki",
            "NordicSki",
            "Skilanglauf",
            "Eislaufen",
            "Snowshoe Running",
            "Course de ski",
            "Course en fauteuil",
            "Horse ride",
            "Wheelchair run",
            "swim_run",
            "Triathlon",
            "Jazda konna",
            "бег на лыжах",
            "běh na lyžích",
            "越野滑雪",
            "bieganie na nartach",
            "Hiking boots shopping",
            "Bike repair",
            "transition/bike_to_run_transition",
            "fitness_equipment/generic",
            "training/cardio_training",
            "water_sport",
            "SwimBikeRun",
        ] {
            assert_eq!(from_word(word), Some(Sport::Other), "{word}");
        }
    }

    #[test]
    fn what_an_engine_moves_is_no_ride() {
        for word in [
            "driving",
            "Drive",
            "motorcycling",
            "motorcycling/motocross",
            "Motorrad",
            "Motorradtour",
            "moto",
            "Motor bike",
            "MotorBike",
            "Car ride",
            "bus ride",
            "E-Scooter",
            "ATV",
            "flying",
            "boating",
            "Autofahrt",
            "Автомобиль",
            "мотоцикл",
            "オートバイ",
            "摩托车",
            "오토바이",
            "دراجة نارية",
            "จักรยานยนต์",
            "sepeda motor",
            "Train ride",
            "snowmobiling",
        ] {
            assert!(is_motorised(word) && from_word(word) == Some(Sport::Other), "{word}");
        }
        for word in [
            "Bikram yoga",
            "Training",
            "Ride",
            "Carrera",
            "motivation run",
            "Strength training",
            "E-Bike Ride",
            "自転車",
            "จักรยาน",
            "Trainingslauf",
        ] {
            assert!(!is_motorised(word), "{word}");
        }
    }

    #[test]
    fn words_are_parted_where_a_person_parts_them() {
        for (word, sport) in [
            ("Afternoon Run", Sport::Run),
            ("Morning Ride", Sport::Ride),
            ("Trail running", Sport::TrailRun),
            ("TrailRunning", Sport::TrailRun),
            ("trailrunning", Sport::TrailRun),
            ("TRAIL_RUNNING", Sport::TrailRun),
            ("off trail running", Sport::TrailRun),
            ("Trail hiking", Sport::Hike),
            ("MountainBikeRide", Sport::Ride),
            ("EMountainBikeRide", Sport::Ride),
            ("mountainbikeride", Sport::Ride),
            ("cycling/e_bike_fitness", Sport::Ride),
            ("HIITRun", Sport::Run),
            ("Run5k", Sport::Run),
            ("5kRun", Sport::Run),
            ("running/virtual_activity", Sport::Treadmill),
            ("Treadmill walking", Sport::Walk),
            ("walking/indoor_walking", Sport::Walk),
            ("Bikram yoga", Sport::Yoga),
            ("running–track", Sport::Run),
            ("Nordic Walking", Sport::Walk),
            ("Waldlauf", Sport::Run),
            ("Morgenlauf", Sport::Run),
            ("Intervalltraining Lauf", Sport::Run),
            ("Bergwanderung", Sport::Hike),
            ("Rennradfahren", Sport::Ride),
            ("Feierabendradtour", Sport::Ride),
            ("Nordic-Walking", Sport::Walk),
            ("course à pied matinale", Sport::Run),
            ("Course a pied", Sport::Run),
            ("Randonnee", Sport::Hike),
            ("NATAÇÃO", Sport::Swim),
            ("Course a\u{300} pied", Sport::Run),
            ("BİSİKLET", Sport::Ride),
            ("ＲＵＮＮＩＮＧ", Sport::Run),
        ] {
            assert_eq!(from_word(word), Some(sport), "{word}");
        }
    }

    #[test]
    fn a_run_is_a_run_in_every_language_of_the_phone() {
        for (sport, words) in [
            (
                Sport::Run,
                "Laufen|Course à pied|Correr|Corsa|Hardlopen|Corrida|Löpning|Løb|Løping|Bieganie|Běh|Beh|Futás|Alergare|Бег|Біг|Бягане|Koşu|\
                          Τρέξιμο|Juoksu|Jooksmine|Skriešana|Bėgimas|ランニング|跑步|달리기|الجري|ריצה|دویدن|दौड़|दौड़ना|Lari|Chạy bộ|วิ่ง|Córrer|Trčanje|Tek|Трчање",
            ),
            (
                Sport::TrailRun,
                "Traillauf|Course nature|Carrera de montaña|Trailløb|Terrengløp|Bieg terenowy|Трейлраннинг|トレイルランニング|越野跑|트레일 러닝",
            ),
            (
                Sport::Treadmill,
                "Laufband|Tapis roulant|Cinta de correr|Loopband|Беговая дорожка|ランニングマシン|跑步机|러닝머신|Futópad|ลู่วิ่ง",
            ),
            (
                Sport::Walk,
                "Spazieren|Marche|Caminata|Camminata|Wandelen|Caminhada|Gång|Gåtur|Spacer|Chůze|Séta|Ходьба|Yürüyüş|Περπάτημα|Kävely|\
                           ウォーキング|步行|걷기|مشي|הליכה|پیاده\u{200c}روی|चलना|Jalan kaki|Đi bộ|เดิน",
            ),
            (
                Sport::Hike,
                "Wandern|Randonnée|Senderismo|Escursionismo|Vandring|Fottur|Wędrówka|Turistika|Túra|Поход|Πεζοπορία|Vaellus|ハイキング|徒步|등산|เดินป่า",
            ),
            (
                Sport::Ride,
                "Radfahren|Vélo|Ciclismo|Fietsen|Cykling|Sykling|Kolarstwo|Cyklistika|Kerékpározás|Ciclism|Велосипед|Колоездене|Bisiklet|\
                           Ποδηλασία|Pyöräily|Jalgrattasõit|サイクリング|骑行|자전거|دراجة|אופניים|دوچرخه سواری|साइकिल|Bersepeda|Đạp xe|ปั่นจักรยาน|Biciklizam",
            ),
            (
                Sport::Swim,
                "Schwimmen|Natation|Natación|Nuoto|Zwemmen|Natação|Simning|Svømning|Pływanie|Plavání|Úszás|Înot|Плавание|Yüzme|Κολύμβηση|Uinti|\
                           水泳|游泳|수영|سباحة|שחייה|شنا|तैराकी|Renang|Bơi lội|ว่ายน้ำ",
            ),
            (Sport::Strength, "Krafttraining|Musculation|Styrketräning|Силовая тренировка|筋トレ|力量训练|근력 운동"),
            (Sport::Yoga, "Joga|Йога|ヨガ|瑜伽|요가|يوغا|יוגה|योग|โยคะ"),
        ] {
            for word in words.split('|') {
                assert_eq!(from_word(word), Some(sport), "{word}");
            }
        }
    }

    #[test]
    fn each_word_of_the_tables_means_one_thing() {
        let mut seen: HashMap<(bool, String), Means> = HashMap::new();
        for (means, words) in WORDS {
            for word in words.split_whitespace() {
                let stands_alone = word.starts_with('=') || word.contains('_');
                let compared: String = word.trim_start_matches('=').split('_').map(folded).collect();
                assert!(!compared.is_empty() && word == word.to_lowercase(), "{word}");
                let before = seen.insert((stands_alone, compared), *means);
                assert!(before.is_none_or(|before| before == *means), "{word} is {means:?} and {before:?}");
            }
        }
    }

    #[test]
    fn a_story_is_no_word_and_costs_nothing() {
        assert_eq!(from_word(&"run ".repeat(60)), None);
        assert_eq!(from_word(&"rad".repeat(60)), Some(Sport::Ride));
        assert_eq!(from_word(&"rad".repeat(60).replacen("rad", "rab", 1)), None);
    }
}
