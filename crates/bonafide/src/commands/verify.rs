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
    Area, CheckOutcome, Depiction, Environment, EventTags, Evidence, FailReason, Outcome,
    ProcessRequest, ProcessType, ProviderReport, Side, State,
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
    bytes: Vec<u8>,
}

pub(crate) fn run(arguments: &Verify) -> Result<(), Failure> {
    if arguments.selfie.is_some() {
        return Err(Failure::saying(
            Code::Wrong,
            "--selfie: this version compares no selfies; leave it out to have the document verified",
        ));
    }
    let configuration = load(arguments.config.as_deref(), |_| {})?;
    logging::start("warn", LogFormat::Auto)?;
    if let Some(out) = &arguments.annotate {
        for file in [Some(&arguments.front), arguments.back.as_ref()]
            .into_iter()
            .flatten()
        {
            super::spare(file, out)?;
        }
    }
    let limits = wiring::picture_limits(&configuration);
    let mut pictures = vec![open(Depiction::Front, &arguments.front, &limits)?];
    if let Some(back) = &arguments.back {
        pictures.push(open(Depiction::Back, back, &limits)?);
    }
    let provider = wiring::pictureid(&configuration, NonZeroUsize::MIN)?;
    for (picture, file) in pictures
        .iter()
        .zip([Some(&arguments.front), arguments.back.as_ref()])
    {
        provider.examine(&picture.bytes).map_err(|refused| {
            let file = file.map_or_else(String::new, |file| file.display().to_string());
            Failure::saying(Code::NotThere, format!("{file}: {refused}"))
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

fn open(depiction: Depiction, file: &Path, limits: &Limits) -> Result<Picture, Failure> {
    let bytes = picture_bytes(file, limits).map_err(|problem| {
        let sentence = format!("{} cannot be read: {problem}", file.display());
        Failure::saying(Code::NotThere, sentence)
    })?;
    Ok(Picture { depiction, bytes })
}

/// What a client would have asked for, refused as the provider would refuse it.
fn request(arguments: &Verify, provider: &PictureId) -> Result<ProcessRequest, Failure> {
    let wrong = |sentence: String| Failure::saying(Code::Wrong, sentence);
    let plan = provider
        .plan(Some(ProcessType::Document), arguments.document_id)
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
            draw(picture, &report.evidence, limits, out)?;
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

/// Draws what was found on this side.
fn draw(picture: &Picture, evidence: &Evidence, limits: &Limits, out: &Path) -> anyhow::Result<()> {
    let (side, out) = if picture.depiction == Depiction::Back {
        (Side::Back, beside(out))
    } else {
        (Side::Front, out.to_owned())
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
fn beside(out: &Path) -> PathBuf {
    let mut name = out.file_stem().unwrap_or_default().to_owned();
    name.push("-back");
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
