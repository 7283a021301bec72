use super::told;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What WebID tells.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct WebIdReport {
    /// How the identification went.
    pub ident_response: WebIdIdentResponse,
}

told! {
    /// How an identification went.
    WebIdIdentResponse {
        /// Nine digits.
        action_id: String,
        transaction_id: String,
        action_type: String,
        success: bool,
        mismatch: bool,
        response_type: String,
        finished_on: String,
        ident_mode: String,
        agent_id: String,
        identified_on: String,
        id_document: WebIdIdentifiedDocument,
        rejection_reason: String,
        user: WebIdIdentifiedUser,
        product_infos: ProductInfos,
    }
    /// The document that was shown.
    WebIdIdentifiedDocument {
        authority: String,
        date_of_expiry: Date,
        date_of_issue: Date,
        document_type: String,
        id_number: String,
        nationality: String,
        place_of_birth: String,
        name_at_birth: String,
        country: String,
    }
    /// The person that showed it.
    WebIdIdentifiedUser {
        first_name: String,
        last_name: String,
        date_of_birth: Date,
        gender: String,
        title: String,
    }
    /// What else was proven.
    ProductInfos {
        bank_account: BankAccount,
    }
    /// An account that the person paid from.
    BankAccount {
        iban: String,
    }
}
