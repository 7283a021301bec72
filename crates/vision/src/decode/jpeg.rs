//! The marker structure of a JPEG file (ITU-T T.81, annex B).

use super::{DecodeError, Orientation, PictureFormat, Structure};
use bonafide_facts::Size;

/// SOI and the first byte of the next marker.
pub(super) const START: &[u8] = &[0xFF, 0xD8, 0xFF];
const EXIF: &[u8] = b"Exif\0\0";

const TRUNCATED: DecodeError = DecodeError::Truncated {
    format: PictureFormat::Jpeg,
};

fn damaged(detail: &str) -> DecodeError {
    DecodeError::Damaged {
        format: PictureFormat::Jpeg,
        detail: detail.to_owned(),
    }
}

fn unsupported(feature: &'static str) -> DecodeError {
    DecodeError::Unsupported {
        format: PictureFormat::Jpeg,
        feature,
    }
}

/// The quantisation steps of the first component, row by row (B.2.4.1); `None` where the segments do not tell them.
pub(super) fn luma_steps(bytes: &[u8]) -> Option<[u16; 64]> {
    let mut tables: [Option<[u16; 64]>; 4] = [None; 4];
    let mut wanted = None;
    let mut at = 2;
    while let Ok(marker) = next_marker(bytes, &mut at) {
        let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        let segment = bytes.get(at + 2..at + length.max(2))?;
        at += length.max(2);
        match marker {
            0xDB => read_tables(segment, &mut tables)?,
            // The first component's selector: after precision, size, count, its name and its sampling.
            0xC0..=0xC2 => wanted = Some(usize::from(*segment.get(8)?)),
            0xDA => break,
            _ => {}
        }
    }
    tables.get(wanted?).copied().flatten()
}

fn read_tables(mut segment: &[u8], tables: &mut [Option<[u16; 64]>; 4]) -> Option<()> {
    while let [head, rest @ ..] = segment {
        let bytes = 64 * (1 + usize::from(head >> 4 != 0));
        let values = rest.get(..bytes)?;
        let mut table = [0; 64];
        for (at, place) in ZIGZAG.into_iter().enumerate() {
            table[usize::from(place)] = if bytes == 64 {
                u16::from(values[at])
            } else {
                u16::from_be_bytes([values[2 * at], values[2 * at + 1]])
            };
        }
        *tables.get_mut(usize::from(head & 15))? = Some(table);
        segment = &rest[bytes..];
    }
    Some(())
}

/// Where each coefficient of a file's order stands in its block (figure A.6).
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

struct Frame {
    size: Size,
    memory: u64,
}

/// Walks from marker to marker until the end of the image.
pub(super) fn examine(
    bytes: &[u8],
    within: impl Fn(Size) -> Result<(), DecodeError>,
) -> Result<Structure, DecodeError> {
    let mut at = 2;
    let mut frame: Option<Frame> = None;
    let mut orientation = None;
    let mut scans = 0;
    loop {
        let marker = next_marker(bytes, &mut at)?;
        match marker {
            0xD9 => break,
            // Markers without a length: TEM and restarts.
            0x01 | 0xD0..=0xD7 => continue,
            0x00 | 0xD8 => return Err(damaged("a marker stands where none may be")),
            _ => {}
        }
        let length = bytes.get(at..at + 2).ok_or(TRUNCATED)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if length < 2 {
            return Err(damaged("a segment has no length"));
        }
        let segment = bytes.get(at + 2..at + length).ok_or(TRUNCATED)?;
        at += length;
        match marker {
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xC2 if frame.is_none() => {
                let found = read_frame(marker, segment)?;
                within(found.size)?;
                frame = Some(found);
            }
            0xC0..=0xC2 => return Err(damaged("it has two frames")),
            0xC3 => return Err(unsupported("lossless coding")),
            0xC5..=0xC7 => return Err(unsupported("hierarchical coding")),
            0xC9..=0xCF => return Err(unsupported("arithmetic coding")),
            0xDA => {
                if frame.is_none() {
                    return Err(damaged("its pixels come before its size"));
                }
                scans += 1;
                skip_scan(bytes, &mut at)?;
            }
            0xE1 if orientation.is_none() && segment.starts_with(EXIF) => {
                orientation = Orientation::from_exif(&segment[EXIF.len()..]);
            }
            _ => {}
        }
    }
    let frame = frame.ok_or_else(|| damaged("it has no frame"))?;
    if scans == 0 {
        return Err(damaged("it has no pixels"));
    }
    Ok(Structure {
        format: PictureFormat::Jpeg,
        stored: frame.size,
        orientation: orientation.unwrap_or_default(),
        memory: frame.memory,
    })
}

/// The marker code at `at`, with any fill bytes skipped; leaves `at` behind it.
fn next_marker(bytes: &[u8], at: &mut usize) -> Result<u8, DecodeError> {
    if *bytes.get(*at).ok_or(TRUNCATED)? != 0xFF {
        return Err(damaged("bytes stand between two segments"));
    }
    while *bytes.get(*at).ok_or(TRUNCATED)? == 0xFF {
        *at += 1;
    }
    *at += 1;
    Ok(bytes[*at - 1])
}

fn read_frame(marker: u8, segment: &[u8]) -> Result<Frame, DecodeError> {
    let &[precision, h1, h0, w1, w0, components, ..] = segment else {
        return Err(damaged("its frame header is too short"));
    };
    let size = Size {
        width: u32::from(u16::from_be_bytes([w1, w0])),
        height: u32::from(u16::from_be_bytes([h1, h0])),
    };
    if size.width == 0 || size.height == 0 {
        return Err(damaged("its size is not given"));
    }
    if precision != 8 {
        return Err(unsupported("more than 8 bits a sample"));
    }
    if !matches!(components, 1 | 3 | 4) {
        return Err(unsupported(
            "a number of colour components that is not 1, 3 or 4",
        ));
    }
    let sampling: Vec<(u64, u64)> = segment[6..]
        .chunks_exact(3)
        .map(|c| (u64::from(c[1] >> 4), u64::from(c[1] & 15)))
        .collect();
    if sampling.len() < usize::from(components)
        || sampling
            .iter()
            .any(|&(h, v)| !(1..=4).contains(&h) || !(1..=4).contains(&v))
    {
        return Err(damaged("its frame header is broken"));
    }
    let pixels = u64::from(size.width) * u64::from(size.height);
    let (most_h, most_v) = sampling
        .iter()
        .fold((1, 1), |(h, v), s| (h.max(s.0), v.max(s.1)));
    let samples: u64 = sampling
        .iter()
        .map(|(h, v)| pixels * h * v / (most_h * most_v))
        .sum();
    // A progressive picture is held as 16-bit coefficients until its last scan.
    let coefficients = if marker == 0xC2 { 2 * samples } else { 0 };
    Ok(Frame {
        size,
        memory: coefficients + pixels * if components == 1 { 1 } else { 3 },
    })
}

/// Passes over entropy-coded bytes, in which 0xFF is followed by 0 or a restart marker.
fn skip_scan(bytes: &[u8], at: &mut usize) -> Result<(), DecodeError> {
    loop {
        let ahead = bytes.get(*at..).ok_or(TRUNCATED)?;
        *at += ahead
            .iter()
            .position(|byte| *byte == 0xFF)
            .ok_or(TRUNCATED)?;
        match *bytes.get(*at + 1).ok_or(TRUNCATED)? {
            0x00 | 0xD0..=0xD7 => *at += 2,
            0xFF => *at += 1,
            _ => return Ok(()),
        }
    }
}
