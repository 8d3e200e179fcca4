//! Names that stand for one input each.

use super::email::without_email;
use std::borrow::Cow;
use std::collections::HashMap;

/// The names given out so far, and the last number that each was given with.
#[derive(Debug, Default)]
pub(super) struct Unique(HashMap<String, usize>);

impl Unique {
    /// The name itself the first time, `name#2` the second, and so on; in neither is an e-mail address left.
    pub(super) fn claim_name(&mut self, name: String) -> String {
        let masked = match without_email(&name) {
            Cow::Owned(masked) => Some(masked),
            Cow::Borrowed(_) => None,
        };
        let name = masked.unwrap_or(name);
        let mut free = name.clone();
        let mut number = self.0.get(&name).copied().unwrap_or(1);
        while self.0.contains_key(&free) {
            number = number.saturating_add(1);
            free = format!("{name}#{number}");
        }
        self.0.insert(name, number);
        self.0.entry(free.clone()).or_insert(1);
        free
    }
}

/// A name without the number that [`Unique::claim_name`] may have put behind it.
pub(super) fn without_number(name: &str) -> &str {
    match name.rsplit_once('#') {
        Some((bare, number)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => bare,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_given_out_once() {
        let mut names = Unique::default();
        let asked = ["a", "a", "b", "a#2", "a", "a#2"];
        let given: Vec<String> = asked.iter().map(|name| names.claim_name((*name).to_owned())).collect();
        assert_eq!(given, ["a", "a#2", "b", "a#2#2", "a#3", "a#2#3"]);
        let asked = ["jane@example.com_1.fit", "joe@example.com_1.fit"];
        let given: Vec<String> = asked.iter().map(|name| names.claim_name((*name).to_owned())).collect();
        assert_eq!(given, ["(e-mail)_1.fit", "(e-mail)_1.fit#2"]);
        assert_eq!(without_number("a.fit#2"), "a.fit");
        assert_eq!(without_number("run #7.fit"), "run #7.fit");
        assert_eq!(without_number("a#"), "a#");
    }
}
