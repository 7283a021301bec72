use crate::{App, AppError, Caller, audit, files, get_process, notifications, pictures, random};
use bonafide_domain::{
    Depiction, DossierId, Effect, Event, ImageRow, JobId, Process, ProcessId, Provider, Start,
    Status, step,
};
use bonafide_storage::{Act, Actor, JobKind, NewJob, Unit};
use jiff::Timestamp;

/// What a verification is started with, in the words of the API.
#[derive(Default)]
pub struct StartVerification {
    /// `rAuthorityId`: which registration authority reviews a video.
    pub registration_authority: Option<String>,
    /// `imageDepiction`: the picture with which FaceTec compares the face, `selfie` or `front`.
    pub image_depiction: Option<String>,
    /// `facetecEnrollment`: the scan of the face.
    pub facetec_enrollment: Option<FaceTecEnrollment>,
}

/// A face as FaceTec's SDK scanned it. It is biometric data: it goes to the provider and is not kept.
#[derive(Default)]
pub struct FaceTecEnrollment {
    /// `faceScan`, in base64.
    pub face_scan: Option<String>,
    /// `auditTrailImage`, in base64.
    pub audit_trail_image: Option<String>,
    /// `lowQualityAuditTrailImage`, in base64.
    pub low_quality_audit_trail_image: Option<String>,
    /// `userAgent`.
    pub user_agent: Option<String>,
}

/// A verification that was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    /// Who verifies.
    pub provider: Provider,
    /// Where it stands now.
    pub status: Status,
}

/// Puts the verification of a pending process in the queue and answers its new status, `processing`. A process that has no
/// pictures is given copies of those that lie in its dossier.
///
/// # Errors
/// [`AppError::Invalid`] with the field; [`AppError::Refused`] when it is not pending or a picture is missing;
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn start_verification(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
    request: StartVerification,
) -> Result<Started, AppError> {
    let mut found = get_process::find(app, caller, dossier, process).await?;
    let provider = found.request.provider;
    let lent = match found.state.status() {
        Status::Pending => {
            found.start = Some(checked(provider, request)?);
            files::lend(app, &found).await?
        }
        _ => Vec::new(),
    };
    let started = start(app, caller.actor(), &found, &lent).await;
    if !matches!(started, Ok((_, Lent::Named))) {
        pictures::discard(app, caller.client(), dossier, &lent).await;
    }
    started.map(|(status, _)| Started { provider, status })
}

fn checked(provider: Provider, request: StartVerification) -> Result<Start, AppError> {
    let mut start = Start::default();
    if let Some(authority) = request.registration_authority {
        let fits =
            authority.len() <= 256 && !authority.contains(|c: char| !(' '..='~').contains(&c));
        if !fits {
            return Err(AppError::invalid(
                "rAuthorityId",
                "rAuthorityId is at most 256 printable ASCII characters.",
            ));
        }
        start.registration_authority = Some(authority).filter(|id| !id.is_empty());
    }
    if provider == Provider::FaceTec {
        start.image_depiction = Some(compared(request.image_depiction.as_deref())?);
        enrolled(&request.facetec_enrollment.unwrap_or_default())?;
    }
    Ok(start)
}

fn compared(name: Option<&str>) -> Result<Depiction, AppError> {
    match name.map(str::parse) {
        Some(Ok(depiction @ (Depiction::Selfie | Depiction::Front))) => Ok(depiction),
        given => {
            let problem = match given {
                None => "imageDepiction is required for facetec: selfie or front.",
                Some(_) => "imageDepiction must be selfie or front.",
            };
            Err(AppError::invalid("imageDepiction", problem))
        }
    }
}

fn enrolled(enrollment: &FaceTecEnrollment) -> Result<(), AppError> {
    let base64 = |text: &str| {
        text.bytes()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=' | b'-' | b'_'))
    };
    for (field, value) in [
        ("facetecEnrollment.faceScan", &enrollment.face_scan),
        (
            "facetecEnrollment.auditTrailImage",
            &enrollment.audit_trail_image,
        ),
        (
            "facetecEnrollment.lowQualityAuditTrailImage",
            &enrollment.low_quality_audit_trail_image,
        ),
    ] {
        match value.as_deref().filter(|text| !text.is_empty()) {
            None => {
                return Err(AppError::invalid(
                    field,
                    format!("{field} is required for facetec."),
                ));
            }
            Some(text) if !base64(text) => {
                return Err(AppError::invalid(field, format!("{field} must be base64.")));
            }
            Some(_) => {}
        }
    }
    let field = "facetecEnrollment.userAgent";
    match enrollment
        .user_agent
        .as_deref()
        .map(|text| text.chars().count())
    {
        Some(1..=1024) => Ok(()),
        _ => Err(AppError::invalid(
            field,
            format!("{field} is required for facetec, with at most 1024 characters."),
        )),
    }
}

/// What became of pictures that a dossier lends.
enum Lent {
    /// They are the process's now.
    Named,
    /// It had got others in the meantime.
    Unused,
}

async fn start(
    app: &App,
    actor: Actor,
    found: &Process,
    lent: &[ImageRow],
) -> Result<(Status, Lent), AppError> {
    let now = app.now();
    let (owner, dossier) = (&found.owner, found.dossier);
    let mut unit = app.storage().begin().await?;
    let Some(mut process) = unit.process_for_update(owner, dossier, found.id).await? else {
        drop(unit);
        return Err(app.missing_process(owner, dossier).await);
    };
    let used = if process.images.is_empty() && !lent.is_empty() {
        for row in lent {
            unit.put_image(&process, row, now).await?;
            process.images.insert(row.depiction);
        }
        Lent::Named
    } else {
        Lent::Unused
    };
    process.start = found.start.clone();
    let transition = step(&process, Event::StartVerification)?;
    if let Some(state) = transition.state {
        process.state = state;
    }
    process.updated_at = now;
    unit.save_process(&process).await?;
    unit.touch_dossier(owner, dossier, now).await?;
    if transition.effects.contains(&Effect::EnqueueVerification) {
        enqueue(app, &mut unit, &process, now).await?;
    }
    notifications::moved(app, &mut unit, &process).await?;
    unit.append_audit(&audit::of_process(
        &process,
        actor,
        Act::VerificationStarted,
        now,
    ))
    .await?;
    unit.commit().await?;
    Ok((process.state.status(), used))
}

pub(crate) async fn enqueue(
    app: &App,
    unit: &mut Unit,
    process: &Process,
    now: Timestamp,
) -> Result<(), AppError> {
    let job = NewJob {
        id: JobId::new(random::uuid(app.random())),
        kind: JobKind::Verify,
        owner: process.owner.clone(),
        dossier: process.dossier,
        process: process.id,
        run_at: now,
        max_attempts: app.settings().verification.max_attempts,
        created_at: now,
    };
    Ok(unit.enqueue(&job).await?)
}
