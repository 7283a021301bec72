//! The orientation tag of EXIF (JEITA CP-3451, 4.6.4, tag 0x0112).

use crate::raster::{Mirror, RgbRaster};
use bonafide_facts::{QuarterTurn, Size};

/// What has to be done to the stored pixels for the picture to stand as it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orientation {
    mirror: Mirror,
    turn: QuarterTurn,
}

impl Default for Orientation {
    fn default() -> Self {
        Self {
            mirror: Mirror::No,
            turn: QuarterTurn::None,
        }
    }
}

impl Orientation {
    /// Reads the tag out of a TIFF structure; `None` where there is none that makes sense.
    pub(super) fn from_exif(tiff: &[u8]) -> Option<Self> {
        let data = exif::Reader::new().read_raw(tiff.to_vec()).ok()?;
        let value = data
            .get_field(exif::Tag::Orientation, exif::In::PRIMARY)?
            .value
            .get_uint(0)?;
        let (mirror, turn) = match value {
            1 => (Mirror::No, QuarterTurn::None),
            2 => (Mirror::LeftRight, QuarterTurn::None),
            3 => (Mirror::No, QuarterTurn::Half),
            4 => (Mirror::LeftRight, QuarterTurn::Half),
            5 => (Mirror::LeftRight, QuarterTurn::Left),
            6 => (Mirror::No, QuarterTurn::Right),
            7 => (Mirror::LeftRight, QuarterTurn::Right),
            8 => (Mirror::No, QuarterTurn::Left),
            _ => return None,
        };
        Some(Self { mirror, turn })
    }

    /// The size after it is applied.
    pub(super) fn size(self, stored: Size) -> Size {
        match self.turn {
            QuarterTurn::None | QuarterTurn::Half => stored,
            QuarterTurn::Left | QuarterTurn::Right => Size {
                width: stored.height,
                height: stored.width,
            },
        }
    }

    pub(super) fn apply(self, stored: RgbRaster) -> RgbRaster {
        if self == Self::default() {
            stored
        } else {
            stored.oriented(self.mirror, self.turn)
        }
    }
}
