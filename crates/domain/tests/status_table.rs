//! The call table of the Assure API, cell by cell, and what holds for every run of events.

mod process;

use bonafide_domain::Status::{
    Accepted, Canceled, Failed, Inconclusive, Pending, Processing, Rejected,
};
use bonafide_domain::reports::{PaperReport, RedactionResult};
use bonafide_domain::{
    Consents, Depiction, Effect, Event, FailReason, Process, Provider, ProviderReport,
    RedactableField, Redaction, RedactionLevel, Refused, Report, Start, State, Status, Transition,
    step,
};
use process::{Given, accepted, broken, inconclusive, process, rejected};

/// What a cell of the table may say.
#[derive(Debug, PartialEq)]
enum Cell {
    /// The call is taken; nothing changes.
    Yes,
    /// The call is taken and leads here, with this to do.
    To(Status, &'static [Effect]),
    /// The call is taken and the process is erased.
    Erased,
    /// 204: nothing there yet.
    Empty,
    /// 400.
    Bad,
    /// 404.
    NotFound,
    /// 403.
    Forbidden,
    /// 409.
    Conflict,
}

fn cell(given: &Given, event: Event) -> Cell {
    match step(&process(given), event) {
        Ok(Transition {
            state: None,
            effects,
            ..
        }) if effects.is_empty() => Cell::Yes,
        Ok(Transition {
            state: None,
            effects,
            ..
        }) if effects == [Effect::Erase] => Cell::Erased,
        Ok(Transition {
            state: Some(state),
            effects,
            ..
        }) => match effects.as_slice() {
            [] => Cell::To(state.status(), &[]),
            [Effect::EnqueueVerification] => {
                Cell::To(state.status(), &[Effect::EnqueueVerification])
            }
            other => panic!("no cell of the table has these effects: {other:?}"),
        },
        Ok(other) => panic!("no cell of the table says this: {other:?}"),
        Err(Refused::NotReady { .. }) => Cell::Empty,
        Err(Refused::NotFound { .. }) => Cell::NotFound,
        Err(Refused::Conflict { .. }) => Cell::Conflict,
        Err(
            Refused::WrongStatus { .. }
            | Refused::NotOffered { .. }
            | Refused::DepictionNotTaken { .. }
            | Refused::ImagesMissing { .. }
            | Refused::NoConsent
            | Refused::NotTold { .. },
        ) => Cell::Bad,
        Err(Refused::NotRedacted) => Cell::Forbidden,
    }
}

/// One test per cell, named after its row and column.
macro_rules! row {
    ($row:ident, $provider:expr, $event:expr; $($column:ident: $status:expr => $says:expr;)+) => {
        mod $row {
            use super::*;
            $(
                #[test]
                fn $column() {
                    let given = Given { provider: $provider, status: $status, ..Given::default() };
                    assert_eq!(cell(&given, $event), $says);
                }
            )+
        }
    };
}

const STARTS: Cell = Cell::To(Processing, &[Effect::EnqueueVerification]);

row! { set_images_of_pictureid, Provider::SignicatPictureId, Event::SetImages([Depiction::Front].into());
    while_pending_are_taken: Pending => Cell::Yes;
    while_processing_are_refused: Processing => Cell::Bad;
    when_accepted_are_refused: Accepted => Cell::Bad;
    when_rejected_are_refused: Rejected => Cell::Bad;
    when_canceled_are_refused: Canceled => Cell::Bad;
    when_failed_are_refused: Failed => Cell::Bad;
    when_inconclusive_are_refused: Inconclusive => Cell::Bad;
}

row! { set_images_of_videoid, Provider::SignicatVideoId, Event::SetImages([Depiction::Front].into());
    while_pending_are_refused: Pending => Cell::Bad;
    while_processing_are_refused: Processing => Cell::Bad;
    when_accepted_are_refused: Accepted => Cell::Bad;
}

row! { set_images_of_readid, Provider::ReadId, Event::SetImages([Depiction::Front].into());
    while_pending_are_refused: Pending => Cell::Bad;
}

row! { start_verification, Provider::SignicatPictureId, Event::StartVerification;
    while_pending_starts_it: Pending => STARTS;
    while_processing_is_refused: Processing => Cell::Bad;
    when_accepted_is_refused: Accepted => Cell::Bad;
    when_rejected_is_refused: Rejected => Cell::Bad;
    when_canceled_is_refused: Canceled => Cell::Bad;
    when_failed_is_refused: Failed => Cell::Bad;
    when_inconclusive_is_refused: Inconclusive => Cell::Bad;
}

row! { fail, Provider::SignicatPictureId, Event::Fail;
    while_pending_fails_it: Pending => Cell::To(Failed, &[]);
    while_processing_conflicts: Processing => Cell::Conflict;
    when_accepted_conflicts: Accepted => Cell::Conflict;
    when_rejected_conflicts: Rejected => Cell::Conflict;
    when_canceled_conflicts: Canceled => Cell::Conflict;
    when_failed_conflicts: Failed => Cell::Conflict;
    when_inconclusive_conflicts: Inconclusive => Cell::Conflict;
}

row! { get_process, Provider::SignicatPictureId, Event::GetProcess;
    while_pending_answers: Pending => Cell::Yes;
    while_processing_answers: Processing => Cell::Yes;
    when_accepted_answers: Accepted => Cell::Yes;
    when_rejected_answers: Rejected => Cell::Yes;
    when_canceled_answers: Canceled => Cell::Yes;
    when_failed_answers: Failed => Cell::Yes;
    when_inconclusive_answers: Inconclusive => Cell::Yes;
}

row! { get_image_that_is_stored, Provider::SignicatPictureId, Event::GetImage(Depiction::Front);
    while_pending_answers: Pending => Cell::Yes;
    while_processing_answers: Processing => Cell::Yes;
    when_accepted_answers: Accepted => Cell::Yes;
    when_rejected_answers: Rejected => Cell::Yes;
    when_canceled_answers: Canceled => Cell::Yes;
    when_failed_answers: Failed => Cell::Yes;
    when_inconclusive_answers: Inconclusive => Cell::Yes;
}

row! { get_image_that_is_not_stored, Provider::SignicatPictureId, Event::GetImage(Depiction::Back);
    while_pending_is_not_found: Pending => Cell::NotFound;
    while_processing_is_not_found: Processing => Cell::NotFound;
    when_accepted_is_not_found: Accepted => Cell::NotFound;
    when_rejected_is_not_found: Rejected => Cell::NotFound;
    when_canceled_is_not_found: Canceled => Cell::NotFound;
    when_failed_is_not_found: Failed => Cell::NotFound;
    when_inconclusive_is_not_found: Inconclusive => Cell::NotFound;
}

row! { get_portrait_of_pictureid, Provider::SignicatPictureId, Event::GetImage(Depiction::Portrait);
    while_pending_is_refused: Pending => Cell::Bad;
    when_accepted_is_refused: Accepted => Cell::Bad;
}

row! { get_portrait_of_videoid, Provider::SignicatVideoId, Event::GetImage(Depiction::Portrait);
    while_pending_is_not_found: Pending => Cell::NotFound;
    when_accepted_is_not_found_where_none_is_stored: Accepted => Cell::NotFound;
}

row! { get_video_of_videoid, Provider::SignicatVideoId, Event::GetVideo;
    while_pending_is_not_found: Pending => Cell::NotFound;
    while_processing_is_not_found: Processing => Cell::NotFound;
    when_accepted_answers: Accepted => Cell::Yes;
    when_rejected_answers: Rejected => Cell::Yes;
    when_canceled_answers: Canceled => Cell::Yes;
    when_failed_answers: Failed => Cell::Yes;
    when_inconclusive_answers: Inconclusive => Cell::Yes;
}

row! { get_video_by_the_older_name, Provider::Eid, Event::GetVideo;
    while_pending_is_not_found: Pending => Cell::NotFound;
    when_accepted_answers: Accepted => Cell::Yes;
}

row! { get_video_of_onfido, Provider::Onfido, Event::GetVideo;
    while_processing_is_not_found: Processing => Cell::NotFound;
    when_rejected_answers: Rejected => Cell::Yes;
}

row! { get_video_of_pictureid, Provider::SignicatPictureId, Event::GetVideo;
    while_pending_is_refused: Pending => Cell::Bad;
    while_processing_is_refused: Processing => Cell::Bad;
    when_accepted_is_refused: Accepted => Cell::Bad;
}

row! { download, Provider::SignicatPictureId, Event::Download;
    while_pending_is_empty: Pending => Cell::Empty;
    while_processing_is_empty: Processing => Cell::Empty;
    when_accepted_answers: Accepted => Cell::Yes;
    when_rejected_answers: Rejected => Cell::Yes;
    when_canceled_is_empty: Canceled => Cell::Empty;
    when_failed_is_empty: Failed => Cell::Empty;
    when_inconclusive_answers: Inconclusive => Cell::Yes;
}

row! { raw_of_readid, Provider::ReadId, Event::GetRaw;
    while_pending_is_empty: Pending => Cell::Empty;
    while_processing_is_empty: Processing => Cell::Empty;
    when_accepted_answers: Accepted => Cell::Yes;
    when_rejected_answers: Rejected => Cell::Yes;
    when_canceled_answers: Canceled => Cell::Yes;
    when_failed_answers: Failed => Cell::Yes;
    when_inconclusive_answers: Inconclusive => Cell::Yes;
}

row! { raw_of_pictureid, Provider::SignicatPictureId, Event::GetRaw;
    while_pending_is_refused: Pending => Cell::Bad;
    while_processing_is_refused: Processing => Cell::Bad;
    when_accepted_is_refused: Accepted => Cell::Bad;
}

row! { delete, Provider::SignicatPictureId, Event::Delete;
    while_pending_erases: Pending => Cell::Erased;
    while_processing_erases: Processing => Cell::Erased;
    when_accepted_erases: Accepted => Cell::Erased;
    when_rejected_erases: Rejected => Cell::Erased;
    when_canceled_erases: Canceled => Cell::Erased;
    when_failed_erases: Failed => Cell::Erased;
    when_inconclusive_erases: Inconclusive => Cell::Erased;
}

row! { delete_of_onfido, Provider::Onfido, Event::Delete;
    while_pending_erases: Pending => Cell::Erased;
    while_processing_is_refused: Processing => Cell::Bad;
    when_accepted_erases: Accepted => Cell::Erased;
}

row! { match_with_final_result, Provider::SignicatPictureId, Event::MatchFinalResult;
    while_pending_is_not_found: Pending => Cell::NotFound;
    while_processing_is_not_found: Processing => Cell::NotFound;
    when_accepted_answers: Accepted => Cell::Yes;
    when_rejected_is_not_found: Rejected => Cell::NotFound;
    when_canceled_is_not_found: Canceled => Cell::NotFound;
    when_failed_is_not_found: Failed => Cell::NotFound;
    when_inconclusive_is_not_found: Inconclusive => Cell::NotFound;
}

row! { session_of_videoid_that_ended, Provider::SignicatVideoId, Event::SessionEnded;
    while_pending_starts_the_verification: Pending => STARTS;
    while_processing_changes_nothing: Processing => Cell::Yes;
    when_accepted_is_refused: Accepted => Cell::Bad;
    when_rejected_is_refused: Rejected => Cell::Bad;
    when_canceled_is_refused: Canceled => Cell::Bad;
    when_failed_is_refused: Failed => Cell::Bad;
    when_inconclusive_is_refused: Inconclusive => Cell::Bad;
}

row! { session_of_our_own_engine, Provider::SignicatPictureId, Event::SessionEnded;
    while_pending_is_refused: Pending => Cell::Bad;
    while_processing_is_refused: Processing => Cell::Bad;
    when_accepted_is_refused: Accepted => Cell::Bad;
}

row! { start_of_readid, Provider::ReadId, Event::StartVerification;
    while_pending_starts_it: Pending => STARTS;
    while_processing_is_refused: Processing => Cell::Bad;
    when_accepted_is_refused: Accepted => Cell::Bad;
}

row! { set_images_of_webid, Provider::WebId, Event::SetImages([Depiction::Front].into());
    while_pending_are_refused: Pending => Cell::Bad;
}

row! { set_images_of_onfido_that_was_not_told_where_the_person_is, Provider::Onfido, Event::SetImages([Depiction::Front].into());
    while_pending_are_refused: Pending => Cell::Bad;
}

row! { get_video_of_readid, Provider::ReadId, Event::GetVideo;
    while_pending_is_refused: Pending => Cell::Bad;
    when_accepted_is_refused: Accepted => Cell::Bad;
}

row! { raw_of_videoid, Provider::SignicatVideoId, Event::GetRaw;
    while_pending_is_refused: Pending => Cell::Bad;
    when_accepted_is_refused: Accepted => Cell::Bad;
}

row! { get_portrait_of_readid, Provider::ReadId, Event::GetImage(Depiction::Portrait);
    when_accepted_is_not_found_where_none_is_stored: Accepted => Cell::NotFound;
}

row! { get_portrait_of_onfido, Provider::Onfido, Event::GetImage(Depiction::Portrait);
    when_accepted_is_refused: Accepted => Cell::Bad;
}

row! { get_selfie_of_paper, Provider::SignicatPaper, Event::GetImage(Depiction::Selfie);
    when_accepted_is_refused: Accepted => Cell::Bad;
}

row! { get_image_of_an_identity, "connect:idin".parse().expect("a provider"), Event::GetImage(Depiction::Front);
    when_accepted_is_refused: Accepted => Cell::Bad;
}

fn redacting(status: Status, done: Option<RedactionResult>) -> Process {
    let mut process = process(&Given {
        provider: Provider::SignicatPaper,
        status,
        ..Given::default()
    });
    process.request.redaction = Some(Redaction {
        fields: [RedactableField::Photo].into(),
        level: RedactionLevel::Standard,
    });
    process.report = done.map(|redaction_result| Report {
        provider_specific: ProviderReport::Paper(Box::new(PaperReport {
            redaction_result: Some(redaction_result),
            ..PaperReport::default()
        })),
        status_reasons: Vec::new(),
    });
    process
}

#[test]
fn a_picture_that_was_to_be_blackened_is_shown_only_when_it_was() {
    let get = |process: &Process| step(process, Event::GetImage(Depiction::Front)).err();
    let done = |full, partial| {
        Some(RedactionResult {
            is_full_redaction: full,
            is_partial_redaction: partial,
        })
    };
    for status in [Accepted, Rejected, Inconclusive] {
        assert_eq!(get(&redacting(status, done(true, false))), None);
        assert_eq!(get(&redacting(status, done(false, true))), None);
        let refused = get(&redacting(status, done(false, false)));
        assert_eq!(refused, Some(Refused::NotRedacted));
    }
    for status in [Failed, Canceled] {
        assert_eq!(get(&redacting(status, None)), Some(Refused::NotRedacted));
    }
    for status in [Pending, Processing] {
        assert_eq!(
            get(&redacting(status, None)),
            None,
            "it is as the client gave it"
        );
    }
}

#[test]
fn onfido_does_not_start_without_the_consent_that_was_refused() {
    let mut process = process(&Given {
        provider: Provider::Onfido,
        ..Given::default()
    });
    for (privacy, refused) in [(None, false), (Some(true), false), (Some(false), true)] {
        process.request.parameters.consents = Some(Consents { privacy });
        let started = step(&process, Event::StartVerification);
        assert_eq!(started.err() == Some(Refused::NoConsent), refused);
    }
}

#[test]
fn facetec_needs_the_picture_that_its_start_names() {
    let mut process = process(&Given {
        provider: Provider::FaceTec,
        required: &[],
        stored: &[Depiction::Front],
        ..Given::default()
    });
    for (compared, starts) in [(Depiction::Front, true), (Depiction::Selfie, false)] {
        process.start = Some(Start {
            image_depiction: Some(compared),
            ..Start::default()
        });
        assert_eq!(step(&process, Event::StartVerification).is_ok(), starts);
    }
}

row! { cancel_by_the_user, Provider::SignicatVideoId, Event::Cancel;
    while_pending_cancels: Pending => Cell::To(Canceled, &[]);
    while_processing_cancels: Processing => Cell::To(Canceled, &[]);
    when_accepted_is_refused: Accepted => Cell::Bad;
    when_rejected_is_refused: Rejected => Cell::Bad;
    when_canceled_is_refused: Canceled => Cell::Bad;
    when_failed_is_refused: Failed => Cell::Bad;
    when_inconclusive_is_refused: Inconclusive => Cell::Bad;
}

row! { broken_session, Provider::SignicatVideoId, Event::SessionFailed(FailReason::by_request());
    while_pending_fails: Pending => Cell::To(Failed, &[]);
    while_processing_fails: Processing => Cell::To(Failed, &[]);
    when_accepted_is_refused: Accepted => Cell::Bad;
    when_rejected_is_refused: Rejected => Cell::Bad;
    when_canceled_is_refused: Canceled => Cell::Bad;
    when_failed_is_refused: Failed => Cell::Bad;
    when_inconclusive_is_refused: Inconclusive => Cell::Bad;
}

row! { finished_verification, Provider::SignicatPictureId, Event::Finished(accepted());
    while_pending_is_refused: Pending => Cell::Bad;
    while_processing_ends_it: Processing => Cell::To(Accepted, &[]);
    when_accepted_is_refused: Accepted => Cell::Bad;
    when_rejected_is_refused: Rejected => Cell::Bad;
    when_canceled_is_refused: Canceled => Cell::Bad;
    when_failed_is_refused: Failed => Cell::Bad;
    when_inconclusive_is_refused: Inconclusive => Cell::Bad;
}

fn processing() -> Given {
    Given {
        status: Processing,
        ..Given::default()
    }
}

#[test]
fn each_outcome_leads_to_its_status() {
    for (outcome, status, reported) in [
        (accepted(), Accepted, true),
        (rejected(), Rejected, true),
        (inconclusive(), Inconclusive, true),
        (broken(), Failed, false),
    ] {
        let transition =
            step(&process(&processing()), Event::Finished(outcome)).expect("processing ends");
        assert_eq!(transition.state.map(|state| state.status()), Some(status));
        assert_eq!(transition.report.is_some(), reported, "{status}");
    }
}

#[test]
fn failing_by_request_leaves_the_published_reason() {
    let transition = step(&process(&Given::default()), Event::Fail).expect("pending can be failed");
    assert_eq!(
        transition.state,
        Some(State::Failed(FailReason::Request {
            category: "User.Request".into(),
            reason: "Process.Failed".into(),
            message: "Failed by request.".into(),
        }))
    );
}

#[test]
fn a_start_names_the_pictures_that_are_missing() {
    let given = Given {
        required: &[Depiction::Front, Depiction::Back, Depiction::Selfie],
        stored: &[Depiction::Back],
        ..Given::default()
    };
    let refused = step(&process(&given), Event::StartVerification).expect_err("two are missing");
    assert_eq!(
        refused,
        Refused::ImagesMissing {
            missing: "front, selfie".into()
        }
    );
    assert_eq!(cell(&given, Event::StartVerification), Cell::Bad);
}

#[test]
fn a_picture_that_has_no_place_is_refused_with_those_that_have() {
    let given = Given::default();
    let event = Event::SetImages([Depiction::Front, Depiction::Selfie].into());
    let refused = step(&process(&given), event).expect_err("no selfie in a document process");
    assert_eq!(
        refused.to_string(),
        "This process takes no 'selfie' image; it takes front, back."
    );
}

#[test]
fn a_refusal_names_the_status() {
    let refused = step(&process(&processing()), Event::StartVerification).expect_err("started");
    assert_eq!(
        refused.to_string(),
        "The process is processing; a verification can be started only once, while pending."
    );
}
