//! What the fuzz targets and the ordinary tests share: what each target does with its bytes, and what must hold of all that
//! comes out.

pub mod archive_file;
pub mod fit_file;
pub mod invariants;
pub mod script;
pub mod targets;
