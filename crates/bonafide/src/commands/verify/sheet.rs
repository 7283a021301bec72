//! The verdict as one picture, for people.

use super::Picture;
use anyhow::Context as _;
use bonafide_domain::{
    Agreement, Area, CheckEvidence, CheckOutcome, Depiction, Evidence, FieldEvidence,
    PictureIdDocument, PictureIdReport, Side, StatusReason,
};
use bonafide_facts::PixelBox;
use bonafide_verification::{Check, Consequence, Rules};
use bonafide_vision::annotate::{
    Bar, Line, Mark, Place, Row, Sheet, SheetPicture, State, Tone, sheet,
};
use bonafide_vision::decode::{Limits, decode};
use jiff::civil::Date;
use std::path::Path;

/// What is drawn.
pub(super) struct Verdict<'a> {
    /// `accepted`, `rejected`, `inconclusive`.
    pub(super) word: &'a str,
    pub(super) report: &'a PictureIdReport,
    pub(super) reasons: &'a [StatusReason],
    pub(super) today: Date,
}

/// Draws the sheet into a PNG file.
pub(super) fn draw(
    verdict: &Verdict<'_>,
    pictures: &[Picture],
    limits: &Limits,
    out: &Path,
) -> anyhow::Result<()> {
    let evidence = &verdict.report.evidence;
    let state = match verdict.word {
        "accepted" => State::Good,
        "rejected" => State::Bad,
        _ => State::Open,
    };
    let shown = pictures
        .iter()
        .map(|picture| shown(picture, verdict.report, limits))
        .collect::<anyhow::Result<_>>()?;
    let png = sheet(&Sheet {
        verdict: capital(verdict.word),
        state,
        because: because(verdict),
        pictures: shown,
        checks: evidence.checks.iter().map(row).collect(),
        fields: fields(&verdict.report.document, &evidence.fields),
        footer: footer(verdict),
    })?;
    std::fs::write(out, png).with_context(|| format!("{} cannot be written", out.display()))
}

/// Why in sentences: those of the checks that decided, and of what else was missing.
fn because(verdict: &Verdict<'_>) -> Vec<String> {
    if verdict.reasons.is_empty() {
        return vec!["Every check that the rules ask for was made and passed.".to_owned()];
    }
    let checks = &verdict.report.evidence.checks;
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
    verdict
        .reasons
        .iter()
        .map(|reason| of_check(reason).unwrap_or_else(|| reason.message.clone()))
        .collect()
}

/// What is told of the quality of a picture, which decides nothing.
fn quality(made: &CheckEvidence) -> Row {
    let name = made.check.rsplit('.').next().unwrap_or(&made.check);
    let (state, word) = match made.outcome {
        CheckOutcome::Passed => (State::Good, "good"),
        CheckOutcome::Failed => (State::Open, "poor"),
        CheckOutcome::NotMade => (State::None, "not measured"),
    };
    let bar = made.score.zip(made.threshold);
    Row {
        name: format!("Picture quality: {}", words(name)),
        state,
        word: word.to_owned(),
        reason: made.reason.clone(),
        bar: bar.map(|(score, threshold)| Bar { score, threshold }),
    }
}

/// How one check went.
fn row(made: &CheckEvidence) -> Row {
    let Some(check) = Check::ALL
        .into_iter()
        .find(|check| check.key() == made.check)
    else {
        return quality(made);
    };
    let rules = Rules::shipped(Date::MIN);
    let needed = rules
        .row(check)
        .is_some_and(|row| row.not_made > Consequence::None);
    let (state, word) = match made.outcome {
        CheckOutcome::Passed => (State::Good, "passed"),
        CheckOutcome::Failed => (State::Bad, "failed"),
        CheckOutcome::NotMade if needed => (State::Open, "not made"),
        CheckOutcome::NotMade => (State::None, "not made"),
    };
    let bar = made.score.zip(made.threshold);
    Row {
        name: check.title().to_owned(),
        state,
        word: word.to_owned(),
        reason: made.reason.clone(),
        bar: bar.map(|(score, threshold)| Bar { score, threshold }),
    }
}

const fn says(agreement: Agreement) -> (State, &'static str) {
    match agreement {
        Agreement::Agrees => (State::Good, "both zones agree"),
        Agreement::Doubtful => (State::Open, "may differ"),
        Agreement::Contradicts => (State::Bad, "zones contradict"),
        Agreement::Unread => (State::None, "not read in print"),
        Agreement::NotCarried => (State::None, "print alone"),
    }
}

/// What was read, each field with what the comparison of the zones came to.
fn fields(document: &PictureIdDocument, compared: &[FieldEvidence]) -> Vec<Line> {
    let subject = &document.subject;
    let day = |date: Option<Date>| date.map(|date| date.to_string());
    let read = [
        ("document number", document.document_number.clone()),
        ("surname", subject.last_name.clone()),
        ("given names", subject.first_name.clone()),
        ("date of birth", day(subject.date_of_birth)),
        ("date of expiry", day(document.date_of_expiry)),
        ("date of issue", day(document.date_of_issue)),
        ("nationality", subject.nationality.clone()),
        ("issuing country", document.issuing_country.clone()),
        ("place of birth", subject.place_of_birth.clone()),
    ];
    read.into_iter()
        .filter_map(|(name, value)| {
            let compared = compared.iter().find(|field| field.field == name);
            if compared.is_none() && value.is_none() {
                return None;
            }
            let (state, word) = compared.map_or((State::None, ""), |field| says(field.agreement));
            Some(Line {
                name: capital(name),
                value: value.unwrap_or_else(|| "–".to_owned()),
                state,
                word: word.to_owned(),
            })
        })
        .collect()
}

fn footer(verdict: &Verdict<'_>) -> Vec<String> {
    let evidence = &verdict.report.evidence;
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
            verdict.today, evidence.rules.version
        ),
        format!("Models: {}.", models.join(", ")),
    ]
}

/// One side with everything that was found on it, and where checks point.
fn shown(
    picture: &Picture,
    report: &PictureIdReport,
    limits: &Limits,
) -> anyhow::Result<SheetPicture> {
    let evidence = &report.evidence;
    let (side, caption) = match picture.depiction {
        Depiction::Back => (Some(Side::Back), "Back"),
        Depiction::Front => (Some(Side::Front), "Front"),
        Depiction::Selfie => (None, "Selfie"),
        Depiction::Portrait => (None, "Portrait"),
    };
    let decoded = decode(&picture.bytes, limits)?;
    let scale = decoded.scale();
    let here = |of: Option<Side>| of.is_some() && of == side;
    let mut marks: Vec<Mark> = evidence
        .marks
        .iter()
        .filter(|mark| here(Some(mark.side)))
        .map(|mark| Mark {
            place: Place::Area(scaled(mark.area, scale)),
            label: words(&mark.label),
            tone: tone(mark.area, side, evidence),
        })
        .collect();
    for made in &evidence.checks {
        let Some(area) = made.area.filter(|_| here(made.side)) else {
            continue;
        };
        let known = evidence
            .marks
            .iter()
            .any(|mark| mark.area == area && here(Some(mark.side)));
        let tone = match made.outcome {
            CheckOutcome::Failed => Tone::Bad,
            CheckOutcome::NotMade => Tone::Doubtful,
            CheckOutcome::Passed => continue,
        };
        if !known {
            marks.push(Mark {
                place: Place::Area(scaled(area, scale)),
                label: words(&made.check),
                tone,
            });
        }
    }
    let face = report.selfie.as_ref().and_then(|selfie| selfie.area);
    if let (Depiction::Selfie, Some(area)) = (picture.depiction, face) {
        let matched = evidence
            .checks
            .iter()
            .find(|made| made.check == Check::SelfieAndDocumentMatch.key());
        marks.push(Mark {
            place: Place::Area(scaled(area, scale)),
            label: "face".to_owned(),
            tone: matched.map_or(Tone::Neutral, |made| match made.outcome {
                CheckOutcome::Passed => Tone::Good,
                CheckOutcome::Failed => Tone::Bad,
                CheckOutcome::NotMade => Tone::Doubtful,
            }),
        });
    }
    Ok(SheetPicture {
        caption: caption.to_owned(),
        raster: decoded.raster,
        marks,
    })
}

/// What the checks and comparisons that point at an area think of it.
fn tone(area: Area, side: Option<Side>, evidence: &Evidence) -> Tone {
    let points = |there: Option<Area>, on: Option<Side>| there == Some(area) && on == side;
    let check = |outcome| {
        evidence
            .checks
            .iter()
            .any(|made| made.outcome == outcome && points(made.area, made.side))
    };
    let field = |agreement| {
        evidence
            .fields
            .iter()
            .any(|field| field.agreement == agreement && points(field.area, field.side))
    };
    if check(CheckOutcome::Failed) || field(Agreement::Contradicts) {
        Tone::Bad
    } else if check(CheckOutcome::NotMade) || field(Agreement::Doubtful) {
        Tone::Doubtful
    } else if check(CheckOutcome::Passed) || field(Agreement::Agrees) {
        Tone::Good
    } else {
        Tone::Neutral
    }
}

/// Evidence is in pixels of the picture as a viewer shows it; what is drawn on may be smaller.
fn scaled(area: Area, scale: f32) -> PixelBox {
    let [x, y, width, height] =
        [area.x, area.y, area.width, area.height].map(|side| (side as f32 * scale).round() as u32);
    PixelBox {
        x,
        y,
        width,
        height,
    }
}

/// `dateOfBirth` as a person writes it: `date of birth`.
fn words(label: &str) -> String {
    if label == "mrz" {
        return "machine zone".to_owned();
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
