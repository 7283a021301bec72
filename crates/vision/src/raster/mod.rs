//! Pictures in memory, and the few ways in which they are cut, turned and scaled.
//!
//! Rows run from the top, pixels from the left, one byte per channel. A raster never has an empty side.

mod crop;
mod levels;
mod resize;
mod turn;

use bonafide_facts::Size;

pub use crop::Border;
pub use levels::Levels;
pub(crate) use resize::reduced_from_rows;
pub use turn::Mirror;

/// A grey picture, 8 bits a pixel.
#[derive(Clone, PartialEq, Eq)]
pub struct GrayRaster {
    size: Size,
    data: Vec<u8>,
}

/// A colour picture, 8 bits each of red, green and blue (sRGB).
#[derive(Clone, PartialEq, Eq)]
pub struct RgbRaster {
    size: Size,
    data: Vec<u8>,
}

/// What the two kinds of raster have in common: `CHANNELS` bytes a pixel, row by row.
pub trait Raster: Sized {
    /// Bytes a pixel.
    const CHANNELS: usize;

    /// Takes the pixels of a picture; `None` when their number is not `width * height * CHANNELS` or a side
    /// is empty.
    fn from_pixels(size: Size, data: Vec<u8>) -> Option<Self>;

    /// Width and height in pixels.
    fn size(&self) -> Size;

    /// All bytes, row by row.
    fn pixels(&self) -> &[u8];

    /// Pixels across.
    fn width(&self) -> usize {
        self.size().width as usize
    }

    /// Pixels down.
    fn height(&self) -> usize {
        self.size().height as usize
    }

    /// The longer side in pixels.
    fn long_side(&self) -> u32 {
        self.size().width.max(self.size().height)
    }

    /// The bytes of one row.
    fn row(&self, y: usize) -> &[u8] {
        let stride = self.width() * Self::CHANNELS;
        &self.pixels()[y * stride..(y + 1) * stride]
    }
}

fn well_formed(size: Size, bytes: usize, channels: usize) -> bool {
    let expected = u64::from(size.width) * u64::from(size.height) * channels as u64;
    expected > 0 && expected == bytes as u64
}

impl Raster for GrayRaster {
    const CHANNELS: usize = 1;

    fn from_pixels(size: Size, data: Vec<u8>) -> Option<Self> {
        well_formed(size, data.len(), Self::CHANNELS).then_some(Self { size, data })
    }

    fn size(&self) -> Size {
        self.size
    }

    fn pixels(&self) -> &[u8] {
        &self.data
    }
}

impl Raster for RgbRaster {
    const CHANNELS: usize = 3;

    fn from_pixels(size: Size, data: Vec<u8>) -> Option<Self> {
        well_formed(size, data.len(), Self::CHANNELS).then_some(Self { size, data })
    }

    fn size(&self) -> Size {
        self.size
    }

    fn pixels(&self) -> &[u8] {
        &self.data
    }
}

impl RgbRaster {
    /// A picture of one colour.
    ///
    /// # Panics
    /// When a side is empty.
    #[must_use]
    pub fn filled(size: Size, colour: [u8; 3]) -> Self {
        assert!(
            size.width > 0 && size.height > 0,
            "a raster has no empty side"
        );
        let pixels = size.width as usize * size.height as usize;
        Self {
            size,
            data: colour.iter().copied().cycle().take(pixels * 3).collect(),
        }
    }

    /// Red, green and blue at a place inside the picture.
    #[must_use]
    pub fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let start = (y * self.width() + x) * 3;
        [self.data[start], self.data[start + 1], self.data[start + 2]]
    }

    /// The picture's luma (ITU-R BT.601), as a grey picture.
    #[must_use]
    pub fn to_gray(&self) -> GrayRaster {
        let luma = |p: &[u8]| {
            let weighted = 77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2]);
            ((weighted + 128) >> 8) as u8
        };
        GrayRaster {
            size: self.size,
            data: self.data.chunks_exact(3).map(luma).collect(),
        }
    }
}

impl GrayRaster {
    /// The value at a place inside the picture.
    #[must_use]
    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.data[y * self.width() + x]
    }
}

impl std::fmt::Debug for GrayRaster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GrayRaster({}x{})", self.size.width, self.size.height)
    }
}

impl std::fmt::Debug for RgbRaster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RgbRaster({}x{})", self.size.width, self.size.height)
    }
}
