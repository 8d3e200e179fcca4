#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::decode::{gpx, tcx};
use crate::diagnostic::Diagnostics;

/// A track with what writers do to XML: prefixes, blanks, quotes, comments, references, empty elements.
const GPX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<gpx version='1.1' creator="Uhr &amp; Sohn &quot;3&quot;" xmlns="http://www.topografix.com/GPX/1/1" xmlns:ns3="x>y">
  <metadata><name>not &lt;the&gt; track</name><bounds minlat="1" maxlat="2"/></metadata>
  <trk><name>M&#252;hlbach &#x26; <![CDATA[<zur>]]> &unknown; & fort</name><type>running</type>
    <trkseg><trkpt lat="47.1" lon="8.2"><ele>410.5</ele><time>2024-05-04T06:00:00Z</time>
      <extensions><ns3:TrackPointExtension><ns3:hr>121</ns3:hr><ns3:cad>84</ns3:cad></ns3:TrackPointExtension></extensions>
    </trkpt>
    <trkpt lon = '8.3' lat = "47.2" ><time>2024-05-04T06:00:05Z</time><?note yes?><foo/><bar></bar ></trkpt>
    </trkseg ><trkseg/>
  </trk></gpx>
"#;

const TCX: &str = r#"<TrainingCenterDatabase><Activities><Activity Sport="Running"><Id>2024-05-04T08:00:00+02:00</Id>
<Lap StartTime="2024-05-04T08:00:00+02:00"><TotalTimeSeconds>5.0</TotalTimeSeconds><DistanceMeters>12</DistanceMeters>
<Track><Trackpoint><Time>2024-05-04T08:00:00+02:00</Time><Position><LatitudeDegrees>47.1</LatitudeDegrees>
<LongitudeDegrees>8.2</LongitudeDegrees></Position><HeartRateBpm><Value>121</Value></HeartRateBpm></Trackpoint>
<Trackpoint><Time>2024-05-04T08:00:05+02:00</Time><Extensions><ns3:TPX><ns3:Watts>210</ns3:Watts></ns3:TPX></Extensions>
</Trackpoint></Track></Lap><Creator><Name>Uhr</Name></Creator></Activity></Activities></TrainingCenterDatabase>"#;

/// The events of a document in words, and what ended them.
fn events(document: &Document<'_>) -> (Vec<String>, Option<DecodeError>) {
    let mut found = Vec::new();
    let end = Elements::new(document).read(|event, _| {
        found.push(match event {
            Event::Open { name, attributes } => format!("open {name} {:?}", attributes.collect::<Vec<_>>()),
            Event::Leaf { name, attributes, text } => {
                format!("leaf {name} {:?} {text:?}", attributes.collect::<Vec<_>>())
            }
            Event::Close { name } => format!("close {name}"),
        });
        Ok(())
    });
    (found, end.unwrap_or_else(Some))
}

/// The same events by quick-xml alone, up to what it objects to; `true` when it objects to nothing.
fn events_by_quick_xml(text: &str) -> (Vec<String>, bool) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut found = Vec::new();
    // The start tag that is not told yet, for what follows decides whether it is a leaf.
    let mut start: Option<(String, String)> = None;
    let mut inner = String::new();
    let describe = |tag: &quick_xml::events::BytesStart<'_>| {
        let attributes = tag.attributes().with_checks(false).map_while(Result::ok);
        let attributes: Vec<_> = attributes.map(|found| (found.key.into_inner(), found.value.to_string())).collect();
        (tag.local_name().into_inner().to_owned(), format!("{attributes:?}"))
    };
    loop {
        let event = reader.read_event();
        if let (Ok(Markup::Start(_) | Markup::Empty(_)) | Err(_), Some((name, attributes))) =
            (&event, start.take_if(|_| matches!(event, Ok(Markup::Start(_) | Markup::Empty(_)) | Err(_))))
        {
            found.push(format!("open {name} {attributes}"));
        }
        match event {
            Ok(Markup::Start(tag)) => {
                start = Some(describe(&tag));
                inner.clear();
            }
            Ok(Markup::Empty(tag)) => {
                let (name, attributes) = describe(&tag);
                found.push(format!("leaf {name} {attributes} \"\""));
            }
            Ok(Markup::End(tag)) => match start.take() {
                Some((name, attributes)) => found.push(format!("leaf {name} {attributes} {inner:?}")),
                None => found.push(format!("close {}", tag.local_name().into_inner())),
            },
            Ok(Markup::Text(text)) => inner.push_str(&text),
            Ok(Markup::CData(text)) => inner.push_str(&text),
            Ok(Markup::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(character)) => inner.push(character),
                _ => match resolve_predefined_entity(&reference) {
                    Some(character) => inner.push_str(character),
                    None => inner.extend(["&", &*reference, ";"]),
                },
            },
            Ok(Markup::Eof) => return (found, start.is_none()),
            Ok(Markup::DocType(_)) | Err(_) => return (found, false),
            Ok(_) => {}
        }
    }
}

/// Our events are quick-xml's, as far as both go; and where quick-xml objects, so do we.
fn assert_same_as_quick_xml(bytes: &[u8]) {
    let Ok(document) = Document::new(bytes) else {
        return;
    };
    let (ours, error) = events(&document);
    let (theirs, sound) = events_by_quick_xml(document.text());
    let both = ours.len().min(theirs.len());
    let context = || String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(ours[..both], theirs[..both], "{}", context());
    assert!(sound || error.is_some(), "quick-xml objects, and we do not:\n{}", context());
    assert!(error.is_some() || ours.len() == theirs.len(), "{}", context());
}

#[test]
fn a_document_becomes_the_elements_that_are_in_it() {
    let (found, error) = events(&Document::new(GPX.as_bytes()).unwrap());
    assert_eq!(error, None);
    assert_eq!(found.len(), 25);
    assert_eq!(found[1], "open metadata []");
    assert_eq!(found[2], r#"leaf name [] "not <the> track""#);
    assert_eq!(found[6], r#"leaf name [] "Mühlbach & <zur> &unknown; & fort""#);
    assert_eq!(found[9], r#"open trkpt [("lat", "47.1"), ("lon", "8.2")]"#);
    assert_eq!(found[14], r#"leaf hr [] "121""#);
    assert_eq!(found[19], r#"open trkpt [("lon", "8.3"), ("lat", "47.2")]"#);
    assert_eq!(found[22], r#"leaf bar [] """#);
    assert_same_as_quick_xml(GPX.as_bytes());
    assert_same_as_quick_xml(TCX.as_bytes());
}

#[test]
fn cut_anywhere_it_says_so_and_agrees_with_quick_xml_up_to_there() {
    for whole in [GPX.trim_end(), TCX] {
        for end in 0..whole.len() {
            let cut = &whole.as_bytes()[..end];
            assert_same_as_quick_xml(cut);
            let mut diagnostics = Diagnostics::default();
            for decoded in [gpx::decode(cut, &mut diagnostics), tcx::decode(cut, &mut diagnostics)] {
                match decoded {
                    Ok(_) => assert_eq!(diagnostics.worst().unwrap().code, Code::XmlDamaged),
                    Err(error) => assert_eq!(error.code, Code::XmlMalformed),
                }
            }
        }
    }
}

#[test]
fn mutations_agree_with_quick_xml_and_never_panic() {
    const TOKENS: [&str; 20] = [
        "<",
        ">",
        "/",
        "\"",
        "'",
        "&",
        ";",
        ":",
        "=",
        " ",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "</trk>",
        "&#0;",
        "NaN",
        "\0",
    ];
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below
    };
    for round in 0..40_000 {
        let mut bytes = [GPX, TCX][round % 2].as_bytes().to_vec();
        for _ in 0..=random(3) {
            let at = random(bytes.len());
            match random(4) {
                0 => bytes[at] = random(256) as u8,
                1 => drop(bytes.splice(at..at, TOKENS[random(TOKENS.len())].bytes())),
                2 => drop(bytes.drain(at..(at + random(20)).min(bytes.len() - 1).max(at))),
                _ => {
                    let copy = bytes[at..(at + random(60)).min(bytes.len())].to_vec();
                    let to = random(bytes.len());
                    bytes.splice(to..to, copy);
                }
            }
        }
        assert_same_as_quick_xml(&bytes);
        let mut diagnostics = Diagnostics::default();
        let decoded = gpx::decode(&bytes, &mut diagnostics).into_iter().chain(tcx::decode(&bytes, &mut diagnostics));
        for recording in decoded.flatten() {
            let samples = &recording.samples;
            assert!((0..samples.len()).all(|index| samples.altitude_m.get(index).is_none_or(f32::is_finite)));
        }
    }
}

#[test]
fn limits_refuse_where_they_are_met() {
    let refusal = |text: &str| {
        let document = Document::new(text.as_bytes()).unwrap();
        let error = events(&document).1.unwrap();
        (error.code, error.at_byte.unwrap())
    };
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(events(&Document::new(deep(XML_DEPTH_MAX).as_bytes()).unwrap()).1, None);
    assert_eq!(refusal(&deep(XML_DEPTH_MAX + 1)), (Code::XmlDepth, 96));
    assert_eq!(refusal(&deep(1_000_000)), (Code::XmlDepth, 96));
    assert_eq!(refusal("<a><!DOCTYPE a [<!ENTITY b 'c'>]>&b;</a>"), (Code::XmlDoctype, 3));
    assert_eq!(refusal("<!doctype a><a/>"), (Code::XmlDoctype, 0));

    let long = "x".repeat(XML_EVENT_BYTES_MAX);
    for refused in [
        format!("<a>{long}x</a>"),
        format!("<a>{long}&amp;</a>"),
        format!("<a><![CDATA[{long}]]>x</a>"),
        format!("<a><!--{long}--></a>"),
        format!("<a><b/>{long}x<b/></a>"),
        format!("<{long}x/>"),
        format!("<a b='{long}'/>"),
        format!("<a>{}</a>", "&amp;".repeat(XML_EVENT_BYTES_MAX + 1)),
        format!("<a{}/>", " b=''".repeat(XML_ATTRIBUTES_MAX + 1)),
        format!("<a{}/>", " b=''".repeat(200_000)),
    ] {
        assert_eq!(refusal(&refused).0, Code::XmlEvent, "{}", &refused[..20]);
    }
    for accepted in [format!("<a>{long}</a>"), format!("<a{}/>", " b=''".repeat(XML_ATTRIBUTES_MAX))] {
        assert_eq!(events(&Document::new(accepted.as_bytes()).unwrap()).1, None);
    }
}

/// Anything quadratic in these would take hours.
#[test]
fn many_small_pieces_take_linear_time() {
    for piece in ["<!---->", "<?p?>", "<b/>", "<![CDATA[]]>", "&amp;<b/>", "& <b/>", "<b c='>'/>", "<b></b >"] {
        let text = format!("<a>{}</a>", piece.repeat(300_000));
        assert_eq!(events(&Document::new(text.as_bytes()).unwrap()).1, None, "{piece}");
    }
}

#[test]
fn what_contradicts_itself_is_malformed_at_its_place() {
    for (text, at_byte) in [
        ("", 0),
        ("  ", 2),
        ("plain", 5),
        ("<a></b>", 3),
        ("<a><b></a>", 6),
        ("</a>", 0),
        ("<a/><b/>", 4),
        ("<a/>x", 5),
        ("<a>", 3),
        ("<a><b/>", 7),
        ("<a", 0),
        ("<a b='", 0),
        ("<a><!-- ", 3),
        ("< a/>", 0),
        ("<a\"b\"/>", 0),
        ("\u{FEFF} <a></b>", 7),
    ] {
        let error = events(&Document::new(text.as_bytes()).unwrap()).1.unwrap();
        assert_eq!((error.code, error.at_byte), (Code::XmlMalformed, Some(at_byte)), "{text:?} {}", error.detail);
    }
    assert_eq!(events(&Document::new(b"<a/>\n\0\0").unwrap()).1, None);
}

#[test]
fn encodings_are_read_or_refused_by_name() {
    let leaf = |bytes: &[u8]| events(&Document::new(bytes).unwrap()).0.join("");
    assert_eq!(leaf(b"<a>V\xE9lo</a>"), r#"leaf a [] "V?lo""#);
    assert_eq!(leaf("\u{FEFF}\n<a>Vélo</a>".as_bytes()), r#"leaf a [] "Vélo""#);
    assert_eq!(leaf(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>V\xE9lo</a>"), r#"leaf a [] "Vélo""#);
    for refused in [
        &b"\xFF\xFE<\0a\0"[..],
        b"\xFE\xFF\0<\0a",
        b"<\0a\0/\0>\0",
        b"\0<\0a\0/\0>",
        b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
        b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a/>",
    ] {
        assert_eq!(Document::new(refused).err().unwrap().code, Code::XmlEncoding);
    }
    // Offsets are those of the file, also where a character is longer in the text than in the file.
    let broken = b"<?xml version='1.0' encoding='latin1'?><a>\xE9\xE9</b>";
    let error = events(&Document::new(broken).unwrap()).1.unwrap();
    assert_eq!(error.at_byte, Some(broken.len() as u64 - 4));
}
