use super::client::{print, with_app};
use crate::cli::Keys;
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_app::{AppError, KeyStatus, Retirement, list_keys, retire_key, rotate_keys};
use jiff::Timestamp;
use serde_json::json;

pub(crate) fn run(command: Keys) -> Result<(), Failure> {
    match command {
        Keys::List { json, place } => with_app(&place, async move |wired| {
            let keys = list_keys(&wired.app)
                .await
                .context("the keys cannot be read")?;
            for (place, key) in keys.iter().enumerate() {
                print(&line(key, place == 0, json))?;
            }
            Ok(())
        }),
        Keys::Rotate { place } => with_app(&place, async move |wired| {
            let key = rotate_keys(&wired.app).await.context("no key was drawn")?;
            print(&format!("{} signs tokens from now on.", key.kid))
        }),
        Keys::Retire {
            kid,
            at_once,
            place,
        } => with_app(&place, async move |wired| {
            let how = if at_once {
                Retirement::AtOnce
            } else {
                Retirement::WithItsTokens
            };
            retire_key(&wired.app, &kid, how)
                .await
                .map_err(|error| told(error, &kid))?;
            print(&match how {
                Retirement::AtOnce => format!("Tokens of {kid} are refused from now on."),
                Retirement::WithItsTokens => {
                    format!("{kid} signs no tokens; those that it signed are good until they end.")
                }
            })
        }),
    }
}

fn line(key: &KeyStatus, signs: bool, json: bool) -> String {
    let time = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M").to_string();
    if json {
        return json!({
            "kid": key.kid,
            "signs": signs,
            "createdAt": key.created_at,
            "trustedUntil": key.trusted_until,
        })
        .to_string();
    }
    let state = match key.trusted_until {
        _ if signs => "signs".to_owned(),
        Some(until) => format!("trusted until {}", time(until)),
        None => "trusted".to_owned(),
    };
    format!("{}  created {}  {state}", key.kid, time(key.created_at))
}

fn told(error: AppError, kid: &str) -> Failure {
    match error {
        AppError::NotFound(_) => {
            Failure::saying(Code::NotThere, format!("there is no key '{kid}'"))
        }
        error @ AppError::Invalid { .. } => Failure::new(Code::Wrong, error),
        error => Failure::from(anyhow::Error::new(error).context("the key was not retired")),
    }
}
