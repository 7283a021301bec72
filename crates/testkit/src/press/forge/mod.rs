//! Forged documents: what is changed on a printed sheet before it is photographed, or in the file of the photograph.
//!
//! Everything comes from the seed. A forger of this module is neither careless nor perfect: he matches ink, size and
//! place by eye, and how well he does it is chance.

mod characters;
mod easel;
mod fields;
mod portraits;
mod zone;

use super::{
    DocumentKind, Photo, Press, PressError, RgbPicture, Scene, Specimen, SpecimenData, Truth,
    dice::Dice, exif, photo, photograph, scene::ExifOrientation,
};
use bonafide_facts::{Field, Point, Quad};
use easel::Easel;
use serde::{Deserialize, Serialize};

/// What a forger does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forgery {
    /// Another face is glued over the portrait, with a soft edge; the ghost image stays.
    PortraitOnPaper,
    /// Another face is set into the picture file; the ghost image stays.
    PortraitInFile,
    /// One digit of the document number is another one.
    NumberDigit,
    /// One digit of the date of birth is another one.
    BirthDigit,
    /// One digit of the date of expiry is another one.
    ExpiryDigit,
    /// Another surname is set over the printed one, in type of another cut, weight or size.
    NamePasted,
    /// A field is cut from the photograph of another document.
    FieldFromAnotherPhotograph,
    /// A field is erased, its ground smoothed, and written anew in the document's own type.
    FieldRewritten,
    /// Characters are copied within the picture.
    CharactersCopied,
    /// A digit of the machine-readable zone is changed, and its check digits with it.
    MrzWithCheckDigits,
    /// A digit of the machine-readable zone is changed, and nothing else.
    MrzWithoutCheckDigits,
}

impl Forgery {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::PortraitOnPaper,
        Self::PortraitInFile,
        Self::NumberDigit,
        Self::BirthDigit,
        Self::ExpiryDigit,
        Self::NamePasted,
        Self::FieldFromAnotherPhotograph,
        Self::FieldRewritten,
        Self::CharactersCopied,
        Self::MrzWithCheckDigits,
        Self::MrzWithoutCheckDigits,
    ];

    /// Its name on a command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PortraitOnPaper => "portrait-on-paper",
            Self::PortraitInFile => "portrait-in-file",
            Self::NumberDigit => "number-digit",
            Self::BirthDigit => "birth-digit",
            Self::ExpiryDigit => "expiry-digit",
            Self::NamePasted => "name-pasted",
            Self::FieldFromAnotherPhotograph => "field-from-another-photograph",
            Self::FieldRewritten => "field-rewritten",
            Self::CharactersCopied => "characters-copied",
            Self::MrzWithCheckDigits => "mrz-with-check-digits",
            Self::MrzWithoutCheckDigits => "mrz-without-check-digits",
        }
    }

    /// Where the change is made; for the kinds that are made in either place, the seed decides.
    fn stage(self, dice: &mut Dice) -> Stage {
        match self {
            Self::PortraitOnPaper => Stage::Paper,
            Self::PortraitInFile | Self::FieldFromAnotherPhotograph | Self::CharactersCopied => {
                Stage::File
            }
            _ if dice.chance(0.5) => Stage::Paper,
            _ => Stage::File,
        }
    }

    /// Whether that side of a document has what this forgery changes.
    #[must_use]
    pub fn fits(self, kind: DocumentKind) -> bool {
        match self {
            Self::MrzWithCheckDigits | Self::MrzWithoutCheckDigits => kind.mrz_format().is_some(),
            _ => kind.has_portrait(),
        }
    }
}

/// Where a change was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// On the document, before it was photographed.
    Paper,
    /// In the file of the photograph, which was then stored again.
    File,
}

/// What was changed, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForgeryTruth {
    /// What was done.
    pub forgery: Forgery,
    /// Where it was done.
    pub stage: Stage,
    /// The changed place, in pixels of the picture as a viewer shows it.
    pub area: Quad,
    /// The changed field of the visual zone or, for the machine-readable zone, the field whose digit was changed.
    pub field: Option<Field>,
}

/// The photograph of a forged document.
#[derive(Clone)]
pub struct Forged {
    /// The file and what stood on the document before it was forged.
    pub photo: Photo,
    /// What was done to it.
    pub truth: ForgeryTruth,
}

/// What an edit touched, in pixels of the sheet.
pub(crate) struct Edit {
    pub(crate) area: Quad,
    pub(crate) field: Option<Field>,
}

/// What a forger works from.
pub(crate) struct Model<'a> {
    pub(crate) press: &'a Press,
    pub(crate) specimen: &'a Specimen,
    pub(crate) data: &'a SpecimenData,
    pub(crate) seed: u64,
    pub(crate) stage: Stage,
}

impl Press {
    /// Prints a document, forges it and photographs it. `None` where that side does not carry what the forgery
    /// changes. The same arguments give the same bytes.
    ///
    /// # Errors
    /// As [`Press::print`].
    pub fn forge(
        &self,
        kind: DocumentKind,
        data: &SpecimenData,
        forgery: Forgery,
        scene: &Scene,
        seed: u64,
    ) -> Result<Option<Forged>, PressError> {
        if !forgery.fits(kind) {
            return Ok(None);
        }
        let mut dice = Dice::new(seed, forgery.name());
        let stage = forgery.stage(&mut dice);
        let specimen = self.print(kind, data, seed)?;
        let model = |specimen| Model {
            press: self,
            specimen,
            data,
            seed,
            stage,
        };
        if stage == Stage::Paper {
            let mut changed = specimen.clone();
            let mut easel = Easel::on_paper(&mut changed);
            let Some(edit) = apply(&model(&specimen), forgery, &mut easel, &mut dice)? else {
                return Ok(None);
            };
            let photo = photograph(&changed, scene, seed);
            let area = moved(edit.area, &specimen, &photo.truth);
            let truth = ForgeryTruth {
                forgery,
                stage,
                area,
                field: edit.field,
            };
            return Ok(Some(Forged { photo, truth }));
        }
        let photo = photograph(&specimen, scene, seed);
        let mut picture = shown(&photo.jpeg, scene.orientation)?;
        let mut easel = Easel::in_file(&mut picture, &specimen, &photo.truth);
        let Some(edit) = apply(&model(&specimen), forgery, &mut easel, &mut dice)? else {
            return Ok(None);
        };
        let saved = Scene {
            quality: dice.whole(75, 96) as u8,
            orientation: ExifOrientation::UPRIGHT,
            ..scene.clone()
        };
        let truth = ForgeryTruth {
            forgery,
            stage,
            area: moved(edit.area, &specimen, &photo.truth),
            field: edit.field,
        };
        let photo = Photo {
            jpeg: photo::encode(&picture, &saved),
            picture,
            truth: photo.truth,
        };
        Ok(Some(Forged { photo, truth }))
    }
}

/// Stores a photograph again, as a service that passes pictures on does: decoded, and encoded with that quality.
///
/// # Errors
/// When the file can't be decoded.
pub fn stored_again(photo: &Photo, scene: &Scene, quality: u8) -> Result<Photo, PressError> {
    let picture = shown(&photo.jpeg, scene.orientation)?;
    let saved = Scene {
        quality,
        orientation: ExifOrientation::UPRIGHT,
        ..scene.clone()
    };
    Ok(Photo {
        jpeg: photo::encode(&picture, &saved),
        picture,
        truth: photo.truth.clone(),
    })
}

fn apply(
    model: &Model<'_>,
    forgery: Forgery,
    easel: &mut Easel<'_>,
    dice: &mut Dice,
) -> Result<Option<Edit>, PressError> {
    match forgery {
        Forgery::PortraitOnPaper | Forgery::PortraitInFile => {
            Ok(portraits::replace(model, easel, dice))
        }
        Forgery::NumberDigit => Ok(fields::digit(model, Field::DocumentNumber, easel, dice)),
        Forgery::BirthDigit => Ok(fields::digit(model, Field::DateOfBirth, easel, dice)),
        Forgery::ExpiryDigit => Ok(fields::digit(model, Field::DateOfExpiry, easel, dice)),
        Forgery::NamePasted => Ok(fields::name(model, easel, dice)),
        Forgery::FieldFromAnotherPhotograph => fields::transplant(model, easel, dice),
        Forgery::FieldRewritten => Ok(fields::rewrite(model, easel, dice)),
        Forgery::CharactersCopied => Ok(characters::copy(model, easel, dice)),
        Forgery::MrzWithCheckDigits => zone::change(model, easel, zone::Digits::Recomputed, dice),
        Forgery::MrzWithoutCheckDigits => zone::change(model, easel, zone::Digits::Left, dice),
    }
}

/// A place on the sheet, in the photograph.
fn moved(area: Quad, specimen: &Specimen, photographed: &Truth) -> Quad {
    let way = easel::Way::new(specimen.truth.size, photographed.document);
    Quad(area.0.map(|corner: Point| way.there(corner)))
}

/// The pixels of a file as a viewer shows them.
pub(crate) fn shown(jpeg: &[u8], orientation: ExifOrientation) -> Result<RgbPicture, PressError> {
    let stored = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg)
        .map_err(|source| PressError::Portrait {
            path: "a photograph of the press".into(),
            source,
        })?
        .into_rgb8();
    // Quarter turns are each other's way back; all other values are their own.
    let back = match orientation.value() {
        6 => ExifOrientation(8),
        8 => ExifOrientation(6),
        _ => orientation,
    };
    Ok(exif::stored(&stored, back).into_owned())
}
