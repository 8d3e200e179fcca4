//! Containers whose bytes depend on nothing but their contents, and the smallest picture.

use std::io::{Cursor, Write};

use flate2::{Compression, GzBuilder, write::ZlibEncoder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::Fallible;

/// gzip without a name and with a time of 0.
pub(crate) fn gzip(bytes: &[u8]) -> Fallible<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).operating_system(255).write(vec![], Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A zip archive of the members in the order given, all dated 1980-01-01; what is packed already is stored.
pub(crate) fn zip(members: &[(String, Vec<u8>)]) -> Fallible<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    for (name, bytes) in members {
        let is_packed = [".gz", ".zip", ".png"].iter().any(|ending| name.ends_with(ending));
        let method = if is_packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644);
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A grey picture of one pixel.
pub(crate) fn png() -> Fallible<Vec<u8>> {
    let mut pixels = ZlibEncoder::new(vec![], Compression::best());
    pixels.write_all(&[0, 128])?;
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    chunk(&mut file, *b"IDAT", &pixels.finish()?);
    chunk(&mut file, *b"IEND", &[]);
    Ok(file)
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend((data.len() as u32).to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&kind);
    crc.update(data);
    file.extend(kind);
    file.extend(data);
    file.extend(crc.sum().to_be_bytes());
}
