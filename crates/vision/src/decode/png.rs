//! The chunk structure of a PNG file (ISO/IEC 15948, clause 5).

use super::{DecodeError, Orientation, PictureFormat, Structure};
use bonafide_facts::Size;
use std::borrow::Cow;
use std::ops::Range;

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

/// The file with nothing but what its pixels need: header, palette, transparency, data. Texts and colour profiles
/// may be compressed, and unpacked they may be a thousand times their size; a decoder that never sees them cannot
/// be made to hold them. Borrowed where there is nothing to leave out.
///
/// The walk of [`examine`] has already found every chunk whole.
pub(super) fn essential(bytes: &[u8]) -> Cow<'_, [u8]> {
    let needed = |kind: &[u8]| matches!(kind, b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND");
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut at = SIGNATURE.len();
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let kind = &head[4..8];
        let end = at
            .saturating_add(length)
            .saturating_add(12)
            .min(bytes.len());
        if needed(kind) {
            match kept.last_mut() {
                Some(last) if last.end == at => last.end = end,
                _ => kept.push(at..end),
            }
        }
        at = end;
        if kind == b"IEND" {
            break;
        }
    }
    if let [all] = kept.as_slice()
        && *all == (SIGNATURE.len()..bytes.len())
    {
        return Cow::Borrowed(bytes);
    }
    let length = kept.iter().map(Range::len).sum::<usize>();
    let mut file = Vec::with_capacity(SIGNATURE.len() + length);
    file.extend_from_slice(SIGNATURE);
    for part in kept {
        file.extend_from_slice(&bytes[part]);
    }
    Cow::Owned(file)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u32).to_be_bytes();
        [&length[..], kind, body, &[1, 2, 3, 4]].concat()
    }

    #[test]
    fn only_what_pixels_need_reaches_the_decoder() {
        let plain = [
            SIGNATURE.to_vec(),
            chunk(b"IHDR", &[0; 13]),
            chunk(b"IDAT", &[7; 20]),
            chunk(b"IEND", &[]),
        ];
        let whole = plain.concat();
        assert!(matches!(essential(&whole), Cow::Borrowed(_)));
        let [start, header, data, end] = plain;
        let laden = [
            start,
            header,
            chunk(b"iCCP", &[9; 50]),
            chunk(b"zTXt", &[9; 50]),
            data,
            chunk(b"iTXt", &[9; 50]),
            end,
            vec![9; 30],
        ];
        assert_eq!(essential(&laden.concat()).as_ref(), whole);
    }
}
