//! The chunk structure of a PNG file (ISO/IEC 15948, clause 5).

use super::{DecodeError, Orientation, PictureFormat, Structure};
use bonafide_facts::Size;

/// The first eight bytes of every PNG file.
pub(super) const SIGNATURE: &[u8] = &[0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A];
/// A larger EXIF chunk is not read; the orientation is among the first bytes.
const EXIF_MOST: usize = 64 << 10;

const TRUNCATED: DecodeError = DecodeError::Truncated {
    format: PictureFormat::Png,
};

fn damaged(detail: &str) -> DecodeError {
    DecodeError::Damaged {
        format: PictureFormat::Png,
        detail: detail.to_owned(),
    }
}

struct Header {
    size: Size,
    memory: u64,
}

/// Walks from chunk to chunk until the end of the image.
pub(super) fn examine(
    bytes: &[u8],
    within: impl Fn(Size) -> Result<(), DecodeError>,
) -> Result<Structure, DecodeError> {
    let mut at = SIGNATURE.len();
    let mut header: Option<Header> = None;
    let mut orientation = None;
    let mut data = 0usize;
    loop {
        let head = bytes.get(at..at + 8).ok_or(TRUNCATED)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let kind = &head[4..8];
        if !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(damaged("a chunk has no name"));
        }
        let end = at
            .checked_add(8)
            .and_then(|start| start.checked_add(length));
        let end = end
            .filter(|end| bytes.len().checked_sub(4).is_some_and(|most| *end <= most))
            .ok_or(TRUNCATED)?;
        let chunk = &bytes[at + 8..end];
        at = end + 4;
        match (kind, header.is_some()) {
            (b"IHDR", false) => {
                let found = read_header(chunk)?;
                within(found.size)?;
                header = Some(found);
            }
            (b"IHDR", true) => return Err(damaged("it has two headers")),
            (_, false) => return Err(damaged("its header does not come first")),
            (b"IDAT", true) => data += length,
            (b"eXIf", true) if orientation.is_none() && length <= EXIF_MOST => {
                orientation = Orientation::from_exif(chunk);
            }
            (b"IEND", true) => break,
            _ => {}
        }
    }
    let header = header.ok_or_else(|| damaged("it has no header"))?;
    if data == 0 {
        return Err(damaged("it has no pixels"));
    }
    Ok(Structure {
        format: PictureFormat::Png,
        stored: header.size,
        orientation: orientation.unwrap_or_default(),
        memory: header.memory,
    })
}

fn read_header(chunk: &[u8]) -> Result<Header, DecodeError> {
    let &[w3, w2, w1, w0, h3, h2, h1, h0, depth, colour, _, _, _] = chunk else {
        return Err(damaged("its header has the wrong length"));
    };
    let size = Size {
        width: u32::from_be_bytes([w3, w2, w1, w0]),
        height: u32::from_be_bytes([h3, h2, h1, h0]),
    };
    if size.width == 0 || size.height == 0 {
        return Err(damaged("its size is not given"));
    }
    let channels: u64 = match colour {
        0 => 1,
        // A palette may carry transparency and then becomes four channels.
        2 => 3,
        3 | 6 => 4,
        4 => 2,
        _ => return Err(damaged("its colour type does not exist")),
    };
    if !matches!(depth, 1 | 2 | 4 | 8 | 16) {
        return Err(damaged("its bit depth does not exist"));
    }
    let deep = if depth == 16 { 2 } else { 1 };
    let memory = u64::from(size.width)
        .saturating_mul(u64::from(size.height))
        .saturating_mul(channels * deep);
    Ok(Header { size, memory })
}
