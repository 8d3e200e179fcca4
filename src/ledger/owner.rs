//! Whose a ledger is: it may tell nobody of another athlete's training, and take nobody's in.

use super::Ledger;
use crate::ingest::input_result::InputResult;
use crate::ingest::known::KnownFile;
use std::borrow::Borrow;
use std::collections::HashSet;

/// An athlete, as far as ledgers tell athletes apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The name.
    pub name: String,
    /// Whether `athlete.toml` gave it; else it is that of a folder or file, and only a hint.
    pub is_given: bool,
    /// What tells where the exports lie: a digest of the path. Absent where none are given, and in ledgers of restday 0.1.0.
    pub place: Option<u64>,
}

/// Whether exports are those of a ledger's owner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kinship {
    /// They are.
    #[default]
    Same,
    /// They are somebody else's.
    Other,
    /// Neither the names nor the place tell.
    Unclear,
}

impl Kinship {
    /// Two names that were given tell; else the place does, where it is the same or there is none.
    fn between_owners(known: &Owner, now: &Owner) -> Self {
        if known.is_given && now.is_given {
            return if known.name == now.name { Self::Same } else { Self::Other };
        }
        if now.place.is_none() || known.place == now.place { Self::Same } else { Self::Unclear }
    }

    /// By the exports themselves: an athlete's next archive holds most of what the one before held.
    pub(super) fn told_by<'a>(known: impl Iterator<Item = &'a KnownFile>, read: &[KnownFile]) -> Self {
        let known: Vec<&KnownFile> = known.collect();
        let has_activities = !recording_digests(&known, |piece| !piece.activities.is_empty()).is_empty();
        let counts = |piece: &InputResult| !piece.activities.is_empty() || (!has_activities && piece.gave_something());
        let (known, read) = (recording_digests(&known, counts), recording_digests(read, counts));
        let shared = known.intersection(&read).count();
        if known.len().min(read.len()) < 2 * shared || known.is_empty() { Self::Same } else { Self::Other }
    }
}

/// The digests of the inputs that count.
fn recording_digests<F: Borrow<KnownFile>>(files: &[F], counts: impl Fn(&InputResult) -> bool) -> HashSet<u64> {
    let pieces = files.iter().flat_map(|file| &file.borrow().pieces);
    pieces.filter(|piece| counts(piece)).map(|piece| piece.digest).collect()
}

impl Ledger {
    /// From here on the exports of this athlete are read. Where it is not clear that the ledger is of the same one, nothing is
    /// taken from it unread, and [`Ledger::is_anothers`] tells afterwards.
    pub(crate) fn open_for(&mut self, now: &Owner) {
        let known = self.owner.as_ref().filter(|_| !self.files.is_empty());
        self.kinship = known.map_or(Kinship::Same, |known| Kinship::between_owners(known, now));
        if self.kinship != Kinship::Same {
            self.distrust_all();
        }
    }

    /// Whether the exports are known to be somebody else's than the ledger's owner's.
    pub(crate) fn is_anothers(&self) -> bool {
        self.kinship == Kinship::Other
    }

    /// The athlete whose exports were read owns it. A name that was given stays until another is given, and so does the place
    /// where no exports are. Whether that is news.
    pub(crate) fn belongs_to(&mut self, now: Owner) -> bool {
        let owner = match &self.owner {
            None => now,
            Some(known) => {
                let named = if known.is_given && !now.is_given { known } else { &now };
                Owner { name: named.name.clone(), is_given: named.is_given, place: now.place.or(known.place) }
            }
        };
        let is_news = self.owner.as_ref() != Some(&owner);
        self.owner = Some(owner);
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Activity;
    use crate::activity::sport::Sport;
    use jiff::civil::date;

    fn owner(name: &str, is_given: bool, place: u64) -> Owner {
        Owner { name: name.to_owned(), is_given, place: Some(place) }
    }

    fn files(digests: &[u64]) -> Vec<KnownFile> {
        let activities = vec![Activity::bare(Sport::Run, date(2026, 5, 1), 60.0)];
        let piece =
            |digest: &u64| InputResult { digest: *digest, activities: activities.clone(), ..InputResult::default() };
        digests.iter().map(|digest| KnownFile { pieces: vec![piece(digest)], ..KnownFile::default() }).collect()
    }

    #[test]
    fn names_that_were_given_tell_and_else_the_place() {
        let kinship = |known: Owner, now: Owner| Kinship::between_owners(&known, &now);
        assert_eq!(kinship(owner("Bob", true, 1), owner("Bob", true, 2)), Kinship::Same);
        assert_eq!(kinship(owner("Bob", true, 1), owner("Mallory", true, 1)), Kinship::Other);
        assert_eq!(kinship(owner("bob", false, 1), owner("Bob", true, 1)), Kinship::Same);
        assert_eq!(kinship(owner("exports", false, 1), owner("exports", false, 2)), Kinship::Unclear);
        assert_eq!(kinship(owner("Bob", true, 1), owner("exports", false, 2)), Kinship::Unclear);
        let nowhere = Owner { place: None, ..owner("exports", false, 0) };
        assert_eq!(kinship(nowhere.clone(), owner("exports", false, 2)), Kinship::Unclear, "a ledger of long ago");
        assert_eq!(kinship(owner("Bob", true, 1), nowhere), Kinship::Same, "from the ledger alone");
    }

    #[test]
    fn the_next_archive_holds_most_of_the_one_before() {
        let told = |known: &[u64], read: &[u64]| Kinship::told_by(files(known).iter(), &files(read));
        assert_eq!(told(&[1, 2, 3], &[1, 2, 3, 4, 5, 6, 7]), Kinship::Same);
        assert_eq!(told(&[1, 2, 3, 4, 5, 6], &[6, 5]), Kinship::Same);
        assert_eq!(told(&[1, 2, 3, 4], &[4, 5, 6, 7]), Kinship::Other);
        assert_eq!(told(&[1, 2, 3, 4], &[4, 5]), Kinship::Other);
        assert_eq!(told(&[1, 2], &[]), Kinship::Other);
        assert_eq!(told(&[], &[1]), Kinship::Same);
    }

    #[test]
    fn a_name_that_was_given_stays() {
        let mut ledger = Ledger::default();
        assert!(ledger.belongs_to(owner("ana", false, 1)));
        assert!(!ledger.belongs_to(owner("ana", false, 1)));
        assert!(ledger.belongs_to(owner("Ana", true, 1)));
        assert!(!ledger.belongs_to(owner("ana", false, 1)));
        assert_eq!(ledger.owner, Some(owner("Ana", true, 1)));
        assert!(ledger.belongs_to(owner("export", false, 2)));
        assert_eq!(ledger.owner, Some(owner("Ana", true, 2)));
    }
}
