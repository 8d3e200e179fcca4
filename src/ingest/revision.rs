//! Which way of reading this build has.

/// The revision of everything that an input passes on its way to an activity, a morning or a finding: decoding, cleaning,
/// summing up, the readers of vendors' tables, and the words of the findings.
///
/// A ledger holds what one revision made of the exports, and another revision reads them anew. Raise it by one whenever the
/// same bytes give something else than before; `the_fixtures_are_read_as_this_revision_reads_them` fails until that is done.
pub const INGEST_REVISION: u32 = 3;
