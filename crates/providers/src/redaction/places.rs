//! Corners: of boxes, of a run of characters in a line, and larger than they were seen.

use bonafide_facts::{PixelBox, Point, Quad};

pub(super) fn around(area: PixelBox) -> Quad {
    let at = |x: u32, y: u32| Point {
        x: x as f32,
        y: y as f32,
    };
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    Quad([
        at(area.x, area.y),
        at(right, area.y),
        at(right, bottom),
        at(area.x, bottom),
    ])
}

fn between(a: Point, b: Point, share: f32) -> Point {
    Point {
        x: a.x + (b.x - a.x) * share,
        y: a.y + (b.y - a.y) * share,
    }
}

/// Larger by a share of its shorter side, on all four sides.
pub(super) fn grown(quad: &Quad, share: f32) -> Quad {
    let [a, b, c, d] = quad.0;
    let reach = |p: Point, q: Point| (p.x - q.x).hypot(p.y - q.y);
    let (across, down) = (
        (reach(a, b) + reach(d, c)) / 2.0,
        (reach(a, d) + reach(b, c)) / 2.0,
    );
    if across <= 0.0 || down <= 0.0 {
        return *quad;
    }
    let more = across.min(down) * share;
    let (u, v) = (more / across, more / down);
    let top = (between(a, b, -u), between(a, b, 1.0 + u));
    let bottom = (between(d, c, -u), between(d, c, 1.0 + u));
    Quad([
        between(top.0, bottom.0, -v),
        between(top.1, bottom.1, -v),
        between(top.1, bottom.1, 1.0 + v),
        between(top.0, bottom.0, 1.0 + v),
    ])
}

/// The part of a line between two shares of its length, and a little more above and below.
pub(super) fn part(line: &Quad, from: f32, to: f32) -> Quad {
    let [a, b, c, d] = line.0;
    let (from, to) = (from.max(0.0), to.min(1.0));
    let (top, bottom) = (
        (between(a, b, from), between(a, b, to)),
        (between(d, c, from), between(d, c, to)),
    );
    let v = 0.18;
    Quad([
        between(top.0, bottom.0, -v),
        between(top.1, bottom.1, -v),
        between(top.1, bottom.1, 1.0 + v),
        between(top.0, bottom.0, 1.0 + v),
    ])
}
