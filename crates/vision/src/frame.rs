//! Two frames of coordinates: the picture as a viewer shows it, and the upright raster that models look at.

use crate::decode::Picture;
use crate::raster::{Raster, RgbRaster};
use bonafide_facts::{PixelBox, Point, Quad, QuarterTurn, Size};
use std::borrow::Cow;

/// A raster after a quarter turn; where there is none to make, it is not copied.
pub(crate) fn upright(raster: &RgbRaster, turn: QuarterTurn) -> Cow<'_, RgbRaster> {
    match turn {
        QuarterTurn::None => Cow::Borrowed(raster),
        turn => Cow::Owned(raster.turned(turn)),
    }
}

/// How the upright raster lies in the picture: reduced by a scale, turned by quarters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    picture: Size,
    raster: Size,
    /// Pixels of the raster to one of the picture.
    scale: f32,
    turn: QuarterTurn,
}

impl Frame {
    pub(crate) fn new(picture: &Picture, turn: QuarterTurn) -> Self {
        Self {
            picture: picture.size,
            raster: picture.raster.size(),
            scale: picture.scale(),
            turn,
        }
    }

    /// The raster, turned upright; one that stands upright is not copied.
    pub(crate) fn upright<'a>(&self, raster: &'a RgbRaster) -> Cow<'a, RgbRaster> {
        upright(raster, self.turn)
    }

    /// The size of the upright raster.
    pub(crate) fn upright_size(&self) -> Size {
        match self.turn {
            QuarterTurn::None | QuarterTurn::Half => self.raster,
            QuarterTurn::Left | QuarterTurn::Right => Size {
                width: self.raster.height,
                height: self.raster.width,
            },
        }
    }

    /// A place in the upright raster, in the picture.
    pub(crate) fn to_picture(self, place: Point) -> Point {
        let (width, height) = (self.raster.width as f32, self.raster.height as f32);
        let (x, y) = match self.turn {
            QuarterTurn::None => (place.x, place.y),
            QuarterTurn::Right => (place.y, height - place.x),
            QuarterTurn::Half => (width - place.x, height - place.y),
            QuarterTurn::Left => (width - place.y, place.x),
        };
        Point {
            x: x / self.scale,
            y: y / self.scale,
        }
    }

    /// A place in the raster as decoded, in the upright raster.
    fn turned(self, place: Point) -> Point {
        let (width, height) = (self.raster.width as f32, self.raster.height as f32);
        let (x, y) = match self.turn {
            QuarterTurn::None => (place.x, place.y),
            QuarterTurn::Right => (height - place.y, place.x),
            QuarterTurn::Half => (width - place.x, height - place.y),
            QuarterTurn::Left => (place.y, width - place.x),
        };
        Point { x, y }
    }

    /// Corners in the raster as decoded, in the upright raster. Their order is kept.
    pub(crate) fn quad_from_raster(&self, quad: Quad) -> Quad {
        Quad(quad.0.map(|corner| self.turned(corner)))
    }

    /// Corners in the upright raster, in the picture. Their order is kept.
    pub(crate) fn quad_to_picture(&self, quad: Quad) -> Quad {
        Quad(quad.0.map(|corner| self.to_picture(corner)))
    }

    /// A box in the upright raster, in the picture.
    pub(crate) fn area_to_picture(&self, area: PixelBox) -> PixelBox {
        let corner = |x: u32, y: u32| Point {
            x: x as f32,
            y: y as f32,
        };
        let (right, bottom) = (area.x + area.width, area.y + area.height);
        let corners = [
            corner(area.x, area.y),
            corner(right, area.y),
            corner(right, bottom),
            corner(area.x, bottom),
        ];
        self.quad_to_picture(Quad(corners)).bounds(self.picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(turn: QuarterTurn) -> Frame {
        Frame {
            picture: Size {
                width: 400,
                height: 200,
            },
            raster: Size {
                width: 200,
                height: 100,
            },
            scale: 0.5,
            turn,
        }
    }

    #[test]
    fn a_place_goes_to_the_upright_raster_and_comes_back_under_every_turn() {
        for turn in [
            QuarterTurn::None,
            QuarterTurn::Right,
            QuarterTurn::Half,
            QuarterTurn::Left,
        ] {
            let there = frame(turn).turned(Point { x: 30.0, y: 10.0 });
            let back = frame(turn).to_picture(there);
            assert_eq!((back.x, back.y), (60.0, 20.0), "{turn:?}");
        }
    }

    #[test]
    fn what_is_top_right_of_the_upright_page_was_top_left_of_a_picture_to_be_turned_right() {
        // Turned right by a quarter, the picture's top left corner becomes the top right one.
        let area = PixelBox {
            x: 90,
            y: 0,
            width: 10,
            height: 20,
        };
        let in_picture = frame(QuarterTurn::Right).area_to_picture(area);
        assert_eq!(
            in_picture,
            PixelBox {
                x: 0,
                y: 0,
                width: 40,
                height: 20
            }
        );
    }
}
