use crate::decode::PictureFormat;
use crate::error::VisionError;
use crate::raster::{Raster as _, RgbRaster};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

/// Of 100: letters of a document stay as sharp as they were.
const QUALITY: u8 = 92;

/// A file of this format with these pixels and nothing else.
pub(super) fn write(raster: &RgbRaster, format: PictureFormat) -> Result<Vec<u8>, VisionError> {
    let mut file = Vec::new();
    let (width, height) = (raster.size().width, raster.size().height);
    match format {
        PictureFormat::Png => {
            PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Adaptive)
                .write_image(raster.pixels(), width, height, ExtendedColorType::Rgb8)
        }
        PictureFormat::Jpeg => JpegEncoder::new_with_quality(&mut file, QUALITY).write_image(
            raster.pixels(),
            width,
            height,
            ExtendedColorType::Rgb8,
        ),
    }
    .map_err(|error| VisionError::PictureUnwritable {
        detail: error.to_string(),
    })?;
    Ok(file)
}
