//! Where labels go: near their box, inside the picture, off each other, and off other boxes if possible.

use super::canvas::Rect;
use super::label::Label;
use bonafide_facts::{Point, Size};

/// A place for each label, or `None` where there is no label. Large boxes are served last: they have the most
/// room around them.
pub(super) fn place(
    corners: &[[Point; 4]],
    labels: &[Option<Label>],
    size: Size,
    line: f32,
) -> Vec<Option<Rect>> {
    let boxes: Vec<Rect> = corners.iter().map(bounds).collect();
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by(|&a, &b| {
        (boxes[a].width * boxes[a].height).total_cmp(&(boxes[b].width * boxes[b].height))
    });
    let mut places: Vec<Option<Rect>> = vec![None; boxes.len()];
    for index in order {
        let Some(label) = &labels[index] else {
            continue;
        };
        let cost = |rank: usize, rect: &Rect| {
            let area = rect.width * rect.height;
            let on_labels: f32 = places
                .iter()
                .flatten()
                .map(|other| rect.shared(other))
                .sum();
            let on_boxes: f32 = boxes.iter().map(|other| rect.shared(other)).sum();
            // Between two boxes, a label could belong to either.
            let near = rect.grown(0.45 * rect.height);
            let others = boxes
                .iter()
                .enumerate()
                .filter(|(other, place)| *other != index && near.shared(place) > 0.0);
            let doubtful = if others.count() > 0 { 1.2 } else { 0.0 };
            // A label over another is unreadable; one over a box hides what it is about; the rest is taste.
            100.0 * on_labels / area + 6.0 * on_boxes / area + doubtful + 0.12 * rank as f32
        };
        places[index] = candidates(&boxes[index], label, size, line)
            .into_iter()
            .enumerate()
            .map(|(rank, rect)| (cost(rank, &rect), rect))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, rect)| rect);
    }
    places
}

/// Places that may do, the best first, all inside the picture.
fn candidates(around: &Rect, label: &Label, size: Size, line: f32) -> Vec<Rect> {
    let gap = line;
    let (above, below) = (around.top - gap - label.height, around.bottom() + gap);
    let (beside_left, beside_right) = (around.left - gap - label.width, around.right() + gap);
    let (start, end) = (
        around.left - line / 2.0,
        around.right() + line / 2.0 - label.width,
    );
    let middle = around.left + (around.width - label.width) / 2.0;
    let height = around.top + (around.height - label.height) / 2.0;
    let mut spots = vec![
        (start, above),
        (start, below),
        (beside_right, height),
        (end, above),
        (end, below),
        (middle, above),
        (middle, below),
        (beside_left, height),
        (beside_right, around.top),
        (beside_left, around.top),
        (start + gap, around.top + gap),
        (start + gap, around.bottom() - gap - label.height),
    ];
    // Crowded: further and further away.
    for step in 1..=4 {
        let more = step as f32 * (label.height + gap);
        spots.extend([
            (start, above - more),
            (start, below + more),
            (end, above - more),
            (end, below + more),
        ]);
    }
    let inside =
        |value: f32, extent: f32, most: u32| value.clamp(0.0, (most as f32 - extent).max(0.0));
    spots
        .into_iter()
        .map(|(left, top)| Rect {
            left: inside(left, label.width, size.width),
            top: inside(top, label.height, size.height),
            width: label.width,
            height: label.height,
        })
        .collect()
}

fn bounds(corners: &[Point; 4]) -> Rect {
    let least = |axis: fn(&Point) -> f32| corners.iter().map(axis).fold(f32::INFINITY, f32::min);
    let most = |axis: fn(&Point) -> f32| corners.iter().map(axis).fold(f32::NEG_INFINITY, f32::max);
    let (left, top) = (least(|p| p.x), least(|p| p.y));
    Rect {
        left,
        top,
        width: most(|p| p.x) - left,
        height: most(|p| p.y) - top,
    }
}
