use crate::check::{Check, Finding};
use bonafide_facts::SelfieFacts;

/// What the operator's detector of presentation attacks says of the selfie. Without one the check is not made: no model that
/// could be shipped tells a face from a picture of a face.
pub(super) fn make(selfie: &SelfieFacts) -> Finding {
    let check = Check::NotFaceSpoofing;
    let Some(presentation) = selfie.presentation else {
        return Finding::not_made(
            check,
            "No detector of presentation attacks looked at the selfie's face.",
        );
    };
    let (genuine, threshold) = (
        f64::from(presentation.genuine),
        f64::from(presentation.threshold),
    );
    let finding = if genuine >= threshold {
        Finding::passed(
            check,
            "The operator's detector takes the face for that of a person before the camera.",
        )
    } else {
        Finding::failed(
            check,
            "The operator's detector takes the face for a picture, a screen or a mask.",
        )
    };
    finding.measured(genuine, threshold)
}
