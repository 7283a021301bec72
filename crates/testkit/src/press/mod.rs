//! The document press: prints specimen identity documents of Utopia and photographs them as a phone does.
//!
//! Everything comes from seeds: the same seed gives the same bytes. A [`Specimen`] is a sheet as it leaves the
//! press, with the [`Truth`] of what stands on it and where.

mod barcode;
mod canvas;
mod card;
mod desk;
mod dice;
mod exif;
pub mod fiend;
mod fonts;
mod forge;
mod guilloche;
mod holder;
mod kind;
mod large_card;
mod layout;
mod lens;
mod lettering;
mod licence;
mod light;
mod mrz;
mod names;
mod ornament;
mod outline;
mod passport;
mod photo;
mod plane;
mod portrait;
pub mod recapture;
mod scene;
mod sides;
mod still_life;
mod truth;

pub use forge::{Forged, Forgery, ForgeryTruth, Stage, stored_again};
pub use holder::{Sex, SpecimenData};
pub use kind::DocumentKind;
pub use outline::outlined;
pub use photo::{Photo, photograph};
pub use portrait::Portrait;
pub use scene::{Effect, ExifOrientation, Original, Scene, Surface};
pub use truth::{FieldTruth, MrzTruth, Truth};

use bonafide_facts::{QuarterTurn, Size};
use std::path::PathBuf;

/// Eight bits for each of red, green and blue, sRGB.
pub type RgbPicture = image::RgbImage;

/// Why the press can't print.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// A typeface is not installed.
    #[error(
        "font {file} not found: install the Debian package {package}, or name the font's folder in BONAFIDE_FONTS"
    )]
    FontMissing {
        /// File name.
        file: &'static str,
        /// Debian package that has it.
        package: &'static str,
    },
    /// A font file is no font.
    #[error("{} is not a usable font file", path.display())]
    FontBroken {
        /// Which file.
        path: PathBuf,
    },
    /// A file can't be read.
    #[error("can't read {}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A portrait is no picture.
    #[error("{} is no PNG or JPEG picture", path.display())]
    Portrait {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: image::ImageError,
    },
    /// A value has a letter that the typeface lacks.
    #[error("the typeface has no letter {0:?}")]
    Letter(char),
    /// The data don't fit into a machine-readable zone.
    #[error("these data can't be printed in an MRZ: {0}")]
    Mrz(bonafide_documents::mrz::EncodeError),
}

/// A printed side of a document, flat, as it leaves the press.
#[derive(Clone)]
pub struct Specimen {
    /// The sheet; its edges are the document's edges (rounded corners are cut when it is photographed).
    pub picture: RgbPicture,
    /// What stands where.
    pub truth: Truth,
    /// Pixels per millimetre.
    pub scale: f32,
}

/// Prints documents. Opening it loads fonts and portrait once; printing changes nothing in it.
pub struct Press {
    fonts: fonts::Fonts,
    portrait: Portrait,
    scale: f32,
}

impl Press {
    /// Pixels per millimetre unless said otherwise: about 300 dots per inch.
    pub const SCALE: f32 = 12.0;

    /// A press with the machine's fonts and the portrait fetched with the models, or a drawn one where that
    /// was not fetched.
    ///
    /// # Errors
    /// Names the font that is missing and the Debian package to install, or the file that can't be read.
    pub fn open() -> Result<Self, PressError> {
        let portrait = Portrait::fetched()?.unwrap_or_else(|| Portrait::drawn(0));
        Ok(Self {
            fonts: fonts::Fonts::find()?,
            portrait,
            scale: Self::SCALE,
        })
    }

    /// Prints another portrait.
    #[must_use]
    pub fn with_portrait(self, portrait: Portrait) -> Self {
        Self { portrait, ..self }
    }

    /// Prints at another resolution, in pixels per millimetre, kept within 4 and 24.
    #[must_use]
    pub fn with_scale(self, scale: f32) -> Self {
        Self {
            scale: if scale.is_finite() {
                scale.clamp(4.0, 24.0)
            } else {
                Self::SCALE
            },
            ..self
        }
    }

    /// Prints one side of a document. The seed chooses guilloche, colours and signature.
    ///
    /// # Errors
    /// When the data don't fit into the machine-readable zone, or have a letter that the typeface lacks; the message
    /// says which.
    pub fn print(
        &self,
        kind: DocumentKind,
        data: &SpecimenData,
        seed: u64,
    ) -> Result<Specimen, PressError> {
        // First, so that unfit data are told of before the work is done.
        self.fonts.has_letters(data)?;
        let lines = kind
            .mrz_format()
            .map(|format| mrz::lines(format, data).map(|lines| (format, lines)))
            .transpose()?;
        let (mut sheet, marks) = sides::print(self, kind, data, seed);
        let mrz = lines.map(|(format, lines)| {
            mrz::print(&mut sheet.canvas, &self.fonts, kind, format, &lines)
        });
        let (width, height) = sheet.canvas.picture.dimensions();
        let truth = Truth {
            kind,
            size: Size { width, height },
            turn: QuarterTurn::None,
            document: truth::upright(0.0, 0.0, width as f32, height as f32),
            mrz,
            fields: sheet.fields,
            portrait: marks.portrait,
            ghost: marks.ghost,
            signature: marks.signature,
            barcode: marks.barcode,
            hidden: Vec::new(),
        };
        Ok(Specimen {
            picture: sheet.canvas.picture,
            truth,
            scale: self.scale,
        })
    }
}
