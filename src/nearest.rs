//! The word that was meant: for errors about keys, values and names that nobody knows.

/// Characters of a word that are compared, so that no input makes it slow.
const WORD_CHARS_MAX: usize = 48;

/// The option that `word` most probably meant: the fewest slips of the keyboard away, the order of the words in it left
/// aside (`max_hr` means `hr_max`). Absent when
/// two fifths of even that option would be slips: then it is another word.
pub(crate) fn nearest<'a>(word: &str, options: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(WORD_CHARS_MAX).collect::<String>().to_lowercase();
    let slips = |option: &str| {
        let option = option.to_lowercase();
        edit_distance(&word, &option).min(edit_distance(&words_sorted(&word), &words_sorted(&option)))
    };
    let longer = |option: &str| word.chars().count().max(option.chars().count());
    options
        .map(|option| (slips(option), option))
        .min_by_key(|(slips, _)| *slips)
        .filter(|(slips, option)| slips * 5 <= longer(option) * 2)
        .map(|(_, option)| option)
}

fn words_sorted(key: &str) -> String {
    let mut words: Vec<&str> = key.split(['_', '-', ' ']).collect();
    words.sort_unstable();
    words.join("_")
}

/// Damerau–Levenshtein distance in its restricted form: insertions, deletions, substitutions, and swaps of neighbours.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut a_last = None;
    for (row, a_char) in a.chars().enumerate() {
        let mut current = Vec::with_capacity(above.len());
        current.push(row + 1);
        for (column, &b_char) in b.iter().enumerate() {
            let substituted = above[column] + usize::from(a_char != b_char);
            let mut fewest = substituted.min(above[column + 1] + 1).min(current[column] + 1);
            if 0 < column && a_last == Some(b_char) && a_char == b[column - 1] {
                fewest = fewest.min(before[column - 1] + 1);
            }
            current.push(fewest);
        }
        before = std::mem::replace(&mut above, current);
        a_last = Some(a_char);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["from", "hr_rest", "hr_max", "lthr", "run_pace"];

    #[test]
    fn distances() {
        for (a, b, distance) in [("", "", 0), ("", "abc", 3), ("hr_mxa", "hr_max", 1), ("kitten", "sitting", 3)] {
            assert_eq!(edit_distance(a, b), distance, "{a} {b}");
            assert_eq!(edit_distance(b, a), distance, "{b} {a}");
        }
        assert_eq!(nearest("MAX-HR", KEYS.into_iter()), Some("hr_max"));
        assert_eq!(nearest("vo2max", KEYS.into_iter()), None);
    }
}
