//! Any file, and any bytes as the metadata of a sound one: the search for an editor's name never panics, and bytes
//! behind the picture change nothing of what a JPEG's segments say.
#![no_main]

use bonafide_fuzz::container::{jpeg_with_app1, plain, png_with_chunk};
use bonafide_fuzz::names_an_editor;
use image::ImageFormat;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static JPEG: LazyLock<Vec<u8>> = LazyLock::new(|| plain(ImageFormat::Jpeg));
static PNG: LazyLock<Vec<u8>> = LazyLock::new(|| plain(ImageFormat::Png));

fuzz_target!(|bytes: &[u8]| {
    names_an_editor(bytes);
    for prefix in [&b"Exif\0\0"[..], b"http://ns.adobe.com/xap/1.0/\0"] {
        names_an_editor(&jpeg_with_app1(&JPEG, prefix, bytes));
    }
    for (kind, prefix) in [
        (b"tEXt", &b"Software\0"[..]),
        (b"iTXt", b"XML:com.adobe.xmp\0"),
        (b"eXIf", b""),
    ] {
        names_an_editor(&png_with_chunk(&PNG, *kind, prefix, bytes));
    }
    // The entropy-coded pixels end the walk, and so does the picture's end.
    let behind = [&JPEG[..], bytes].concat();
    assert!(!names_an_editor(&behind));
});
