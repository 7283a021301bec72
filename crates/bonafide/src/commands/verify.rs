use super::block_on;
use crate::cli::Verify;
use crate::configuration::{LogFormat, load};
use crate::exit::{Code, Failure};
use crate::picture_file::picture_bytes;
use crate::{logging, wiring};
use anyhow::Context as _;
use bonafide_api::VerdictBody;
use bonafide_app::{Clock as _, SystemClock};
use bonafide_domain::{
    AccountRules, Area, CheckOutcome, Depiction, Environment, EventTags, FailReason, Outcome,
    PictureIdReport, ProcessRequest, ProcessType, ProviderReport, Side, SimilarityLevel, State,
};
use bonafide_facts::PixelBox;
use bonafide_providers::{PictureId, Provider as _, VerificationTask};
use bonafide_vision::annotate::{Mark, Place, Tone, annotate};
use bonafide_vision::decode::{Limits, decode};
use jiff::tz::TimeZone;
use std::io::{Write as _, stdout};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

mod print;

/// A picture as it was given.
struct Picture {
    depiction: Depiction,
    file: PathBuf,
    bytes: Vec<u8>,
}

pub(crate) fn run(arguments: &Verify) -> Result<(), Failure> {
    let configuration = load(arguments.config.as_deref(), |_| {})?;
    logging::start("warn", LogFormat::Auto)?;
    if let Some(out) = &arguments.annotate {
        for (_, file) in given(arguments) {
            super::spare(file, out)?;
        }
    }
    let limits = wiring::picture_limits(&configuration);
    let pictures = given(arguments)
        .map(|(depiction, file)| open(depiction, file, &limits))
        .collect::<Result<Vec<_>, _>>()?;
    let provider = wiring::pictureid(&configuration, NonZeroUsize::MIN)?;
    for picture in &pictures {
        provider.examine(&picture.bytes).map_err(|refused| {
            let sentence = format!("{}: {refused}", picture.file.display());
            Failure::saying(Code::NotThere, sentence)
        })?;
    }
    let task = VerificationTask {
        // A tool to look with: specimens are what is tried first.
        environment: Environment::Sandbox,
        request: request(arguments, &provider)?,
        images: pictures
            .iter()
            .map(|picture| (picture.depiction, picture.bytes.clone().into()))
            .collect(),
        rules: AccountRules::default(),
        today: arguments
            .today
            .unwrap_or_else(|| SystemClock.now().to_zoned(TimeZone::UTC).date()),
        time_limit: configuration.use_cases().verification.time_limit,
    };
    block_on(async {
        let outcome = provider
            .verify(task)
            .await
            .context("the document cannot be verified")?;
        tell(arguments, outcome, &pictures, &limits)
    })
}

/// The pictures that were named.
fn given(arguments: &Verify) -> impl Iterator<Item = (Depiction, &PathBuf)> {
    [
        (Depiction::Front, Some(&arguments.front)),
        (Depiction::Back, arguments.back.as_ref()),
        (Depiction::Selfie, arguments.selfie.as_ref()),
    ]
    .into_iter()
    .filter_map(|(depiction, file)| Some((depiction, file?)))
}

fn open(depiction: Depiction, file: &Path, limits: &Limits) -> Result<Picture, Failure> {
    let bytes = picture_bytes(file, limits).map_err(|problem| {
        let sentence = format!("{} cannot be read: {problem}", file.display());
        Failure::saying(Code::NotThere, sentence)
    })?;
    Ok(Picture {
        depiction,
        file: file.to_path_buf(),
        bytes,
    })
}

/// What a client would have asked for, refused as the provider would refuse it.
fn request(arguments: &Verify, provider: &PictureId) -> Result<ProcessRequest, Failure> {
    let wrong = |sentence: String| Failure::saying(Code::Wrong, sentence);
    let process_type = match arguments.selfie {
        Some(_) => ProcessType::DocumentSelfie,
        None => ProcessType::Document,
    };
    let plan = provider
        .plan(Some(process_type), arguments.document_id)
        .map_err(|refused| wrong(format!("--document-id: {refused}")))?;
    if plan.required.contains(&Depiction::Back) && arguments.back.is_none() {
        return Err(wrong(
            "a document of this type has two sides: give the other one by --back".to_owned(),
        ));
    }
    if arguments.back.is_some() && !plan.accepted.contains(&Depiction::Back) {
        return Err(wrong(
            "a document of this type has one side: leave --back out".to_owned(),
        ));
    }
    Ok(ProcessRequest {
        provider: provider.name(),
        process_type: plan.process_type,
        document_id: arguments.document_id,
        required: plan.required,
        accepted: plan.accepted,
        event_tags: EventTags::default(),
        callback: None,
    })
}

fn tell(
    arguments: &Verify,
    outcome: Outcome,
    pictures: &[Picture],
    limits: &Limits,
) -> Result<(), Failure> {
    let (state, report, end) = match outcome {
        Outcome::Accepted(result, report) => (State::Accepted(result), Some(report), Ok(())),
        Outcome::Rejected(report) => (
            State::Rejected,
            Some(report),
            Err(Failure::told(Code::Rejected)),
        ),
        Outcome::Inconclusive(report) => (
            State::Inconclusive,
            Some(report),
            Err(Failure::told(Code::Inconclusive)),
        ),
        Outcome::Failed(reason) => {
            let (FailReason::Request { message, .. } | FailReason::Error { message, .. }) = &reason;
            let code = match &reason {
                FailReason::Error { kind, .. } if kind == "upload_failed" => Code::NotThere,
                _ => Code::Failed,
            };
            let end = Err(Failure::saying(code, message));
            (State::Failed(reason), None, end)
        }
    };
    if let (Some(out), Some(report)) = (&arguments.annotate, &report) {
        let ProviderReport::PictureId(report) = &report.provider_specific;
        for picture in pictures {
            draw(picture, report, limits, out)?;
        }
    }
    let body = VerdictBody::new(state, report, pictures.iter().map(|one| one.depiction));
    let body = serde_json::to_value(body).context("the verdict cannot be written as JSON")?;
    if arguments.json {
        writeln!(stdout(), "{body}").context("standard output")?;
    } else {
        print::verdict(&mut stdout().lock(), &body).context("standard output")?;
    }
    end
}

/// Draws what was found in this picture.
fn draw(
    picture: &Picture,
    report: &PictureIdReport,
    limits: &Limits,
    out: &Path,
) -> anyhow::Result<()> {
    let evidence = &report.evidence;
    let (side, out) = match picture.depiction {
        Depiction::Selfie => return draw_selfie(picture, report, limits, &beside(out, "selfie")),
        Depiction::Back => (Side::Back, beside(out, "back")),
        Depiction::Front | Depiction::Portrait => (Side::Front, out.to_owned()),
    };
    let decoded = decode(&picture.bytes, limits)?;
    let scale = decoded.scale();
    let failed: Vec<Area> = evidence
        .checks
        .iter()
        .filter(|check| check.outcome == CheckOutcome::Failed && check.side == Some(side))
        .filter_map(|check| check.area)
        .collect();
    let marks: Vec<Mark> = evidence
        .marks
        .iter()
        .filter(|mark| mark.side == side)
        .map(|mark| Mark {
            place: Place::Area(scaled(mark.area, scale)),
            label: words(&mark.label),
            tone: if failed.contains(&mark.area) {
                Tone::Bad
            } else {
                Tone::Good
            },
        })
        .collect();
    let png = annotate(&decoded.raster, &marks)?;
    std::fs::write(&out, png).with_context(|| format!("{} cannot be written", out.display()))
}

/// Draws the face of a selfie, if there is one.
fn draw_selfie(
    picture: &Picture,
    report: &PictureIdReport,
    limits: &Limits,
    out: &Path,
) -> anyhow::Result<()> {
    let decoded = decode(&picture.bytes, limits)?;
    let matched = report
        .document
        .security_checks
        .get("selfieAndDocumentMatch");
    let alike = matched.and_then(|check| check.similarity_level) >= Some(SimilarityLevel::Medium);
    let face = report.selfie.as_ref().and_then(|selfie| selfie.area);
    let marks: Vec<Mark> = face
        .into_iter()
        .map(|area| Mark {
            place: Place::Area(scaled(area, decoded.scale())),
            label: "face".to_owned(),
            tone: if alike { Tone::Good } else { Tone::Bad },
        })
        .collect();
    let png = annotate(&decoded.raster, &marks)?;
    std::fs::write(out, png).with_context(|| format!("{} cannot be written", out.display()))
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

/// `seen.png` → `seen-back.png`.
fn beside(out: &Path, which: &str) -> PathBuf {
    let mut name = out.file_stem().unwrap_or_default().to_owned();
    name.push("-");
    name.push(which);
    if let Some(extension) = out.extension() {
        name.push(".");
        name.push(extension);
    }
    out.with_file_name(name)
}

/// `dateOfBirth` as a person writes it: `date of birth`.
fn words(label: &str) -> String {
    let space = |letter: char| letter.is_uppercase().then_some(' ');
    label
        .chars()
        .flat_map(|letter| space(letter).into_iter().chain(letter.to_lowercase()))
        .collect()
}
