//! Zip and tar archives and gzip files out of decisions: their checksums are right, so that what is in them is reached.

use super::script::Script;

/// Members of one archive.
const MEMBERS_MAX: usize = 24;

/// Names that mean something, and some that should not.
const NAMES: [&str; 24] = [
    "a.fit",
    "activities/1.fit.gz",
    "activities/2.gpx",
    "b.tcx",
    "activities.csv",
    "manual.csv",
    "checkins.csv",
    "wellness.csv",
    "plan.csv",
    "athlete.toml",
    "apple_health_export/export.xml",
    "apple_health_export/workout-routes/route_1.gpx",
    "DI_CONNECT/a_summarizedActivities.json",
    "DI_CONNECT/2026_sleepData.json",
    "inner.zip",
    "inner/deep.zip",
    "../../evil.gpx",
    "/etc/passwd",
    "..\\..\\evil.fit",
    "a.fit",
    "\u{202e}tig.fit",
    "n\nl.fit",
    "x!y#2.fit",
    "",
];

/// What the name says is in it, small and sound.
const CONTENTS: [&[u8]; 5] = [
    include_bytes!("../../../fixtures/formats/run-1.0.gpx"),
    b"date,legs,soreness,rpe\n2026-05-01,4,3,5\n2026-05-02,2,,\n",
    b"date,minutes,sport,rpe\n2026-05-01,40,run,5\n",
    b"<HealthData><Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" duration=\"30\" durationUnit=\"min\" \
      startDate=\"2026-05-01 07:00:00 +0200\" endDate=\"2026-05-01 07:30:00 +0200\"></Workout></HealthData>",
    b"Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Filename\n1,\"May 1, 2026, 7:00:00 AM\",a,Run,1800,\
      activities/2.gpx\n",
];

/// An archive that the decisions describe.
pub fn zip(script: &mut Script<'_>, depth: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    let mut members: u16 = 0;
    for _ in 0..MEMBERS_MAX {
        if script.is_over() {
            break;
        }
        let name = script.one_of(NAMES);
        let how = script.byte();
        let content = content(script, depth);
        let crc = crc32(&content).wrapping_add(u32::from(how & 0xE0 == 0xE0));
        let packed = if how & 1 == 1 { deflated(&content) } else { content.clone() };
        let method = u16::from(how & 1) * 8;
        let declared = if how & 0x1C == 0x1C { script.u32() } else { content.len() as u32 };
        let at = bytes.len() as u32;
        let mut fields = Vec::new();
        fields.extend([20_u16, 0, method, 0, 0x5C21].iter().flat_map(|field| field.to_le_bytes()));
        fields.extend([crc, packed.len() as u32, declared].iter().flat_map(|field| field.to_le_bytes()));
        fields.extend((name.len() as u16).to_le_bytes());
        fields.extend(0_u16.to_le_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&fields);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(fields);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
        members = members.saturating_add(1);
    }
    let at = bytes.len() as u32;
    let len = directory.len() as u32;
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([members, members].iter().flat_map(|field| field.to_le_bytes()));
    bytes.extend([len, at].iter().flat_map(|field| field.to_le_bytes()));
    bytes.extend(0_u16.to_le_bytes());
    bytes
}

/// A tar archive that the decisions describe, under gzip or not.
pub fn tar(script: &mut Script<'_>, depth: u32) -> Vec<u8> {
    /// Files, links, devices, folders, names of and facts about the next, holes, labels.
    const TYPES: [u8; 16] = *b"0\x000000125LKxgSV7";
    let is_gzip = script.byte() & 1 == 1;
    let mut bytes = Vec::new();
    for _ in 0..MEMBERS_MAX {
        if script.is_over() {
            break;
        }
        let name = script.one_of(NAMES);
        let (kind, how) = (script.one_of(TYPES), script.byte());
        let content = match kind {
            b'x' | b'g' => format!("{} path={name}\n", name.len() + 9).into_bytes(),
            _ => content(script, depth),
        };
        let declared = if how & 0x1C == 0x1C { u64::from(script.u32()) << (how & 1) } else { content.len() as u64 };
        let mut header = [0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..136].copy_from_slice(format!("{declared:011o}\0").as_bytes());
        header[148..156].fill(b' ');
        header[156] = kind;
        header[257..265].copy_from_slice(if how & 1 == 1 { b"ustar\x0000" } else { b"ustar  \0" });
        header[482] = u8::from(how & 0x60 == 0x60);
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum::<u32>() + u32::from(how & 0xE0 == 0xE0);
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        bytes.extend(header);
        bytes.extend(&content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    if is_gzip { gzipped(&bytes, 4) } else { bytes }
}

/// What a member holds: something sound, with a byte changed now and then, something packed once more, or any bytes.
fn content(script: &mut Script<'_>, depth: u32) -> Vec<u8> {
    match script.byte() % 8 {
        kind @ 0..=4 => {
            let mut content = CONTENTS[usize::from(kind)].to_vec();
            let (at, with) = (usize::from(script.u16()) % content.len(), script.byte());
            content[at] ^= with;
            content
        }
        5 if depth < 4 => {
            let len = usize::from(script.byte());
            let mut inner = Script::new(script.slice(len));
            if len & 1 == 1 { tar(&mut inner, depth + 1) } else { zip(&mut inner, depth + 1) }
        }
        6 => gzip(script),
        _ => {
            let len = usize::from(script.byte());
            script.slice(len).to_vec()
        }
    }
}

/// A gzip file that the decisions describe.
pub fn gzip(script: &mut Script<'_>) -> Vec<u8> {
    let how = script.byte();
    let len = usize::from(script.byte());
    let content = match how % 4 {
        0 => CONTENTS[0].to_vec(),
        1 => script.slice(len).to_vec(),
        // Nothing, many times.
        2 => vec![script.byte(); usize::from(script.u16()) * 16],
        _ => super::fit_file::damaged(script.slice(len)),
    };
    gzipped(&content, how)
}

/// A content under gzip, deflated or stored, with a checksum that may be wrong.
fn gzipped(content: &[u8], how: u8) -> Vec<u8> {
    let mut bytes = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];
    bytes.extend(if how & 4 == 4 { deflated(content) } else { stored(content) });
    bytes.extend(crc32(content).wrapping_add(u32::from(how & 0x38 == 0x38)).to_le_bytes());
    bytes.extend((content.len() as u32).to_le_bytes());
    bytes
}

/// DEFLATE in stored blocks.
fn stored(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut blocks = content.chunks(0xFFFF).peekable();
    if blocks.peek().is_none() {
        return vec![1, 0, 0, 0xFF, 0xFF];
    }
    while let Some(block) = blocks.next() {
        bytes.push(u8::from(blocks.peek().is_none()));
        let len = block.len() as u16;
        bytes.extend(len.to_le_bytes());
        bytes.extend((!len).to_le_bytes());
        bytes.extend(block);
    }
    bytes
}

/// DEFLATE that packs.
fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, content).expect("written to memory");
    encoder.finish().expect("written to memory")
}

/// The checksum of zip and gzip.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}
