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

/// An event in words, and its attributes; absent where they are malformed and quick-xml objects.
type Step = (String, Option<Vec<(String, String)>>);

/// The events of a document, and what ended them.
fn events(document: &XmlDocument<'_>) -> (Vec<Step>, Option<DecodeError>) {
    let mut steps = Vec::new();
    let pairs =
        |attributes: Attributes<'_>| Some(attributes.map(|(name, value)| (name.into(), value.into())).collect());
    let end = Elements::new(document).read_all(|event, _| {
        steps.push(match event {
            XmlEvent::Open { name, attributes } => (format!("open {name}"), pairs(attributes)),
            XmlEvent::Leaf { name, attributes, text } => (format!("leaf {name} {text:?}"), pairs(attributes)),
            XmlEvent::Close { name } => (format!("close {name}"), None),
        });
        Ok(())
    });
    (steps, end.unwrap_or_else(Some))
}

/// The same events by quick-xml alone, up to what it objects to; `true` when it objects to nothing.
fn events_by_quick_xml(text: &str) -> (Vec<Step>, bool) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut steps = Vec::new();
    // The start tag that is not told yet, for what follows decides whether it is a leaf.
    let mut start: Option<(String, _)> = None;
    let mut inner = String::new();
    let describe = |tag: &quick_xml::events::BytesStart<'_>| {
        let mut attributes = tag.attributes();
        let attributes = attributes.with_checks(false);
        let attributes = attributes.map(|found| found.map(|found| (found.key.as_ref().into(), found.value.into())));
        let attributes: Option<Vec<(String, String)>> = attributes.collect::<Result<_, _>>().ok();
        // Names with such signs in them it lets pass.
        let well_formed = attributes.filter(|found| found.iter().all(|(name, _)| !name.contains(['=', '"', '\''])));
        (tag.local_name().into_inner().to_owned(), well_formed)
    };
    loop {
        let event = reader.read_event();
        if let Ok(Markup::Start(_) | Markup::Empty(_)) = event
            && let Some((name, attributes)) = start.take()
        {
            steps.push((format!("open {name}"), attributes));
        }
        match event {
            Ok(Markup::Start(tag)) => {
                start = Some(describe(&tag));
                inner.clear();
            }
            Ok(Markup::Empty(tag)) => {
                let (name, attributes) = describe(&tag);
                steps.push((format!("leaf {name} \"\""), attributes));
            }
            Ok(Markup::End(tag)) => match start.take() {
                Some((name, attributes)) => steps.push((format!("leaf {name} {inner:?}"), attributes)),
                None => steps.push((format!("close {}", tag.local_name().into_inner()), None)),
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
            Ok(Markup::Eof) => return (steps, start.is_none()),
            Ok(Markup::DocType(_)) | Err(_) => return (steps, false),
            Ok(_) => {}
        }
    }
}

/// Our events are quick-xml's, as far as both go; and where quick-xml objects, so do we.
fn assert_same_as_quick_xml(bytes: &[u8]) {
    let Ok(document) = XmlDocument::new(bytes) else {
        return;
    };
    let (ours, error) = events(&document);
    let (theirs, sound) = events_by_quick_xml(document.as_text());
    let text = document.as_text();
    for (our, their) in ours.iter().zip(&theirs) {
        assert_eq!(our.0, their.0, "{text}");
        assert!(their.1.is_none() || our.1 == their.1, "{our:?} {their:?} {text}");
    }
    assert!(sound || error.is_some(), "quick-xml objects, and we do not:\n{text}");
    assert!(error.is_some() || ours.len() == theirs.len(), "{text}");
}

#[test]
fn a_document_becomes_the_elements_that_are_in_it() {
    let (steps, error) = events(&XmlDocument::new(GPX.as_bytes()).unwrap());
    assert_eq!(error, None);
    let words: Vec<_> = steps.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!(words[..4], ["open gpx", "open metadata", r#"leaf name "not <the> track""#, r#"leaf bounds """#]);
    assert_eq!(words[6..8], [r#"leaf name "Mühlbach & <zur> &unknown; & fort""#, r#"leaf type "running""#]);
    assert_eq!(words[13..16], ["open TrackPointExtension", r#"leaf hr "121""#, r#"leaf cad "84""#]);
    assert_eq!(
        words[19..23],
        ["open trkpt", r#"leaf time "2024-05-04T06:00:05Z""#, r#"leaf foo """#, r#"leaf bar """#]
    );
    assert_eq!(words[23..], ["close trkpt", "close trkseg", r#"leaf trkseg """#, "close trk", "close gpx"]);
    let attributes = |index: usize| format!("{:?}", steps[index].1.as_ref().unwrap());
    assert_eq!(attributes(9), r#"[("lat", "47.1"), ("lon", "8.2")]"#);
    assert_eq!(attributes(19), r#"[("lon", "8.3"), ("lat", "47.2")]"#);
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
            for decoded in [gpx::decode_gpx(cut, &mut diagnostics), tcx::decode_tcx(cut, &mut diagnostics)] {
                match decoded {
                    Ok(_) => assert_eq!(diagnostics.most_severe().unwrap().code, Code::XmlDamaged),
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
                // A form feed is a blank to Rust, and XML forbids it.
                0 => bytes[at] = Some(random(256) as u8).filter(|byte| *byte != 0x0C).unwrap_or(b' '),
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
        let decoded =
            gpx::decode_gpx(&bytes, &mut diagnostics).into_iter().chain(tcx::decode_tcx(&bytes, &mut diagnostics));
        for recording in decoded.flatten() {
            let samples = &recording.samples;
            assert!((0..samples.len()).all(|index| samples.altitude_m.value_at(index).is_none_or(f32::is_finite)));
        }
    }
}

#[test]
fn limits_refuse_where_they_are_met() {
    let refusal = |text: &str| {
        let document = XmlDocument::new(text.as_bytes()).unwrap();
        let error = events(&document).1.unwrap();
        (error.code, error.at_byte.unwrap())
    };
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(events(&XmlDocument::new(deep(XML_DEPTH_MAX).as_bytes()).unwrap()).1, None);
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
        assert_eq!(events(&XmlDocument::new(accepted.as_bytes()).unwrap()).1, None);
    }
}

/// Anything quadratic in these would take hours.
#[test]
fn many_small_pieces_take_linear_time() {
    for piece in ["<!---->", "<?p?>", "<b/>", "<![CDATA[]]>", "&amp;<b/>", "& <b/>", "<b c='>'/>", "<b></b >"] {
        let text = format!("<a>{}</a>", piece.repeat(300_000));
        assert_eq!(events(&XmlDocument::new(text.as_bytes()).unwrap()).1, None, "{piece}");
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
        let error = events(&XmlDocument::new(text.as_bytes()).unwrap()).1.unwrap();
        assert_eq!((error.code, error.at_byte), (Code::XmlMalformed, Some(at_byte)), "{text:?} {}", error.detail);
    }
    assert_eq!(events(&XmlDocument::new(b"<a/>\n\0\0").unwrap()).1, None);
}

#[test]
fn encodings_are_read_or_refused_by_name() {
    let leaf = |bytes: &[u8]| events(&XmlDocument::new(bytes).unwrap()).0[0].0.clone();
    assert_eq!(leaf(b"<a>V\xE9lo</a>"), r#"leaf a "V?lo""#);
    assert_eq!(leaf("\u{FEFF}\n<a>Vélo</a>".as_bytes()), r#"leaf a "Vélo""#);
    assert_eq!(leaf(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>V\xE9lo</a>"), r#"leaf a "Vélo""#);
    for refused in [
        &b"\xFF\xFE<\0a\0"[..],
        b"\xFE\xFF\0<\0a",
        b"<\0a\0/\0>\0",
        b"\0<\0a\0/\0>",
        b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
        b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a/>",
    ] {
        assert_eq!(XmlDocument::new(refused).err().unwrap().code, Code::XmlEncoding);
    }
    // Offsets are those of the file, also where a character is longer in the text than in the file.
    let broken = b"<?xml version='1.0' encoding='latin1'?><a>\xE9\xE9</b>";
    let error = events(&XmlDocument::new(broken).unwrap()).1.unwrap();
    assert_eq!(error.at_byte, Some(broken.len() as u64 - 4));
}
