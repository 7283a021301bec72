//! What the rows of the tables are, and how they become [`super::Rules`].

use crate::check::Check;
use bonafide_facts::TamperSignalKind;

/// What a check that did not pass does to the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consequence {
    /// Nothing.
    None,
    /// The process cannot be decided.
    Inconclusive,
    /// The process is rejected.
    Rejected,
}

impl Consequence {
    /// Every consequence, the mildest first.
    pub const ALL: [Self; 3] = [Self::None, Self::Inconclusive, Self::Rejected];

    /// `none`, `inconclusive`, `rejected`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Inconclusive => "inconclusive",
            Self::Rejected => "rejected",
        }
    }
}

/// Whether an account can do without a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// Never: a verdict without it would mean nothing.
    Always,
    /// It can be switched off; the evidence says so.
    CanBeOff,
    /// It is switched off: it is not made and has no part in the verdict.
    Off,
}

/// Whether a document of Utopia (`UTO`, the State of ICAO's specimens) can be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Specimens {
    /// In a sandbox: they are what is tried there.
    Taken,
    /// Where real people are verified: a specimen is nobody.
    Refused,
}

/// One check and what comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The check.
    pub check: Check,
    /// When it was made and failed.
    pub failed: Consequence,
    /// When it could not be made.
    pub not_made: Consequence,
    /// The mildest consequence of a failed check that an account can choose.
    pub mildest: Consequence,
    /// Whether an account can do without it.
    pub switch: Switch,
    /// What the check asks, in Markdown.
    pub asks: &'static str,
    /// When a check that could not be made decides otherwise; mostly empty.
    pub exception: &'static str,
}

/// One number that a check is held against.
#[derive(Debug, Clone, Copy)]
pub struct Threshold {
    /// Its name: the field of [`super::Rules`] and the key in an account's rules.
    pub key: &'static str,
    /// The check that it is for.
    pub check: Check,
    /// As shipped.
    pub shipped: f64,
    /// The least that an account can choose.
    pub least: f64,
    /// The most that an account can choose. The same as `least`: it is fixed.
    pub most: f64,
    /// Whether only whole numbers have a meaning.
    pub grain: Grain,
    /// What it means.
    pub means: &'static str,
    /// Where it comes from.
    pub origin: &'static str,
    pub(super) set: fn(&mut super::Rules, f64),
}

/// Which numbers a threshold can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// 0, 1, 2 …
    Whole,
    /// Any number.
    Any,
}

/// A trace of editing and the score from which it counts.
#[derive(Debug, Clone, Copy)]
pub struct Signal {
    /// The trace.
    pub kind: TamperSignalKind,
    /// The name of the kind.
    pub name: &'static str,
    /// The score from which it counts, as shipped.
    pub shipped: f64,
    /// The least that an account can choose.
    pub least: f64,
    /// The most that an account can choose.
    pub most: f64,
    /// The sentence for a trace that was seen.
    pub seen: &'static str,
    /// Words for one that was looked for in vain.
    pub sought: &'static str,
    /// Where the threshold comes from.
    pub origin: &'static str,
}

impl Signal {
    /// The key in an account's rules: `tamper.editorMetadata`.
    #[must_use]
    pub fn key(&self) -> String {
        let (first, rest) = self.name.split_at(1);
        format!("tamper.{}{rest}", first.to_ascii_lowercase())
    }
}

/// A type that thresholds have.
pub(super) trait Number: Copy {
    const GRAIN: Grain;
    /// Of a value that was found to lie in the bounds and to have the grain.
    fn from_f64(value: f64) -> Self;
}

macro_rules! number {
    ($($type:ty, $grain:ident;)*) => {$(
        impl Number for $type {
            const GRAIN: Grain = Grain::$grain;
            fn from_f64(value: f64) -> Self {
                value as Self
            }
        }
    )*};
}
number! { i16, Whole; usize, Whole; f64, Any; f32, Any; }

macro_rules! checks {
    ($($check:ident => $failed:ident, $not_made:ident, $mildest:ident, $switch:ident: $asks:literal, $exception:literal;)*) => {
        /// What each check does to the verdict. The verdict is the gravest consequence of any row; `accepted` needs a
        /// table without any.
        pub const TABLE: &[Row] = &ROWS;

        const ROWS: [Row; [$(Check::$check),*].len()] = [$(Row {
            check: Check::$check,
            failed: Consequence::$failed,
            not_made: Consequence::$not_made,
            mildest: Consequence::$mildest,
            switch: Switch::$switch,
            asks: $asks,
            exception: $exception,
        }),*];
    };
}

macro_rules! signals {
    ($($kind:ident: $shipped:literal, $least:literal ..= $most:literal; $seen:literal; $sought:literal; $origin:literal;)*) => {
        /// Every trace of editing, and the score from which it counts.
        pub const SIGNALS: &[Signal] = &[$(Signal {
            kind: TamperSignalKind::$kind,
            name: stringify!($kind),
            shipped: $shipped,
            least: $least,
            most: $most,
            seen: $seen,
            sought: $sought,
            origin: $origin,
        }),*];

        enum Place { $($kind),* }

        impl Signal {
            const fn place(kind: TamperSignalKind) -> usize {
                match kind { $(TamperSignalKind::$kind => Place::$kind as usize),* }
            }

            /// The row of a trace.
            #[must_use]
            pub const fn of(kind: TamperSignalKind) -> &'static Self {
                &SIGNALS[Self::place(kind)]
            }
        }

        /// From which score each trace counts.
        #[derive(Debug, Clone, Copy, PartialEq)]
        struct SignalThresholds([f64; SIGNALS.len()]);

        impl SignalThresholds {
            const SHIPPED: Self = Self([$($shipped),*]);
        }

        impl Rules {
            /// The score from which a trace of editing counts.
            #[must_use]
            pub const fn tamper_threshold(&self, kind: TamperSignalKind) -> f64 {
                self.signals.0[Signal::place(kind)]
            }

            const fn set_tamper_threshold(&mut self, kind: TamperSignalKind, score: f64) {
                self.signals.0[Signal::place(kind)] = score;
            }
        }
    };
}

macro_rules! thresholds {
    ($($name:ident: $type:ty = $shipped:literal, $least:literal ..= $most:literal; $check:ident: $means:literal; $origin:literal;)*) => {
        /// Every threshold.
        pub const THRESHOLDS: &[Threshold] = &[$(Threshold {
            key: stringify!($name),
            check: Check::$check,
            shipped: $shipped as f64,
            least: $least as f64,
            most: $most as f64,
            grain: <$type as table::Number>::GRAIN,
            means: $means,
            origin: $origin,
            set: |rules, value| rules.$name = table::Number::from_f64(value),
        }),*];

        /// The rules of one verification. Thresholds have the meaning and the origin that [`THRESHOLDS`] gives them.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Rules {
            /// The day on which expiry and age are judged.
            pub today: Date,
            /// Whether specimens can be accepted.
            pub specimens: Specimens,
            /// How alike portrait and selfie must be, at least, to be accepted.
            pub similarity_level: SimilarityLevel,
            /// The table of checks.
            pub(crate) table: [Row; ROWS.len()],
            signals: SignalThresholds,
            pub(crate) adjusted: Vec<AdjustedRule>,
            $(#[doc = $means] pub $name: $type,)*
        }

        impl Rules {
            /// The rules as they are shipped, for one day.
            #[must_use]
            pub const fn shipped(today: Date) -> Self {
                Self {
                    today,
                    specimens: Specimens::Taken,
                    similarity_level: SimilarityLevel::High,
                    table: ROWS,
                    signals: SignalThresholds::SHIPPED,
                    adjusted: Vec::new(),
                    $($name: $shipped,)*
                }
            }
        }
    };
}

pub(super) use {checks, signals, thresholds};
