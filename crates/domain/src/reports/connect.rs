use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// What an electronic identity tells.
#[derive(Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectReport {
    /// An object of claims, or a JWT as a text; by the method. Not normalised.
    pub user_info: Value,
}

impl fmt::Debug for ConnectReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConnectReport([redacted])")
    }
}
