//! What a file says in its own way: words for sports, times, types of fields, mean heart rates, archives.

use super::Cases;
use crate::Fallible;

pub(super) fn make(_cases: &mut Cases<'_>) -> Fallible<()> {
    Ok(())
}
