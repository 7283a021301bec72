//! The call table of the Assure API, cell by cell: each call, of each provider, in each status.

use crate::process::{Given, broken, process};
use bonafide_domain::Provider::{
    Eid, FaceTec, Onfido, Paper, ReadId, SignicatPaper, SignicatPictureId, SignicatVideoId, WebId,
};
use bonafide_domain::Status::{Accepted, Canceled, Failed, Inconclusive, Processing, Rejected};
use bonafide_domain::{
    Depiction, Effect, Event, FailReason, Location, Outcome, Process, Provider, Refused, Status,
    Transition, step,
};
use std::collections::BTreeMap;

/// What a cell of the table may say.
#[derive(Debug, Clone, Copy, PartialEq)]
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

use Cell::{Bad, Conflict, Empty, Erased, NotFound, To, Yes};

fn cell(process: &Process, event: Event) -> Cell {
    match step(process, event) {
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

const STARTS: Cell = To(Processing, &[Effect::EnqueueVerification]);

const UPLOADED: &[Provider] = &[SignicatPictureId, SignicatPaper, Paper, FaceTec];
const VIDEOID: &[Provider] = &[SignicatVideoId, Eid];

/// A provider whose name holds a method.
fn identity() -> Provider {
    "connect:idin".parse().expect("a provider")
}

fn all() -> Vec<Provider> {
    Provider::ALL.into_iter().chain([identity()]).collect()
}

fn all_but(others: &[Provider]) -> Vec<Provider> {
    let mut rest = all();
    rest.retain(|provider| !others.contains(provider));
    rest
}

/// A call of some providers, with what the table says in each status.
struct Row {
    name: &'static str,
    providers: Vec<Provider>,
    event: Event,
    cells: BTreeMap<&'static str, Cell>,
}

/// One test per cell, named after its row and column; and all rows.
macro_rules! table {
    ($($row:ident: $event:expr, of $providers:expr $(, given $change:expr)? => $($status:ident $says:expr),+;)+) => {
        $(mod $row {
            use super::*;

            const CHANGES: &[fn(&mut Process)] = &[$($change,)? |_| {}];

            pub(super) fn row() -> Row {
                Row {
                    name: stringify!($row),
                    providers: Vec::from($providers),
                    event: $event,
                    cells: [$((stringify!($status), $says)),+].into(),
                }
            }

            $(
                #[test]
                fn $status() {
                    for provider in row().providers {
                        let status = stringify!($status).parse().expect("a status");
                        let mut process = process(&Given { provider, status, ..Given::default() });
                        CHANGES[0](&mut process);
                        assert_eq!(cell(&process, $event), $says, "{provider}");
                    }
                }
            )+
        })+

        fn rows() -> Vec<Row> {
            vec![$($row::row()),+]
        }
    };
}

table! {
    set_images: Event::SetImages([Depiction::Front].into()), of UPLOADED =>
        pending Yes, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;
    set_images_of_onfido_that_knows_where_the_person_is: Event::SetImages([Depiction::Front].into()), of [Onfido],
        given |process| {
            process.request.parameters.location = Some(Location::default());
            process.request.document_type = Some("passport".to_owned());
        } =>
        pending Yes, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;
    set_images_of_onfido_that_does_not: Event::SetImages([Depiction::Front].into()), of [Onfido] =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;
    set_images_of_those_that_have_sessions: Event::SetImages([Depiction::Front].into()),
        of [SignicatVideoId, Eid, ReadId, WebId, identity()] =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;
    set_images_that_have_no_place: Event::SetImages([Depiction::Portrait].into()), of all() =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;

    start_with_the_images_it_needs: Event::StartVerification, of all() =>
        pending STARTS, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;
    start_without_them: Event::StartVerification, of all(), given |process| process.images.clear() =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;

    fail: Event::Fail, of all() =>
        pending To(Failed, &[]), processing Conflict, accepted Conflict, rejected Conflict, canceled Conflict,
        failed Conflict, inconclusive Conflict;

    get_process: Event::GetProcess, of all() =>
        pending Yes, processing Yes, accepted Yes, rejected Yes, canceled Yes, failed Yes, inconclusive Yes;

    get_image_that_is_stored: Event::GetImage(Depiction::Front), of all_but(&[identity()]) =>
        pending Yes, processing Yes, accepted Yes, rejected Yes, canceled Yes, failed Yes, inconclusive Yes;
    get_image_that_is_not_stored: Event::GetImage(Depiction::Front), of all_but(&[identity()]),
        given |process| process.images.clear() =>
        pending NotFound, processing NotFound, accepted NotFound, rejected NotFound, canceled NotFound,
        failed NotFound, inconclusive NotFound;
    get_image_of_an_identity: Event::GetImage(Depiction::Front), of [identity()] =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;
    get_portrait_that_is_stored: Event::GetImage(Depiction::Portrait), of [SignicatVideoId, Eid, ReadId],
        given |process| process.images.extend([Depiction::Portrait]) =>
        pending Yes, processing Yes, accepted Yes, rejected Yes, canceled Yes, failed Yes, inconclusive Yes;
    get_portrait_that_is_not_stored: Event::GetImage(Depiction::Portrait), of [SignicatVideoId, Eid, ReadId] =>
        pending NotFound, processing NotFound, accepted NotFound, rejected NotFound, canceled NotFound,
        failed NotFound, inconclusive NotFound;
    get_portrait_of_those_that_have_none: Event::GetImage(Depiction::Portrait),
        of all_but(&[SignicatVideoId, Eid, ReadId]) =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;
    get_selfie_that_is_not_stored: Event::GetImage(Depiction::Selfie),
        of [SignicatVideoId, Eid, ReadId, WebId, FaceTec] =>
        pending NotFound, processing NotFound, accepted NotFound, rejected NotFound, canceled NotFound,
        failed NotFound, inconclusive NotFound;
    get_selfie_of_a_document: Event::GetImage(Depiction::Selfie),
        of [SignicatPictureId, Onfido, SignicatPaper, Paper, identity()] =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;

    get_video: Event::GetVideo, of [SignicatVideoId, Eid, Onfido] =>
        pending NotFound, processing NotFound, accepted Yes, rejected Yes, canceled Yes, failed Yes, inconclusive Yes;
    get_video_of_those_that_have_none: Event::GetVideo, of all_but(&[SignicatVideoId, Eid, Onfido]) =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;

    download: Event::Download, of all() =>
        pending Empty, processing Empty, accepted Yes, rejected Yes, canceled Empty, failed Empty, inconclusive Yes;

    raw: Event::GetRaw, of [ReadId] =>
        pending Empty, processing Empty, accepted Yes, rejected Yes, canceled Yes, failed Yes, inconclusive Yes;
    raw_of_those_that_have_none: Event::GetRaw, of all_but(&[ReadId]) =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;

    delete: Event::Delete, of all_but(&[Onfido]) =>
        pending Erased, processing Erased, accepted Erased, rejected Erased, canceled Erased, failed Erased,
        inconclusive Erased;
    delete_of_onfido: Event::Delete, of [Onfido] =>
        pending Erased, processing Bad, accepted Erased, rejected Erased, canceled Erased, failed Erased,
        inconclusive Erased;

    match_with_final_result: Event::MatchFinalResult, of all() =>
        pending NotFound, processing NotFound, accepted Yes, rejected NotFound, canceled NotFound, failed NotFound,
        inconclusive NotFound;

    session_that_ended: Event::SessionEnded, of all_but(&[SignicatPictureId]) =>
        pending STARTS, processing Yes, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;
    session_of_our_own_engine: Event::SessionEnded, of [SignicatPictureId] =>
        pending Bad, processing Bad, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;
    session_that_brought_its_own_pictures: Event::SessionEnded, of VIDEOID, given |process| process.images.clear() =>
        pending STARTS, processing Yes, accepted Bad, rejected Bad, canceled Bad, failed Bad, inconclusive Bad;

    cancel_by_the_user: Event::Cancel, of all() =>
        pending To(Canceled, &[]), processing To(Canceled, &[]), accepted Bad, rejected Bad, canceled Bad, failed Bad,
        inconclusive Bad;

    broken_session: Event::SessionFailed(FailReason::by_request()), of all() =>
        pending To(Failed, &[]), processing To(Failed, &[]), accepted Bad, rejected Bad, canceled Bad, failed Bad,
        inconclusive Bad;

    finished_well: Event::Finished(crate::process::accepted()), of all() =>
        pending Bad, processing To(Accepted, &[]), accepted Bad, rejected Bad, canceled Bad, failed Bad,
        inconclusive Bad;
    finished_badly: Event::Finished(crate::process::rejected()), of all() =>
        pending Bad, processing To(Rejected, &[]), accepted Bad, rejected Bad, canceled Bad, failed Bad,
        inconclusive Bad;
    finished_with_a_doubt: Event::Finished(crate::process::inconclusive()), of all() =>
        pending Bad, processing To(Inconclusive, &[]), accepted Bad, rejected Bad, canceled Bad, failed Bad,
        inconclusive Bad;
    finished_by_a_fault: Event::Finished(broken()), of all() =>
        pending Bad, processing To(Failed, &[]), accepted Bad, rejected Bad, canceled Bad, failed Bad,
        inconclusive Bad;
    finished_by_the_person: Event::Finished(Outcome::Canceled), of all() =>
        pending Bad, processing To(Canceled, &[]), accepted Bad, rejected Bad, canceled Bad, failed Bad,
        inconclusive Bad;
}

/// The rows of the table by what happens. A new event or outcome has to be named here before this compiles, and the
/// test below then asks for its row.
macro_rules! happenings {
    ($($pattern:pat => $name:literal,)+) => {
        const HAPPENINGS: &[&str] = &[$($name),+];

        fn happening(event: &Event) -> &'static str {
            match event {
                $($pattern => $name,)+
            }
        }
    };
}

happenings! {
    Event::SetImages(_) => "set images",
    Event::StartVerification => "start verification",
    Event::Fail => "fail",
    Event::GetProcess => "get process",
    Event::GetImage(Depiction::Front | Depiction::Back) => "get a picture of the document",
    Event::GetImage(Depiction::Selfie) => "get the selfie",
    Event::GetImage(Depiction::Portrait) => "get the portrait",
    Event::GetVideo => "get video",
    Event::Download => "download",
    Event::GetRaw => "raw",
    Event::MatchFinalResult => "match with the final result",
    Event::Delete => "delete",
    Event::SessionEnded => "the session ended",
    Event::Cancel => "the person broke off",
    Event::SessionFailed(_) => "the session broke",
    Event::Finished(Outcome::Accepted(..)) => "accepted",
    Event::Finished(Outcome::Rejected(_)) => "rejected",
    Event::Finished(Outcome::Inconclusive(_)) => "inconclusive",
    Event::Finished(Outcome::Failed(_)) => "failed",
    Event::Finished(Outcome::Canceled) => "canceled",
}

/// The connect methods are one provider here; a new one has to be named before this compiles.
fn class(provider: Provider) -> &'static str {
    match provider {
        SignicatPictureId => "signicatpictureid",
        SignicatVideoId => "signicatvideoid",
        Eid => "eid",
        Onfido => "onfido",
        ReadId => "readid",
        SignicatPaper => "signicatpaper",
        Paper => "paper",
        FaceTec => "facetec",
        WebId => "webid",
        Provider::Connect(_) => "connect",
    }
}

#[test]
fn the_table_has_a_cell_for_everything_that_can_happen_to_each_provider_in_each_status() {
    let mut cells: BTreeMap<(&str, &str, Status), usize> = BTreeMap::new();
    for row in rows() {
        assert_eq!(row.cells.len(), Status::ALL.len(), "{}", row.name);
        for provider in &row.providers {
            for status in Status::ALL {
                assert!(
                    row.cells.contains_key(status.as_str()),
                    "{} {status}",
                    row.name
                );
                let cell = (happening(&row.event), class(*provider), status);
                *cells.entry(cell).or_default() += 1;
            }
        }
    }
    for happening in HAPPENINGS {
        for provider in all() {
            for status in Status::ALL {
                let cell = (*happening, class(provider), status);
                assert!(cells.contains_key(&cell), "no row has {cell:?}");
            }
        }
    }
    assert_eq!(
        cells.len(),
        HAPPENINGS.len() * all().len() * Status::ALL.len()
    );
}
