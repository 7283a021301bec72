//! How printers make tones of dots.

use crate::press::canvas::Ink;

/// Full coverage of each ink over white paper, as light that is left: cyan, magenta, yellow, black. Inks of
/// office printers, which reach less than a display does.
const INKS: [[f32; 3]; 4] = [
    [0.12, 0.58, 0.82],
    [0.82, 0.16, 0.48],
    [0.96, 0.88, 0.16],
    [0.11, 0.11, 0.12],
];

/// The pattern in which dots stand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pattern {
    /// Dots that grow, in rows: cells for each millimetre, and each ink's angle as sine and cosine.
    Clustered { cells: f32, angles: [(f32, f32); 4] },
    /// Dots of one size in no order: dots for each millimetre.
    Scattered { dots: f32 },
    /// No dots: dyes.
    Smooth,
}

impl Pattern {
    pub(super) fn clustered(lines_per_inch: f32, turn: f32) -> Self {
        // The classical angles of cyan, magenta, yellow and black.
        let angles =
            [15.0_f32, 75.0, 0.0, 45.0].map(|degrees| (degrees + turn).to_radians().sin_cos());
        Self::Clustered {
            cells: lines_per_inch / 25.4,
            angles,
        }
    }

    /// The light that paper with such inks sends back at a place in millimetres, coded 0 to 1,
    /// gathered over a tap of so many millimetres.
    pub(super) fn printed(self, coverage: [f32; 4], x: f32, y: f32, tap: f32) -> Ink {
        let mut light = [1.0_f32; 3];
        for (ink, covered) in coverage.into_iter().enumerate() {
            if covered <= 0.004 {
                continue;
            }
            let share = match self {
                Self::Clustered { cells, angles } => {
                    let (sin, cos) = angles[ink];
                    let threshold = spot((x * cos + y * sin) * cells, (y * cos - x * sin) * cells);
                    // Dots have soft edges.
                    ((covered - threshold) / (0.12 + 1.6 * cells * tap) + 0.5).clamp(0.0, 1.0)
                }
                Self::Scattered { dots } => {
                    let threshold =
                        scattered((x * dots).floor() as i64, (y * dots).floor() as i64, ink);
                    if covered > threshold { 1.0 } else { 0.0 }
                }
                Self::Smooth => covered,
            };
            for (light, left) in light.iter_mut().zip(INKS[ink]) {
                *light *= 1.0 - share * (1.0 - left);
            }
        }
        Ink(light)
    }
}

/// Coverage of cyan, magenta, yellow and black for a colour; a part of the grey goes to black.
pub(super) fn separated([r, g, b]: [f32; 3]) -> [f32; 4] {
    let (c, m, y) = (1.0 - r, 1.0 - g, 1.0 - b);
    let grey = c.min(m).min(y);
    let black = (grey - 0.25).max(0.0) / 0.75;
    let black = black * black;
    let under = |ink: f32| ((ink - black * 0.8) / (1.0 - black * 0.8)).clamp(0.0, 1.0);
    [under(c), under(m), under(y), black]
}

/// When a place in a cell is covered as the dot grows: first its middle, last its corners.
#[inline]
fn spot(u: f32, v: f32) -> f32 {
    let fold = |t: f32| (t - t.floor() - 0.5).abs() * 2.0;
    let (a, b) = (fold(u), fold(v));
    (a * a * (3.0 - 2.0 * a) + b * b * (3.0 - 2.0 * b)) / 2.0
}

/// A threshold that looks like chance, but spreads evenly: the golden ratio's sequence on rows and columns that
/// are shuffled by a hash.
#[inline]
fn scattered(column: i64, row: i64, ink: usize) -> f32 {
    let mixed = (column as u64)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(21)
        ^ (row as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f)
        ^ (ink as u64).wrapping_mul(0x1656_67b1_9e37_79f9);
    let chance = ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as f32
        / (1_u32 << 24) as f32;
    let even = (0.754_877_7 * column as f32 + 0.569_840_3 * row as f32 + ink as f32 * 0.31).fract();
    (0.65 * even.abs() + 0.35 * chance).clamp(0.0, 1.0)
}
