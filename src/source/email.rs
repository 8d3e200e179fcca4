//! Addresses in names: Garmin puts the owner's into the name of every file it exports.

use std::borrow::Cow;

/// What stands where an address stood.
const MASK: &str = "(e-mail)";

/// Endings of files that are no ends of addresses.
const FILE_ENDINGS: [&str; 12] = ["fit", "gpx", "tcx", "gz", "zip", "json", "csv", "xml", "txt", "toml", "jpg", "png"];

/// A name with every e-mail address in it replaced: `jane@example.com_123.fit` is `(e-mail)_123.fit`. Two names may become
/// one.
pub(super) fn without_email(name: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut rest = name;
    let mut looked_at = 0;
    while let Some((at, sign)) = sign_in(rest, looked_at) {
        let (before, after) =
            (rest.get(..at).unwrap_or_default(), rest.get(at.saturating_add(sign)..).unwrap_or_default());
        let local = before.trim_end_matches(|c: char| c.is_alphanumeric() || "._+-'".contains(c));
        match domain_length(after) {
            Some(length) if local.len() < before.len() => {
                shown.push_str(local);
                shown.push_str(MASK);
                rest = after.get(length..).unwrap_or_default();
                looked_at = 0;
            }
            _ => looked_at = at.saturating_add(sign),
        }
    }
    if shown.is_empty() && rest.len() == name.len() {
        return Cow::Borrowed(name);
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// Where the next at sign stands, plain or as web addresses write it, and its length.
fn sign_in(text: &str, from: usize) -> Option<(usize, usize)> {
    let found =
        |sign: &str| text.get(from..).and_then(|text| text.find(sign)).map(|at| (from.saturating_add(at), sign.len()));
    [found("@"), found("%40")].into_iter().flatten().min()
}

/// The length of the domain that a text begins with: at least two labels, the last of which begins with two letters.
/// Endings of files behind it are not of it.
fn domain_length(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.')).unwrap_or(text.len());
    let mut domain = text.get(..end)?.trim_end_matches('.');
    while let Some((before, ending)) = domain.rsplit_once('.') {
        if !FILE_ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)) {
            break;
        }
        domain = before;
    }
    let (host, top) = domain.rsplit_once('.')?;
    let named = !host.is_empty() && top.chars().take_while(|c| c.is_alphabetic()).count() >= 2;
    named.then_some(domain.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked_wherever_they_stand() {
        for (name, shown) in [
            ("jane@example.com_123.fit", "(e-mail)_123.fit"),
            (
                "DI_CONNECT/jane.d_oe+run@mail.example.co.uk_0_summarizedActivities.json",
                "DI_CONNECT/(e-mail)_0_summarizedActivities.json",
            ),
            ("x.zip!Part1.zip!jane@example.com_7.fit.gz#2", "x.zip!Part1.zip!(e-mail)_7.fit.gz#2"),
            ("jane@example.com.fit.gz", "(e-mail).fit.gz"),
            ("jane%40example.com-7.fit", "(e-mail).fit"),
            ("a@b.org/c@d.net/e.fit", "(e-mail)/(e-mail)/e.fit"),
            ("über@bücher.example/1", "(e-mail)/1"),
            ("mail jane@example.com.", "mail (e-mail)."),
            ("@x jane@example.com", "@x (e-mail)"),
        ] {
            assert_eq!(without_email(name), shown);
        }
    }

    #[test]
    fn other_names_stay_as_they_are() {
        for name in [
            "",
            "@",
            "a@",
            "run@park",
            "10k@4.30.fit",
            "10 km @ tempo.fit",
            "intervals@track.fit",
            "@home.run",
            "50%40",
            "a.b/c@/d.fit",
        ] {
            assert!(matches!(without_email(name), Cow::Borrowed(same) if same == name), "{name}");
        }
    }
}
