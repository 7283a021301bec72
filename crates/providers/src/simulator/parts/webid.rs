//! WebID: data that differ from those that the client gave leave a doubt.

use super::{Scene, Told, Verdict};
use crate::simulator::stage;
use bonafide_domain::reports::{
    BankAccount, ProductInfos, WebIdIdentResponse, WebIdIdentifiedDocument, WebIdIdentifiedUser,
    WebIdReport,
};
use bonafide_domain::{FinalResult, Gender, ProcessType, ProviderReport};

pub(super) fn play(scene: &Scene<'_>) -> Told {
    let holder = &scene.holder;
    let by_account = scene.task.request.process_type == Some(ProcessType::AccountId);
    let (action, mode) = if by_account {
        ("pay_ident", "pay_money_transfer")
    } else {
        ("video_ident", "ident")
    };
    let shown = WebIdIdentifiedDocument {
        authority: Some(holder.issuing_authority.clone()),
        date_of_expiry: Some(holder.date_of_expiry),
        date_of_issue: Some(holder.date_of_issue),
        document_type: Some(holder.document_type.clone()),
        id_number: Some(holder.document_number.clone()),
        nationality: Some(holder.nationality.clone()),
        place_of_birth: Some(holder.place_of_birth.clone()),
        name_at_birth: Some(holder.last_name.clone()),
        country: Some(holder.issuing_country.clone()),
    };
    let response = WebIdIdentResponse {
        action_id: Some(stage::action_id(scene.task.process)),
        transaction_id: Some(scene.task.process.to_string()),
        action_type: Some(action.to_owned()),
        success: Some(scene.not_rejected()),
        mismatch: Some(scene.verdict == Verdict::Inconclusive),
        response_type: Some("ident".to_owned()),
        finished_on: Some(scene.now()),
        ident_mode: Some(mode.to_owned()),
        agent_id: (!by_account).then(|| "simulated-agent".to_owned()),
        identified_on: Some(scene.now()),
        id_document: Some(shown),
        rejection_reason: (scene.verdict == Verdict::Rejected)
            .then(|| "The document was not accepted by the agent.".to_owned()),
        user: Some(WebIdIdentifiedUser {
            first_name: Some(holder.first_name.clone()),
            last_name: Some(holder.last_name.clone()),
            date_of_birth: Some(holder.date_of_birth),
            gender: Some(if holder.gender == Gender::M { "M" } else { "F" }.to_owned()),
            title: Some("MS".to_owned()),
        }),
        product_infos: by_account.then(|| ProductInfos {
            bank_account: Some(BankAccount {
                // The example of ISO 13616.
                iban: Some("NL91ABNA0417164300".to_owned()),
            }),
        }),
    };
    let report = WebIdReport {
        ident_response: response,
    };
    // WebID tells no number of the person.
    let result = FinalResult {
        personal_identification_number: None,
        ..holder.result()
    };
    Told::new(ProviderReport::WebId(Box::new(report)), result)
}
