//! Says what bytes are by looking at them. Names count only for the files that restday itself defines.

use super::name_check::file_name;
use super::{Kind, TellJson};
use crate::format::RecordingFormat;
use memchr::memmem;
use std::borrow::Cow;

/// How gzip data begin.
pub(super) const GZIP_MAGIC: [u8; 3] = [0x1F, 0x8B, 0x08];

/// Beginnings that leave no doubt, and what they begin.
const MAGIC: [(&[u8], &str); 10] = [
    (b"\x00\x05\x16\x07", "macOS metadata (AppleDouble)"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"\x1F\x8B", "gzip data inside gzip data, or of an unknown method"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"bplist", "an Apple property list"),
    (b"Bud1", "macOS metadata"),
];

/// Beginnings of what may hold years of training, and is not opened.
const UNREAD_ARCHIVES: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\xFD7zXZ\x00", "xz data"),
    (b"BZh", "bzip2 data"),
    (b"\x28\xB5\x2F\xFD", "zstd data"),
    (b"LZIP\x01", "lzip data"),
];

/// Root elements that are known and hold no recording.
const XML_ROOTS: [(&str, &str); 6] = [
    ("ClinicalDocument", "a clinical document"),
    ("kml", "a KML map"),
    ("html", "an HTML page"),
    ("svg", "an SVG image"),
    ("plist", "an Apple property list"),
    ("sml", "a Suunto log"),
];

/// What an entry of that name holds, told from its first [`crate::limits::SNIFF_BYTES`], or of XML that shows no root in
/// them, from its first [`crate::limits::ROOT_BYTES`]. `tell_json` knows the JSON that somebody can read.
pub(super) fn sniff_kind(name: &str, head: &[u8], tell_json: Option<TellJson>) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if head.get(8..12) == Some(b".FIT") {
        return Kind::Recording(RecordingFormat::Fit);
    }
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Kind::Other(what);
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Kind::Other("a film or photograph");
    }
    if let Some((_, what)) = UNREAD_ARCHIVES.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Kind::UnreadArchive(what);
    }
    if is_tar(head) {
        return Kind::UnreadArchive("a tar archive");
    }
    if let Some(xml) = sniff_xml(name, head) {
        return xml;
    }
    if !is_text(head) {
        let zeros = head.iter().all(|byte| *byte == 0);
        return Kind::Other(if zeros { "nothing but zero bytes" } else { "data of an unknown kind" });
    }
    let own = file_name(name);
    if own.eq_ignore_ascii_case("checkins.csv") {
        Kind::Checkins
    } else if own.eq_ignore_ascii_case("athlete.toml") {
        Kind::AthleteFile
    } else if own.eq_ignore_ascii_case("manual.csv") {
        Kind::Manual
    } else if own.eq_ignore_ascii_case("wellness.csv") {
        Kind::Wellness
    } else if own.eq_ignore_ascii_case("plan.csv") {
        Kind::Plan
    } else if matches!(head.trim_ascii_start().first(), Some(b'{' | b'[')) {
        tell_json.and_then(|tell| tell(head)).map_or(Kind::Other("JSON"), Kind::Json)
    } else if is_table(head) {
        Kind::Table
    } else {
        Kind::Other("text")
    }
}

/// Whether a zip archive begins so; an empty one begins with its end.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// Whether a tar archive begins so: its first header adds up to what it says. Of the oldest there is no other mark.
pub(super) fn is_tar(head: &[u8]) -> bool {
    head.first_chunk().is_some_and(super::tar_header::is_sound)
}

/// Whether it is XML that has not shown its root yet.
pub(super) fn is_xml_without_root(head: &[u8]) -> bool {
    skip_to_markup(head).is_some_and(|xml| root_name(&xml).is_none())
}

/// What XML it is, if it is XML at all.
fn sniff_xml(name: &str, head: &[u8]) -> Option<Kind> {
    let head = skip_to_markup(head)?;
    Some(match root_name(&head) {
        Some(root) => match root.rsplit_once(':').map_or(root, |(_, local)| local) {
            "gpx" => Kind::Recording(RecordingFormat::Gpx),
            "TrainingCenterDatabase" => Kind::Recording(RecordingFormat::Tcx),
            "HealthData" => Kind::HealthExport,
            local => Kind::Other(
                XML_ROOTS
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(local))
                    .map_or("other XML", |(_, what)| what),
            ),
        },
        // The prologue is longer than what was looked at: the name is all there is, and the decoder will judge it.
        None => match super::name_check::claimed_format(name) {
            Some(format @ (RecordingFormat::Gpx | RecordingFormat::Tcx)) => Kind::Recording(format),
            _ => Kind::Other("XML without a root in its beginning"),
        },
    })
}

/// XML from its first `<`, one byte a letter; absent when it is something else.
fn skip_to_markup(head: &[u8]) -> Option<Cow<'_, [u8]>> {
    let wide =
        head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || matches!(head, [b'<', 0, ..] | [0, b'<', ..]);
    if wide {
        // Every name that matters is ASCII, so half of the bytes of UTF-16 are zero and say nothing.
        let narrow: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
        let text = narrow.strip_prefix(b"\xFF\xFE").or(narrow.strip_prefix(b"\xFE\xFF")).unwrap_or(&narrow);
        let text = text.trim_ascii_start();
        return text.starts_with(b"<").then(|| Cow::Owned(text.to_vec()));
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    text.starts_with(b"<").then_some(Cow::Borrowed(text))
}

/// The name of the first element, behind declarations, comments and a document type.
fn root_name(mut xml: &[u8]) -> Option<&str> {
    loop {
        xml = xml.trim_ascii_start();
        let length = if xml.starts_with(b"<?") {
            memmem::find(xml, b"?>")?.checked_add(2)?
        } else if xml.starts_with(b"<!--") {
            memmem::find(xml, b"-->")?.checked_add(3)?
        } else if xml.starts_with(b"<!") {
            declaration_end(xml)?
        } else {
            let name = xml.strip_prefix(b"<")?;
            let end = name.iter().position(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace())?;
            return str::from_utf8(name.get(..end)?).ok();
        };
        xml = xml.get(length..)?;
    }
}

/// Length of a `<!…>` declaration; `>` counts only outside quotes, outside comments and outside `[…]`.
fn declaration_end(xml: &[u8]) -> Option<usize> {
    let mut quote = None;
    let mut inside = false;
    let mut at = 0_usize;
    while let Some(byte) = xml.get(at) {
        match (quote, byte) {
            (Some(open), _) if open == *byte => quote = None,
            (None, b'<') if xml.get(at..)?.starts_with(b"<!--") => {
                at = at.checked_add(memmem::find(xml.get(at..)?, b"-->")?)?.checked_add(2)?;
            }
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'[') => inside = true,
            (None, b']') => inside = false,
            (None, b'>') if !inside => return at.checked_add(1),
            _ => {}
        }
        at = at.checked_add(1)?;
    }
    None
}

/// Whether a person could read it: no control characters but the usual ones. Encodings of one byte a letter pass.
fn is_text(head: &[u8]) -> bool {
    let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    wide || !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127))
}

/// Whether the first two lines part into the same number of cells, more than one.
fn is_table(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let (Some(first), second) = (lines.next(), lines.next().unwrap_or_default()) else { return false };
    [b',', b';', b'\t'].into_iter().any(|delimiter| {
        let cells = |line: &[u8]| memchr::memchr_iter(delimiter, line).count();
        0 < cells(first) && cells(first) <= cells(second)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::source::JsonFile;

    static SUMMARIES: JsonFile = JsonFile { keys: &["summaries", "day"], holds: "summaries" };

    fn kind(name: &str, head: &[u8]) -> Kind {
        super::sniff_kind(name, head, Some(|head| Some(&SUMMARIES).filter(|file| file.begins(head))))
    }

    const FIT: Kind = Kind::Recording(RecordingFormat::Fit);
    const GPX: Kind = Kind::Recording(RecordingFormat::Gpx);
    const TCX: Kind = Kind::Recording(RecordingFormat::Tcx);

    fn fit(header_bytes: u8) -> Vec<u8> {
        [&[header_bytes, 0x10, 0, 0, 0, 0, 0, 0][..], b".FIT", &[0, 0]].concat()
    }

    #[test]
    fn fit_is_told_by_its_mark() {
        assert_eq!(kind("a.jpg", &fit(14)), FIT);
        assert_eq!(kind("a.fit", &fit(255)), FIT, "the decoder says what is wrong with it");
        assert_eq!(kind("a.fit", &[5; 10]), Kind::Other("data of an unknown kind"));
        assert_eq!(kind("a.fit", &[0; 99]), Kind::Other("nothing but zero bytes"));
        assert_eq!(kind("a.fit", b""), Kind::Empty);
    }

    #[test]
    fn xml_is_told_by_its_root() {
        let prologue = "<?xml version=\"1.0\"?>\n<!-- <gpx> > -->\n<!DOCTYPE x [<!ENTITY a \"]>\">]>\n";
        for (text, expected) in [
            ("<gpx>", GPX),
            ("\u{feff}  \r\n<?xml version='1.0'?><gpx version='1.1'>", GPX),
            ("          <?xml version=\"1.0\"?><TrainingCenterDatabase\nxmlns=\"x\">", TCX),
            ("<ns3:gpx/>", GPX),
            (&format!("{prologue}<tcx:TrainingCenterDatabase>"), TCX),
            (&format!("{prologue}<kml>"), Kind::Other("a KML map")),
            ("<!doctype html><HTML>", Kind::Other("an HTML page")),
            ("<HealthData locale=\"de\">", Kind::HealthExport),
            (
                "<!DOCTYPE HealthData [\n<!-- Apple's <gpx> -->\n<!ATTLIST a b CDATA #REQUIRED>]>\n<HealthData>",
                Kind::HealthExport,
            ),
            ("<ClinicalDocument xmlns=\"urn:hl7-org:v3\">", Kind::Other("a clinical document")),
            ("<gpxx>", Kind::Other("other XML")),
            ("<>", Kind::Other("other XML")),
        ] {
            assert_eq!(kind("a.gpx", text.as_bytes()), expected, "{text}");
            let wide: Vec<u8> = format!("\u{feff}{}", text.trim_start_matches('\u{feff}'))
                .encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect();
            assert_eq!(kind("a", &wide), expected, "{text} in UTF-16");
        }
        let long = format!("<!-- {} -->", "x".repeat(70_000));
        let head = long.as_bytes().first_chunk::<65_536>().unwrap();
        assert_eq!(kind("a.gpx.gz", head), GPX, "left to the decoder");
        assert_eq!(kind("a.xml", head), Kind::Other("XML without a root in its beginning"));
    }

    #[test]
    fn tables_are_told_by_name_or_by_their_header() {
        assert_eq!(kind("a/CheckIns.csv", b"date,legs\n"), Kind::Checkins);
        assert_eq!(kind("x.zip!athlete.toml", b"name = 'Ana'\n"), Kind::AthleteFile);
        assert_eq!(kind("checkins.csv", &fit(14)), FIT, "content comes first");
        assert_eq!(kind("a.csv", b"date;hrv\n2026-01-01;50\n"), Kind::Table);
        assert_eq!(kind("a.csv", b"Dear diary,\ntoday I ran\n"), Kind::Other("text"));
        assert_eq!(kind("a", b" \n[1, 2]"), Kind::Other("JSON"));
        assert_eq!(kind("x.zip!b/Manual.csv", b"date,minutes\n"), Kind::Manual);
        assert_eq!(kind("a", b"[{\"summaries\":[{\"day\":1"), Kind::Json(&SUMMARIES));
        assert_eq!(kind("a", b"[{\"summaries\":[{\"days\":1"), Kind::Other("JSON"));
        assert_eq!(kind("a", b"\x00\x05\x16\x07\x00"), Kind::Other("macOS metadata (AppleDouble)"));
        assert_eq!(kind("a", b"\xFF\xD8\xFF\xE0"), Kind::Other("a JPEG image"));
    }
}
