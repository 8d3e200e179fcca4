//! Reads what may be of any size no further than it is worth.

use std::io::{self, Read};

/// All bytes of a reader that has no more than so many; absent where it has more, of which no more than one is read.
///
/// # Errors
/// What the reader says.
pub(crate) fn read_at_most(reader: impl Read, bytes_max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= bytes_max).then_some(bytes))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_tells_that_it_is_too_much() {
        let mut endless = io::repeat(b'a');
        assert_eq!(read_at_most(&mut endless, 1000).unwrap(), None);
        assert_eq!(read_at_most(&b"abc"[..], 3).unwrap().unwrap(), b"abc");
        assert_eq!(read_at_most(&b"abcd"[..], 3).unwrap(), None);
        assert_eq!(read_at_most(&b""[..], 0).unwrap().unwrap(), b"");
    }
}
