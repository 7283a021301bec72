//! Quarter turns and mirrors: whole pixels move, none is computed.

use super::{GrayRaster, Raster, RgbRaster};
use bonafide_facts::{QuarterTurn, Size};

/// Whether left and right change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mirror {
    /// The picture stays as it is.
    No,
    /// Left and right change places, before any turn.
    LeftRight,
}

fn moved<R: Raster>(source: &R, mirror: Mirror, turn: QuarterTurn) -> R {
    if mirror == Mirror::No && turn == QuarterTurn::None {
        return R::from_pixels(source.size(), source.pixels().to_vec())
            .expect("as many pixels as before");
    }
    let (width, height, channels) = (source.width(), source.height(), R::CHANNELS);
    let size = match turn {
        QuarterTurn::None | QuarterTurn::Half => source.size(),
        QuarterTurn::Left | QuarterTurn::Right => Size {
            width: source.size().height,
            height: source.size().width,
        },
    };
    let mut data = Vec::with_capacity(source.pixels().len());
    for y in 0..size.height as usize {
        for x in 0..size.width as usize {
            let (from_x, from_y) = match turn {
                QuarterTurn::None => (x, y),
                QuarterTurn::Right => (y, height - 1 - x),
                QuarterTurn::Half => (width - 1 - x, height - 1 - y),
                QuarterTurn::Left => (width - 1 - y, x),
            };
            let from_x = if mirror == Mirror::LeftRight {
                width - 1 - from_x
            } else {
                from_x
            };
            let start = (from_y * width + from_x) * channels;
            data.extend_from_slice(&source.pixels()[start..start + channels]);
        }
    }
    R::from_pixels(size, data).expect("as many pixels as before")
}

macro_rules! turning {
    ($raster:ty) => {
        impl $raster {
            /// The picture after a quarter turn.
            #[must_use]
            pub fn turned(&self, turn: QuarterTurn) -> Self {
                moved(self, Mirror::No, turn)
            }

            /// The picture mirrored first and then turned, as EXIF orientations are.
            #[must_use]
            pub fn oriented(&self, mirror: Mirror, turn: QuarterTurn) -> Self {
                moved(self, mirror, turn)
            }
        }
    };
}

turning!(GrayRaster);
turning!(RgbRaster);

#[cfg(test)]
mod tests {
    use super::*;

    fn two_by_three() -> GrayRaster {
        GrayRaster::from_pixels(
            Size {
                width: 2,
                height: 3,
            },
            vec![1, 2, 3, 4, 5, 6],
        )
        .expect("six pixels")
    }

    #[test]
    fn a_right_turn_puts_the_left_column_on_top() {
        let turned = two_by_three().turned(QuarterTurn::Right);
        assert_eq!(
            turned.size(),
            Size {
                width: 3,
                height: 2
            }
        );
        assert_eq!(turned.pixels(), [5, 3, 1, 6, 4, 2]);
    }

    #[test]
    fn a_left_turn_undoes_a_right_turn() {
        let there_and_back = two_by_three()
            .turned(QuarterTurn::Right)
            .turned(QuarterTurn::Left);
        assert_eq!(there_and_back, two_by_three());
    }

    #[test]
    fn two_right_turns_are_a_half_turn() {
        let twice = two_by_three()
            .turned(QuarterTurn::Right)
            .turned(QuarterTurn::Right);
        assert_eq!(twice, two_by_three().turned(QuarterTurn::Half));
    }

    #[test]
    fn a_mirror_comes_before_the_turn() {
        let mirrored = two_by_three().oriented(Mirror::LeftRight, QuarterTurn::Right);
        assert_eq!(mirrored.pixels(), [6, 4, 2, 5, 3, 1]);
    }
}
