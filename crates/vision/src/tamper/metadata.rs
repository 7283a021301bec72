//! The programs that a file's metadata name: EXIF `Software` and `ProcessingSoftware`, XMP `CreatorTool` and
//! `softwareAgent`, PNG's `Software`.

/// Bytes of metadata that are looked at in one file.
const MOST_BYTES: usize = 1 << 20;
/// Segments or chunks that are walked through.
const MOST_SEGMENTS: usize = 4_000;
/// A program's name is not longer.
const LONGEST_NAME: usize = 120;

/// Programs made to change what a picture shows. Converters, scanners, phones and programs that only develop a
/// photo are not among them.
const EDITORS: &[&str] = &[
    "photoshop",
    "gimp",
    "affinity photo",
    "affinity designer",
    "pixelmator",
    "photopea",
    "pixlr",
    "paint.net",
    "paintshop",
    "paint shop",
    "photo-paint",
    "coreldraw",
    "snapseed",
    "picsart",
    "facetune",
    "faceapp",
    "meitu",
    "beautyplus",
    "canva",
    "fotor",
    "befunky",
    "inkscape",
    "adobe illustrator",
    "krita",
    "photoscape",
    "lunapic",
    "photoroom",
    "polarr",
    "airbrush",
    "stable diffusion",
    "midjourney",
    "dall-e",
];
/// Named like an editor, but they only develop.
const DEVELOPERS: &[&str] = &["lightroom", "camera raw"];

/// Whether any metadata name an editor.
pub(super) fn names_an_editor(file: &[u8]) -> bool {
    programs(file).iter().any(|name| {
        let name = name.to_lowercase();
        EDITORS.iter().any(|editor| name.contains(editor))
            && !DEVELOPERS.iter().any(|other| name.contains(other))
    })
}

/// All programs that the file's metadata name.
fn programs(file: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        for (kind, data) in png_chunks(file) {
            match kind {
                b"tEXt" | b"iTXt" if data.starts_with(b"Software\0") => {
                    found.push(text(&data[9..]));
                }
                b"iTXt" if data.starts_with(b"XML:com.adobe.xmp\0") => found.extend(of_xmp(data)),
                b"eXIf" => found.extend(of_exif(data)),
                _ => {}
            }
        }
    } else if file.starts_with(b"\xff\xd8") {
        for data in jpeg_app1(file) {
            if let Some(tiff) = data.strip_prefix(b"Exif\0\0") {
                found.extend(of_exif(tiff));
            } else if data.starts_with(b"http://ns.adobe.com/xap/1.0/\0") {
                found.extend(of_xmp(data));
            }
        }
    }
    found
}

/// The APP1 segments of a JPEG file, up to its pixels.
fn jpeg_app1(file: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut rest = &file[2..];
    for _ in 0..MOST_SEGMENTS {
        let [0xff, marker, tail @ ..] = rest else {
            break;
        };
        // Fill bytes may precede a marker; start of scan and end of image end the metadata.
        if *marker == 0xff {
            rest = &rest[1..];
            continue;
        }
        let [high, low, ..] = tail else { break };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(segment) = tail.get(2..length) else {
            break;
        };
        match marker {
            0xe1 => found.push(segment),
            0xda | 0xd9 => break,
            _ => {}
        }
        rest = &tail[length..];
    }
    found
}

/// The chunks of a PNG file, by kind.
fn png_chunks(file: &[u8]) -> Vec<(&[u8; 4], &[u8])> {
    let mut found = Vec::new();
    let mut rest = &file[8..];
    let mut bytes = 0;
    for _ in 0..MOST_SEGMENTS {
        let Some((length, tail)) = rest.split_first_chunk::<4>() else {
            break;
        };
        let Some((kind, tail)) = tail.split_first_chunk::<4>() else {
            break;
        };
        let Some((data, tail)) = tail.split_at_checked(u32::from_be_bytes(*length) as usize) else {
            break;
        };
        if kind != b"IDAT" {
            bytes += data.len();
            if bytes > MOST_BYTES {
                break;
            }
            found.push((kind, data));
        }
        rest = tail.get(4..).unwrap_or_default();
    }
    found
}

fn of_exif(tiff: &[u8]) -> Vec<String> {
    let Ok(data) = exif::Reader::new().read_raw(tiff.to_vec()) else {
        return Vec::new();
    };
    let processing = exif::Tag(exif::Context::Tiff, 0x000b);
    let value = |tag| {
        let field = data.get_field(tag, exif::In::PRIMARY)?;
        match &field.value {
            exif::Value::Ascii(texts) => texts.first().map(|bytes| text(bytes)),
            _ => None,
        }
    };
    [exif::Tag::Software, processing]
        .into_iter()
        .filter_map(value)
        .collect()
}

/// Values of two properties of XMP (ISO 16684-1), as attributes or as elements.
fn of_xmp(packet: &[u8]) -> Vec<String> {
    let packet = String::from_utf8_lossy(&packet[..packet.len().min(MOST_BYTES)]);
    let mut found = Vec::new();
    for key in ["CreatorTool", "softwareAgent"] {
        for (at, _) in packet.match_indices(key).take(100) {
            let rest = &packet[at + key.len()..];
            let value = rest
                .strip_prefix("=\"")
                .or_else(|| rest.strip_prefix("='"))
                .or_else(|| rest.strip_prefix('>'))
                .and_then(|rest| rest.split(['"', '\'', '<']).next());
            found.extend(value.map(|value| text(value.as_bytes())));
        }
    }
    found
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST_NAME)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn jpeg(app1: &[u8]) -> Vec<u8> {
        let length = u16::try_from(app1.len() + 2).expect("short").to_be_bytes();
        [
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xe1".as_slice(),
            &length,
            app1,
            b"\xff\xda\x00\x02pixels\xff\xd9",
        ]
        .concat()
    }

    fn png(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [
            b"\x89PNG\r\n\x1a\n".as_slice(),
            &length,
            kind,
            data,
            b"crc!\0\0\0\0IENDcrc!",
        ]
        .concat()
    }

    /// A TIFF structure with one text under a tag.
    fn tiff(tag: u16, value: &str) -> Vec<u8> {
        let value = format!("{value}\0");
        let mut bytes = b"MM\0\x2a\0\0\0\x08\0\x01".to_vec();
        bytes.extend(tag.to_be_bytes());
        bytes.extend(2_u16.to_be_bytes());
        bytes.extend((value.len() as u32).to_be_bytes());
        bytes.extend(26_u32.to_be_bytes());
        bytes.extend(0_u32.to_be_bytes());
        bytes.extend(value.as_bytes());
        bytes
    }

    fn exif_of(tag: u16, value: &str) -> Vec<u8> {
        jpeg(&[b"Exif\0\0".as_slice(), &tiff(tag, value)].concat())
    }

    #[test]
    fn an_editor_is_found_wherever_it_may_be_named() {
        assert!(names_an_editor(&exif_of(
            0x0131,
            "Adobe Photoshop 25.1 (Windows)"
        )));
        assert!(names_an_editor(&exif_of(0x000b, "GIMP 2.10")));
        let xmp = |property: &str| {
            [
                b"http://ns.adobe.com/xap/1.0/\0".as_slice(),
                property.as_bytes(),
            ]
            .concat()
        };
        assert!(names_an_editor(&jpeg(&xmp(
            "<rdf:Description xmp:CreatorTool=\"Photopea\"/>"
        ))));
        assert!(names_an_editor(&jpeg(&xmp(
            "<stEvt:softwareAgent>Adobe Photoshop CC</stEvt:softwareAgent>"
        ))));
        assert!(names_an_editor(&png(b"tEXt", b"Software\0Paint.NET v5")));
        assert!(names_an_editor(&png(b"eXIf", &tiff(0x0131, "Snapseed"))));
    }

    #[test]
    fn cameras_converters_and_developers_are_no_editors() {
        for program in [
            "HUAWEI P30",
            "16.5.1",
            "ImageMagick 6.9",
            "Adobe Photoshop Lightroom Classic 12",
            "Canon MF4400",
        ] {
            assert!(!names_an_editor(&exif_of(0x0131, program)), "{program}");
        }
        // The name of a vocabulary is not the name of a program.
        let vocabulary = b"http://ns.adobe.com/xap/1.0/\0<x xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\"/>";
        assert!(!names_an_editor(&jpeg(vocabulary)));
        assert!(!names_an_editor(&png(b"tEXt", b"Title\0photoshop")));
    }

    #[test]
    fn what_stands_after_the_pixels_begin_is_no_metadata() {
        let mut file = jpeg(b"nothing");
        file.extend(&exif_of(0x0131, "GIMP")[2..]);
        assert!(!names_an_editor(&file));
    }

    proptest! {
        #[test]
        fn no_file_makes_it_fall(mut file in prop::collection::vec(any::<u8>(), 0..300), kind in 0..3) {
            let start: &[u8] = match kind { 0 => b"\xff\xd8\xff\xe1\x00\x20Exif\0\0MM\0\x2a", 1 => b"\x89PNG\r\n\x1a\n\0\0\0\x09eXIf", _ => b"" };
            file.splice(0..0, start.iter().copied());
            names_an_editor(&file);
        }
    }
}
