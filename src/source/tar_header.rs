//! One header of a tar archive: 512 bytes that say what follows them.

use super::fault::Fault;
use crate::diagnostic::Code;
use tar::{EntryType, Header};

/// Bytes of a header; what a member holds is filled up to a multiple of them.
pub(super) const BLOCK_BYTES: u64 = 512;

/// A header as it lies in an archive.
pub(super) type Block = [u8; BLOCK_BYTES as usize];

/// What follows a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// A file.
    File,
    /// Nothing: a folder.
    Folder,
    /// The name of the next member, as GNU writes long ones.
    Name,
    /// Facts about the next member, as POSIX writes them.
    Facts,
    /// Something about the archive, or of a link, that is stepped over.
    Aside,
    /// What must not or cannot be read.
    Refused(&'static str),
}

/// Whether a header adds up to the sum that it says.
pub(super) fn is_sound(block: &Block) -> bool {
    let header = Header::from_byte_slice(block);
    // The sum is made as if its own eight bytes were blanks.
    let (before, rest) = block.split_at(148);
    let after = rest.get(8..).unwrap_or_default();
    let sum = before.iter().chain(after).map(|byte| u32::from(*byte)).fold(8 * u32::from(b' '), u32::saturating_add);
    header.cksum().is_ok_and(|told| told == sum)
}

/// What follows a header.
pub(super) fn follows(header: &Header) -> Follows {
    match header.entry_type() {
        EntryType::Regular | EntryType::Continuous => Follows::File,
        EntryType::Directory => Follows::Folder,
        EntryType::GNULongName => Follows::Name,
        EntryType::XHeader => Follows::Facts,
        EntryType::GNULongLink | EntryType::XGlobalHeader => Follows::Aside,
        EntryType::Link | EntryType::Symlink | EntryType::Char | EntryType::Block | EntryType::Fifo => {
            Follows::Refused("a link or device inside an archive, not followed")
        }
        EntryType::GNUSparse => {
            Follows::Refused("a file with holes, which is not read; unpack the archive and give the folder")
        }
        _ => Follows::Refused("a member of an unknown type, which is not read; unpack the archive and give the folder"),
    }
}

/// With which code a member of that kind is refused.
pub(super) fn refusal(header: &Header, detail: &'static str) -> Fault {
    let is_special = matches!(
        header.entry_type(),
        EntryType::Link | EntryType::Symlink | EntryType::Char | EntryType::Block | EntryType::Fifo
    );
    Fault::new(if is_special { Code::SpecialFile } else { Code::ZipMember }, detail)
}
