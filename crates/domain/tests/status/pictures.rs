//! What a process needs beside its status: pictures, consent, and what was to be blackened.

use crate::process::{Given, process};
use bonafide_domain::Status::{
    Accepted, Canceled, Failed, Inconclusive, Pending, Processing, Rejected,
};
use bonafide_domain::reports::{PaperReport, RedactionResult};
use bonafide_domain::{
    Consents, Depiction, Event, Process, Provider, ProviderReport, RedactableField, Redaction,
    RedactionLevel, Refused, Report, Start, Status, step,
};

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
