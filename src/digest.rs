//! Digests that are kept: xxh3 over the named fields of a record in one fixed form.
//!
//! The form depends on the names and values that are given and on nothing else, so renaming something in the code changes no
//! digest. Every value has a mark of its kind and every text and list its length, so two different records have two forms;
//! what is absent is not 0, and floating-point numbers count by their bits.

use xxhash_rust::xxh3::Xxh3;

const ABSENT: u8 = 0;
const FLAG: u8 = 1;
const INTEGER: u8 = 2;
const NUMBER: u8 = 3;
const TEXT: u8 = 4;
const LIST: u8 = 5;
const RECORD: u8 = 6;
const FIELD: u8 = 7;
const END: u8 = 8;

/// What a record was told to consist of so far.
#[derive(Default)]
pub(crate) struct Digest(Xxh3);

impl Digest {
    /// The digest of one value.
    pub(crate) fn of(value: &(impl Digestible + ?Sized)) -> u64 {
        let mut digest = Self::default();
        value.feed(&mut digest);
        digest.0.digest()
    }

    /// A field of the record at hand. The name is part of the digest: it is never changed.
    pub(crate) fn field(&mut self, name: &str, value: &(impl Digestible + ?Sized)) -> &mut Self {
        self.mark(FIELD);
        name.feed(self);
        value.feed(self);
        self
    }

    /// A record within the one at hand, or the one and only: `fields` gives its fields.
    pub(crate) fn record(&mut self, fields: impl FnOnce(&mut Self)) {
        self.mark(RECORD);
        fields(self);
        self.mark(END);
    }

    fn mark(&mut self, mark: u8) {
        self.0.update(&[mark]);
    }

    fn sized(&mut self, mark: u8, length: usize) {
        self.mark(mark);
        self.0.update(&(length as u64).to_le_bytes());
    }
}

/// Makes a record of a type's fields, each under the name that it had at first; what does not count is named as well.
macro_rules! digest_fields {
    ($record:ty { $($name:literal = $field:ident),+ } without { $($other:ident),* }) => {
        impl Digestible for $record {
            fn feed(&self, digest: &mut Digest) {
                let Self { $($field,)+ $($other: _,)* } = self;
                digest.record(|digest| { $(digest.field($name, $field);)+ });
            }
        }
    };
}

pub(crate) use digest_fields;

/// What can be part of a digest.
pub(crate) trait Digestible {
    /// Gives its form to the digest.
    fn feed(&self, digest: &mut Digest);
}

impl Digestible for bool {
    fn feed(&self, digest: &mut Digest) {
        digest.mark(FLAG);
        digest.mark(u8::from(*self));
    }
}

macro_rules! integers {
    ($($integer:ident)*) => {
        $(impl Digestible for $integer {
            fn feed(&self, digest: &mut Digest) {
                digest.mark(INTEGER);
                digest.0.update(&i128::from(*self).to_le_bytes());
            }
        })*
    };
}

// Integers of every width have one form, so that a wider type changes no digest.
integers!(u8 u16 u32 u64 i8 i16 i32 i64);

impl Digestible for f64 {
    fn feed(&self, digest: &mut Digest) {
        digest.mark(NUMBER);
        digest.0.update(&self.to_bits().to_le_bytes());
    }
}

impl Digestible for str {
    fn feed(&self, digest: &mut Digest) {
        digest.sized(TEXT, self.len());
        digest.0.update(self.as_bytes());
    }
}

impl Digestible for String {
    fn feed(&self, digest: &mut Digest) {
        self.as_str().feed(digest);
    }
}

impl Digestible for jiff::civil::Date {
    fn feed(&self, digest: &mut Digest) {
        self.to_string().feed(digest);
    }
}

impl<T: Digestible> Digestible for Option<T> {
    fn feed(&self, digest: &mut Digest) {
        match self {
            Some(value) => value.feed(digest),
            None => digest.mark(ABSENT),
        }
    }
}

impl<T: Digestible> Digestible for [T] {
    fn feed(&self, digest: &mut Digest) {
        digest.sized(LIST, self.len());
        for value in self {
            value.feed(digest);
        }
    }
}

impl<T: Digestible> Digestible for Vec<T> {
    fn feed(&self, digest: &mut Digest) {
        self.as_slice().feed(digest);
    }
}

impl<A: Digestible, B: Digestible> Digestible for (A, B) {
    fn feed(&self, digest: &mut Digest) {
        digest.sized(LIST, 2);
        self.0.feed(digest);
        self.1.feed(digest);
    }
}

impl Digestible for jiff::civil::DateTime {
    fn feed(&self, digest: &mut Digest) {
        self.to_string().feed(digest);
    }
}

impl<T: Digestible + ?Sized> Digestible for &T {
    fn feed(&self, digest: &mut Digest) {
        (*self).feed(digest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record of one field.
    fn one(value: &(impl Digestible + ?Sized)) -> u64 {
        named("a", value)
    }

    fn named(name: &str, value: &(impl Digestible + ?Sized)) -> u64 {
        of(|record| {
            record.field(name, value);
        })
    }

    fn of(fields: impl FnOnce(&mut Digest)) -> u64 {
        let mut digest = Digest::default();
        digest.record(fields);
        digest.0.digest()
    }

    #[test]
    fn different_records_have_different_digests() {
        let mut digests = vec![
            of(|_| ()),
            one(&0_i64),
            named("b", &0_i64),
            one(&1_i64),
            one(&-1_i64),
            one(&u64::MAX),
            one(&None::<i64>),
            one(&false),
            one(&0.0),
            one(&-0.0),
            one(""),
            one("0"),
            one(&Vec::<i64>::new()),
            one(&vec![0_i64]),
            one(&vec![0_i64, 0]),
            one(&vec![(0_i64, 0_i64)]),
            one(&["ab", "c"][..]),
            one(&["a", "bc"][..]),
            one(&[Some("a"), None][..]),
            one(&[None, Some("a")][..]),
            of(|record| {
                record.field("a", &0_i64).field("b", &0_i64);
            }),
        ];
        let count = digests.len();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), count);
    }

    #[test]
    fn where_a_record_ends_counts() {
        struct Inner(bool);
        impl Digestible for Inner {
            fn feed(&self, digest: &mut Digest) {
                digest.record(|record| {
                    record.field("x", &1_u8);
                    if self.0 {
                        record.field("y", &2_u8);
                    }
                });
            }
        }
        let within = of(|record| {
            record.field("a", &Inner(true));
        });
        let after = of(|record| {
            record.field("a", &Inner(false)).field("y", &2_u8);
        });
        assert_ne!(within, after);
    }

    #[test]
    fn the_form_is_fixed() {
        // It stands in ledgers and reports: where this changes, every digest that was ever kept does.
        let record = of(|record| {
            record.field("name", "ü").field("load", &Some(1.5)).field("row", &7_u64).field("at", &None::<u8>);
        });
        assert_eq!(format!("{record:016x}"), "bb3d6b6c432dfabf");
        assert_eq!(Digest::of(&7_u8), Digest::of(&7_i64), "a wider type");
    }
}
