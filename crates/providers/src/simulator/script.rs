//! What is played: by magic words where a client can put a word.

use crate::VerificationTask;
use bonafide_domain::{ExternalReference, Play};

/// What to play. The first place that holds a magic word decides; where none does, it is accepted.
///
/// 1. what a tester chose in the session,
/// 2. `eventTags` of the process,
/// 3. `processParameters.webid.user.lastName`,
/// 4. `lastName` of the dossier's user data,
/// 5. `externalReference` of the dossier.
pub(super) fn play(task: &VerificationTask) -> Play {
    let webid = task.request.parameters.webid.as_ref();
    let surname_told_to_webid = webid
        .and_then(|webid| webid.user.as_ref())
        .and_then(|user| user.last_name.as_deref());
    let surname = task
        .person
        .user_data
        .as_ref()
        .and_then(|data| data.last_name.as_deref());
    let reference = task.person.external_reference.as_ref();
    let tags = task.request.event_tags.0.iter().map(String::as_str);
    task.start.played.unwrap_or_else(|| {
        tags.chain(surname_told_to_webid)
            .chain(surname)
            .chain(reference.map(ExternalReference::as_str))
            .find_map(|word| word.parse().ok())
            .unwrap_or(Play::Accepted)
    })
}
