//! A picture that was sent on its side is drawn upright, and its marks with it.

use super::SheetPicture;
use crate::annotate::{Mark, Place};
use crate::raster::{Raster as _, RgbRaster};
use bonafide_facts::{Point, Quad, QuarterTurn};

/// The picture and its marks after the turn.
pub(super) fn upright(picture: &SheetPicture) -> (RgbRaster, Vec<Mark>) {
    if picture.turn == QuarterTurn::None {
        return (picture.raster.clone(), picture.marks.clone());
    }
    let size = picture.raster.size();
    let (width, height) = (size.width as f32, size.height as f32);
    let turned = |point: Point| {
        let (x, y) = match picture.turn {
            QuarterTurn::None => (point.x, point.y),
            QuarterTurn::Right => (height - point.y, point.x),
            QuarterTurn::Half => (width - point.x, height - point.y),
            QuarterTurn::Left => (point.y, width - point.x),
        };
        Point { x, y }
    };
    let marks = picture
        .marks
        .iter()
        .map(|mark| Mark {
            place: Place::Corners(Quad(mark.place.corners().map(turned))),
            ..mark.clone()
        })
        .collect();
    (picture.raster.turned(picture.turn), marks)
}
