//! JSON as vendors write it: not always UTF-8, with numbers that JSON has not, and with values of another type than
//! yesterday. It is read value by value, so that a list that breaks off gives what stands before the break.

use crate::diagnostic::{Code, Diagnostics};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// The text of a JSON file. A byte order mark is taken off, stretches that are no UTF-8 become U+FFFD and are told, and the
/// bare `NaN` and `Infinity` of some writers become `null`.
pub(super) fn repaired_text<'a>(bytes: &'a [u8], diagnostics: &mut Diagnostics) -> Cow<'a, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    if matches!(text, Cow::Owned(_)) {
        let repaired = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() as u64;
        let detail = "stretches of text were no UTF-8 and were replaced";
        diagnostics.push_counted(Code::TextRepaired, None, repaired, detail);
    }
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if has("NaN") || has("Infinity") { without_bare_words(&text).into() } else { text }
}

/// Why and where a file breaks off.
pub(super) fn break_in_words(error: &serde_json::Error) -> String {
    let what = if error.is_eof() { "the file ends in the middle" } else { "the JSON is damaged" };
    format!("{what}, at line {} column {}; what follows was not read", error.line(), error.column())
}

/// The text with `null` for every `NaN`, `Infinity` and `-Infinity` outside of strings.
fn without_bare_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut quoted = false;
    while let Some((before, from)) = rest.find(['"', '\\', 'N', 'I', '-']).and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let word = ["NaN", "-NaN", "Infinity", "-Infinity"].into_iter().find(|word| !quoted && from.starts_with(word));
        let (kept, length) = match word {
            Some(word) => ("null", word.len()),
            // A backslash and what it stands before: of the latter only the first byte matters, and it is ASCII where it does.
            None if from.starts_with('\\') => {
                let length = from.chars().take(2).map(char::len_utf8).sum();
                (from.get(..length).unwrap_or_default(), length)
            }
            None => {
                quoted ^= from.starts_with('"');
                (from.get(..1).unwrap_or_default(), 1)
            }
        };
        out.push_str(kept);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A value with what stands below it, as far as it is wanted.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum JsonValue {
    /// A finite number.
    Number(f64),
    /// A text.
    Text(String),
    /// A truth.
    Truth(bool),
    /// The elements of a list.
    List(Vec<JsonValue>),
    /// The members of an object, in the order of the file.
    Object(Vec<(String, JsonValue)>),
    /// Nothing, or a number that is none.
    Nothing,
}

/// Values that one record may hold; what goes beyond them is read as nothing.
const RECORD_VALUES_MAX: usize = 4096;

/// Lists and objects inside one another that are looked into.
const RECORD_DEPTH_MAX: usize = 8;

impl JsonValue {
    /// The member of an object at a path of keys; of a key that comes twice, the later.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        let mut here = self;
        for key in path {
            let Self::Object(members) = here else { return None };
            here = members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)?;
        }
        Some(here)
    }

    /// The number at a path, whether it stands in quotes or not.
    pub(super) fn number(&self, path: &[&str]) -> Option<f64> {
        match self.at(path)? {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// The number that stands last under one of the keys of an object.
    pub(super) fn last_number(&self, keys: &[&str]) -> Option<f64> {
        let Self::Object(members) = self else { return None };
        members.iter().rev().filter(|(key, _)| keys.contains(&key.as_str())).find_map(|(_, value)| value.number(&[]))
    }

    /// The text at a path as it stands, unless it is blank.
    pub(super) fn words(&self, path: &[&str]) -> Option<&str> {
        match self.at(path)? {
            Self::Text(text) => Some(text.as_str()).filter(|text| !text.trim().is_empty()),
            _ => None,
        }
    }

    /// The text at a path without what is blank around it.
    pub(super) fn text(&self, path: &[&str]) -> Option<&str> {
        self.words(path).map(str::trim)
    }

    /// Whether `true` stands at a path.
    pub(super) fn is_true(&self, path: &[&str]) -> bool {
        self.at(path) == Some(&Self::Truth(true))
    }

    /// The elements of the list at a path; none where there is no list.
    pub(super) fn list(&self, path: &[&str]) -> &[Self] {
        match self.at(path) {
            Some(Self::List(elements)) => elements,
            _ => &[],
        }
    }
}

/// Takes over a record and the key that it stands under.
type TakeRecord<'a> = dyn FnMut(&str, JsonValue) + 'a;

/// Gives the records of a file one after the other: the elements of a list, or, where lists stand under the keys of an
/// object, theirs with their key. What stands before a break is given; the break is told.
pub(super) fn read_records(text: &str, take: &mut TakeRecord<'_>) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    Records { key: "", list: None, wanted: &[], take }.deserialize(&mut json)?;
    json.end()
}

/// Gives the entries of the list that stands under one key of an object, or of each object in a list; of an entry that is
/// an object, what these keys hold. What stands before a break is given; the break is told.
pub(super) fn read_entries(
    text: &str,
    list: &'static str,
    wanted: &'static [&'static str],
    take: &mut TakeRecord<'_>,
) -> Result<(), serde_json::Error> {
    Records { key: "", list: Some(list), wanted, take }.deserialize(&mut serde_json::Deserializer::from_str(text))
}

/// The records under a key.
struct Records<'a, 'b> {
    key: &'a str,
    /// The only key under which there are any.
    list: Option<&'static str>,
    /// The keys that are wanted of a record; all where none is named.
    wanted: &'static [&'static str],
    take: &'a mut TakeRecord<'b>,
}

impl<'b> Records<'_, 'b> {
    /// Whether there are records under a key.
    fn are_under(&self, key: &str) -> bool {
        self.list.is_none_or(|list| list == key)
    }

    fn below<'c>(&'c mut self, key: &'c str) -> Records<'c, 'b> {
        Records { key, list: self.list, wanted: self.wanted, take: &mut *self.take }
    }
}

impl<'de> DeserializeSeed<'de> for Records<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A value beside the records is passed over, whatever it is; not where they can only be under one key.
macro_rules! passed_over {
    ($($visit:ident: $type:ty),+) => {
        $(fn $visit<E: Error>(self, _: $type) -> Result<(), E> {
            self.list.map_or(Ok(()), |_| Err(E::custom("no list")))
        })+
    };
}

impl<'de> Visitor<'de> for Records<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("records")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        loop {
            if self.are_under(self.key) {
                let mut left = RECORD_VALUES_MAX;
                match list.next_element_seed(Branch { left: &mut left, depth: 0, keys: self.wanted })? {
                    Some(record) => (self.take)(self.key, record),
                    None => return Ok(()),
                }
            } else if list.next_element_seed(self.below(""))?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<(), A::Error> {
        while let Some(key) = object.next_key::<String>()? {
            if self.key.is_empty() && self.are_under(&key) {
                object.next_value_seed(self.below(&key))?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    passed_over!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A key, if it is wanted; where none is named, all are.
struct WantedKey(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for WantedKey {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for WantedKey {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Option<String>, E> {
        Ok((self.0.is_empty() || self.0.contains(&key)).then(|| key.to_owned()))
    }
}

/// One value of a record, and how many more it may hold.
struct Branch<'a> {
    left: &'a mut usize,
    depth: usize,
    /// The keys that are wanted of an object; all where none is named.
    keys: &'static [&'static str],
}

impl Branch<'_> {
    /// Whether one more value may be kept, at this depth.
    fn goes_on(&mut self) -> bool {
        let left = self.left.checked_sub(1).filter(|_| self.depth < RECORD_DEPTH_MAX);
        *self.left = left.unwrap_or(*self.left);
        left.is_some()
    }

    fn branch_below(&mut self) -> Branch<'_> {
        Branch { left: &mut *self.left, depth: self.depth.saturating_add(1), keys: &[] }
    }
}

impl<'de> DeserializeSeed<'de> for Branch<'_> {
    type Value = JsonValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<JsonValue, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Branch<'_> {
    type Value = JsonValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<JsonValue, E> {
        Ok(JsonValue::Truth(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<JsonValue, E> {
        Ok(JsonValue::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<JsonValue, E> {
        Ok(JsonValue::Number(number as f64))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<JsonValue, E> {
        Ok(if number.is_finite() { JsonValue::Number(number) } else { JsonValue::Nothing })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<JsonValue, E> {
        Ok(JsonValue::Text(text.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<JsonValue, E> {
        Ok(JsonValue::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<JsonValue, A::Error> {
        let mut elements = Vec::new();
        loop {
            if !self.goes_on() {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(JsonValue::List(elements));
            }
            match list.next_element_seed(self.branch_below())? {
                Some(element) => elements.push(element),
                None => return Ok(JsonValue::List(elements)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<JsonValue, A::Error> {
        let mut members = Vec::new();
        loop {
            if !self.goes_on() {
                while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Ok(JsonValue::Object(members));
            }
            match object.next_key_seed(WantedKey(self.keys))? {
                Some(Some(key)) => members.push((key, object.next_value_seed(self.branch_below())?)),
                Some(None) => {
                    object.next_value::<IgnoredAny>()?;
                    *self.left = self.left.saturating_add(1);
                }
                None => return Ok(JsonValue::Object(members)),
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;

    /// The text, and how many stretches of it were repaired.
    fn text_of(bytes: &[u8]) -> (Cow<'_, str>, u64) {
        let mut diagnostics = Diagnostics::default();
        let text = repaired_text(bytes, &mut diagnostics);
        (text, diagnostics.as_slice().iter().map(|found| found.count).sum())
    }

    #[test]
    fn numbers_that_json_has_not_are_null_but_not_in_texts() {
        let (text, repaired) = text_of(br#"[NaN,-Infinity,-1,"NaN \"NaN\" \\",NaN,"I\\",Infinity,"-"]"#);
        assert_eq!(text, r#"[null,null,-1,"NaN \"NaN\" \\",null,"I\\",null,"-"]"#);
        assert_eq!(repaired, 0);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_counted() {
        assert_eq!(
            text_of(b"\xEF\xBB\xBF[\"caf\xE9\",\"\xFF\xFE\"]"),
            ("[\"caf\u{fffd}\",\"\u{fffd}\u{fffd}\"]".into(), 3)
        );
    }

    #[test]
    fn records_are_given_with_what_stands_below_them_until_the_break() {
        let mut found = Vec::new();
        let text =
            r#"{"name":"x","sleep":[{"day":"2026-05-01","a":{"b":[1,true]}},7],"other":{"x":[1]},"cut":[{"day":"#;
        let outcome = read_records(text, &mut |key, tree| found.push((key.to_owned(), tree)));
        assert!(outcome.unwrap_err().is_eof());
        assert_eq!(found.len(), 2);
        let (key, tree) = &found[0];
        assert_eq!((key.as_str(), tree.text(&["day"])), ("sleep", Some("2026-05-01")));
        assert_eq!(tree.list(&["a", "b"]), [JsonValue::Number(1.0), JsonValue::Truth(true)]);
        assert_eq!((tree.number(&["a"]), tree.number(&["a", "c"])), (None, None));
    }

    #[test]
    fn a_record_without_end_costs_no_more_than_its_share() {
        let endless = format!("[[{}1],{{\"day\":5}}]", "0,".repeat(1_000_000));
        let mut found = Vec::new();
        read_records(&endless, &mut |_, tree| found.push(tree)).unwrap();
        assert!(matches!(&found[0], JsonValue::List(elements) if elements.len() <= RECORD_VALUES_MAX));
        assert_eq!(found[1].number(&["day"]), Some(5.0));
        let deep = format!("[{}{}]", "[".repeat(100), "]".repeat(100));
        assert!(read_records(&deep, &mut |_, _| {}).is_ok());
    }

    #[test]
    fn what_is_neither_number_nor_text_is_nothing() {
        let mut found = Vec::new();
        read_records(r#"[1,-1.5,"7"," ",true,null,[1,[2]],{"a":{}}]"#, &mut |_, value| found.push(value)).unwrap();
        let numbers: Vec<_> = found.iter().map(|value| value.number(&[])).collect();
        assert_eq!(numbers, [Some(1.0), Some(-1.5), Some(7.0), None, None, None, None, None]);
        let texts: Vec<_> = found.iter().filter_map(|value| value.text(&[])).collect();
        assert_eq!(texts, ["7"]);
    }

    #[test]
    fn keys_that_are_not_wanted_cost_nothing() {
        let others: Vec<String> = (0..2 * RECORD_VALUES_MAX).map(|nth| format!("\"{nth}\":[{nth}],")).collect();
        let others = others.concat();
        let text = format!(r#"{{"list":[{{{others}"b":" x ","a":1,"a":[2]}}]}}"#);
        let mut found = Vec::new();
        read_entries(&text, "list", &["a", "b"], &mut |_, value| found.push(value)).unwrap();
        let value = &found[0];
        assert_eq!((value.words(&["b"]), value.text(&["b"])), (Some(" x "), Some("x")));
        assert_eq!(
            (value.number(&["a"]), value.last_number(&["a", "b"])),
            (None, Some(1.0)),
            "the later of two counts"
        );
    }
}
