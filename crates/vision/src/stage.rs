//! The stages of looking, named, so that a bench can say what each costs.
//!
//! A stage is a `tracing` span: nobody listening, it costs one comparison. Who listens brings the clock; nothing here
//! looks at one. A span carries the stage's name and nothing of the picture.

/// One stage of looking at a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// From a file's bytes to a raster within limits.
    Decode,
    /// Finding lines of text: resizing and the detection model.
    Text,
    /// Reading and decoding the machine-readable zone.
    Mrz,
    /// Corners, rectification, format, features.
    Page,
    /// Finding faces, cutting the portrait, embedding.
    Face,
    /// Reading lines of the visual zone and telling its fields apart.
    VisualZone,
    /// Barcodes.
    Barcode,
    /// Finding the signature.
    Signature,
    /// Colour, sharpness, glare, what is cut off.
    Quality,
    /// Traces of editing and of re-capture.
    Tamper,
}

impl Stage {
    /// The target of the spans, for whoever listens.
    pub const TARGET: &'static str = "bonafide::stage";
    /// The field of a span that holds [`Stage::name`].
    pub const FIELD: &'static str = "stage";

    /// Every stage, in the order of looking.
    pub const ALL: [Self; 10] = [
        Self::Decode,
        Self::Text,
        Self::Mrz,
        Self::Page,
        Self::Face,
        Self::VisualZone,
        Self::Barcode,
        Self::Signature,
        Self::Quality,
        Self::Tamper,
    ];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Text => "text detection",
            Self::Mrz => "machine-readable zone",
            Self::Page => "page",
            Self::Face => "face",
            Self::VisualZone => "visual zone",
            Self::Barcode => "barcode",
            Self::Signature => "signature",
            Self::Quality => "quality",
            Self::Tamper => "tampering and re-capture",
        }
    }

    /// Does a stage's work. Stages may lie in one another: each then counts without what lies in it.
    pub fn run<T>(self, work: impl FnOnce() -> T) -> T {
        let _stage =
            tracing::trace_span!(target: Stage::TARGET, "stage", stage = self.name()).entered();
        work()
    }
}
