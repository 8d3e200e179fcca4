//! `report.json`: the whole [`Report`] for scripts and pages. Keys in a fixed order, `null` for unknown.
//!
//! One value a line down to the rows, each row on one line: small, and two reports compare line by line.

use super::words;
use crate::athlete::Thresholds;
use crate::athlete::history::Change;
use crate::columns::{TableRow, TableRows};
use crate::ingest::{Input, Twin};
use crate::load::Day;
use crate::load::periods::Period;
use crate::printable::{escape_json, json_text};
use crate::readiness::rest_ledger::RestLedger;
use crate::readiness::{Band, Cap, Confidence, Factor, Family, MODEL, Missing, Readiness, Reason, Signal, Spell};
use crate::report::activity::ReportedActivity;
use crate::report::backtest::{BacktestRow, RivalRow};
use crate::report::forecast::Forecast;
use crate::report::morning::MorningSummary;
use crate::report::{ImportCounts, PermittedToday, Report, SCHEMA_VERSION, Snapshot, Trend};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::io::{self, Write};

/// The bytes of `report.json`, with a newline at the end.
#[must_use]
pub fn report(report: &Report) -> Vec<u8> {
    json_document(&Document::from_report(report))
}

/// The report as a stream: one JSON object a line, `table` its first key. The first line is `report`, all that is no table;
/// then a line a row, table by table, under the names of the CSV files.
#[must_use]
pub fn lines(report: &Report) -> Vec<u8> {
    let mut bytes = Vec::new();
    line(&mut bytes, "report", &Head::from_report(report));
    rows(&mut bytes, "activities", report.rows(&report.activities));
    rows(&mut bytes, "daily", report.rows(&report.daily));
    rows(&mut bytes, "weeks", report.rows(&report.weeks));
    rows(&mut bytes, "months", report.rows(&report.months));
    rows(&mut bytes, "readiness", report.rows(&report.readiness));
    rows(&mut bytes, "mornings", report.rows(&report.mornings));
    rows(&mut bytes, "import", report.rows(&report.import));
    rows(&mut bytes, "duplicates", report.rows(&report.duplicates));
    bytes
}

/// The rows of one table as a stream.
pub fn rows<R: TableRow>(bytes: &mut Vec<u8>, table: &str, rows: TableRows<'_, R>) {
    for row in rows.iter() {
        line(bytes, table, &row);
    }
}

fn line(bytes: &mut Vec<u8>, table: &str, row: &impl Serialize) {
    #[derive(Serialize)]
    struct Line<'a, R: Serialize> {
        table: &'a str,
        #[serde(flatten)]
        row: &'a R,
    }
    // Plain values with text keys, written to memory: nothing here can fail.
    let written = serde_json::to_vec(&Line { table, row });
    debug_assert!(written.is_ok(), "{written:?}");
    bytes.extend(escape_json(written.unwrap_or_default()));
    bytes.push(b'\n');
}

/// The thresholds over time as a document of their own, with a newline at the end.
#[must_use]
pub fn thresholds(athlete: &str, as_of: &str, changes: &[Change]) -> Vec<u8> {
    #[derive(Serialize)]
    struct Changes<'a> {
        as_of: &'a str,
        athlete: &'a str,
        thresholds_history: TableRows<'a, Change>,
    }
    own_document("restday.thresholds", Changes { as_of, athlete, thresholds_history: TableRows::plain(changes) })
}

/// A forecast as a document of its own, with a newline at the end.
#[must_use]
pub fn forecast(forecast: &Forecast) -> Vec<u8> {
    own_document("restday.forecast", forecast)
}

/// A backtest as a document of its own, with a newline at the end.
pub(crate) fn backtest_json(rows: &[BacktestRow], rivals: &[RivalRow]) -> Vec<u8> {
    #[derive(Serialize)]
    struct Backtest<'a> {
        rows: TableRows<'a, BacktestRow>,
        sentences: Vec<String>,
    }
    let sentences =
        rows.iter().map(BacktestRow::sentence).chain(rivals.iter().filter_map(RivalRow::sentence)).collect();
    own_document("restday.backtest", Backtest { rows: TableRows::plain(rows), sentences })
}

/// What it is and who wrote it, and then the rest.
fn own_document(schema: &'static str, rest: impl Serialize) -> Vec<u8> {
    #[derive(Serialize)]
    struct Own<R> {
        schema: &'static str,
        schema_version: u32,
        tool_version: &'static str,
        #[serde(flatten)]
        rest: R,
    }
    let (schema_version, tool_version) = (SCHEMA_VERSION, env!("CARGO_PKG_VERSION"));
    json_document(&Own { schema, schema_version, tool_version, rest })
}

fn json_document(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Plain values with text keys, written to memory: nothing here can fail.
    let written = value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Lines::default()));
    debug_assert!(written.is_ok(), "{written:?}");
    bytes.push(b'\n');
    bytes
}

/// What a report says of itself, the verdict and the figures: everything but its tables.
#[derive(Serialize, JsonSchema)]
struct Head<'a> {
    /// `restday.report`.
    schema: &'static str,
    /// Raised when something is added.
    schema_version: u32,
    /// The version of restday that wrote it.
    tool_version: &'static str,
    /// The morning that is judged.
    #[schemars(extend("format" = "date"))]
    as_of: &'a str,
    /// xxh3 over all inputs, 16 hexadecimal digits: the same inputs give the same report.
    inputs_digest: &'a str,
    /// Whose.
    athlete: &'a str,
    /// Day of the newest activity before the morning.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    newest_activity_day: Option<Date>,
    /// Recovery Readiness.
    readiness: Verdict<'a>,
    /// What the verdict permits today.
    permitted: PermittedToday,
    /// The spells up to the morning, by first day.
    spells: &'a [Spell],
    /// Training Load Snapshot.
    snapshot: &'a Snapshot,
    /// The rest ledger.
    rest: &'a RestLedger,
    /// The thresholds of the morning.
    thresholds: &'a Thresholds,
    /// The thresholds over time.
    thresholds_history: TableRows<'a, Change>,
    /// How many inputs became what.
    import_counts: ImportCounts,
    /// What to know before believing a number.
    notes: &'a [String],
}

/// A report of restday.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "restday report")]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    activities: TableRows<'a, ReportedActivity>,
    daily: TableRows<'a, Day>,
    weeks: TableRows<'a, Period>,
    months: TableRows<'a, Period>,
    readiness_history: TableRows<'a, Readiness>,
    mornings: TableRows<'a, MorningSummary>,
    import: TableRows<'a, Input>,
    duplicates: TableRows<'a, Twin>,
}

/// The verdict of a morning, in the order of its keys.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Readiness")]
struct Verdict<'a> {
    /// The morning.
    #[schemars(with = "String", extend("format" = "date"))]
    day: Date,
    /// The version of the model.
    model: &'static str,
    /// What to do, as a key.
    band: Band,
    /// What to do, in a few words.
    headline: String,
    /// 0 to 100; null when nothing is known.
    score: Option<f64>,
    /// The score lies within this much of it; null with the score.
    half_width: Option<f64>,
    /// How sure.
    confidence: Confidence,
    /// How much of what can be known is, 0 to 1.
    completeness: f64,
    /// The scores before.
    trend: Trend,
    /// The present signals.
    factors: Vec<FactorObject>,
    /// The absent signals, and why.
    missing: &'a [Missing],
    /// The rules that held the score down.
    caps: &'a [Cap],
    /// The spell that the morning lies in; null in none.
    spell: Option<Spell>,
    /// Days without a rest or active-recovery day, where one is due; else null.
    rest_due_days: Option<u32>,
    /// What speaks for the verdict, most important first.
    reasons: Vec<ReasonObject<'a>>,
    /// What speaks against it, most important first.
    but: Vec<ReasonObject<'a>>,
    /// What else there is to know, and what is not known.
    facts: Vec<ReasonObject<'a>>,
    /// The signs of pushing hard, the summary first; empty when fewer than two fired.
    pushing_hard: Vec<ReasonObject<'a>>,
}

/// A signal that is there.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Factor")]
struct FactorObject {
    /// Which.
    signal: Signal,
    /// The value that was judged, in the signal's own unit; null for one that was said and not measured.
    value: Option<f64>,
    /// The runner's own normal, in the same unit.
    normal: Option<f64>,
    /// Standard deviations from it, + is better; null for an answer, which is told in points of its scale.
    z: Option<f64>,
    /// How good the signal is, 0 to 1.
    q: f64,
    /// Points of score for each point of an answer, for each standard deviation of another signal.
    price: f64,
    /// By how much it moves the score, before a total above 0 is halved.
    points: f64,
    /// What it bears witness of when two things are low at once; null where it is no witness.
    witness: Option<Family>,
    /// The deviation in a word.
    #[schemars(extend("enum" = ["much_worse", "worse", "normal", "better"]))]
    status: &'static str,
}

/// A sentence with its numbers.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Reason")]
struct ReasonObject<'a> {
    /// Stable code, such as `LEGS-DOWN`.
    code: &'static str,
    /// The sentence.
    text: &'a str,
    /// The numbers of the sentence by name.
    #[serde(serialize_with = "serialize_object")]
    #[schemars(with = "std::collections::BTreeMap<String, f64>")]
    values: &'a [(&'static str, f64)],
}

fn serialize_object<S: Serializer>(values: &[(&'static str, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(values.iter().copied())
}

impl<'a> Head<'a> {
    fn from_report(report: &'a Report) -> Self {
        let readiness = &report.today;
        Self {
            schema: "restday.report",
            schema_version: SCHEMA_VERSION,
            tool_version: env!("CARGO_PKG_VERSION"),
            as_of: &report.as_of,
            inputs_digest: &report.inputs_digest,
            athlete: &report.athlete,
            newest_activity_day: report.newest_activity_day,
            readiness: Verdict {
                day: readiness.day,
                model: MODEL,
                band: readiness.band,
                headline: readiness.headline(),
                score: readiness.score,
                half_width: readiness.half_width,
                confidence: readiness.confidence,
                completeness: readiness.completeness,
                trend: report.trend,
                factors: readiness.factors.iter().map(FactorObject::from_factor).collect(),
                missing: &readiness.missing,
                caps: &readiness.caps,
                spell: readiness.spell,
                rest_due_days: readiness.rest_due_days,
                reasons: reason_objects(&readiness.reasons),
                but: reason_objects(&readiness.but),
                facts: reason_objects(&readiness.facts),
                pushing_hard: reason_objects(&readiness.pushing_hard),
            },
            permitted: report.permitted,
            spells: &report.spells,
            snapshot: &report.snapshot,
            rest: &report.rest,
            thresholds: &report.thresholds,
            thresholds_history: report.rows(&report.thresholds_history),
            import_counts: report.counts,
            notes: &report.notes,
        }
    }
}

impl<'a> Document<'a> {
    fn from_report(report: &'a Report) -> Self {
        Self {
            head: Head::from_report(report),
            activities: report.rows(&report.activities),
            daily: report.rows(&report.daily),
            weeks: report.rows(&report.weeks),
            months: report.rows(&report.months),
            readiness_history: report.rows(&report.readiness),
            mornings: report.rows(&report.mornings),
            import: report.rows(&report.import),
            duplicates: report.rows(&report.duplicates),
        }
    }
}

impl FactorObject {
    fn from_factor(factor: &Factor) -> Self {
        let Factor { signal, deviation, q, value, normal, earlier: _ } = *factor;
        Self {
            signal,
            value,
            normal,
            z: factor.z(),
            q,
            price: signal.price(),
            points: factor.points(),
            witness: signal.witness(),
            status: words::status_word(deviation),
        }
    }
}

fn reason_objects(reasons: &[Reason]) -> Vec<ReasonObject<'_>> {
    reasons.iter().map(ReasonObject::from_reason).collect()
}

impl<'a> ReasonObject<'a> {
    fn from_reason(reason: &'a Reason) -> Self {
        Self { code: reason.code, text: &reason.text, values: &reason.values }
    }
}

/// Objects nested deeper than this stand on one line.
const BROKEN_OBJECT_DEPTH: usize = 2;

/// Arrays nested deeper than this stand on one line.
const BROKEN_ARRAY_DEPTH: usize = 3;

/// Breaks lines in the outer objects and arrays, and only there.
#[derive(Default)]
struct Lines {
    /// The open containers: whether each breaks lines, and whether it holds anything yet.
    open: Vec<(bool, bool)>,
}

impl Lines {
    fn enter_bracket<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8], depth_max: usize) -> io::Result<()> {
        self.open.push((self.open.len() < depth_max, false));
        writer.write_all(bracket)
    }

    fn next<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        let depth = self.open.len();
        match self.open.last_mut() {
            Some((true, filled)) => {
                *filled = true;
                write_indent(writer, depth)
            }
            _ if first => Ok(()),
            _ => writer.write_all(b" "),
        }
    }

    fn leave_bracket<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        if self.open.pop() == Some((true, true)) {
            write_indent(writer, self.open.len())?;
        }
        writer.write_all(bracket)
    }
}

fn write_indent<W: ?Sized + Write>(writer: &mut W, depth: usize) -> io::Result<()> {
    writer.write_all(b"\n")?;
    (0..depth).try_for_each(|_| writer.write_all(b"  "))
}

impl serde_json::ser::Formatter for Lines {
    /// Piece by piece, for a document of many rows is not to be in memory twice.
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        writer.write_all(json_text(fragment).as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.enter_bracket(writer, b"[", BROKEN_ARRAY_DEPTH)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.leave_bracket(writer, b"]")
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.enter_bracket(writer, b"{", BROKEN_OBJECT_DEPTH)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.leave_bracket(writer, b"}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::sample;
    use serde_json::Value;

    fn text_of(value: &Report) -> String {
        String::from_utf8(report(value)).unwrap()
    }

    #[test]
    fn keys_stand_in_their_order() {
        let text = text_of(&sample::report());
        let keys = |indent: &str| -> Vec<&str> {
            text.lines()
                .filter_map(|line| line.strip_prefix(indent)?.strip_prefix('"')?.split_once("\": "))
                .map(|(key, _)| key)
                .collect()
        };
        assert_eq!(
            keys("  ").join(" "),
            "schema schema_version tool_version as_of inputs_digest athlete newest_activity_day readiness permitted \
             spells snapshot rest thresholds thresholds_history import_counts notes activities daily weeks months \
             readiness_history mornings import duplicates"
        );
        assert!(
            keys("    ").join(" ").starts_with(
                "day model band headline score half_width confidence completeness trend factors missing caps spell \
                 rest_due_days reasons but facts pushing_hard room"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_factor_and_a_reason_stand_on_a_line_each() {
        let text = text_of(&sample::report());
        assert!(
            text.contains(
                "\n      {\"signal\": \"legs\", \"value\": 2.0, \"normal\": 3.4, \"z\": null, \"q\": 1.0, \"price\": 16.0, \
                 \"points\": -22.4, \"witness\": \"body\", \"status\": \"worse\"},\n"
            ),
            "{text}"
        );
        assert!(text.contains("\"values\": {\"legs\": 2.0}}"), "{text}");
        assert!(text.contains("\n      {\"rule\": \"pushing_hard\", \"signs\": 2, \"body_signs\": 0}\n"), "{text}");
    }

    #[test]
    fn the_unknown_is_null_and_the_empty_is_empty() {
        let text = text_of(&sample::nothing_known());
        let value: Value = serde_json::from_str(&text).unwrap();
        for path in ["/newest_activity_day", "/readiness/score", "/snapshot/load_7d", "/thresholds/lthr"] {
            assert_eq!(value.pointer(path), Some(&Value::Null), "{path}");
        }
        assert!(text.contains("\n  \"activities\": [],\n"), "{text}");
        assert!(text.ends_with("\n}\n"));
    }

    #[test]
    fn hostile_texts_read_back_as_they_were() {
        for hostile in sample::HOSTILE {
            let mut report = sample::report();
            report.athlete = hostile.to_owned();
            report.notes = vec![hostile.to_owned()];
            report.activities[0].activity.source = hostile.to_owned();
            let value: Value = serde_json::from_str(&text_of(&report)).unwrap();
            for path in ["/athlete", "/notes/0", "/activities/0/source"] {
                assert_eq!(value.pointer(path).unwrap().as_str(), Some(hostile), "{path}");
            }
        }
    }

    #[test]
    fn a_stream_has_a_line_a_row_under_the_names_of_the_tables() {
        let report = sample::report();
        let text = String::from_utf8(lines(&report)).unwrap();
        let objects: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let count = |table: &str| objects.iter().filter(|object| object["table"] == table).count();
        assert_eq!(count("report"), 1);
        assert_eq!(objects[0]["readiness"]["band"], "easy");
        assert_eq!(count("daily"), report.daily.len());
        assert_eq!((count("activities"), count("readiness"), count("import"), count("months")), (1, 1, 1, 0));
        assert!(text.starts_with("{\"table\":\"report\",\"schema\":\"restday.report\","));
    }

    #[test]
    fn layout_changes_no_value() {
        let report = sample::report();
        let ours: Value = serde_json::from_str(&text_of(&report)).unwrap();
        assert_eq!(ours, serde_json::to_value(Document::from_report(&report)).unwrap());
    }
}
