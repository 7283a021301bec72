use crate::case::Case;
use crate::check::{Check, Finding};
use bonafide_domain::{CheckOutcome, Side, SimilarityLevel};
use bonafide_facts::{FaceExtent, FaceFact, SelfieFaces, SelfieFacts};

/// Whether selfie and portrait show one person. The distance of their templates lies in one of four bands; a face that cannot
/// be seen well enough reaches `medium` at most, however small the distance, and so does one that is too near for two pictures:
/// a selfie that is the document again proves nothing of who sends it, and leaves a doubt whatever the rules ask for. From the level that the rules ask for on the
/// check passes, at the lowest it fails, and between them it leaves a doubt.
pub(super) fn make(case: &Case, selfie: &SelfieFacts) -> Finding {
    let check = Check::SelfieAndDocumentMatch;
    let own = match &selfie.faces {
        SelfieFaces::One(face) => face,
        SelfieFaces::Nobody => {
            return Finding::not_made(check, "No face was found in the selfie.");
        }
        SelfieFaces::Several(areas) => {
            let reason = format!(
                "The selfie shows {} faces of a size; which one took it cannot be told.",
                areas.len()
            );
            return Finding::not_made(check, reason);
        }
    };
    let Some(portrait) = case.page(Side::Front).and_then(|page| page.faces.first()) else {
        return Finding::not_made(check, "No portrait was found on the front of the document.");
    };
    let templates = portrait.template.as_ref().zip(own.template.as_ref());
    let Some(distance) = templates.and_then(|(one, other)| one.distance(other)) else {
        return Finding::not_made(
            check,
            "The portrait on the document is not clear enough to be compared.",
        )
        .at(Side::Front, portrait.area);
    };
    let (seen, limit) = band(case, distance);
    let unclear = unclear(case, "portrait", portrait).or_else(|| unclear(case, "selfie", own));
    let copied = distance < case.rules.one_picture_below;
    let level = if unclear.is_some() || copied {
        seen.min(SimilarityLevel::Medium)
    } else {
        seen
    };
    let outcome = if copied {
        CheckOutcome::NotMade
    } else if level >= case.rules.similarity_level {
        CheckOutcome::Passed
    } else if level == SimilarityLevel::VeryLow {
        CheckOutcome::Failed
    } else {
        CheckOutcome::NotMade
    };
    let said = match level {
        _ if copied => {
            "Selfie and portrait are as alike as two copies of one picture: the selfie may show the document, or a copy of its portrait."
        }
        SimilarityLevel::High => "Selfie and portrait show the same person, as far as can be told.",
        SimilarityLevel::Medium => "Selfie and portrait may show the same person.",
        SimilarityLevel::Low => "Selfie and portrait probably show different people.",
        SimilarityLevel::VeryLow => "Selfie and portrait show different people.",
    };
    let reason = match unclear {
        Some(why) if level < seen && !copied => format!("{said} They would be closer, but {why}."),
        _ => said.to_owned(),
    };
    Finding::new(check, outcome, reason)
        .measured(distance, limit)
        .at(Side::Front, portrait.area)
        .of_level(level)
}

/// The level of a distance, and the limit of its band.
fn band(case: &Case, distance: f64) -> (SimilarityLevel, f64) {
    let rules = &case.rules;
    let bands = [
        (SimilarityLevel::High, rules.similarity_high),
        (SimilarityLevel::Medium, rules.similarity_medium),
        (SimilarityLevel::Low, rules.similarity_low),
    ];
    bands
        .into_iter()
        .find(|(_, most)| distance <= *most)
        .unwrap_or((SimilarityLevel::VeryLow, rules.similarity_low))
}

/// Why a face says too little of its owner for the highest level: faces of which little is seen come out alike.
fn unclear(case: &Case, whose: &str, face: &FaceFact) -> Option<String> {
    let Some(position) = &face.position else {
        return Some(format!("the face of the {whose} was not measured"));
    };
    let rules = &case.rules;
    if position.extent == FaceExtent::CutOff {
        Some(format!("the face of the {whose} is cut off"))
    } else if f64::from(position.eye_distance) < rules.eye_distance_at_least {
        Some(format!(
            "the eyes of the {whose} are only {:.0} pixels apart",
            position.eye_distance
        ))
    } else if f64::from(position.pose.yaw.abs()) > rules.head_turn_at_most {
        Some(format!(
            "the head of the {whose} is turned by {:.0} degrees",
            position.pose.yaw.abs()
        ))
    } else {
        None
    }
}
