//! Work on many things at once that cannot be seen in what comes out.

use rayon::prelude::*;

/// What `f` makes of each item, in the order of the items, on all threads.
pub(crate) fn map_in_order<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    items.par_iter().with_min_len(MIN_LEN).map(&f).collect()
}

/// The same of a few items, each of which is much work.
pub(crate) fn map_few_in_order<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    items.par_iter().map(&f).collect()
}

/// Fewer items are not worth a thread.
const MIN_LEN: usize = 64;
