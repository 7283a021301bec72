//! What holds for every run of events, whatever their order.

use crate::process::{Given, accepted, broken, inconclusive, process, rejected};
use bonafide_domain::{
    Depiction, Effect, Event, FailReason, Outcome, Process, Provider, State, Status, step,
};
use proptest::prelude::*;

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        proptest::collection::btree_set(proptest::sample::select(Depiction::ALL.to_vec()), 0..3)
            .prop_map(Event::SetImages),
        Just(Event::StartVerification),
        Just(Event::Fail),
        Just(Event::GetProcess),
        proptest::sample::select(Depiction::ALL.to_vec()).prop_map(Event::GetImage),
        Just(Event::GetVideo),
        Just(Event::Download),
        Just(Event::GetRaw),
        Just(Event::MatchFinalResult),
        Just(Event::Delete),
        Just(Event::SessionEnded),
        Just(Event::Finished(Outcome::Canceled)),
        Just(Event::Cancel),
        Just(Event::SessionFailed(FailReason::by_request())),
        Just(Event::Finished(accepted())),
        Just(Event::Finished(rejected())),
        Just(Event::Finished(inconclusive())),
        Just(Event::Finished(broken())),
    ]
}

fn new_process() -> impl Strategy<Value = Process> {
    proptest::sample::select(Provider::ALL.to_vec()).prop_map(|provider| {
        process(&Given {
            provider,
            stored: &[],
            ..Given::default()
        })
    })
}

/// Does to the process what a caller would do, and answers whether the event was taken.
fn apply(process: &mut Process, event: Event) -> bool {
    let images = match &event {
        Event::SetImages(depictions) => depictions.clone(),
        _ => Default::default(),
    };
    match step(process, event) {
        Ok(transition) => {
            process.images.extend(images);
            if let Some(state) = transition.state {
                process.state = state;
            }
            if transition.report.is_some() {
                process.report = transition.report;
            }
            true
        }
        Err(_) => false,
    }
}

proptest! {
    #[test]
    fn a_final_status_never_changes(
        mut process in new_process(),
        events in proptest::collection::vec(event(), 0..40),
    ) {
        let mut last: Option<State> = None;
        for event in events {
            apply(&mut process, event);
            if let Some(last) = &last {
                prop_assert_eq!(&process.state, last);
            }
            if process.state.status().is_final() {
                last = Some(process.state.clone());
            }
        }
    }

    #[test]
    fn a_process_has_a_final_result_exactly_when_it_is_accepted_and_that_only_by_a_verdict(
        mut process in new_process(),
        events in proptest::collection::vec(event(), 0..40),
    ) {
        let mut verified = false;
        for event in events {
            let verdict = matches!(event, Event::Finished(_));
            let before = process.state.status();
            let taken = apply(&mut process, event);
            verified |= taken && verdict && before == Status::Processing;
            let has_result = matches!(process.state, State::Accepted(_));
            prop_assert_eq!(has_result, process.state.status() == Status::Accepted);
            prop_assert!(!has_result || (verified && process.report.is_some()));
        }
    }

    #[test]
    fn pictures_are_only_taken_before_the_start(
        mut process in new_process(),
        events in proptest::collection::vec(event(), 0..40),
    ) {
        for event in events {
            let before = (process.state.status(), process.images.clone());
            apply(&mut process, event);
            prop_assert!(before.0 == Status::Pending || process.images == before.1);
            prop_assert!(process.images.is_subset(&process.request.accepted));
        }
    }

    #[test]
    fn a_verification_is_queued_once_and_only_with_every_picture_that_it_needs(
        mut process in new_process(),
        events in proptest::collection::vec(event(), 0..40),
    ) {
        let mut queued = 0;
        for event in events {
            let queues = step(&process, event.clone())
                .is_ok_and(|transition| transition.effects.contains(&Effect::EnqueueVerification));
            if queues {
                queued += 1;
                // A session brings its own pictures.
                let session = event == Event::SessionEnded;
                prop_assert!(session || process.request.required.is_subset(&process.images));
            }
            apply(&mut process, event);
        }
        prop_assert!(queued <= 1);
    }
}
