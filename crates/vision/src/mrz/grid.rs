//! The pitch of a line. OCR-B is printed at one width a character, so the places of the characters that were
//! read tell where the others have to be, and how many fill a gap.

use super::greedy::Symbol;

/// Places of characters along a strip, in steps: `first + pitch * k + bend * k²`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grid {
    /// Middle of character 0.
    pub(super) first: f32,
    /// From one character to the next, at character 0.
    pub(super) pitch: f32,
    /// What perspective adds.
    pub(super) bend: f32,
    /// Characters from the first read to the last, with those in the gaps.
    pub(super) cells: usize,
    /// Root mean square of what the fit leaves, in pitches.
    pub(super) residual: f32,
    /// Characters that stand on it.
    pub(super) members: usize,
}

impl Grid {
    pub(super) fn at(&self, k: f32) -> f32 {
        self.first + (self.pitch + self.bend * k) * k
    }

    /// Fits a grid to what was first read; `None` for fewer than six characters.
    pub(super) fn fit(symbols: &[Symbol]) -> Option<Self> {
        if symbols.len() < 6 {
            return None;
        }
        let mut gaps: Vec<f32> = symbols
            .windows(2)
            .map(|pair| pair[1].centre - pair[0].centre)
            .collect();
        gaps.sort_by(f32::total_cmp);
        let mut pitch = gaps[gaps.len() / 2];
        let mut grid = None;
        for _ in 0..3 {
            let placed = placed(symbols, pitch);
            if placed.len() < 6 {
                return None;
            }
            let fitted = Self::through(&placed)?;
            let middle = fitted.pitch + 2.0 * fitted.bend * (fitted.cells as f32 / 2.0);
            if !(2.0..20.0).contains(&middle) {
                return None;
            }
            pitch = middle;
            grid = Some(fitted);
        }
        grid
    }

    /// Least squares through (cell, place): straight for short lines, a parabola for long ones.
    fn through(placed: &[(f32, f32)]) -> Option<Self> {
        let cells = placed.last()?.0;
        let count = placed.len() as f64;
        // Moments about the middle, so that the equations stay well conditioned.
        let middle = f64::from(cells) / 2.0;
        let mut s = [0f64; 5];
        let mut m = [0f64; 3];
        for (k, x) in placed {
            let (k, x) = (f64::from(*k) - middle, f64::from(*x));
            let powers = [1.0, k, k * k, k * k * k, k * k * k * k];
            (0..5).for_each(|i| s[i] += powers[i]);
            (0..3).for_each(|i| m[i] += powers[i] * x);
        }
        let determinant = s[0] * s[2] - s[1] * s[1];
        if determinant.abs() < 1e-6 {
            return None;
        }
        let mut a = (m[0] * s[2] - m[1] * s[1]) / determinant;
        let mut b = (m[1] * s[0] - m[0] * s[1]) / determinant;
        let mut c = 0.0;
        if placed.len() >= 16 {
            let det3 = s[0] * (s[2] * s[4] - s[3] * s[3]) - s[1] * (s[1] * s[4] - s[3] * s[2])
                + s[2] * (s[1] * s[3] - s[2] * s[2]);
            if det3.abs() > 1e-3 {
                let with = |m: [f64; 3], column: usize| {
                    let mut rows = [[s[0], s[1], s[2]], [s[1], s[2], s[3]], [s[2], s[3], s[4]]];
                    (0..3).for_each(|row| rows[row][column] = m[row]);
                    let [p, q, r] = rows;
                    p[0] * (q[1] * r[2] - q[2] * r[1]) - p[1] * (q[0] * r[2] - q[2] * r[0])
                        + p[2] * (q[0] * r[1] - q[1] * r[0])
                };
                (a, b, c) = (with(m, 0) / det3, with(m, 1) / det3, with(m, 2) / det3);
            }
        }
        let square: f64 = placed
            .iter()
            .map(|(k, x)| {
                let k = f64::from(*k) - middle;
                (a + b * k + c * k * k - f64::from(*x)).powi(2)
            })
            .sum();
        Some(Self {
            first: (a - b * middle + c * middle * middle) as f32,
            pitch: (b - 2.0 * c * middle) as f32,
            bend: c as f32,
            cells: cells as usize + 1,
            members: placed.len(),
            residual: ((square / count).sqrt() / b.abs().max(1e-6)) as f32,
        })
    }
}

/// How far, in pitches, a character may be off its cell to count.
const OFF: f32 = 0.34;
/// How many characters back the one before may be.
const BACK: usize = 8;

/// The longest chain of characters that are whole pitches apart, each with its cell counted from the first.
/// What stands between cells (a stroke of another line, a doubled letter) is left out.
fn placed(symbols: &[Symbol], pitch: f32) -> Vec<(f32, f32)> {
    // For each character: the chain's weight up to it, the character before it and the cells between them.
    let mut chains: Vec<(f32, Option<(usize, f32)>)> = Vec::with_capacity(symbols.len());
    for (i, symbol) in symbols.iter().enumerate() {
        let mut best = (symbol.confidence, None);
        for j in i.saturating_sub(BACK)..i {
            let apart = (symbol.centre - symbols[j].centre) / pitch;
            let cells = apart.round();
            let off = (apart - cells).abs();
            if cells < 1.0 || off > OFF {
                continue;
            }
            let weight = chains[j].0 + symbol.confidence * (1.0 - off) - 0.02 * (cells - 1.0);
            if weight > best.0 {
                best = (weight, Some((j, cells)));
            }
        }
        chains.push(best);
    }
    let mut at = (0..chains.len()).max_by(|a, b| chains[*a].0.total_cmp(&chains[*b].0));
    let mut backwards = Vec::new();
    let mut cell = 0.0;
    while let Some(i) = at {
        backwards.push((cell, symbols[i].centre));
        at = chains[i].1.map(|(before, cells)| {
            cell -= cells;
            before
        });
    }
    backwards
        .iter()
        .rev()
        .map(|(k, x)| (k - cell, *x))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(centres: &[f32]) -> Vec<Symbol> {
        centres
            .iter()
            .map(|centre| Symbol {
                class: 1,
                centre: *centre,
                confidence: 0.9,
            })
            .collect()
    }

    #[test]
    fn a_gap_of_fillers_that_were_not_read_counts_as_cells() {
        let read: Vec<f32> = (0..30u8)
            .filter(|k| !(10..16).contains(k))
            .map(|k| 4.0 + 3.5 * f32::from(k))
            .collect();
        let grid = Grid::fit(&at(&read)).expect("enough characters");
        assert_eq!(grid.cells, 30);
        assert!(
            (grid.pitch - 3.5).abs() < 0.01 && grid.residual < 0.01,
            "{grid:?}"
        );
    }

    #[test]
    fn perspective_bends_the_grid() {
        let read: Vec<f32> = (0..44u8)
            .map(f32::from)
            .map(|k| 4.0 + 3.0 * k + 0.008 * k * k)
            .collect();
        let grid = Grid::fit(&at(&read)).expect("enough characters");
        assert_eq!(grid.cells, 44);
        assert!(
            (grid.bend - 0.008).abs() < 1e-3 && grid.residual < 0.02,
            "{grid:?}"
        );
    }

    #[test]
    fn a_stroke_between_two_characters_is_left_out() {
        let mut read: Vec<f32> = (0..30u8).map(|k| 4.0 + 3.5 * f32::from(k)).collect();
        read.insert(11, 4.0 + 3.5 * 10.5);
        let grid = Grid::fit(&at(&read)).expect("enough characters");
        assert_eq!((grid.cells, grid.members), (30, 30));
    }

    #[test]
    fn ordinary_text_stands_on_no_grid() {
        let widths = [3.0, 2.0, 4.4, 1.4, 3.4, 2.6, 5.0];
        let read: Vec<f32> = (0..30usize)
            .scan(4.0, |x, k| {
                *x += widths[(k * 5) % 7];
                Some(*x)
            })
            .collect();
        let regular = |grid: Grid| grid.residual <= 0.15 && grid.members >= 24;
        assert!(!Grid::fit(&at(&read)).is_some_and(regular));
    }
}
