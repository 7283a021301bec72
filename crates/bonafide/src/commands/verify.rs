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
    Depiction, Environment, FailReason, Outcome, ProcessRequest, ProcessType, Provider,
    ProviderReport, State,
};
use bonafide_providers::{Judged, PictureId, Provider as _, VerificationTask};
use bonafide_vision::decode::Limits;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::io::{Write as _, stdout};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

mod print;
mod sheet;

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
    let today = arguments
        .today
        .unwrap_or_else(|| SystemClock.now().to_zoned(TimeZone::UTC).date());
    let task = VerificationTask {
        // A tool to look with: specimens are what is tried first.
        environment: if arguments.live {
            Environment::Live
        } else {
            Environment::Sandbox
        },
        ..VerificationTask::of_pictures(
            request(arguments, &provider)?,
            pictures
                .iter()
                .map(|picture| (picture.depiction, picture.bytes.clone().into()))
                .collect(),
            today,
            configuration.use_cases().verification.time_limit,
        )
    };
    block_on(async {
        let outcome = provider
            .judge_pictures(task)
            .await
            .context("the document cannot be verified")?;
        tell(arguments, outcome, &pictures, &limits, today)
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
    let request = ProcessRequest {
        document_id: arguments.document_id,
        ..ProcessRequest::new(Provider::SignicatPictureId, Some(process_type))
    };
    let plan = provider
        .plan(&request)
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
        required: plan.required,
        accepted: plan.accepted,
        ..request
    })
}

fn tell(
    arguments: &Verify,
    outcome: Outcome,
    pictures: &[Picture],
    limits: &Limits,
    today: Date,
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
            let (FailReason::Request { message, .. }
            | FailReason::Session { message, .. }
            | FailReason::Error { message, .. }) = &reason;
            let code = match &reason {
                FailReason::Error { kind, .. } if kind == "upload_failed" => Code::NotThere,
                _ => Code::Failed,
            };
            let end = Err(Failure::saying(code, message));
            (State::Failed(reason), None, end)
        }
        // Nobody is there to break off.
        Outcome::Canceled => (State::Canceled, None, Err(Failure::told(Code::Failed))),
    };
    if let (Some(out), Some(whole)) = (&arguments.annotate, &report)
        && let ProviderReport::PictureId(report) = &whole.provider_specific
    {
        let judged = Judged {
            word: state.status().as_str(),
            reasons: &whole.status_reasons,
            report,
            today,
        };
        sheet::draw(&judged, pictures, limits, out)?;
    }
    let body = VerdictBody::new(state, report, pictures.iter().map(|one| one.depiction));
    let body = serde_json::to_value(body).context("the verdict cannot be written as JSON")?;
    if arguments.json {
        writeln!(stdout(), "{body}").context("standard output")?;
    } else {
        let mut out = stdout().lock();
        print::verdict(&mut out, &body).context("standard output")?;
        if !arguments.live {
            print::specimen(&mut out, &body).context("standard output")?;
        }
    }
    end
}
