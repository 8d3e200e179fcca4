//! `restday schema`: what the outputs are, for whoever reads them with a program.

use super::door::{self, Told};
use super::failure::Failure;
use crate::render::schema;
use std::process::ExitCode;

/// What `restday schema` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// Of which output.
    #[arg(value_name = "csv|json")]
    of: Of,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Of {
    /// The columns of all tables, in every format: type, unit, meaning, and when a cell is empty.
    Csv,
    /// The JSON Schema of report.json.
    Json,
}

pub(super) fn run_schema(arguments: &SchemaArgs) -> Result<ExitCode, Failure> {
    door::say_out(match arguments.of {
        Of::Csv => Told::Csv(schema::columns_csv()),
        Of::Json => Told::Json(schema::report_schema()),
    })?;
    Ok(ExitCode::SUCCESS)
}
