//! What the outputs are, for whoever reads them with a program: the columns of the tables, and the JSON Schema of
//! `report.json`.

use super::csv;
use super::json::Document;
use crate::report::table;
use schemars::generate::SchemaSettings;

/// The columns of all tables as CSV: `table`, `column`, `type`, `unit`, `meaning`, `empty_when`.
pub(crate) fn columns_csv() -> Vec<u8> {
    let rows = table::schema().into_iter().flat_map(|(table, columns)| {
        columns.into_iter().map(move |column| {
            [table, column.name, column.kind.as_str(), column.unit, column.meaning, column.empty_when]
                .map(str::to_owned)
        })
    });
    csv::sheet(["table", "column", "type", "unit", "meaning", "empty_when"], rows)
}

/// The JSON Schema (draft 2020-12) of `report.json`, with a newline at the end.
pub(crate) fn report_schema() -> Vec<u8> {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Document<'_>>();
    let mut bytes = serde_json::to_vec_pretty(&schema).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
