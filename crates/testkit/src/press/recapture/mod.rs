//! Documents captured a second time: from a screen, from a print, from a copy.
//!
//! What one medium leaves in a picture of it (the grid of a screen, the dots of a print, the missing colour of a
//! copy) is drawn as finely as it is in nature and then gathered by the camera's pixels, so that moiré comes about
//! by itself. How fine the medium is, how far the camera stands and what lies around is drawn at random: in some
//! pictures nothing of the medium is left to see.

mod grey;
mod halftone;
mod print;
mod screen;

use super::{Photo, Scene, Specimen, photograph};
use serde::{Deserialize, Serialize};

/// What was captured in place of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Medium {
    /// A liquid-crystal display: stripes of red, green and blue.
    LcdScreen,
    /// A telephone's organic display: dots, twice as many green ones as of the others.
    OledScreen,
    /// A laser print: clustered dots of four inks, each in its own angle.
    LaserPrint,
    /// An inkjet print: fine dots in no order.
    InkjetPrint,
    /// A photographic print, without dots.
    PhotoPrint,
    /// A colour photocopy: clustered dots, paler colours.
    ColourCopy,
    /// A picture of the document, turned to grey by software.
    GreyFile,
    /// The same with a tint.
    TintedFile,
    /// The same with a tint, colour noise, and a JPEG of low quality.
    NoisyGreyFile,
    /// A black-and-white copy on white paper, photographed in coloured light.
    GreyCopy,
    /// A copier's harsh copy: greys driven to black and white, with specks.
    HarshCopy,
    /// A laser print with black toner alone, on white or cream paper, photographed.
    GreyPrint,
}

/// What kind of thing a medium is: what a detector can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// It shines.
    Screen,
    /// Coloured ink on paper.
    Print,
    /// Without colour.
    BlackAndWhite,
}

impl Medium {
    /// Every medium.
    pub const ALL: [Self; 12] = [
        Self::LcdScreen,
        Self::OledScreen,
        Self::LaserPrint,
        Self::InkjetPrint,
        Self::PhotoPrint,
        Self::ColourCopy,
        Self::GreyFile,
        Self::TintedFile,
        Self::NoisyGreyFile,
        Self::GreyCopy,
        Self::HarshCopy,
        Self::GreyPrint,
    ];

    /// Its name on a command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LcdScreen => "lcd-screen",
            Self::OledScreen => "oled-screen",
            Self::LaserPrint => "laser-print",
            Self::InkjetPrint => "inkjet-print",
            Self::PhotoPrint => "photo-print",
            Self::ColourCopy => "colour-copy",
            Self::GreyFile => "grey-file",
            Self::TintedFile => "tinted-file",
            Self::NoisyGreyFile => "noisy-grey-file",
            Self::GreyCopy => "grey-copy",
            Self::HarshCopy => "harsh-copy",
            Self::GreyPrint => "grey-print",
        }
    }

    /// What kind of thing it is.
    #[must_use]
    pub fn nature(self) -> Nature {
        match self {
            Self::LcdScreen | Self::OledScreen => Nature::Screen,
            Self::LaserPrint | Self::InkjetPrint | Self::PhotoPrint | Self::ColourCopy => {
                Nature::Print
            }
            Self::GreyFile
            | Self::TintedFile
            | Self::NoisyGreyFile
            | Self::GreyCopy
            | Self::HarshCopy
            | Self::GreyPrint => Nature::BlackAndWhite,
        }
    }
}

/// Photographs a specimen that stands on another medium. The same specimen, medium, scene and seed give the same
/// bytes.
#[must_use]
pub fn recapture(specimen: &Specimen, medium: Medium, scene: &Scene, seed: u64) -> Photo {
    match medium {
        Medium::LcdScreen => screen::photographed(specimen, screen::Panel::Lcd, scene, seed),
        Medium::OledScreen => screen::photographed(specimen, screen::Panel::Oled, scene, seed),
        Medium::LaserPrint => print::photographed(specimen, print::Printer::Laser, scene, seed),
        Medium::InkjetPrint => print::photographed(specimen, print::Printer::Inkjet, scene, seed),
        Medium::PhotoPrint => print::photographed(specimen, print::Printer::Photo, scene, seed),
        Medium::ColourCopy => print::photographed(specimen, print::Printer::Copier, scene, seed),
        Medium::GreyPrint => print::photographed(specimen, print::Printer::Toner, scene, seed),
        Medium::GreyCopy => photograph(specimen, &scene.clone().of_grey_copy(), seed),
        Medium::GreyFile | Medium::TintedFile | Medium::NoisyGreyFile => {
            grey::turned_grey(photograph(specimen, scene, seed), medium, scene, seed)
        }
        Medium::HarshCopy => {
            let copy = grey::harsh_copy(specimen, seed);
            photograph(&copy, &scene.clone().of_grey_copy(), seed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::press::{DocumentKind, Press, SpecimenData};
    use jiff::civil::date;

    fn specimen() -> Specimen {
        let press = Press::open().expect("fonts are installed").with_scale(4.0);
        let data = SpecimenData::random(5, date(2026, 11, 21));
        press
            .print(DocumentKind::CardBack, &data, 5)
            .expect("it prints")
    }

    #[test]
    fn every_medium_gives_the_same_picture_for_the_same_seed_and_another_for_another() {
        let specimen = specimen();
        let scene = Scene::careful(5).sized(320, 240);
        for medium in Medium::ALL {
            let taken = |seed| recapture(&specimen, medium, &scene, seed).jpeg;
            assert_eq!(taken(1), taken(1), "{medium:?}");
            assert_ne!(taken(1), taken(2), "{medium:?}");
        }
    }

    #[test]
    fn what_is_taken_from_another_medium_still_says_where_the_document_lies() {
        let specimen = specimen();
        let scene = Scene::careful(5).sized(320, 240);
        for medium in Medium::ALL {
            let photo = recapture(&specimen, medium, &scene, 5);
            assert_eq!(photo.truth.size, scene.size, "{medium:?}");
            let width = photo.truth.document.bounds(photo.truth.size).width;
            assert!(width > 200, "{medium:?}: {width}");
        }
    }

    #[test]
    fn a_grey_file_has_one_value_a_pixel_and_a_tinted_one_follows_its_lightness() {
        let specimen = specimen();
        let scene = Scene::careful(5).sized(320, 240);
        let grey = recapture(&specimen, Medium::GreyFile, &scene, 5).picture;
        assert!(grey.pixels().all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2]));
        let tinted = recapture(&specimen, Medium::TintedFile, &scene, 5).picture;
        let mut colours: Vec<[u8; 3]> = tinted.pixels().map(|p| p.0).collect();
        colours.sort_unstable();
        colours.dedup();
        assert!(colours.len() <= 256 * 3, "{} colours", colours.len());
        assert!(colours.iter().any(|c| c[0] != c[1] || c[1] != c[2]));
    }
}
