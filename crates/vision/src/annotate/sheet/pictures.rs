//! The pictures of a sheet: boxes on them, and labels in the margins beside them, so that no print is covered.

use super::upright::upright;
use super::{GAP, HEAD, Ink, Layout, MARGIN, PANEL, SOFT, Sheet, SheetPicture, WIDTH, style};
use crate::annotate::Mark;
use crate::annotate::canvas::Rect;
use crate::annotate::print::Weight;
use crate::raster::{Raster as _, RgbRaster};
use bonafide_facts::{PixelBox, Point, QuarterTurn, Size};

pub(super) const AREA: f32 = WIDTH - 2.0 * MARGIN - PANEL - GAP;
const PAD: f32 = 20.0;
/// For labels, on each side.
const GUTTER: f32 = 182.0;
const MOST_WIDE: f32 = AREA - 2.0 * PAD - 2.0 * GUTTER;
/// Higher pictures are made smaller.
const MOST_HIGH: f32 = 1040.0;
/// A picture is not made larger than this: that would show nothing more.
const MOST_ENLARGED: f32 = 3.0;
const LABEL: f32 = 16.0;
const APART: f32 = 27.0;

/// Places the pictures one under the other and gives where they end.
pub(super) fn place(layout: &mut Layout<'_>, sheet: &Sheet) -> f32 {
    let mut y = HEAD;
    for picture in &sheet.pictures {
        y = one(layout, picture, y) + GAP * 0.75;
    }
    y - GAP * 0.75
}

/// Places one picture from `top` on and gives where it ends.
pub(super) fn one(layout: &mut Layout<'_>, picture: &SheetPicture, top: f32) -> f32 {
    let (raster, marks) = upright(picture);
    let whole = raster.size();
    let seen = seen(whole, &marks);
    let raster = raster.crop(seen).unwrap_or(raster);
    let scale = (MOST_WIDE / seen.width as f32)
        .min(MOST_HIGH / seen.height as f32)
        .min(MOST_ENLARGED);
    let size = Size {
        width: ((seen.width as f32 * scale) as u32).max(1),
        height: ((seen.height as f32 * scale) as u32).max(1),
    };
    let shown: RgbRaster = raster.resized(size);
    let sides = sides(&marks);
    let labels = sides.iter().map(Vec::len).max().unwrap_or(0) as f32 * APART;
    let high = (size.height as f32).max(labels);
    let at = layout.ink.len();
    let caption = style(Weight::SemiBold, 16.0, SOFT);
    layout.text(MARGIN + PAD, top + 34.0, picture.caption.clone(), caption);
    let sent = picture.raster.size();
    let turned = match picture.turn {
        QuarterTurn::None => "",
        _ => " and turned upright",
    };
    if seen.width < whole.width || seen.height < whole.height {
        let beside = MARGIN + PAD + layout.print.width(&picture.caption, caption) + 10.0;
        let plain = style(Weight::Regular, 15.0, SOFT);
        let words = format!(
            "cut to the document{turned}, from {} × {} pixels",
            sent.width, sent.height
        );
        layout.text(beside, top + 34.0, words, plain);
    }
    let inner = top + 52.0;
    let left = (MARGIN + PAD + GUTTER + (MOST_WIDE - size.width as f32) / 2.0).round();
    let upper = (inner + (high - size.height as f32) / 2.0).round();
    layout
        .ink
        .push(Ink::Picture(shown, left as u32, upper as u32));
    let onto = |point: Point| Point {
        x: left + (point.x - seen.x as f32) * scale,
        y: upper + (point.y - seen.y as f32) * scale,
    };
    let boxes: Vec<[Point; 4]> = marks
        .iter()
        .map(|mark| mark.place.corners().map(onto))
        .collect();
    for (mark, corners) in marks.iter().zip(&boxes) {
        layout
            .ink
            .push(Ink::Outline(*corners, 2.5, mark.tone.colour()));
    }
    let frame = Rect {
        left,
        top: upper,
        width: size.width as f32,
        height: size.height as f32,
    };
    for (side, indices) in sides.iter().enumerate() {
        let span = (inner, inner + high);
        margin(
            layout,
            (&marks, &boxes),
            indices,
            Edge::of(side, &frame),
            span,
        );
    }
    let rect = Rect {
        left: MARGIN,
        top,
        width: AREA,
        height: 52.0 + high + PAD,
    };
    layout.card(at, rect);
    rect.bottom()
}

/// The part of a picture that is shown: all of it, or the document where that is a small part.
fn seen(whole: Size, marks: &[Mark]) -> PixelBox {
    let points: Vec<Point> = marks.iter().flat_map(|mark| mark.place.corners()).collect();
    let all = PixelBox {
        x: 0,
        y: 0,
        width: whole.width,
        height: whole.height,
    };
    if points.is_empty() {
        return all;
    }
    let least = |axis: fn(&Point) -> f32| points.iter().map(axis).fold(f32::INFINITY, f32::min);
    let most = |axis: fn(&Point) -> f32| points.iter().map(axis).fold(0.0, f32::max);
    let (width, height) = (whole.width as f32, whole.height as f32);
    let (left, right) = (least(|p| p.x), most(|p| p.x));
    let (top, bottom) = (least(|p| p.y), most(|p| p.y));
    let room = 0.1 * (right - left).max(bottom - top) + 0.02 * width.max(height);
    let (left, top) = ((left - room).max(0.0), (top - room).max(0.0));
    let (right, bottom) = ((right + room).min(width), (bottom + room).min(height));
    let share = (right - left) * (bottom - top) / (width * height);
    if share > 0.7 || right <= left || bottom <= top {
        return all;
    }
    PixelBox {
        x: left as u32,
        y: top as u32,
        width: ((right - left) as u32).max(1),
        height: ((bottom - top) as u32).max(1),
    }
}

/// Which marks have their label on the left and which on the right, each from top to bottom.
fn sides(marks: &[Mark]) -> [Vec<usize>; 2] {
    let middle = |index: usize| {
        let corners = marks[index].place.corners();
        let sum = |axis: fn(&Point) -> f32| corners.iter().map(axis).sum::<f32>() / 4.0;
        (sum(|p| p.x), sum(|p| p.y))
    };
    let mut labelled: Vec<usize> = (0..marks.len())
        .filter(|index| !marks[*index].label.is_empty())
        .collect();
    labelled.sort_by(|a, b| middle(*a).0.total_cmp(&middle(*b).0));
    let right = labelled.split_off(labelled.len().div_ceil(2));
    [labelled, right].map(|mut side| {
        side.sort_by(|a, b| middle(*a).1.total_cmp(&middle(*b).1));
        side
    })
}

/// One long side of a picture.
#[derive(Clone, Copy)]
enum Edge {
    Left(f32),
    Right(f32),
}

impl Edge {
    fn of(side: usize, frame: &Rect) -> Self {
        if side == 0 {
            Self::Left(frame.left)
        } else {
            Self::Right(frame.right())
        }
    }
}

/// Labels of one margin, each as near to the height of its box as the others let it, with a line to the box.
fn margin(
    layout: &mut Layout<'_>,
    (marks, boxes): (&[Mark], &[[Point; 4]]),
    indices: &[usize],
    edge: Edge,
    (top, bottom): (f32, f32),
) {
    let wanted: Vec<f32> = indices
        .iter()
        .map(|index| boxes[*index].iter().map(|p| p.y).sum::<f32>() / 4.0)
        .collect();
    for (index, y) in indices.iter().zip(spread(&wanted, top, bottom)) {
        let mark = &marks[*index];
        let ink = style(Weight::SemiBold, LABEL, mark.tone.colour());
        let text = layout.print.cut(&mark.label, ink, GUTTER - 34.0);
        let wide = layout.print.width(&text, ink);
        let reach = |nearest: fn(f32, f32) -> f32, first: f32| {
            boxes[*index].iter().map(|p| p.x).fold(first, nearest)
        };
        let (text_at, from, to) = match edge {
            Edge::Left(x) => (x - 26.0 - wide, x - 20.0, reach(f32::min, f32::INFINITY)),
            Edge::Right(x) => (x + 26.0, x + 20.0, reach(f32::max, f32::NEG_INFINITY)),
        };
        let height = boxes[*index].iter().map(|p| p.y).sum::<f32>() / 4.0;
        let (a, b) = (Point { x: from, y }, Point { x: to, y: height });
        let bend = match edge {
            Edge::Left(x) => Point {
                x: x - 6.0,
                y: height,
            },
            Edge::Right(x) => Point {
                x: x + 6.0,
                y: height,
            },
        };
        layout
            .ink
            .push(Ink::Faint(a, bend, 1.8, mark.tone.colour()));
        layout
            .ink
            .push(Ink::Faint(bend, b, 1.8, mark.tone.colour()));
        layout.ink.push(Ink::Fill(
            Rect {
                left: to - 4.0,
                top: height - 4.0,
                width: 8.0,
                height: 8.0,
            },
            4.0,
            mark.tone.colour(),
        ));
        layout.text(text_at, y + LABEL * 0.36, text, ink);
    }
}

/// Heights as near to the wanted ones (which rise) as a distance between them and the ends allow.
pub(super) fn spread(wanted: &[f32], top: f32, bottom: f32) -> Vec<f32> {
    let mut heights: Vec<f32> = Vec::with_capacity(wanted.len());
    for want in wanted {
        let least = heights
            .last()
            .map_or(top + APART / 2.0, |last| last + APART);
        heights.push(want.max(least));
    }
    let mut most = bottom - APART / 2.0;
    for height in heights.iter_mut().rev() {
        *height = height.min(most);
        most = *height - APART;
    }
    heights
}
