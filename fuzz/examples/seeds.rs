//! Writes the first inputs of every target into `corpus/TARGET`: small, and all made here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_documents::aamva::{self, Licence};
use bonafide_documents::mrz::{MrzData, MrzDate, MrzFormat, Sex, encode};
use bonafide_fuzz::container::{jpeg_with_app1, plain, png_with_chunk};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, RgbaImage};
use std::io::Cursor;
use std::path::Path;

type Inputs = Vec<Vec<u8>>;

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (target, inputs) in [
        ("barcode_text", barcodes()),
        ("data_url", data_urls()),
        ("mrz_decode", decodings()),
        (
            "mrz_parse",
            zones()
                .iter()
                .map(|(_, zone)| zone.join("\n").into_bytes())
                .collect(),
        ),
        ("mrz_repair", repairs()),
        (
            "names",
            texts(&[
                "Müller-Lüdenscheidt\u{1}MUELLER<LUEDENSCHEIDT",
                "Ångström",
                "Παπαδόπουλος",
                "Щербаков",
            ]),
        ),
        ("picture", pictures()),
        ("picture_exif", (0..=9).map(orientation).collect()),
        ("picture_metadata", metadata()),
        (
            "sealed",
            vec![Vec::new(), vec![1; 20], vec![1; 81], vec![0; 65_536], b"# key\n".to_vec()],
        ),
        (
            "printed_date",
            texts(&[
                "12 AUG/AOUT 1974",
                "12.08.1974",
                "1974-08-12",
                "05 OCT 2033",
                "12 Αυγ 1974",
                "12/08-74",
            ]),
        ),
    ] {
        let folder = corpus.join(target);
        std::fs::create_dir_all(&folder)?;
        for (number, input) in inputs.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), input)?;
        }
        println!("{target}: {} inputs", inputs.len());
    }
    Ok(())
}

fn texts(texts: &[&str]) -> Inputs {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// The specimen of ICAO 9303, in every format.
fn zones() -> Vec<(usize, Vec<String>)> {
    let date = |text: &str| MrzDate::parse(text).expect("a date");
    let of = |format: MrzFormat| {
        let code = match format {
            MrzFormat::Td3 => "P",
            MrzFormat::MrvA | MrzFormat::MrvB => "V",
            _ => "I",
        };
        let data = MrzData {
            document_code: code.into(),
            issuing_state: "UTO".into(),
            primary: "Eriksson".into(),
            secondary: "Anna Maria".into(),
            document_number: "D23145890".into(),
            nationality: "UTO".into(),
            date_of_birth: date("740812"),
            sex: Sex::Female,
            date_of_expiry: date("320415"),
            optional_data: String::new(),
            optional_data_2: String::new(),
        };
        encode(&data, format).expect("the specimen fits")
    };
    MrzFormat::ALL.into_iter().map(of).enumerate().collect()
}

const ALPHABET: &[u8; 37] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<";

/// The byte that a target takes for a character.
fn byte(character: char) -> u8 {
    let at = ALPHABET
        .iter()
        .position(|known| char::from(*known) == character);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or_default()
}

fn repairs() -> Inputs {
    let of = |(format, lines): (usize, Vec<String>)| {
        let head = u8::try_from(format).unwrap_or_default();
        std::iter::once(head)
            .chain(lines.concat().chars().map(byte))
            .collect()
    };
    zones().into_iter().map(of).collect()
}

/// Each character beside one that looks like it.
fn decodings() -> Inputs {
    let other = |character: char| match character {
        '0' => 'O',
        'O' => '0',
        '1' => 'I',
        'I' => '1',
        '8' => 'B',
        'B' => '8',
        _ => '<',
    };
    let of = |(format, lines): (usize, Vec<String>)| {
        let head = u8::try_from(format).unwrap_or_default();
        let cells = lines.concat();
        let cells = cells
            .chars()
            .flat_map(|c| [byte(c), 180, byte(other(c)), 75]);
        std::iter::once(head).chain(cells).collect()
    };
    zones().into_iter().map(of).collect()
}

fn barcodes() -> Inputs {
    let licence = Licence {
        issuer: "636000".into(),
        surname: "ERIKSSON".into(),
        given_names: "ANNA MARIA".into(),
        number: "D23145890".into(),
        date_of_birth: Some(jiff::civil::date(1974, 8, 12)),
        date_of_expiry: Some(jiff::civil::date(2032, 4, 15)),
        country: Some("USA".into()),
        address: vec!["1 MAIN STREET".into(), "UTOPOLIS".into()],
        ..Licence::default()
    };
    let text = aamva::encode(&licence);
    let rest = text.split_once("DLD").map_or_else(String::new, |(_, rest)| format!("D{rest}"));
    texts(&[&text, &rest, &text[..text.len() / 2]])
}

fn data_urls() -> Inputs {
    let data = |format, media: &str| {
        let url = format!("data:{media};base64,{}", STANDARD.encode(plain(format)));
        url.into_bytes()
    };
    let mut inputs = vec![
        data(ImageFormat::Jpeg, "image/jpeg"),
        data(ImageFormat::Png, "image/png"),
        data(ImageFormat::Png, "IMAGE/PNG;name=a.png"),
    ];
    inputs.extend(texts(&[
        "data:,",
        "data:image/png,AA",
        "QUJD",
        "QQ",
        "QQ==",
    ]));
    inputs
}

fn pictures() -> Inputs {
    let picture = RgbaImage::from_fn(90, 70, |x, y| {
        image::Rgba([2 * x as u8, 3 * y as u8, (x * y) as u8, 255 - x as u8])
    });
    let picture = DynamicImage::ImageRgba8(picture);
    let mut inputs = vec![plain(ImageFormat::Jpeg), plain(ImageFormat::Png)];
    for kind in [
        picture.clone(),
        DynamicImage::ImageRgb8(picture.to_rgb8()),
        DynamicImage::ImageLuma8(picture.to_luma8()),
        DynamicImage::ImageLumaA8(picture.to_luma_alpha8()),
        DynamicImage::ImageRgb16(picture.to_rgb16()),
    ] {
        let mut file = Cursor::new(Vec::new());
        kind.write_to(&mut file, ImageFormat::Png)
            .expect("memory takes every picture");
        inputs.push(file.into_inner());
    }
    for kind in [
        DynamicImage::ImageRgb8(picture.to_rgb8()),
        DynamicImage::ImageLuma8(picture.to_luma8()),
    ] {
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, 60)
            .encode_image(&kind)
            .expect("memory takes every picture");
        inputs.push(file);
    }
    let jpeg = plain(ImageFormat::Jpeg);
    inputs.push(jpeg_with_app1(&jpeg, b"Exif\0\0", &orientation(6)));
    inputs.push(jpeg[..jpeg.len() / 2].to_vec());
    inputs
}

/// A TIFF structure of one tag, the orientation (JEITA CP-3451, 4.6.4), in either byte order.
fn orientation(value: u16) -> Vec<u8> {
    if value % 2 == 0 {
        let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
        tiff.extend(value.to_be_bytes());
        tiff.extend([0; 6]);
        tiff
    } else {
        let mut tiff = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        tiff.extend(value.to_le_bytes());
        tiff.extend([0; 6]);
        tiff
    }
}

fn metadata() -> Inputs {
    let xmp = b"<x:xmpmeta xmlns:xmp='http://ns.adobe.com/xap/1.0/'><xmp:CreatorTool>Any Editor</xmp:CreatorTool></x:xmpmeta>";
    let software = b"II\x2a\0\x08\0\0\0\x01\0\x31\x01\x02\0\x05\0\0\0\x1a\0\0\0\0\0\0\0GIMP\0";
    let (jpeg, png) = (plain(ImageFormat::Jpeg), plain(ImageFormat::Png));
    vec![
        b"an editor".to_vec(),
        xmp.to_vec(),
        software.to_vec(),
        orientation(3),
        jpeg_with_app1(&jpeg, b"Exif\0\0", software),
        jpeg_with_app1(&jpeg, b"http://ns.adobe.com/xap/1.0/\0", xmp),
        png_with_chunk(&png, *b"tEXt", b"Software\0", b"an editor"),
        png_with_chunk(&png, *b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0", xmp),
    ]
}
