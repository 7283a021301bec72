//! A picture of a megabyte that is a JPEG by its structure: what a set-images call costs does not depend on what it shows.

/// The size of a phone's photograph of a document after a client's scaling.
const BYTES: usize = 1_000_000;

/// A baseline JPEG of 1600 by 1200 pixels whose scan is noise.
pub(crate) fn jpeg() -> Vec<u8> {
    let mut jpeg = vec![0xff, 0xd8];
    // DQT: one table of ones.
    segment(&mut jpeg, 0xdb, &[&[0_u8][..], &[1; 64]].concat());
    // SOF0: 8 bits, 1200 lines of 1600, one component.
    segment(&mut jpeg, 0xc0, &[8, 0x04, 0xb0, 0x06, 0x40, 1, 1, 0x11, 0]);
    // DHT: a DC and an AC table with codes of eight bits.
    for class in [0x00, 0x10] {
        let mut table = vec![class, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0];
        table.extend(0..12);
        segment(&mut jpeg, 0xc4, &table);
    }
    segment(&mut jpeg, 0xda, &[1, 1, 0x00, 0, 63, 0]);
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

fn segment(jpeg: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    jpeg.extend([0xff, marker]);
    jpeg.extend(length.to_be_bytes());
    jpeg.extend(body);
}
