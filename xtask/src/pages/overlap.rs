//! How much two shapes of four corners have in common.

use bonafide_facts::{Point, Quad};

/// Intersection over union of two convex shapes: 1 for the same, 0 for shapes apart.
pub(crate) fn iou(a: &Quad, b: &Quad) -> f32 {
    let (a, b) = (clockwise(a), clockwise(b));
    let shared = area(&clipped(&a, &b)).abs();
    let union = area(&a).abs() + area(&b).abs() - shared;
    if union > 0.0 {
        (shared / union) as f32
    } else {
        0.0
    }
}

/// The mean distance of the corners, each to its own, in shares of the truth's longer diagonal.
pub(crate) fn corner_error(found: &Quad, truth: &Quad) -> f32 {
    let reach = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
    let diagonal = reach(truth.0[0], truth.0[2]).max(reach(truth.0[1], truth.0[3]));
    let sum: f32 = found.0.iter().zip(truth.0).map(|(a, b)| reach(*a, b)).sum();
    sum / 4.0 / diagonal.max(1.0)
}

type Corner = (f64, f64);

fn area(corners: &[Corner]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners
        .iter()
        .zip(next)
        .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
        .sum::<f64>()
        / 2.0
}

fn clockwise(quad: &Quad) -> Vec<Corner> {
    let mut corners: Vec<Corner> = quad
        .0
        .iter()
        .map(|p| (f64::from(p.x), f64::from(p.y)))
        .collect();
    if area(&corners) < 0.0 {
        corners.reverse();
    }
    corners
}

/// What of one shape lies within another (Sutherland and Hodgman, 1974).
fn clipped(shape: &[Corner], by: &[Corner]) -> Vec<Corner> {
    let mut kept = shape.to_vec();
    for (index, from) in by.iter().enumerate() {
        let to = by[(index + 1) % by.len()];
        let inside =
            |p: Corner| (to.0 - from.0) * (p.1 - from.1) - (to.1 - from.1) * (p.0 - from.0);
        let mut next = Vec::new();
        for (place, here) in kept.iter().enumerate() {
            let after = kept[(place + 1) % kept.len()];
            let (a, b) = (inside(*here), inside(after));
            if a >= 0.0 {
                next.push(*here);
            }
            if (a < 0.0) != (b < 0.0) {
                let share = a / (a - b);
                next.push((
                    here.0 + (after.0 - here.0) * share,
                    here.1 + (after.1 - here.1) * share,
                ));
            }
        }
        kept = next;
        if kept.is_empty() {
            break;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f32, side: f32) -> Quad {
        Quad([(x, 0.0), (x + side, 0.0), (x + side, side), (x, side)].map(|(x, y)| Point { x, y }))
    }

    #[test]
    fn half_overlapping_squares_share_a_third() {
        assert!((iou(&square(0.0, 10.0), &square(5.0, 10.0)) - 1.0 / 3.0).abs() < 1e-4);
        assert!((iou(&square(0.0, 10.0), &square(0.0, 10.0)) - 1.0).abs() < 1e-4);
        assert!(iou(&square(0.0, 10.0), &square(30.0, 10.0)) < 1e-4);
    }
}
