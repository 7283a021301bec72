//! The words that texts of providers are made of: the code has these texts as they come, the contract lists them.

use serde_json::{Value, json};

/// Schema, its fields, and what they can hold: in the field itself, or in what it is a list or a map of.
pub(crate) const WORDS: &[(&str, &[&str], &[&str])] = &[
    ("StatusReason", &["type"], &["Document"]),
    (
        "StatusReason",
        &["category"],
        &["SecurityCheckFailed", "Security", "SimilarityLevel"],
    ),
    (
        "WebIdParameters",
        &["preferredLanguage"],
        &["en", "de", "fr", "it"],
    ),
    (
        "RejectionReason",
        &["type"],
        &[
            "Environment.CaptchaNotRead",
            "Environment.NotAppropriate",
            "Document.Aspect",
            "Document.NotSecurityElements",
            "Document.NotLegible",
            "Document.DoesNotMatchData",
            "Document.Expired",
            "Photo.Invalid",
            "Photo.DoesNotMatchPerson",
            "Person.Underage",
            "Custom.Question",
        ],
    ),
    ("Ocr", &["livenessDetected"], &["true", "false"]),
    (
        "OnfidoDocument",
        &["result"],
        &["clear", "consider", "unidentified"],
    ),
    (
        "OnfidoDocument",
        &["subResult"],
        &["clear", "rejected", "suspected", "caution"],
    ),
    (
        "OnfidoDocument",
        &[
            "ageValidation",
            "policeRecord",
            "dataConsistency",
            "dataValidation",
            "imageIntegrity",
            "dataComparison",
            "faceComparison",
            "compromisedDocument",
            "visualAuthenticity",
        ],
        &["clear", "consider"],
    ),
    (
        "OnfidoFace",
        &["result"],
        &["clear", "consider", "unidentified"],
    ),
    (
        "OnfidoFace",
        &["imageIntegrity", "faceComparison", "visualAuthenticity"],
        &["clear", "consider"],
    ),
    (
        "ConsolidatedIdentityData",
        &["chipVerification"],
        &["SUCCEEDED", "FAILED"],
    ),
    (
        "ConsolidatedIdentityData",
        &["chipCloneDetection"],
        &["SUCCEEDED", "FAILED", "NOT_AVAILABLE"],
    ),
    (
        "ConsolidatedIdentityData",
        &["documentCode"],
        &["P", "I", "D"],
    ),
    ("DocumentContent", &["documentCode"], &["P", "I", "D"]),
    (
        "PaperVerification",
        &["type"],
        &["MRZ_FEATURE_COMPARISON", "MRZ_ONLY", "FEATURES_ONLY"],
    ),
    (
        "PaperReport",
        &["mrzChecksum", "mrzVerification"],
        &["VALID", "INVALID"],
    ),
    (
        "PaperReport",
        &["mrzFeatureMatching"],
        &[
            "FULL_MATCH",
            "LEVENSHTEIN1",
            "LEVENSHTEIN2",
            "LEVENSHTEIN3",
            "LEVENSHTEIN4",
            "VALID",
            "PARSED",
            "FOUND",
            "MISSING",
        ],
    ),
    (
        "PaperReport",
        &["featuresVerification"],
        &["FOUND", "MISSING"],
    ),
    ("FaceTecMatching", &["algorithm"], FACETEC_ALGORITHMS),
    ("FaceTecAttempt", &["algorithm"], FACETEC_ALGORITHMS),
    ("FaceTecMatching", &["imageProcessing"], FACETEC_IMAGES),
    ("FaceTecAttempt", &["imageProcessing"], FACETEC_IMAGES),
    (
        "WebIdIdentResponse",
        &["actionType"],
        &[
            "auto_ident",
            "video_ident",
            "precheck_video_ident",
            "customer_ident",
            "eid_ident",
            "pay_ident",
            "auto_ident_avs",
        ],
    ),
    (
        "WebIdIdentResponse",
        &["identMode"],
        &[
            "ident",
            "automated_ident",
            "qes",
            "expired",
            "cert",
            "pay_money_transfer",
        ],
    ),
];

const FACETEC_ALGORITHMS: &[&str] = &["facePortrait", "idPhoto", "idPhotoLowQuality"];
const FACETEC_IMAGES: &[&str] = &[
    "faceFound",
    "invalidImage",
    "faceDetectionIssue",
    "lowQuality",
];

/// Writes the words into the schemas.
pub(super) fn complete(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    for (schema, fields, words) in WORDS {
        for field in *fields {
            if let Some(text) = schemas
                .get_mut(schema)
                .and_then(|schema| schema["properties"].get_mut(field))
                .and_then(text_in)
            {
                let mut words = json!(words);
                if let (Some(words), true) = (words.as_array_mut(), text["type"].is_array()) {
                    // A field of a request may be null instead of absent.
                    words.push(Value::Null);
                }
                text["enum"] = words;
            }
        }
    }
}

/// The schema of the text that a field is, or is a list or a map of.
fn text_in(schema: &mut Value) -> Option<&mut Value> {
    if schema.get("additionalProperties").is_some() {
        return text_in(&mut schema["additionalProperties"]);
    }
    if schema.get("items").is_some() {
        return text_in(&mut schema["items"]);
    }
    Some(schema)
}
