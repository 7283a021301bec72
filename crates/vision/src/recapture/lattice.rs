//! Whether the peaks of all pieces make one lattice.

use super::spectrum::{Peak, Piece};
use bonafide_facts::Quad;

/// What is measured of a picture's spectra. Shares are of pieces, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features {
    /// Share of pieces with a luma peak along the document's axes, at one place in all.
    pub luma_aligned: f32,
    /// The same at another angle.
    pub luma_oblique: f32,
    /// Share with such a peak and its partner a right angle away.
    pub luma_pair: f32,
    /// By how much such peaks stand out, in tens of natural logarithms.
    pub luma_height: f32,
    /// The same four for the difference between red and blue.
    pub colour_aligned: f32,
    /// See [`Features::luma_oblique`].
    pub colour_oblique: f32,
    /// See [`Features::luma_pair`].
    pub colour_pair: f32,
    /// See [`Features::luma_height`].
    pub colour_height: f32,
    /// The mean number of peaks of a piece, luma and colour, in eights.
    pub crowd: f32,
}

impl Features {
    /// How many there are.
    pub const COUNT: usize = 9;

    /// In the order of the fields.
    #[must_use]
    pub fn values(&self) -> [f32; Self::COUNT] {
        [
            self.luma_aligned,
            self.luma_oblique,
            self.luma_pair,
            self.luma_height,
            self.colour_aligned,
            self.colour_oblique,
            self.colour_pair,
            self.colour_height,
            self.crowd,
        ]
    }
}

/// Degrees off an axis of the document within which a wave runs along it.
const ALIGNED: f32 = 7.0;

struct Lattice {
    aligned: f32,
    oblique: f32,
    pair: f32,
    height: f32,
}

pub(super) fn features(pieces: &[Piece], document: &Quad) -> Features {
    let [a, b, ..] = document.0;
    let axis = (b.y - a.y).atan2(b.x - a.x).to_degrees();
    let luma: Vec<&[Peak]> = pieces.iter().map(|piece| piece.luma.as_slice()).collect();
    let colour: Vec<&[Peak]> = pieces.iter().map(|piece| piece.colour.as_slice()).collect();
    let (l, c) = (lattice(&luma, axis), lattice(&colour, axis));
    let peaks: usize = luma.iter().chain(&colour).map(|peaks| peaks.len()).sum();
    Features {
        luma_aligned: l.aligned,
        luma_oblique: l.oblique,
        luma_pair: l.pair,
        luma_height: l.height,
        colour_aligned: c.aligned,
        colour_oblique: c.oblique,
        colour_pair: c.pair,
        colour_height: c.height,
        crowd: peaks as f32 / pieces.len().max(1) as f32 / 16.0,
    }
}

fn lattice(pieces: &[&[Peak]], axis: f32) -> Lattice {
    let mut best = Lattice {
        aligned: 0.0,
        oblique: 0.0,
        pair: 0.0,
        height: 0.0,
    };
    for peak in pieces.iter().copied().flatten() {
        let (share, height) = support(pieces, *peak);
        if share <= 0.0 {
            continue;
        }
        let off = (peak.y.atan2(peak.x).to_degrees() - axis).rem_euclid(90.0);
        let most = if !(ALIGNED..=90.0 - ALIGNED).contains(&off) {
            &mut best.aligned
        } else {
            &mut best.oblique
        };
        *most = most.max(share);
        let partner = Peak {
            x: -peak.y,
            y: peak.x,
            ..*peak
        };
        let pair = share.min(support(pieces, partner).0);
        best.pair = best.pair.max(pair);
        best.height = best.height.max(share * height / 10.0);
    }
    best
}

/// The share of pieces that have a peak near a place, and the mean height of those. Seen aslant, distances in a
/// lattice change from piece to piece: by a tenth at most.
fn support(pieces: &[&[Peak]], place: Peak) -> (f32, f32) {
    let near = (0.08 * place.x.hypot(place.y)).max(2.0);
    let (mut count, mut sum) = (0.0, 0.0);
    for peaks in pieces {
        let highest = peaks
            .iter()
            .filter(|peak| {
                let apart = |sign: f32| (peak.x - sign * place.x).hypot(peak.y - sign * place.y);
                // A wave and its mirror image are the same wave.
                apart(1.0) <= near || apart(-1.0) <= near
            })
            .map(|peak| peak.height)
            .reduce(f32::max);
        if let Some(height) = highest {
            count += 1.0;
            sum += height;
        }
    }
    if count == 0.0 {
        return (0.0, 0.0);
    }
    (count / pieces.len() as f32, sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::{Raster, RgbRaster};
    use bonafide_facts::Size;

    /// A page of waves and noise of three steps.
    fn page(paint: impl Fn(f32, f32) -> [f32; 3]) -> Features {
        let size = Size {
            width: 800,
            height: 480,
        };
        let mut state = 7_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as f32 / 128.0 * 3.0
        };
        let mut data = Vec::new();
        for y in 0..480_u16 {
            for x in 0..800_u16 {
                let colour = paint(f32::from(x), f32::from(y));
                data.extend(colour.map(|value| (150.0 + value + noise()) as u8));
            }
        }
        let raster = RgbRaster::from_pixels(size, data).expect("a picture");
        Features::measured(&raster, None).expect("large enough")
    }

    #[test]
    fn a_grid_through_the_whole_page_is_seen_in_nearly_every_piece_with_its_partner() {
        let grid = page(|x, y| [4.0 * (x * 1.9).sin() + 4.0 * (y * 1.9).sin(); 3]);
        assert!(grid.luma_aligned > 0.9 && grid.luma_pair > 0.9, "{grid:?}");
        assert!(grid.colour_pair < 0.2, "{grid:?}");
    }

    #[test]
    fn lines_that_run_one_way_as_security_print_does_are_no_recapture_and_dots_that_run_two_ways_are()
     {
        let lines = page(|x, y| [8.0 * (x * 1.0 + y * 0.9).sin(); 3]);
        assert!(lines.luma_oblique > 0.9, "{lines:?}");
        for (kind, score) in super::super::scores(&lines) {
            assert!(score < 0.5, "{kind:?} {score}");
        }
        let dots = page(|x, y| [6.0 * (x * 1.0 + y * 0.9).sin() + 6.0 * (x * 0.9 - y).sin(); 3]);
        let [_, (_, print)] = super::super::scores(&dots);
        assert!(print > 0.9, "{print} {dots:?}");
    }

    #[test]
    fn fringes_of_colour_are_seen_where_light_has_none() {
        let fringes = page(|x, y| {
            let wave = 5.0 * (x * 0.9 + y * 0.5).sin();
            // As much green as keeps the lightness (ITU-R BT.601) where it is.
            [wave, -0.315 * wave, -wave]
        });
        assert!(fringes.colour_oblique > 0.9, "{fringes:?}");
        assert!(fringes.luma_oblique < 0.9, "{fringes:?}");
    }

    #[test]
    fn noise_and_lines_that_bend_make_no_lattice() {
        let plain = page(|_, _| [0.0; 3]);
        assert!(
            plain.luma_pair < 0.1 && plain.colour_pair < 0.1,
            "{plain:?}"
        );
        let bent = page(|x, y| {
            let wave = (y * 0.9 + 30.0 * (x * 0.02).sin() + x * x * 0.0015).sin();
            [12.0 * wave; 3]
        });
        assert!(bent.luma_pair < 0.3, "{bent:?}");
    }

    #[test]
    fn a_picture_too_small_to_say_says_nothing() {
        let small = RgbRaster::filled(
            Size {
                width: 640,
                height: 400,
            },
            [200; 3],
        );
        assert!(Features::measured(&small, None).is_none());
    }
}
