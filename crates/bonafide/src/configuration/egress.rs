use super::settings::{InvalidSetting, invalid};
use bonafide_egress::{Loopback, Policy};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What the server may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EgressSection {
    ports: Vec<u16>,
    networks: Vec<String>,
    loopback: LoopbackSetting,
    pub(crate) roots: PathBuf,
}

/// Whether this machine may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum LoopbackSetting {
    Refused,
    Development,
}

impl EgressSection {
    /// What may be called.
    ///
    /// # Errors
    /// [`InvalidSetting`] names what is no network, and ports that are none.
    pub(crate) fn policy(&self) -> Result<Policy, InvalidSetting> {
        if self.ports.is_empty() || self.ports.contains(&0) {
            return Err(invalid(
                "egress.ports",
                "must name at least one port, from 1 to 65535",
            ));
        }
        let networks = self.networks.iter().map(|network| {
            network.parse().map_err(|_| {
                invalid(
                    "egress.networks",
                    format!("'{network}' is not a network such as 10.20.0.0/16"),
                )
            })
        });
        Ok(Policy {
            ports: self.ports.clone(),
            networks: networks.collect::<Result<_, _>>()?,
            loopback: match self.loopback {
                LoopbackSetting::Refused => Loopback::Refused,
                LoopbackSetting::Development => Loopback::Development,
            },
        })
    }
}
