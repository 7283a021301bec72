//! A picture of a megabyte that is a JPEG by its structure: what a set-images call costs does not depend on what it shows.

/// The size of a phone's photograph of a document after a client's scaling.
const BYTES: usize = 1_000_000;

/// A baseline JPEG of 1600 by 1200 pixels whose scan is noise.
pub(crate) fn jpeg() -> Vec<u8> {
    let mut jpeg = head(8, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    let mut state = 0x9e37_79b9_u32;
    while jpeg.len() < BYTES - 2 {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let byte = state.to_le_bytes()[0];
        jpeg.push(byte);
        if byte == 0xff {
            jpeg.push(0);
        }
    }
    jpeg.extend([0xff, 0xd9]);
    jpeg
}

/// A grey picture of the same size that can be decoded, so that its verification comes to a report.
pub(crate) fn grey() -> Vec<u8> {
    let mut jpeg = head(1, &[0]);
    // Two bits a block: no difference to the one before, and nothing more.
    jpeg.resize(jpeg.len() + 200 * 150 * 2 / 8, 0);
    jpeg.extend([0xff, 0xd9]);
    jpeg
}

/// Everything before the scan, with these symbols in codes of so many bits.
fn head(bits: u8, symbols: &[u8]) -> Vec<u8> {
    let mut jpeg = vec![0xff, 0xd8];
    // DQT: one table of ones.
    segment(&mut jpeg, 0xdb, &[&[0_u8][..], &[1; 64]].concat());
    // SOF0: 8 bits, 1200 lines of 1600, one component.
    segment(&mut jpeg, 0xc0, &[8, 0x04, 0xb0, 0x06, 0x40, 1, 1, 0x11, 0]);
    // DHT: a DC and an AC table.
    for class in [0x00, 0x10] {
        let mut table = vec![class];
        table.extend((1..=16).map(|length| {
            if length == bits {
                u8::try_from(symbols.len()).unwrap_or_default()
            } else {
                0
            }
        }));
        table.extend(symbols);
        segment(&mut jpeg, 0xc4, &table);
    }
    segment(&mut jpeg, 0xda, &[1, 1, 0x00, 0, 63, 0]);
    jpeg
}

fn segment(jpeg: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    jpeg.extend([0xff, marker]);
    jpeg.extend(length.to_be_bytes());
    jpeg.extend(body);
}
