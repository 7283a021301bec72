//! A verdict as one picture, for people: what the evidence says, in the words and shapes of a sheet.

mod fields;
mod picture;

use bonafide_domain::{
    CheckEvidence, CheckOutcome, Depiction, Feature, PictureIdReport, Side, StatusReason,
};
use bonafide_verification::{Check, Consequence, Rules};
use bonafide_vision::annotate::{Bar, Row, Sheet, SheetPicture, State};
use bonafide_vision::raster::RgbRaster;
use jiff::civil::Date;

/// A verdict and what it stands on.
pub struct Judged<'a> {
    /// `accepted`, `rejected`, `inconclusive`.
    pub word: &'a str,
    /// What was found.
    pub report: &'a PictureIdReport,
    /// Why it was not accepted.
    pub reasons: &'a [StatusReason],
    /// The day on which it was judged.
    pub today: Date,
}

/// A picture that was looked at.
pub struct Photograph {
    /// What it shows.
    pub depiction: Depiction,
    /// The picture as a viewer shows it, perhaps made smaller.
    pub raster: RgbRaster,
    /// Pixels of it for one of the picture as it was sent.
    pub scale: f32,
}

impl Judged<'_> {
    /// Everything on one sheet.
    #[must_use]
    pub fn sheet(&self, photographs: &[Photograph]) -> Sheet {
        let evidence = &self.report.evidence;
        let (quality, checks): (Vec<_>, Vec<_>) = evidence
            .checks
            .iter()
            .partition(|made| check_of(made).is_none());
        Sheet {
            verdict: capital(self.word),
            state: match self.word {
                "accepted" => State::Good,
                "rejected" => State::Bad,
                _ => State::Open,
            },
            because: self.because(),
            pictures: photographs
                .iter()
                .map(|photograph| self.picture(photograph))
                .collect(),
            checks: checks.into_iter().map(row).collect(),
            fields: fields::lines(&self.report.document, evidence, photographs),
            features: evidence.features.iter().map(feature).collect(),
            quality: quality.into_iter().map(quality_row).collect(),
            footer: self.footer(),
        }
    }

    /// One picture with everything that was found on it, and where checks point.
    #[must_use]
    pub fn picture(&self, photograph: &Photograph) -> SheetPicture {
        picture::shown(self.report, photograph)
    }

    /// Why in sentences: those of the checks that decided, and of what else was missing.
    #[must_use]
    pub fn because(&self) -> Vec<String> {
        if self.reasons.is_empty() {
            return vec!["Every check that the rules ask for was made and passed.".to_owned()];
        }
        let checks = &self.report.evidence.checks;
        let of_check = |reason: &StatusReason| {
            let check = Check::ALL
                .into_iter()
                .find(|check| check.sub_category() == reason.sub_category)?;
            let evidence = checks.iter().find(|made| made.check == check.key())?;
            // Beside the checks there are reasons that name one but are not its own.
            reason
                .message
                .starts_with("Security check")
                .then(|| format!("{}: {}", check.title(), evidence.reason))
        };
        self.reasons
            .iter()
            .map(|reason| of_check(reason).unwrap_or_else(|| reason.message.clone()))
            .collect()
    }

    fn footer(&self) -> Vec<String> {
        let evidence = &self.report.evidence;
        let adjusted: Vec<String> = evidence
            .rules
            .adjusted
            .iter()
            .map(|one| format!("{} = {} (shipped {})", one.rule, one.value, one.shipped))
            .collect();
        let adjusted = if adjusted.is_empty() {
            "as shipped".to_owned()
        } else {
            format!("adjusted: {}", adjusted.join(", "))
        };
        let models: Vec<String> = evidence
            .models
            .iter()
            .map(|model| format!("{} {}", model.name, model.version))
            .collect();
        vec![
            format!(
                "Judged as of {} by rules {}, {adjusted}.",
                self.today, evidence.rules.version
            ),
            format!("Models: {}.", models.join(", ")),
        ]
    }
}

fn check_of(made: &CheckEvidence) -> Option<Check> {
    Check::ALL
        .into_iter()
        .find(|check| check.key() == made.check)
}

/// How one check went.
fn row(made: &CheckEvidence) -> Row {
    let check = check_of(made);
    let rules = Rules::shipped(Date::MIN);
    let needed = check
        .and_then(|check| rules.row(check))
        .is_some_and(|row| row.not_made > Consequence::None);
    let (state, word) = match made.outcome {
        CheckOutcome::Passed => (State::Good, "passed"),
        CheckOutcome::Failed => (State::Bad, "failed"),
        CheckOutcome::NotMade if needed => (State::Open, "not made"),
        CheckOutcome::NotMade => (State::None, "not made"),
    };
    Row {
        name: check.map_or_else(|| made.check.clone(), |check| check.title().to_owned()),
        state,
        word: word.to_owned(),
        reason: made.reason.clone(),
        bar: bar(check, made),
    }
}

/// What is told of the quality of a picture, which decides nothing by itself.
fn quality_row(made: &CheckEvidence) -> Row {
    let name = made.check.rsplit('.').next().unwrap_or(&made.check);
    let (state, word) = match made.outcome {
        CheckOutcome::Passed => (State::Good, "good"),
        CheckOutcome::Failed => (State::Open, "poor"),
        CheckOutcome::NotMade => (State::None, "not measured"),
    };
    let name = match name {
        "blurred" => "Sharpness".to_owned(),
        "glare" => "Reflections".to_owned(),
        "cutOff" => "Whole document".to_owned(),
        "tooSmall" => "Resolution".to_owned(),
        other => capital(&words(other)),
    };
    let side = match made.side {
        Some(Side::Front) => ", front",
        Some(Side::Back) => ", back",
        None => "",
    };
    Row {
        name: format!("{name}{side}"),
        state,
        word: word.to_owned(),
        reason: made.reason.clone(),
        bar: bar(None, made),
    }
}

/// What a document of its kind shows, and whether it was seen.
fn feature(feature: &Feature) -> (String, State) {
    let side = match feature.side {
        Side::Front => "front",
        Side::Back => "back",
    };
    if feature.found {
        (format!("{}, {side}", feature.name), State::Good)
    } else {
        (format!("{}, {side}: not found", feature.name), State::Open)
    }
}

/// What was measured, and in which unit.
fn bar(check: Option<Check>, made: &CheckEvidence) -> Option<Bar> {
    let (score, threshold) = made.score.zip(made.threshold)?;
    let words = match check {
        Some(Check::NonExpired) if score < 0.0 => format!("{:.0} days ago", -score),
        Some(Check::NonExpired) => format!("{score:.0} days left"),
        Some(Check::NotUnderage) => format!("{score:.0} years, {threshold:.0} needed"),
        Some(Check::DataIntegrity) => format!("{score:.0} fields agree, {threshold:.0} needed"),
        Some(Check::NotBlackAndWhite) => {
            format!("colour {}, from {}", number(score), number(threshold))
        }
        Some(Check::NotTamperedDocument) => {
            format!("trace {}, counts from {}", number(score), number(threshold))
        }
        Some(Check::SelfieAndDocumentMatch) => {
            format!(
                "distance {}, high up to {}",
                number(score),
                number(threshold)
            )
        }
        _ => format!("{} against {}", number(score), number(threshold)),
    };
    Some(Bar {
        score,
        threshold,
        words,
    })
}

fn number(value: f64) -> String {
    // A tiny negative number would be written as -0.
    let value = if value.abs() < 0.005 { 0.0 } else { value };
    if value.fract().abs() < 1e-9 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

/// `dateOfBirth` as a person writes it: `date of birth`.
fn words(label: &str) -> String {
    if label == "mrz" {
        return "MRZ".to_owned();
    }
    let space = |letter: char| letter.is_uppercase().then_some(' ');
    label
        .chars()
        .flat_map(|letter| space(letter).into_iter().chain(letter.to_lowercase()))
        .collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

impl std::fmt::Debug for Judged<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Judged([redacted])")
    }
}

impl std::fmt::Debug for Photograph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Photograph([redacted])")
    }
}
