//! Whether waves run through the whole document, and whether they run two ways.

use super::spectrum::{CHANNELS, Plane, SIDE, Seen, is_long, wave};

/// What is measured of a picture's spectra.
///
/// Heights are natural logarithms of power over that of the surroundings, in the mean of all pieces: noise reaches 2,
/// nothing more than 6.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features {
    /// Of the wave of light that stands out most.
    pub luma: f32,
    /// Of the one that stands out most of those that run another way.
    pub luma_second: f32,
    /// The higher of red against blue and of green against both.
    pub colour: f32,
    /// See [`Features::luma_second`].
    pub colour_second: f32,
    /// Peaks of light that stand out in a piece, in 24s; 1 at most.
    pub luma_crowd: f32,
    /// The same of colour.
    pub colour_crowd: f32,
    /// How strong short waves of colour are: ln(1 + their root mean square in the weakest quarter of pieces, in steps of
    /// 255). It says what a lattice is of, not whether there is one: fine print is colourful too.
    pub colour_strength: f32,
}

impl Features {
    /// How many there are.
    pub const COUNT: usize = 7;

    /// In the order of the fields.
    #[must_use]
    pub fn values(&self) -> [f32; Self::COUNT] {
        [
            self.luma,
            self.luma_second,
            self.colour,
            self.colour_second,
            self.luma_crowd,
            self.colour_crowd,
            self.colour_strength,
        ]
    }
}

/// Degrees by which two waves differ at least to run two ways. A lattice that the camera's own pixels beat against
/// keeps no right angle.
const APART: f32 = 30.0;
/// Peaks of a piece above which more say nothing.
const CROWD: f32 = 24.0;

pub(super) fn features(seen: &[Seen; CHANNELS]) -> Features {
    let [luma, red_blue, green] = seen.each_ref().map(|seen| two_ways(&seen.plane));
    let crowd = |peaks: f32| (peaks / CROWD).min(1.0);
    Features {
        luma: luma.0,
        luma_second: luma.1,
        colour: red_blue.0.max(green.0),
        colour_second: red_blue.1.max(green.1),
        luma_crowd: crowd(seen[0].peaks),
        colour_crowd: crowd(seen[1].peaks.max(seen[2].peaks)),
        colour_strength: quarter(&seen[1].strengths)
            .max(quarter(&seen[2].strengths))
            .ln_1p(),
    }
}

/// What three quarters of values exceed.
fn quarter(values: &[f32]) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    sorted.get(sorted.len() / 4).copied().unwrap_or(0.0)
}

/// Heights of the wave that stands out most, and of the next that runs another way.
fn two_ways(plane: &Plane) -> (f32, f32) {
    let places = || {
        (0..plane.len())
            .flat_map(|row| (0..SIDE).map(move |column| (row, column)))
            .filter(|(row, column)| !is_long(*row, *column))
    };
    let angle = |(row, column): (usize, usize)| {
        let (across, down) = wave(row, column);
        down.atan2(across).to_degrees()
    };
    let height = |(row, column): (usize, usize)| plane[row][column];
    let Some(first) = places().max_by(|a, b| height(*a).total_cmp(&height(*b))) else {
        return (0.0, 0.0);
    };
    let (mut second, way) = (0.0_f32, angle(first));
    for place in places() {
        if height(place) <= second {
            continue;
        }
        // A wave and its mirror image are the same wave.
        let apart = (angle(place) - way).rem_euclid(180.0);
        if apart.min(180.0 - apart) >= APART {
            second = height(place);
        }
    }
    (height(first), second)
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
        let mut state = 7_u64;
        let mut noise = || {
            // xorshift64: what a simpler generator makes is a lattice itself.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 56) as f32 / 128.0 * 3.0
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
    fn a_grid_through_the_whole_page_stands_out_two_ways() {
        let grid = page(|x, y| [4.0 * (x * 1.9).sin() + 4.0 * (y * 1.9).sin(); 3]);
        assert!(grid.luma > 4.0 && grid.luma_second > 4.0, "{grid:?}");
        assert!(grid.colour_second < 3.0, "{grid:?}");
    }

    #[test]
    fn a_grid_too_weak_to_stand_out_in_one_piece_stands_out_in_the_mean_of_all() {
        let weak = page(|x, y| [0.35 * (x * 1.9).sin() + 0.35 * (y * 1.9).sin(); 3]);
        let none = page(|_, _| [0.0; 3]);
        assert!(weak.luma_crowd < 0.1, "{weak:?}");
        assert!(
            weak.luma_second > none.luma + 0.5,
            "{weak:?} beside {none:?}"
        );
    }

    #[test]
    fn lines_that_run_one_way_as_security_print_does_are_no_recapture_and_dots_that_run_two_ways_are()
     {
        let lines = page(|x, y| [8.0 * (x * 1.0 + y * 0.9).sin(); 3]);
        assert!(lines.luma > 4.0, "{lines:?}");
        for (kind, score) in super::super::scores(&lines) {
            assert!(score < 0.5, "{kind:?} {score}");
        }
        let dots = page(|x, y| [6.0 * (x * 1.0 + y * 0.9).sin() + 6.0 * (x * 0.9 - y).sin(); 3]);
        let [(_, screen), (_, print)] = super::super::scores(&dots);
        assert!(print > 0.9 && screen < 0.5, "{print} {dots:?}");
    }

    #[test]
    fn stripes_of_one_channel_each_are_a_display() {
        let display = page(|x, y| {
            let near = |place: f32, reach: f32| ((place.rem_euclid(1.0)) - 0.5).abs() < reach;
            [0.0, 1.0, 2.0].map(|channel| {
                let lit = near(x / 4.3 - channel / 3.0, 0.17) && near(y / 4.3, 0.42);
                if lit { 90.0 } else { -45.0 }
            })
        });
        let [(_, screen), (_, print)] = super::super::scores(&display);
        assert!(screen > 0.9 && print < 0.5, "{screen} {print} {display:?}");
    }

    #[test]
    fn noise_and_lines_that_bend_make_no_lattice() {
        let plain = page(|_, _| [0.0; 3]);
        assert!(plain.luma < 2.5 && plain.colour < 2.5, "{plain:?}");
        let bent = page(|x, y| {
            let wave = (y * 0.9 + 30.0 * (x * 0.02).sin() + x * x * 0.0015).sin();
            [12.0 * wave; 3]
        });
        for (kind, score) in super::super::scores(&bent) {
            // The least threshold that an account can choose.
            assert!(score < 0.8, "{kind:?} {score} {bent:?}");
        }
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
