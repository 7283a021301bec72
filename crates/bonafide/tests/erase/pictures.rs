//! Pictures that carry a marker where a search of bytes finds it: in a comment, and as pixels that are not compressed.

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

fn adler32(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    let at = png.len();
    png.extend(name);
    png.extend(data);
    let crc = crc32(&png[at..]);
    png.extend(crc.to_be_bytes());
}

const SIDE: usize = 96;

/// A grey PNG whose comment is the marker and whose rows repeat it, in stored blocks of deflate.
pub(crate) fn png(marker: &str) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let side = u32::try_from(SIDE).unwrap().to_be_bytes();
    chunk(
        &mut png,
        *b"IHDR",
        &[&side[..], &side, &[8, 0, 0, 0, 0]].concat(),
    );
    chunk(
        &mut png,
        *b"tEXt",
        &[b"Comment\0", marker.as_bytes()].concat(),
    );
    let row: Vec<u8> = marker.bytes().cycle().take(SIDE).collect();
    let rows = [&[0][..], &row].concat().repeat(SIDE);
    let length = u16::try_from(rows.len()).unwrap();
    let mut data = vec![0x78, 0x01, 0x01];
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(&rows);
    data.extend(adler32(&rows).to_be_bytes());
    chunk(&mut png, *b"IDAT", &data);
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// A JPEG whose comment is the marker.
pub(crate) fn jpeg(marker: &str) -> Vec<u8> {
    let grey = image::GrayImage::from_fn(96, 96, |x, y| image::Luma([(x * 2 + y) as u8]));
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut jpeg)
        .encode_image(&grey)
        .unwrap();
    let comment = marker.as_bytes();
    let length = u16::try_from(comment.len() + 2).unwrap().to_be_bytes();
    let segment = [&[0xff, 0xfe][..], &length, comment].concat();
    jpeg.splice(2..2, segment);
    jpeg
}
