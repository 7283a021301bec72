//! An electronic identity: claims of OpenID Connect, as they are.

use super::{Scene, Told};
use crate::simulator::stage;
use bonafide_domain::reports::ConnectReport;
use bonafide_domain::{FinalResult, Gender, Provider, ProviderReport};
use serde_json::json;

pub(super) fn play(scene: &Scene<'_>) -> Told {
    let holder = &scene.holder;
    let method = match scene.task.request.provider {
        Provider::Connect(method) => method.method().to_owned(),
        other => other.to_string(),
    };
    let user_info = if scene.accepted() {
        json!({
            "sub": stage::session_id(scene.task.process),
            "simulated": true,
            "idp": method,
            "given_name": holder.first_name,
            "family_name": holder.last_name,
            "birthdate": holder.date_of_birth,
            "gender": if holder.gender == Gender::M { "male" } else { "female" },
            "address": {"formatted": holder.address, "country": holder.nationality},
        })
    } else {
        json!({"simulated": true, "idp": method, "error": "access_denied"})
    };
    let result = FinalResult {
        first_name: Some(holder.first_name.clone()),
        last_name: Some(holder.last_name.clone()),
        date_of_birth: Some(holder.date_of_birth),
        gender: Some(holder.gender),
        ..FinalResult::default()
    };
    Told::new(
        ProviderReport::Connect(Box::new(ConnectReport { user_info })),
        result,
    )
}
