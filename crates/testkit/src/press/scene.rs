//! Under what circumstances a document is photographed.

use super::dice::Dice;
use bonafide_facts::{QuarterTurn, Size};
use serde::{Deserialize, Serialize};

/// What the document lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Surface {
    /// A scanner's white lid: no texture, no shadow.
    Scanner,
    /// Boards, light or dark by the seed.
    Wood,
    /// A speckled worktop.
    Stone,
    /// A woven cloth.
    Cloth,
    /// Sheets of office paper.
    Paper,
}

impl Surface {
    /// All but the scanner.
    pub const DESKS: [Self; 4] = [Self::Wood, Self::Stone, Self::Cloth, Self::Paper];
}

/// In which colours the document itself comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Original {
    /// The document.
    Document,
    /// A black-and-white photocopy of it on white office paper.
    GreyCopy,
}

/// How a stored picture is to be turned before it is shown: the tag `Orientation` of EXIF 2.32, section 4.6.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExifOrientation(pub(crate) u8);

impl ExifOrientation {
    /// As stored.
    pub const UPRIGHT: Self = Self(1);

    /// 1 to 8; `None` for any other number.
    #[must_use]
    pub fn new(value: u8) -> Option<Self> {
        (1..=8).contains(&value).then_some(Self(value))
    }

    /// The number in the file.
    #[must_use]
    pub fn value(self) -> u8 {
        self.0
    }
}

/// The circumstances of a photograph, each in its own unit. Chance that remains (where glare falls, how the
/// wood grows) comes from the seed given to [`photograph`](super::photograph).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// Size of the picture held upright; a document that lies on its side swaps width and height.
    pub size: Size,
    /// Share of the picture's width or height (whichever is tighter) that the document takes.
    pub fill: f32,
    /// Degrees by which the upper edge leans away.
    pub tilt: f32,
    /// Degrees by which the right edge leans away.
    pub yaw: f32,
    /// Degrees by which the document is turned clockwise beyond `turn`.
    pub rotation: f32,
    /// The quarter turn that would set the document upright.
    pub turn: QuarterTurn,
    /// Where the document stands in the room that it leaves: −1 (left, top) to 1 (right, bottom).
    pub offset: (f32, f32),
    /// Share of the document that lies beyond an edge of the picture, chosen by the seed.
    pub cut_off: f32,
    /// What it lies on.
    pub surface: Surface,
    /// The document or a copy of it.
    pub original: Original,
    /// Share of the MRZ's width (or of the document's lower edge) that a thumb covers.
    pub thumb: f32,
    /// Strength of reflected light, 0 to 1: at 1 paper and ink are white alike in its middle.
    pub glare: f32,
    /// Share of light that is missing in a shadow with a soft edge, 0 to 1.
    pub shadow: f32,
    /// Colour of the light: −1 (blue) to 1 (yellow).
    pub warmth: f32,
    /// Exposure in stops: −1 is half the light, 1 twice.
    pub exposure: f32,
    /// Standard deviation of the lens's blur, in pixels.
    pub blur: f32,
    /// Length of the camera's shake, in pixels; its direction comes from the seed.
    pub motion: f32,
    /// Standard deviation of the sensor's noise, in steps of 255.
    pub noise: f32,
    /// Quality of the JPEG file, 1 to 100.
    pub quality: u8,
    /// The orientation tag; pixels are stored so that the picture is shown upright.
    pub orientation: ExifOrientation,
}

/// One circumstance at a time, for measuring what each costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Upper edge away, up to 40 degrees.
    Tilt,
    /// Right edge away, up to 40 degrees.
    Yaw,
    /// Turned, up to 45 degrees.
    Rotation,
    /// Far away: the document takes down to a quarter of the picture.
    Distance,
    /// Out of focus, up to a blur of 3 pixels.
    Blur,
    /// Shaken, up to 14 pixels.
    Motion,
    /// Noise, up to a standard deviation of 25.
    Noise,
    /// Reflected light, up to full.
    Glare,
    /// A shadow, down to a fifth of the light.
    Shadow,
    /// Yellow light.
    Warmth,
    /// Blue light.
    Coldness,
    /// Too little light, down to 2.5 stops.
    Dark,
    /// Too much light, up to 1.5 stops.
    Bright,
    /// A JPEG of low quality, down to 8.
    Compression,
    /// A thumb on the MRZ, up to 60 % of its width.
    Thumb,
    /// A part beyond the picture's edge, up to 40 %.
    CutOff,
}

impl Effect {
    /// Every effect.
    pub const ALL: [Self; 16] = [
        Self::Tilt,
        Self::Yaw,
        Self::Rotation,
        Self::Distance,
        Self::Blur,
        Self::Motion,
        Self::Noise,
        Self::Glare,
        Self::Shadow,
        Self::Warmth,
        Self::Coldness,
        Self::Dark,
        Self::Bright,
        Self::Compression,
        Self::Thumb,
        Self::CutOff,
    ];

    /// Its name on a command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tilt => "tilt",
            Self::Yaw => "yaw",
            Self::Rotation => "rotation",
            Self::Distance => "distance",
            Self::Blur => "blur",
            Self::Motion => "motion",
            Self::Noise => "noise",
            Self::Glare => "glare",
            Self::Shadow => "shadow",
            Self::Warmth => "warmth",
            Self::Coldness => "coldness",
            Self::Dark => "dark",
            Self::Bright => "bright",
            Self::Compression => "compression",
            Self::Thumb => "thumb",
            Self::CutOff => "cut-off",
        }
    }
}

impl Scene {
    /// A flat-bed scanner: straight, sharp, evenly lit.
    #[must_use]
    pub fn flat() -> Self {
        Self {
            size: Size {
                width: 1600,
                height: 1200,
            },
            fill: 0.96,
            tilt: 0.0,
            yaw: 0.0,
            rotation: 0.0,
            turn: QuarterTurn::None,
            offset: (0.0, 0.0),
            cut_off: 0.0,
            surface: Surface::Scanner,
            original: Original::Document,
            thumb: 0.0,
            glare: 0.0,
            shadow: 0.0,
            warmth: 0.0,
            exposure: 0.0,
            blur: 0.0,
            motion: 0.0,
            noise: 0.0,
            quality: 94,
            orientation: ExifOrientation::UPRIGHT,
        }
    }

    /// What a careful person makes with a modern phone.
    #[must_use]
    pub fn careful(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "careful scene");
        let orientation = *dice.pick(&[1, 1, 1, 6, 8, 3]);
        Self {
            fill: dice.between(0.80, 0.95),
            tilt: dice.between(-3.0, 9.0),
            yaw: dice.between(-6.0, 6.0),
            rotation: dice.between(-4.0, 4.0),
            offset: (dice.between(-0.5, 0.5), dice.between(-0.5, 0.5)),
            surface: *dice.pick(&Surface::DESKS),
            glare: if dice.chance(0.25) {
                dice.between(0.05, 0.25)
            } else {
                0.0
            },
            shadow: if dice.chance(0.5) {
                dice.between(0.05, 0.25)
            } else {
                0.0
            },
            warmth: dice.between(-0.15, 0.30),
            exposure: dice.between(-0.25, 0.12),
            blur: dice.between(0.45, 0.85),
            noise: dice.between(1.5, 3.5),
            quality: dice.whole(84, 93) as u8,
            orientation: ExifOrientation(orientation),
            ..Self::flat()
        }
    }

    /// What people send as well: askew, in bad light, unsharp, turned.
    #[must_use]
    pub fn sloppy(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "sloppy scene");
        let turns = [
            QuarterTurn::None,
            QuarterTurn::None,
            QuarterTurn::Right,
            QuarterTurn::Half,
            QuarterTurn::Left,
        ];
        Self {
            fill: dice.between(0.62, 0.95),
            tilt: dice.between(-12.0, 24.0),
            yaw: dice.between(-18.0, 18.0),
            rotation: dice.between(-22.0, 22.0),
            turn: *dice.pick(&turns),
            offset: (dice.between(-0.9, 0.9), dice.between(-0.9, 0.9)),
            surface: *dice.pick(&Surface::DESKS),
            glare: if dice.chance(0.5) {
                dice.between(0.15, 0.6)
            } else {
                0.0
            },
            shadow: if dice.chance(0.6) {
                dice.between(0.15, 0.5)
            } else {
                0.0
            },
            warmth: dice.between(-0.4, 0.8),
            exposure: dice.between(-0.9, 0.35),
            blur: dice.between(0.6, 1.4),
            motion: if dice.chance(0.35) {
                dice.between(1.0, 4.0)
            } else {
                0.0
            },
            noise: dice.between(3.0, 10.0),
            quality: dice.whole(48, 80) as u8,
            orientation: ExifOrientation(dice.whole(1, 8) as u8),
            ..Self::flat()
        }
    }

    /// The same scene with one circumstance set, from 0 (as if it were not) to 1 (as bad as it gets).
    #[must_use]
    pub fn with(mut self, effect: Effect, level: f32) -> Self {
        let level = level.clamp(0.0, 1.0);
        match effect {
            Effect::Tilt => self.tilt = 40.0 * level,
            Effect::Yaw => self.yaw = 40.0 * level,
            Effect::Rotation => self.rotation = 45.0 * level,
            Effect::Distance => self.fill = 0.95 - 0.70 * level,
            Effect::Blur => self.blur = 3.0 * level,
            Effect::Motion => self.motion = 14.0 * level,
            Effect::Noise => self.noise = 25.0 * level,
            Effect::Glare => self.glare = level,
            Effect::Shadow => self.shadow = 0.8 * level,
            Effect::Warmth => self.warmth = level,
            Effect::Coldness => self.warmth = -level,
            Effect::Dark => self.exposure = -2.5 * level,
            Effect::Bright => self.exposure = 1.5 * level,
            Effect::Compression => self.quality = (94.0 - 86.0 * level) as u8,
            Effect::Thumb => self.thumb = 0.6 * level,
            Effect::CutOff => self.cut_off = 0.4 * level,
        }
        self
    }

    /// The same scene, turned.
    #[must_use]
    pub fn turned(self, turn: QuarterTurn) -> Self {
        Self { turn, ..self }
    }

    /// The same scene, stored with that orientation tag.
    #[must_use]
    pub fn stored_as(self, orientation: ExifOrientation) -> Self {
        Self {
            orientation,
            ..self
        }
    }

    /// The same scene, of a black-and-white photocopy.
    #[must_use]
    pub fn of_grey_copy(self) -> Self {
        Self {
            original: Original::GreyCopy,
            ..self
        }
    }

    /// The same scene on another surface.
    #[must_use]
    pub fn on(self, surface: Surface) -> Self {
        Self { surface, ..self }
    }

    /// The same scene in another size of picture.
    #[must_use]
    pub fn sized(self, width: u32, height: u32) -> Self {
        Self {
            size: Size {
                width: width.clamp(16, 8000),
                height: height.clamp(16, 8000),
            },
            ..self
        }
    }
}
