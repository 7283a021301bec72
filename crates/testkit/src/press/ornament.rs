//! The arms of Utopia, the chip symbol, and hands that sign.

use super::{
    canvas::{Area, Canvas, Ink},
    dice::Dice,
};
use bonafide_facts::Quad;
use std::f32::consts::{PI, TAU};

/// The arms of Utopia: a shield with a sun over the sea, between two branches, under a crown of stars.
/// `width` is that of the whole, in millimetres; its height is the same.
pub(crate) fn arms(canvas: &mut Canvas, centre: (f32, f32), width: f32, ink: Ink, strength: f32) {
    let unit = width / 20.0;
    let at = |x: f32, y: f32| (centre.0 + x * unit, centre.1 + y * unit);
    let stroke = (unit * 0.42).max(0.09);
    let mut mask = canvas.mask(Area::new(
        centre.0 - width / 2.0,
        centre.1 - width / 2.0,
        width,
        width,
    ));
    // The shield: straight above, drawn to a point below.
    let shield = |grow: f32| {
        (0..=40).map(move |step| {
            let share = step as f32 / 40.0 * 2.0 - 1.0;
            let side = share.signum();
            let along = 1.0 - share.abs();
            let half = (4.6 + grow) * (1.0 - along.powi(3)).max(0.0).sqrt();
            (side * half, -4.4 - grow + (9.6 + 2.2 * grow) * along)
        })
    };
    for grow in [0.0, 0.9] {
        let points: Vec<_> = shield(grow).map(|(x, y)| at(x, y)).collect();
        mask.polyline(points.iter().copied(), stroke);
        mask.line(points[0], points[points.len() - 1], stroke);
    }
    // The sun and its rays.
    for ray in 0..9 {
        let angle = PI + PI * (ray as f32 + 0.5) / 9.0;
        let (x, y) = (angle.cos(), angle.sin());
        mask.line(
            at(x * 2.3, 0.9 + y * 2.3),
            at(x * 3.7, 0.9 + y * 3.7),
            stroke * 0.8,
        );
    }
    let (sx, sy) = at(0.0, 0.9);
    mask.fill(|x, y| {
        if y > sy {
            -1.0
        } else {
            1.75 * unit - ((x - sx).powi(2) + (y - sy).powi(2)).sqrt()
        }
    });
    // The sea: three waves.
    for wave in 0..3 {
        let level = 1.7 + wave as f32 * 1.05;
        let half = 3.7 - wave as f32 * 0.75;
        mask.polyline(
            (0..=24).map(|step| {
                let x = -half + 2.0 * half * step as f32 / 24.0;
                at(x, level + 0.28 * (x * 2.4 + wave as f32).sin())
            }),
            stroke * 0.8,
        );
    }
    // Branches with leaves on both sides.
    for side in [-1.0, 1.0] {
        let stem = |t: f32| {
            let angle = PI * 0.5 + side * (0.16 + 0.72 * t) * PI;
            (7.6 * angle.cos(), 0.8 + 7.6 * angle.sin())
        };
        mask.polyline(
            (0..=20)
                .map(|step| stem(step as f32 / 20.0))
                .map(|(x, y)| at(x, y)),
            stroke * 0.8,
        );
        for leaf in 0..8 {
            let (x, y) = stem(0.08 + leaf as f32 * 0.125);
            for lean in [-0.55, 0.55] {
                let angle = PI * 0.5
                    + side * (0.16 + 0.72 * (0.08 + leaf as f32 * 0.125)) * PI
                    + side * (PI / 2.0 + lean);
                let (dx, dy) = (angle.cos() * 1.55, angle.sin() * 1.55);
                for bow in [-0.28, 0.0, 0.28] {
                    let middle = at(x + dx * 0.5 - dy * bow, y + dy * 0.5 + dx * bow);
                    mask.polyline([at(x, y), middle, at(x + dx, y + dy)], stroke * 0.75);
                }
            }
        }
    }
    for star in 0..5 {
        let angle = PI * 1.5 + (star as f32 - 2.0) * 0.27;
        let (x, y) = (8.8 * angle.cos(), 0.6 + 8.8 * angle.sin());
        let point = |tip: i32, reach: f32| {
            let turn = -PI / 2.0 + tip as f32 * TAU / 10.0;
            at(x + reach * turn.cos(), y + reach * turn.sin())
        };
        for tip in 0..5 {
            mask.polyline(
                [
                    point(tip * 2 - 1, 0.42),
                    point(tip * 2, 1.0),
                    point(tip * 2 + 1, 0.42),
                ],
                stroke * 0.8,
            );
        }
    }
    canvas.print(&mask, ink, strength);
}

/// The symbol of a document with a chip (ICAO Doc 9303-9, section 2.3): a circle between two bars.
pub(crate) fn chip_symbol(canvas: &mut Canvas, area: Area, ink: Ink) {
    let mut mask = canvas.mask(area);
    let (cx, cy) = area.centre();
    let (half, tall) = (area.width / 2.0, area.height / 2.0);
    let ring = area.height * 0.26;
    let thick = area.height * 0.11;
    mask.fill(|x, y| {
        let (x, y) = ((x - cx).abs(), (y - cy).abs());
        let away = (x * x + y * y).sqrt();
        let frame = (half - x).min(tall - y);
        let bars = frame
            .min(y - thick * 0.5)
            .min(away - ring - thick * 0.9)
            .min((tall * 0.62 - y).max(thick - (half - x)));
        let outer = frame.min((thick - (half - x)).max(thick - (tall - y)));
        let circle = thick * 0.5 - (away - ring).abs();
        bars.min(frame).max(outer).max(circle)
    });
    canvas.print(&mask, ink, 0.9);
}

/// A signature as a hand would write it, all from the dice; returns the box of its ink, in pixels.
pub(crate) fn signature(
    canvas: &mut Canvas,
    area: Area,
    ink: Ink,
    dice: &mut Dice,
) -> Option<Quad> {
    let mut mask = canvas.mask(area);
    let base = area.y + area.height * 0.66;
    let x_height = area.height * dice.between(0.17, 0.24);
    let slant = dice.between(0.15, 0.45);
    let letters = dice.whole(6, 10);
    let advance = area.width * dice.between(0.70, 0.88) / letters as f32;
    // Turning points of the pen, relative to the base line, y upwards.
    let mut pen: Vec<(f32, f32)> = Vec::new();
    let tall = area.height * dice.between(0.46, 0.56);
    let mut x = 0.0;
    // The initial: round as C, looped as S, or peaked as M.
    let initial: &[(f32, f32)] = match dice.below(3) {
        0 => &[
            (0.8, 0.72),
            (0.2, 0.95),
            (0.0, 0.25),
            (0.5, -0.08),
            (1.1, 0.5),
            (0.9, 1.0),
            (0.75, 0.4),
            (0.95, 0.0),
        ],
        1 => &[
            (1.1, 0.85),
            (0.6, 1.05),
            (0.45, 0.65),
            (0.9, 0.3),
            (0.5, -0.05),
            (0.05, 0.15),
            (0.6, 0.2),
            (1.0, 0.0),
        ],
        _ => &[
            (0.0, 0.0),
            (0.25, 1.0),
            (0.4, 0.1),
            (0.7, 0.95),
            (0.75, 0.0),
            (0.95, 0.1),
        ],
    };
    pen.extend(
        initial
            .iter()
            .map(|(across, up)| (x + advance * across, tall * up)),
    );
    for letter in 1..letters {
        x = letter as f32 * advance;
        let wobble = dice.between(0.85, 1.15);
        match dice.below(6) {
            // A tall loop, as in l.
            0 => pen.extend([
                (x + advance * 0.75, tall * 0.8 * wobble),
                (x + advance * 0.4, tall * 0.75),
                (x + advance * 0.55, 0.0),
            ]),
            // A loop below the line, as in g.
            1 => pen.extend([
                (x + advance * 0.5, x_height),
                (x + advance * 0.55, -x_height * 1.5),
                (x + advance * 0.15, -x_height * 1.2),
                (x + advance * 0.8, x_height * 0.1),
            ]),
            // A round letter, as in o.
            2 => pen.extend([
                (x + advance * 0.65, x_height * wobble),
                (x + advance * 0.15, x_height * 0.5),
                (x + advance * 0.5, 0.0),
                (x + advance * 0.9, x_height * 0.8),
            ]),
            // Humps, as in n and m.
            _ => pen.extend([
                (x + advance * 0.25, x_height * wobble),
                (x + advance * 0.35, 0.05),
                (x + advance * 0.7, x_height * 0.9),
                (x + advance * 0.85, 0.0),
            ]),
        }
    }
    pen.push((
        x + advance * dice.between(1.2, 1.6),
        x_height * dice.between(0.2, 1.4),
    ));
    let place = |(x, y): (f32, f32)| (area.x + area.width * 0.03 + x + y * slant, base - y);
    let points: Vec<_> = pen.into_iter().map(place).collect();
    let thick = dice.between(0.26, 0.36);
    stroke(&mut mask, &points, thick);
    if dice.chance(0.6) {
        let (from, to) = (
            area.x + area.width * dice.between(0.1, 0.3),
            area.x + area.width * dice.between(0.7, 0.95),
        );
        let under = base + area.height * dice.between(0.12, 0.2);
        let bend = dice.between(-0.08, 0.12) * area.height;
        stroke(
            &mut mask,
            &[
                (from, under),
                ((from + to) / 2.0, under - bend),
                (to, under - bend * 0.2),
            ],
            thick * 0.9,
        );
    }
    canvas.print(&mask, ink, 0.9);
    mask.inked()
}

/// A smooth stroke through the points (Catmull-Rom), thinner where the pen is quick.
fn stroke(mask: &mut super::canvas::Mask, points: &[(f32, f32)], width: f32) {
    let steps = 14;
    for index in 0..points.len().saturating_sub(1) {
        let point = |at: isize| points[at.clamp(0, points.len() as isize - 1) as usize];
        let index = index as isize;
        let (a, b, c, d) = (
            point(index - 1),
            point(index),
            point(index + 1),
            point(index + 2),
        );
        let curve = |t: f32, a: f32, b: f32, c: f32, d: f32| {
            0.5 * (2.0 * b
                + (c - a) * t
                + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                + (3.0 * b - a - 3.0 * c + d) * t * t * t)
        };
        let length = ((c.0 - b.0).powi(2) + (c.1 - b.1).powi(2)).sqrt();
        let thin = width * (1.15 - 0.07 * length).clamp(0.7, 1.15);
        mask.polyline(
            (0..=steps).map(|step| {
                let t = step as f32 / steps as f32;
                (curve(t, a.0, b.0, c.0, d.0), curve(t, a.1, b.1, c.1, d.1))
            }),
            thin,
        );
    }
}
