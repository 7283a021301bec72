//! What is shown on the page: one specimen for each thing that can be found.

use anyhow::{Context, Result};
use bonafide_domain::Depiction;
use bonafide_testkit::press::recapture::{Medium, recapture};
use bonafide_testkit::press::{
    DocumentKind, Effect, Forgery, Portrait, Press, Scene, SpecimenData, photograph,
};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use jiff::ToSpan as _;
use jiff::civil::date;

use crate::print::TODAY;

/// One section of the page.
pub(super) struct Example {
    /// Of its pictures' files.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// How it was made.
    pub(super) made: &'static str,
    pub(super) pictures: Vec<(Depiction, Vec<u8>)>,
    /// The checks that are told of, besides those that failed; none: all.
    pub(super) about: &'static [&'static str],
    pub(super) whole_sheet: bool,
}

/// The seed of a passport's holder, colours and photograph.
const SEED: u64 = 42;

struct Maker {
    press: Press,
    portrait: Portrait,
    /// The picture that the specimens' portrait was cut from.
    person: RgbImage,
}

impl Maker {
    fn open() -> Result<Self> {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../models/fetched/specimen-portrait.png");
        let bytes = std::fs::read(&file)
            .with_context(|| format!("{} (cargo xtask models fetches it)", file.display()))?;
        Ok(Self {
            press: Press::open()?,
            portrait: Portrait::open(&file)?,
            person: image::load_from_memory(&bytes)?.into_rgb8(),
        })
    }

    fn holder(seed: u64) -> Result<SpecimenData> {
        let issued = TODAY.checked_sub(2.years())?;
        Ok(SpecimenData::random(seed, TODAY)
            .born(date(1988, 4, 17))
            .valid(issued, TODAY.checked_add(8.years())?))
    }

    fn side(&self, kind: DocumentKind, data: &SpecimenData, scene: &Scene) -> Result<Vec<u8>> {
        let specimen = self.press.print(kind, data, SEED)?;
        Ok(photograph(&specimen, scene, SEED).jpeg)
    }

    fn passport(&self, data: &SpecimenData) -> Result<Vec<u8>> {
        self.side(DocumentKind::Passport, data, &Scene::careful(SEED))
    }

    fn spoilt(&self, effect: Effect, level: f32) -> Result<Vec<u8>> {
        let scene = Scene::careful(SEED).with(effect, level);
        self.side(DocumentKind::Passport, &Self::holder(SEED)?, &scene)
    }

    fn recaptured(&self, medium: Medium) -> Result<Vec<u8>> {
        let specimen = self
            .press
            .print(DocumentKind::Passport, &Self::holder(SEED)?, SEED)?;
        Ok(recapture(&specimen, medium, &Scene::careful(SEED), SEED).jpeg)
    }

    fn forged(&self, forgery: Forgery) -> Result<Vec<u8>> {
        let scene = Scene::careful(SEED);
        let holder = Self::holder(SEED)?;
        self.press
            .forge(DocumentKind::Passport, &holder, forgery, &scene, SEED)?
            .map(|forged| forged.photo.jpeg)
            .context("a passport has such a field")
    }

    fn selfie(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&self.person)?;
        Ok(bytes)
    }
}

/// The JPEG file with XMP metadata that name an editor (Adobe's XMP specification, part 3, section 1.1.3).
fn edited(jpeg: &[u8]) -> Result<Vec<u8>> {
    let packet = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
        xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description \
        xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"><xmp:CreatorTool>Adobe Photoshop 25.1\
        </xmp:CreatorTool></rdf:Description></rdf:RDF></x:xmpmeta>";
    let length = u16::try_from(packet.len() + 2)?;
    let (start, rest) = jpeg.split_at_checked(2).context("a JPEG file")?;
    let mut file = start.to_vec();
    file.extend([0xff, 0xe1]);
    file.extend(length.to_be_bytes());
    file.extend_from_slice(packet);
    file.extend_from_slice(rest);
    Ok(file)
}

/// All examples, in the order of the page.
pub(super) fn examples() -> Result<Vec<Example>> {
    let maker = Maker::open()?;
    let holder = Maker::holder(SEED)?;
    let (ten_years_ago, last_year) = (TODAY.checked_sub(11.years())?, TODAY.checked_sub(1.year())?);
    let card = |kind, seed: u64| {
        let scene = Scene::careful(seed);
        maker.side(kind, &Maker::holder(seed)?, &scene)
    };
    let front = |bytes| vec![(Depiction::Front, bytes)];
    let mut stranger = Maker::open()?;
    stranger.press = stranger.press.with_portrait(maker.portrait.another(4));
    let example = |name, title, made, about, pictures| Example {
        name,
        title,
        made,
        pictures,
        about,
        whole_sheet: false,
    };
    let accepted = maker.passport(&holder)?;
    Ok(vec![
        Example {
            whole_sheet: true,
            ..example(
                "accepted",
                "Accepted",
                "An untouched passport, photographed as a careful person would: the sheet as \
                 `bonafide verify --annotate` draws it.",
                &[],
                front(accepted.clone()),
            )
        },
        example(
            "expired",
            "`nonExpired`",
            "A passport that expired a year ago.",
            &["nonExpired"],
            front(maker.passport(&holder.clone().valid(ten_years_ago, last_year))?),
        ),
        example(
            "underage",
            "`notUnderage`",
            "The passport of a child.",
            &["notUnderage"],
            front(maker.passport(&holder.clone().born(date(2014, 3, 9)))?),
        ),
        example(
            "edited-digit",
            "`dataIntegrity`: an edited digit",
            "One digit of the document number was changed in the picture, with an editor that left no other trace.",
            &["dataIntegrity"],
            front(maker.forged(Forgery::NumberDigit)?),
        ),
        example(
            "edited-zone",
            "`dataIntegrity`: an edited machine-readable zone",
            "A character of the machine-readable zone was changed, and its check digit was not.",
            &["dataIntegrity"],
            front(maker.forged(Forgery::MrzWithoutCheckDigits)?),
        ),
        example(
            "two-sides",
            "`sidesMatch`: both sides of one card",
            "Front and back of an identity card.",
            &["sidesMatch", "dataIntegrity"],
            vec![
                (Depiction::Front, card(DocumentKind::CardFront, 9)?),
                (Depiction::Back, card(DocumentKind::CardBack, 9)?),
            ],
        ),
        example(
            "other-back",
            "`sidesMatch`: the back of another card",
            "The same front, and the back of somebody else's card.",
            &["sidesMatch"],
            vec![
                (Depiction::Front, card(DocumentKind::CardFront, 9)?),
                (Depiction::Back, card(DocumentKind::CardBack, 31)?),
            ],
        ),
        example(
            "grey-copy",
            "`notBlackAndWhite`",
            "A black-and-white photocopy of the passport, photographed.",
            &["notBlackAndWhite"],
            front(maker.recaptured(Medium::GreyCopy)?),
        ),
        example(
            "screen",
            "`notTamperedDocument`: taken of a screen",
            "The picture was shown on a display, and the display was photographed. How often displays are found stands in [accuracy](accuracy.md).",
            &["notTamperedDocument"],
            front(maker.recaptured(Medium::LcdScreen)?),
        ),
        example(
            "print",
            "`notTamperedDocument`: taken of a print",
            "The picture was printed by a laser printer, and the print was photographed. About half of such copies are found; how often stands in [accuracy](accuracy.md).",
            &["notTamperedDocument"],
            front(maker.recaptured(Medium::LaserPrint)?),
        ),
        example(
            "editor",
            "`notTamperedDocument`: an editor in the metadata",
            "The file's metadata name an image editor; the pixels are those of the accepted passport.",
            &["notTamperedDocument"],
            front(edited(&accepted)?),
        ),
        example(
            "blurred",
            "Quality: a little out of focus",
            "The camera was a little out of focus, not so much that letters lose their edges: everything could still be read. Quality decides nothing by itself, but says why something could not be read.",
            &["dataIntegrity", "quality.blurred"],
            front(maker.spoilt(Effect::Blur, 0.8)?),
        ),
        example(
            "glare",
            "Quality: reflected light",
            "A lamp is reflected on the page.",
            &["dataIntegrity", "quality.glare"],
            front(maker.spoilt(Effect::Glare, 0.9)?),
        ),
        example(
            "cut-off",
            "Quality: cut off",
            "A part of the page lies beyond the picture.",
            &["dataIntegrity", "quality.cutOff"],
            front(maker.spoilt(Effect::CutOff, 0.6)?),
        ),
        example(
            "selfie",
            "`selfieAndDocumentMatch`: the holder",
            "The passport, and the picture from which its portrait was made.",
            &["selfieAndDocumentMatch"],
            vec![
                (Depiction::Front, accepted),
                (Depiction::Selfie, maker.selfie()?),
            ],
        ),
        example(
            "other-person",
            "`selfieAndDocumentMatch`: not the holder",
            "A passport with an altered face, and the same selfie.",
            &["selfieAndDocumentMatch"],
            vec![
                (Depiction::Front, stranger.passport(&holder)?),
                (Depiction::Selfie, maker.selfie()?),
            ],
        ),
    ])
}
