//! Grey pictures as numbers, and how alike two of them are.

use crate::raster::{GrayRaster, Raster};

/// A grey picture of any range.
#[derive(Clone)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    data: Vec<f32>,
}

impl Plane {
    pub(super) fn of(raster: &GrayRaster) -> Self {
        Self {
            width: raster.width(),
            height: raster.height(),
            data: raster.pixels().iter().map(|p| f32::from(*p)).collect(),
        }
    }

    fn row(&self, y: usize) -> &[f32] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    /// The part from `left` and `top` on, cut to the picture; `None` when nothing is left.
    pub(super) fn part(
        &self,
        left: usize,
        top: usize,
        right: usize,
        bottom: usize,
    ) -> Option<Self> {
        let (right, bottom) = (right.min(self.width), bottom.min(self.height));
        if left >= right || top >= bottom {
            return None;
        }
        let rows = (top..bottom).flat_map(|y| &self.row(y)[left..right]);
        Some(Self {
            width: right - left,
            height: bottom - top,
            data: rows.copied().collect(),
        })
    }

    /// The same picture with so many pixels, each the mean of what it covers.
    pub(super) fn resized(&self, width: usize, height: usize) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let columns = shares(self.width, width);
        let rows = shares(self.height, height);
        let mut narrow = Vec::with_capacity(width * self.height);
        for y in 0..self.height {
            let row = self.row(y);
            narrow.extend(columns.iter().map(|(first, weights)| {
                let seen = row[*first..].iter().zip(weights);
                seen.map(|(p, w)| p * w).sum::<f32>()
            }));
        }
        let mut data = vec![0.0; width * height];
        for ((first, weights), target) in rows.iter().zip(data.chunks_exact_mut(width)) {
            for (weight, source) in weights.iter().zip(narrow[first * width..].chunks(width)) {
                for (sum, p) in target.iter_mut().zip(source) {
                    *sum += p * weight;
                }
            }
        }
        Self {
            width,
            height,
            data,
        }
    }

    /// What is left when the mean of the surroundings is taken away: a pale picture and a strong one of the same
    /// thing differ by a factor then, and shadows are gone. Two running means stand for a Gauss curve of that standard
    /// deviation.
    pub(super) fn without_light(&self, deviation: f32) -> Self {
        let reach = ((6.0 * deviation * deviation + 1.0).sqrt() / 2.0).max(1.0) as usize;
        let mut light = self.clone();
        for _ in 0..2 {
            light = light.running_mean(reach).transposed();
            light = light.running_mean(reach).transposed();
        }
        let data = self.data.iter().zip(&light.data).map(|(p, l)| p - l);
        Self {
            data: data.collect(),
            ..*self
        }
    }

    /// Means of each pixel and `reach` others to its left and right; the border goes on beyond it.
    fn running_mean(&self, reach: usize) -> Self {
        let (last, count) = (self.width - 1, (2 * reach + 1) as f32);
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..self.height {
            let row = self.row(y);
            let mut sum = row[0] * (reach + 1) as f32;
            sum += (1..=reach).map(|x| row[x.min(last)]).sum::<f32>();
            for x in 0..self.width {
                data.push(sum / count);
                sum += row[(x + reach + 1).min(last)] - row[x.saturating_sub(reach)];
            }
        }
        Self { data, ..*self }
    }

    fn transposed(&self) -> Self {
        let columns =
            (0..self.width).flat_map(|x| (0..self.height).map(move |y| y * self.width + x));
        Self {
            width: self.height,
            height: self.width,
            data: columns.map(|at| self.data[at]).collect(),
        }
    }

    /// How alike `pattern` and each place of this picture are (normalised cross-correlation: Lewis, "Fast normalized
    /// cross-correlation", 1995), for its upper left corner at each place where it fits; `None` where it fits nowhere.
    pub(super) fn likeness(&self, pattern: &Self) -> Option<Self> {
        let across = (self.width + 1)
            .checked_sub(pattern.width)
            .filter(|n| *n > 0)?;
        let down = (self.height + 1)
            .checked_sub(pattern.height)
            .filter(|n| *n > 0)?;
        let count = pattern.data.len() as f32;
        let mean = pattern.data.iter().sum::<f32>() / count;
        let square: f32 = pattern.data.iter().map(|p| (p - mean).powi(2)).sum();
        let length = square.sqrt();
        if length < count.sqrt() * FAINTEST {
            return None;
        }
        let pattern_rows: Vec<Vec<f32>> = (0..pattern.height)
            .map(|y| {
                let row = pattern.row(y).iter();
                row.map(|p| (p - mean) / length).collect()
            })
            .collect();
        let sums = Sums::of(self);
        let mut data = Vec::with_capacity(across * down);
        let mut products = vec![0.0_f32; across];
        for y in 0..down {
            products.fill(0.0);
            for (dy, weights) in pattern_rows.iter().enumerate() {
                let row = self.row(y + dy);
                for (dx, weight) in weights.iter().enumerate() {
                    for (sum, p) in products.iter_mut().zip(&row[dx..]) {
                        *sum += weight * p;
                    }
                }
            }
            for (x, product) in products.iter().enumerate() {
                let (sum, squares) = sums.within(x, y, pattern.width, pattern.height);
                let spread = (squares - sum * sum / f64::from(count)) as f32;
                let least = count * FAINTEST * FAINTEST;
                data.push(product / spread.max(least).sqrt());
            }
        }
        Some(Self {
            width: across,
            height: down,
            data,
        })
    }

    /// The highest value and where it is, of the places that `allowed` allows.
    pub(super) fn highest(
        &self,
        allowed: impl Fn(usize, usize) -> bool,
    ) -> Option<(f32, usize, usize)> {
        let places = (0..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        places
            .filter(|(x, y)| allowed(*x, *y))
            .map(|(x, y)| (self.data[y * self.width + x], x, y))
            .max_by(|a, b| a.0.total_cmp(&b.0))
    }
}

/// Standard deviation, in grey levels, below which a place shows nothing.
const FAINTEST: f32 = 0.5;

/// Which pixels make each of `to` when there are `from`, and how much each counts.
fn shares(from: usize, to: usize) -> Vec<(usize, Vec<f32>)> {
    let step = from as f32 / to as f32;
    let reach = step.max(1.0) / 2.0;
    (0..to)
        .map(|n| {
            let middle = (n as f32 + 0.5) * step;
            let (low, high) = ((middle - reach).max(0.0), (middle + reach).min(from as f32));
            let first = (low as usize).min(from - 1);
            let last = (high.ceil() as usize).clamp(first + 1, from);
            let covered = |x: usize| (high.min((x + 1) as f32) - low.max(x as f32)).clamp(0.0, 1.0);
            let weights: Vec<f32> = (first..last).map(covered).collect();
            let all: f32 = weights.iter().sum::<f32>().max(1e-6);
            (first, weights.into_iter().map(|w| w / all).collect())
        })
        .collect()
}

/// Sums of values and of their squares over all pixels above and to the left.
struct Sums {
    stride: usize,
    sums: Vec<(f64, f64)>,
}

impl Sums {
    fn of(plane: &Plane) -> Self {
        let stride = plane.width + 1;
        let mut sums = vec![(0.0, 0.0); stride * (plane.height + 1)];
        for y in 0..plane.height {
            let mut row = (0.0, 0.0);
            for (x, p) in plane.row(y).iter().enumerate() {
                let p = f64::from(*p);
                row = (row.0 + p, row.1 + p * p);
                let above = sums[y * stride + x + 1];
                sums[(y + 1) * stride + x + 1] = (above.0 + row.0, above.1 + row.1);
            }
        }
        Self { stride, sums }
    }

    fn within(&self, x: usize, y: usize, width: usize, height: usize) -> (f64, f64) {
        let at = |x: usize, y: usize| self.sums[y * self.stride + x];
        let (a, b) = (at(x, y), at(x + width, y));
        let (c, d) = (at(x, y + height), at(x + width, y + height));
        (d.0 - b.0 - c.0 + a.0, d.1 - b.1 - c.1 + a.1)
    }
}
