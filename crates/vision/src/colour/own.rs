//! Colour that is the document's own: what neither its lightness nor the place under the lamp explains.
//!
//! A grey copy has colour too: its paper's, its toner's, the lamp's, the tint of a filter, noise. But all of it is a
//! smooth function of how light a spot is and where it lies. That function is fitted and taken away, and what noise
//! leaves is small once neighbours are gathered. A portrait, a flag, two inks of a background are left over.

/// Terms of the fitted function: lightness to its third power, place to its fourth, and lightness times place as far as
/// the third power of both. A lamp beside a window, the edge of a shadow and a reflection each have a tint of their own
/// and bend within the page; a reflection takes more of the tint from what is dark.
const TERMS: usize = 25;

/// Cells at the region's rim that are left out: its corners are not exact.
const RIM: usize = 2;

/// Lightness and the colour axes of CIE L*a*b* on a grid.
pub(super) struct Lab {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) lightness: Vec<f32>,
    pub(super) axes: [Vec<f32>; 2],
}

/// The root mean square, over the most colourful tenth of the grid's cells, of the chroma that is left, with what
/// noise adds taken away. In units of L*a*b*.
pub(super) fn own_chroma(lab: &Lab) -> f32 {
    let (width, height) = (lab.width, lab.height);
    if width < 8 || height < 8 {
        return 0.0;
    }
    let terms: Vec<[f64; TERMS]> = (0..width * height)
        .map(|cell| {
            let x = 2.0 * (cell % width) as f64 / width as f64 - 1.0;
            let y = 2.0 * (cell / width) as f64 / height as f64 - 1.0;
            let l = f64::from(lab.lightness[cell]) / 50.0 - 1.0;
            let (l2, x2, y2) = (l * l, x * x, y * y);
            [
                1.0,
                l,
                l2,
                l2 * l,
                x,
                y,
                x2,
                x * y,
                y2,
                l * x,
                l * y,
                l * x2,
                l * x * y,
                l * y2,
                l2 * x,
                l2 * y,
                x2 * x,
                x2 * y,
                x * y2,
                y2 * y,
                x2 * x2,
                x2 * x * y,
                x2 * y2,
                x * y2 * y,
                y2 * y2,
            ]
        })
        .collect();
    let left = residuals(&terms, &lab.axes);
    let smooth = [0, 1].map(|axis| gathered(&left[axis], width, height));
    let mut chroma = Vec::with_capacity(width * height);
    let mut noise = Vec::with_capacity(width * height);
    for y in RIM..height - RIM {
        for x in RIM..width - RIM {
            let cell = y * width + x;
            let square = |pick: &dyn Fn(usize) -> f32| pick(0).powi(2) + pick(1).powi(2);
            chroma.push(square(&|axis| smooth[axis][cell]));
            noise.push(square(&|axis| left[axis][cell] - smooth[axis][cell]));
        }
    }
    let tenth = (chroma.len() / 10).max(1);
    chroma.sort_unstable_by(|a, b| b.total_cmp(a));
    noise.sort_unstable_by(f32::total_cmp);
    let most = chroma[..tenth].iter().sum::<f32>() / tenth as f32;
    // Of noise without neighbourhood a ninth of the power is left after gathering nine cells, and eight ninths are
    // what was taken away; the most extreme tenth has 3.3 times the mean, the median 0.7 times.
    let noise = noise[noise.len() / 2] / 0.69 / 8.0 * 3.3;
    (most - noise).max(0.0).sqrt()
}

/// What is left of both axes after the best sum of terms is taken away from each.
fn residuals(terms: &[[f64; TERMS]], axes: &[Vec<f32>; 2]) -> [Vec<f32>; 2] {
    // The normal equations: squares of terms, and beside them both right sides. The lower half mirrors the upper.
    let mut matrix = [[0.0_f64; TERMS + 2]; TERMS];
    for (cell, terms) in terms.iter().enumerate() {
        let values = [0, 1].map(|axis| f64::from(axes[axis][cell]));
        for (place, (row, term)) in matrix.iter_mut().zip(terms).enumerate() {
            for (sum, other) in row[place..TERMS].iter_mut().zip(&terms[place..]) {
                *sum += term * other;
            }
            row[TERMS] += term * values[0];
            row[TERMS + 1] += term * values[1];
        }
    }
    for place in 0..TERMS {
        let (above, below) = matrix.split_at_mut(place);
        let row = &mut below[0];
        // Without this a picture of one lightness would have no answer.
        row[place] += 1e-5 * terms.len() as f64;
        for (value, above) in row.iter_mut().zip(above) {
            *value = above[place];
        }
    }
    let weights = solved(matrix);
    [0, 1].map(|axis| {
        terms
            .iter()
            .zip(&axes[axis])
            .map(|(terms, value)| {
                let explained: f64 = terms.iter().zip(&weights[axis]).map(|(t, w)| t * w).sum();
                value - explained as f32
            })
            .collect()
    })
}

/// Gaussian elimination; the matrix is positive definite, so that no pivot is nought.
fn solved(mut matrix: [[f64; TERMS + 2]; TERMS]) -> [[f64; TERMS]; 2] {
    for pivot in 0..TERMS {
        let own = matrix[pivot];
        for row in &mut matrix[pivot + 1..] {
            let share = row[pivot] / own[pivot];
            for (value, above) in row.iter_mut().zip(own).skip(pivot) {
                *value -= share * above;
            }
        }
    }
    [TERMS, TERMS + 1].map(|side| {
        let mut weights = [0.0; TERMS];
        for row in (0..TERMS).rev() {
            let known: f64 = (row + 1..TERMS)
                .map(|column| matrix[row][column] * weights[column])
                .sum();
            weights[row] = (matrix[row][side] - known) / matrix[row][row];
        }
        weights
    })
}

/// The mean of each cell and its eight neighbours.
fn gathered(values: &[f32], width: usize, height: usize) -> Vec<f32> {
    (0..width * height)
        .map(|cell| {
            let (x, y) = (cell % width, cell / width);
            let (mut sum, mut count) = (0.0, 0.0);
            for row in y.saturating_sub(1)..(y + 2).min(height) {
                for column in x.saturating_sub(1)..(x + 2).min(width) {
                    sum += values[row * width + column];
                    count += 1.0;
                }
            }
            sum / count
        })
        .collect()
}
