//! What the fuzz targets of restday are made of. See README.md.

mod memory;
pub mod shared;

use memory::Counting;

#[global_allocator]
static MEMORY: Counting = Counting;

/// Memory that any input may take, bytes, beside [`PER_BYTE`] of its own size: buffers to unpack into, and a map of time zones.
const FREE_BYTES: usize = 48 << 20;

/// Bytes of memory that a byte of input may take: what is packed may unpack to 200 times its size, and a recording takes five
/// times its size to be decoded.
const PER_BYTE: usize = 1000;

/// Makes everything happen on this thread: to hand work to another one and back takes longer than a small file.
pub fn begin() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("nobody has used the pool yet");
}

/// Hands the bytes to a target, and sees to it that it does not take more memory than its input can justify.
pub fn within_memory(bytes: &[u8], target: impl Fn(&[u8])) {
    let before = memory::begin();
    target(bytes);
    let taken = memory::peak().saturating_sub(before);
    let most = FREE_BYTES + PER_BYTE * bytes.len();
    assert!(taken <= most, "{taken} bytes of memory for {} of input", bytes.len());
}
