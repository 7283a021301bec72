//! Whether a zone stands on the page of a document.
//!
//! ICAO 9303-3 puts the zone at the foot of a page whose visual zone is above it, on the same paper. A zone on
//! textured paper, above which there is mostly mere background of one exact value and another brightness, is a
//! cutting: a piece of a document in a drawing or on a form. It says nothing of a document and is not reported as one.

use super::exact::ExactLine;
use super::strip::Strip;
use crate::raster::{GrayRaster, Levels, Raster};

/// How far above the first line is looked, in lengths of the line: less than the lowest visual zone, that of TD1.
const ABOVE: f32 = 0.3;
/// Places needed for a judgement.
const ENOUGH: usize = 40;
/// The share of blank places above that makes a page doubtful.
const MOSTLY: f32 = 0.5;
/// The share of blank places in the zone itself up to which its paper counts as textured.
const HARDLY: f32 = 0.5;
/// By how much, in grey levels of 255, paper and background differ.
const APART: u8 = 40;

/// False for a cutting; true where nothing speaks against a page.
pub(super) fn holds(picture: &Levels, lines: &[&ExactLine]) -> bool {
    let picture = picture.full();
    let Some(first) = lines.first() else {
        return true;
    };
    let pitch = first.strip.length / first.cells.len() as f32;
    let columns = || {
        (0..first.cells.len())
            .step_by(2)
            .map(|k| (k as f32 + 0.5) * pitch)
    };
    let mut above = Tally::default();
    let mut down = 2.0 * pitch;
    while down < ABOVE * first.strip.length {
        for along in columns() {
            above.count(picture, &first.strip, along, -down, pitch);
        }
        down += 1.5 * pitch;
    }
    let mut between = Tally::default();
    for pair in lines.windows(2) {
        let (_, apart) = pair[0].strip.locate(pair[1].strip.start);
        for along in columns() {
            between.count(picture, &pair[0].strip, along, apart / 2.0, 0.5 * pitch);
        }
    }
    let same_paper = above.median().abs_diff(between.median()) < APART;
    above.places < ENOUGH || above.share() < MOSTLY || between.share() > HARDLY || same_paper
}

#[derive(Default)]
struct Tally {
    places: usize,
    /// Places of one exact value: no camera and no scanner gives that, only a drawing or light beyond what the
    /// sensor can tell apart.
    blank: usize,
    brightest: Vec<u8>,
}

impl Tally {
    /// Counts the square of `side` around a place of the strip, if it lies in the picture.
    fn count(&mut self, picture: &GrayRaster, strip: &Strip, along: f32, down: f32, side: f32) {
        let (mut least, mut most) = (u8::MAX, 0);
        for j in -2..=2i8 {
            for i in -2..=2i8 {
                let at = strip.at(
                    along + f32::from(i) * side / 5.0,
                    down + f32::from(j) * side / 5.0,
                );
                if at.x < 0.0
                    || at.y < 0.0
                    || at.x >= picture.width() as f32
                    || at.y >= picture.height() as f32
                {
                    return;
                }
                let value = picture.at(at.x as usize, at.y as usize);
                least = least.min(value);
                most = most.max(value);
            }
        }
        self.places += 1;
        self.blank += usize::from(most == least);
        self.brightest.push(most);
    }

    fn median(&self) -> u8 {
        let mut sorted = self.brightest.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or(0)
    }

    fn share(&self) -> f32 {
        if self.places == 0 {
            0.0
        } else {
            self.blank as f32 / self.places as f32
        }
    }
}
