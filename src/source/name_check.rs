//! Holds what an entry's name says against what its content is.

use super::Kind;
use super::names::without_number;
use crate::diagnostic::Code;
use crate::format::RecordingFormat;

/// Extensions that promise something else than a recording.
const OTHER_EXTENSIONS: [&str; 10] = ["csv", "gif", "heic", "jpeg", "jpg", "json", "pdf", "png", "txt", "zip"];

/// Further ones that exports are full of, and that are no archives.
const MORE_EXTENSIONS: [&str; 10] = ["htm", "html", "kml", "m4v", "md", "mov", "mp4", "srt", "webp", "xml"];

/// The verdict on an entry that holds no recording: refused when it is named like one, else of another kind.
pub(crate) fn judge_other(name: &str, kind: Kind) -> (Code, String) {
    let what = match kind {
        Kind::Empty => "no byte",
        Kind::Other(what) | Kind::UnreadArchive(what) => what,
        Kind::Table => "a table that is not known here",
        Kind::LargeTable => "a large table that is not known here",
        Kind::Checkins => "check-ins",
        Kind::AthleteFile => "an athlete's configuration",
        Kind::Manual => "activities entered by hand",
        Kind::HealthExport => "an Apple Health export",
        Kind::Json(file) => file.holds,
        Kind::Wellness => "mornings",
        Kind::Plan => "a plan",
        Kind::Recording(format) => format.as_str(),
    };
    match (claimed_format(name), kind) {
        (Some(format), Kind::Empty) => {
            (Code::Empty, format!("named like a {} file and holds no byte; export it again", format.as_str()))
        }
        (Some(format), _) => {
            (Code::WrongFormat, format!("named like a {} file, and holds {what}; export it again", format.as_str()))
        }
        (None, Kind::UnreadArchive(_)) => {
            (Code::UnreadArchive, format!("{what}, which is not opened; unpack it and give the folder"))
        }
        (None, Kind::Empty) => (Code::UnknownFormat, "an empty file".to_owned()),
        (None, _) => (Code::UnknownFormat, what.to_owned()),
    }
}

/// The note on a recording whose name promises something else; absent when the name is right or promises nothing.
pub(crate) fn judge_extension(name: &str, format: RecordingFormat) -> Option<(Code, String)> {
    let extension = known_extension(name)?;
    let lies = match claimed_format(name) {
        Some(claimed) => claimed != format,
        None => OTHER_EXTENSIONS.iter().any(|other| extension.eq_ignore_ascii_case(other)),
    };
    lies.then(|| (Code::WrongExtension, format!("named .{extension}, and read as the {} that it is", format.as_str())))
}

/// The format that the extension promises, behind `.gz`.
pub(super) fn claimed_format(name: &str) -> Option<RecordingFormat> {
    let extension = known_extension(name)?;
    [("fit", RecordingFormat::Fit), ("gpx", RecordingFormat::Gpx), ("tcx", RecordingFormat::Tcx)]
        .into_iter()
        .find_map(|(known, format)| extension.eq_ignore_ascii_case(known).then_some(format))
}

/// Whether the name promises something that is no archive.
pub(super) fn promises_no_archive(name: &str) -> bool {
    known_extension(name).is_some_and(|extension| {
        let is = |known: &&str| extension.eq_ignore_ascii_case(known);
        !is(&"zip") && (claimed_format(name).is_some() || OTHER_EXTENSIONS.iter().chain(&MORE_EXTENSIONS).any(is))
    })
}

/// The file name of an entry: what follows the last folder and the last archive, without `.gz`.
#[must_use]
pub fn file_name(name: &str) -> &str {
    let own = without_number(name).rsplit(['/', '!']).next().unwrap_or_default();
    match own.rsplit_once('.') {
        Some((packed, gz)) if gz.eq_ignore_ascii_case("gz") => packed,
        _ => own,
    }
}

/// What follows the last point of the file name. macOS puts `._` before the names of its metadata files, which thereby
/// promise nothing.
fn known_extension(name: &str) -> Option<&str> {
    let own = file_name(name);
    own.rsplit_once('.').map(|(_, extension)| extension).filter(|_| !own.starts_with("._"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_like_a_recording_is_refused() {
        let jpeg = Kind::Other("a JPEG image");
        for (name, kind, code) in [
            ("a.fit", jpeg, Code::WrongFormat),
            ("x.zip!activities/1.GPX.GZ", jpeg, Code::WrongFormat),
            ("a.tcx#2", jpeg, Code::WrongFormat),
            ("a.fit", Kind::Empty, Code::Empty),
            ("a.txt", Kind::Empty, Code::UnknownFormat),
            ("a.jpg", jpeg, Code::UnknownFormat),
            ("a.fit/readme", jpeg, Code::UnknownFormat),
            ("__MACOSX/._a.fit", Kind::Other("macOS metadata (AppleDouble)"), Code::UnknownFormat),
            ("fit", jpeg, Code::UnknownFormat),
        ] {
            assert_eq!(judge_other(name, kind).0, code, "{name}");
        }
        let (_, detail) = judge_other("a.fit", jpeg);
        assert_eq!(detail, "named like a FIT file, and holds a JPEG image; export it again");
    }

    #[test]
    fn a_name_that_lies_is_noted_and_one_that_says_nothing_is_not() {
        for (name, lies) in [
            ("a.fit", false),
            ("a.FIT.gz", false),
            ("a", false),
            ("a.xml", false),
            ("a.gpx", true),
            ("a.jpg", true),
            ("a.tcx.gz#3", true),
        ] {
            let code = judge_extension(name, RecordingFormat::Fit).map(|(code, _)| code);
            assert_eq!(code, lies.then_some(Code::WrongExtension), "{name}");
        }
    }
}
