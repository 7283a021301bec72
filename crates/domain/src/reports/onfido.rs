use super::told;
use crate::result::{Gender, SimilarityLevel};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What Onfido tells.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct OnfidoReport {
    /// Of the document.
    pub document_verification: OnfidoDocument,
    /// Of the face, where a selfie or a video was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facial_similarity: Option<OnfidoFace>,
}

told! {
    /// What stands in the document, and how each group of checks went: `clear` or `consider`.
    OnfidoDocument {
        first_name: String,
        last_name: String,
        gender: Gender,
        nationality: String,
        date_of_birth: Date,
        place_of_birth: String,
        document_type: String,
        document_number: String,
        tax_number: String,
        personal_identification_number: String,
        date_of_issue: Date,
        date_of_expiry: Date,
        issuing_country: String,
        issuing_state: String,
        issuing_authority: String,
        spouse_name: String,
        widow_name: String,
        alias_name: String,
        mrz_line1: String,
        mrz_line2: String,
        mrz_line3: String,
        /// `clear`, `consider`, `unidentified`.
        result: String,
        /// `clear`, `rejected`, `suspected`, `caution`.
        sub_result: String,
        age_validation: String,
        police_record: String,
        data_consistency: String,
        data_validation: String,
        image_integrity: String,
        data_comparison: String,
        face_comparison: String,
        compromised_document: String,
        visual_authenticity: String,
        drivers_license: bool,
        restricted_licence: bool,
        raw_licence_category: String,
        raw_vehicle_classes: String,
        vehicle_class_details: Vec<VehicleClassDetail>,
        manual_transmission_restriction: bool,
        passenger_vehicle: PassengerVehicle,
        /// As Onfido groups them.
        breakdowns: Map<String, Value>,
    }
    /// How the face compares with the document's.
    OnfidoFace {
        result: String,
        image_integrity: String,
        face_comparison: String,
        visual_authenticity: String,
        similarity_score: SimilarityLevel,
        breakdowns: Map<String, Value>,
    }
    /// A class of vehicles in a driving licence.
    VehicleClassDetail {
        category: String,
        codes: String,
        obtainment_date: Date,
        expiry_date: Date,
    }
    /// The right to drive a car.
    PassengerVehicle {
        permission_to_drive: bool,
        obtainment_date: Date,
        expiry_date: Date,
    }
}
