//! A place of its own in the bytes of an archive, so that its members can be read at the same time.

use super::fault::Fault;
use crate::diagnostic::Code;
use crate::regular;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Bytes read from disk at once where less is asked for: a zip directory is read in crumbs.
const BUFFER_BYTES: usize = 8 << 10;

/// A window on a file or on memory, with a position. Memory may hold no more than the end of what is in view: to read
/// before it is an error, never zeros.
///
/// A clone shares the bytes and has its own position. It opens the file when it is first read, so that thousands of
/// archives can be listed without thousands of open files.
#[derive(Debug)]
pub(super) struct ArchiveView {
    bytes: ViewBytes,
    window: Range<u64>,
    position: u64,
    file: Option<File>,
    buffer: Vec<u8>,
    buffer_at: u64,
}

#[derive(Debug, Clone)]
enum ViewBytes {
    Disk(Arc<Path>),
    Memory { from: u64, held: Arc<Vec<u8>> },
}

impl ArchiveView {
    /// A view of a whole file.
    pub(super) fn of_file(path: &Path) -> io::Result<Self> {
        let bytes = std::fs::symlink_metadata(path)?.len();
        Ok(Self::new(ViewBytes::Disk(path.into()), 0..bytes))
    }

    /// A view of `len` bytes of which memory holds the last.
    pub(super) fn of_end(held: Vec<u8>, len: u64) -> Self {
        let from = len.saturating_sub(held.len() as u64);
        Self::new(ViewBytes::Memory { from, held: Arc::new(held) }, 0..len)
    }

    /// Whether both are views of the same bytes, whatever their positions.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        let same = match (&self.bytes, &other.bytes) {
            (ViewBytes::Disk(own), ViewBytes::Disk(others)) => Arc::ptr_eq(own, others),
            (ViewBytes::Memory { held: own, .. }, ViewBytes::Memory { held: others, .. }) => Arc::ptr_eq(own, others),
            _ => false,
        };
        same && self.window == other.window
    }

    /// A part of this view; whatever of the range lies outside is cut off.
    pub(super) fn part_of(&self, range: Range<u64>) -> Self {
        let place = |at: u64| self.window.start.saturating_add(at).min(self.window.end);
        Self::new(self.bytes.clone(), place(range.start)..place(range.end))
    }

    /// Number of bytes in view.
    pub(super) fn len(&self) -> u64 {
        self.window.end.saturating_sub(self.window.start)
    }

    fn new(bytes: ViewBytes, window: Range<u64>) -> Self {
        Self { bytes, window, position: 0, file: None, buffer: Vec::new(), buffer_at: 0 }
    }

    /// Reads at an absolute place of the underlying bytes, at most `wanted.len()` bytes.
    fn read_at(&mut self, at: u64, wanted: &mut [u8]) -> io::Result<usize> {
        match &self.bytes {
            ViewBytes::Memory { from, held } => {
                let at = at.checked_sub(*from).ok_or_else(not_held)?;
                usize::try_from(at).ok().and_then(|at| held.get(at..)).unwrap_or(&[]).read(wanted)
            }
            ViewBytes::Disk(path) => {
                let file = match &mut self.file {
                    Some(file) => file,
                    closed => closed.insert(regular::open_unlinked(path)?),
                };
                let buffered =
                    at.checked_sub(self.buffer_at).and_then(|skip| self.buffer.get(usize::try_from(skip).ok()?..));
                if let Some(mut ready) = buffered.filter(|ready| !ready.is_empty()) {
                    return ready.read(wanted);
                }
                file.seek(SeekFrom::Start(at))?;
                if BUFFER_BYTES <= wanted.len() {
                    return file.read(wanted);
                }
                self.buffer.clear();
                self.buffer_at = at;
                file.take(BUFFER_BYTES as u64).read_to_end(&mut self.buffer)?;
                self.buffer.as_slice().read(wanted)
            }
        }
    }
}

/// Only the directory of an archive is looked for in an end, so an end that is too short is a directory that is too long.
fn not_held() -> io::Error {
    let detail = "a nested archive with a directory larger than any honest one; unpack it and give the folder";
    io::Error::other(Fault::new(Code::TooLarge, detail))
}

impl Clone for ArchiveView {
    fn clone(&self) -> Self {
        Self { position: self.position, ..Self::new(self.bytes.clone(), self.window.clone()) }
    }
}

impl Read for ArchiveView {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len().saturating_sub(self.position)).unwrap_or(usize::MAX);
        let size = wanted.len().min(left);
        let Some(wanted) = wanted.get_mut(..size).filter(|wanted| !wanted.is_empty()) else { return Ok(0) };
        let read = self.read_at(self.window.start.saturating_add(self.position), wanted)?;
        self.position = self.position.saturating_add(read as u64);
        Ok(read)
    }
}

impl Seek for ArchiveView {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => self.len().checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]
mod tests {
    use super::*;

    fn bytes() -> Vec<u8> {
        (0..40_000u32).map(|i| (i * 7 % 251) as u8).collect()
    }

    #[test]
    fn disk_and_memory_read_alike_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bytes");
        std::fs::write(&path, bytes()).unwrap();
        let mut disk = ArchiveView::of_file(&path).unwrap();
        let mut memory = ArchiveView::of_end(bytes(), 40_000);
        let mut random = 1u64;
        for _ in 0..2000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (at, size) = ((random >> 33) % 40_100, (random >> 20) % 9_000);
            let mut read = [Vec::new(), Vec::new()];
            disk.seek(SeekFrom::Start(at)).unwrap();
            memory.seek(SeekFrom::Start(at)).unwrap();
            let [first, second] = &mut read;
            (&mut disk).take(size).read_to_end(first).unwrap();
            (&mut memory).take(size).read_to_end(second).unwrap();
            let expected: Vec<u8> = bytes().into_iter().skip(at as usize).take(size as usize).collect();
            assert_eq!(read, [expected.clone(), expected], "{size} bytes at {at}");
        }
    }

    #[test]
    fn what_is_not_held_is_an_error() {
        let mut view = ArchiveView::of_end(bytes().split_off(30_000), 40_000);
        let mut read = [0; 9];
        view.seek(SeekFrom::Start(29_999)).unwrap();
        assert!(view.read(&mut read).is_err());
        view.seek(SeekFrom::Start(30_000)).unwrap();
        view.read_exact(&mut read).unwrap();
        assert_eq!(read, bytes()[30_000..30_009]);
        assert_eq!(view.seek(SeekFrom::End(0)).unwrap(), 40_000);
    }

    #[test]
    fn a_part_ends_where_its_whole_ends() {
        let view = ArchiveView::of_end(bytes(), 40_000);
        let mut read = Vec::new();
        view.part_of(39_990..50_000).read_to_end(&mut read).unwrap();
        assert_eq!(read, bytes().split_off(39_990));
        let mut part = view.part_of(100..200).part_of(50..60);
        assert_eq!((part.len(), part.seek(SeekFrom::End(-1)).unwrap()), (10, 9));
        let mut last = [0; 4];
        assert_eq!(part.read(&mut last).unwrap(), 1);
        assert_eq!(last, [bytes().get(159).copied().unwrap(), 0, 0, 0]);
        assert!(part.seek(SeekFrom::Current(-11)).is_err());
    }
}
