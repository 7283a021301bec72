use super::flow::{CaptureFlow, CaptureLook};
use crate::{App, AppError, Caller, CreateProcess, Missing, get_configuration};
use bonafide_documents::countries;
use bonafide_domain::{CaptureConfiguration, ConfigurationId};
use serde_json::{Map, Value};

/// A hosted page, in the words of the API; nulls are absent.
#[derive(Default)]
pub struct StartCapture {
    /// The one of `providers` that is to be used, with what goes for the process.
    pub process: CreateProcess,
    /// `redirectUrl`; required. http or https, at most 2048 characters.
    pub redirect_url: Option<String>,
    /// `sdk`: `native` or `capture`.
    pub sdk: Option<String>,
    /// `requestDomain`: one of those that the operator has set up.
    pub request_domain: Option<String>,
    /// `captureParameters.uiProfile`: the id of a capture configuration.
    pub ui_profile: Option<String>,
    /// `captureParameters.uiProfileJSON`: a configuration, or the text of one; goes before the profile.
    pub ui_profile_json: Option<Value>,
    /// `captureParameters.uiLanguage`; `en` when absent.
    pub ui_language: Option<String>,
    /// `captureParameters.smsSender`: up to 15 digits, or up to 11 letters and digits.
    pub sms_sender: Option<String>,
    /// `captureParameters.smsMessage`: up to 200 letters, digits, spaces and `-.:,`.
    pub sms_message: Option<String>,
    /// `captureParameters.defaultCountry`: alpha-3; goes before the configuration's.
    pub default_country: Option<String>,
}

/// What is kept of a request, and the domain of its link.
pub(super) struct Checked {
    pub(super) flow: CaptureFlow,
    /// `https://` and the domain that was asked for, or the public address of the server.
    pub(super) address: String,
}

impl StartCapture {
    pub(super) async fn checked(&self, app: &App, caller: &Caller) -> Result<Checked, AppError> {
        let redirect_url = redirect(self.redirect_url.as_deref())?;
        self.sdk_is_one()?;
        self.sms_is_sendable()?;
        let language = self.ui_language.clone().unwrap_or_else(|| "en".to_owned());
        if language.len() != 2 || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(AppError::invalid(
                "captureParameters.uiLanguage",
                "captureParameters.uiLanguage must be two small letters (ISO 639-1), such as en.",
            ));
        }
        let configuration = self.configuration(app, caller).await?;
        let configured = configuration
            .fields()
            .get("signicatpictureidConfig")
            .and_then(|own| own.get("defaultCountry"));
        let configured = configured.and_then(Value::as_str).map(str::to_owned);
        Ok(Checked {
            flow: CaptureFlow {
                redirect_url,
                language,
                default_country: self.country()?.or(configured),
                look: CaptureLook::of(&configuration),
            },
            address: self.address(app)?,
        })
    }

    fn sdk_is_one(&self) -> Result<(), AppError> {
        let provider = self.process.provider.as_deref().unwrap_or_default();
        match self.sdk.as_deref() {
            None | Some("native") => Ok(()),
            Some("capture") if matches!(provider, "signicatvideoid" | "eid") => {
                Err(AppError::invalid(
                    "sdk",
                    format!("sdk: capture is not available for {provider}; use native."),
                ))
            }
            Some("capture") => Ok(()),
            Some(_) => Err(AppError::invalid("sdk", "sdk must be native or capture.")),
        }
    }

    fn sms_is_sendable(&self) -> Result<(), AppError> {
        let sender = |text: &String| {
            let digits = text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
            let plain = text.len() <= 11 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
            !text.is_empty() && (digits || plain)
        };
        if !self.sms_sender.iter().all(sender) {
            return Err(AppError::invalid(
                "captureParameters.smsSender",
                "captureParameters.smsSender must be 1 to 15 digits, or 1 to 11 letters and digits.",
            ));
        }
        let message = |text: &String| {
            let plain = |c: char| {
                c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "-.:,".contains(c)
            };
            (1..=200).contains(&text.len()) && text.chars().all(plain)
        };
        if self.sms_message.iter().all(message) {
            Ok(())
        } else {
            Err(AppError::invalid(
                "captureParameters.smsMessage",
                "captureParameters.smsMessage must be 1 to 200 letters, digits, spaces and - . : , without others.",
            ))
        }
    }

    fn country(&self) -> Result<Option<String>, AppError> {
        match &self.default_country {
            None => Ok(None),
            Some(code) if countries::by_alpha3(code).is_some() => Ok(Some(code.clone())),
            Some(_) => Err(AppError::invalid(
                "captureParameters.defaultCountry",
                "captureParameters.defaultCountry must be a country as three capital letters (ISO 3166 alpha-3).",
            )),
        }
    }

    async fn configuration(
        &self,
        app: &App,
        caller: &Caller,
    ) -> Result<CaptureConfiguration, AppError> {
        let profile = match &self.ui_profile {
            Some(id) => Some(profile(app, caller, id).await?),
            None => None,
        };
        match inline(self.ui_profile_json.as_ref())? {
            Some(given) => Ok(given),
            None => Ok(profile.unwrap_or_default()),
        }
    }

    fn address(&self, app: &App) -> Result<String, AppError> {
        let settings = &app.settings().capture;
        match self
            .request_domain
            .as_deref()
            .filter(|domain| !domain.is_empty())
        {
            None => Ok(settings.public_url.clone()),
            Some(domain) if settings.domains.iter().any(|known| known == domain) => {
                Ok(format!("https://{domain}"))
            }
            Some(_) => Err(AppError::invalid(
                "requestDomain",
                "requestDomain is not one of the domains that this server's operator has set up (capture.domains).",
            )),
        }
    }
}

async fn profile(app: &App, caller: &Caller, id: &str) -> Result<CaptureConfiguration, AppError> {
    const FIELD: &str = "captureParameters.uiProfile";
    let unknown = || {
        AppError::invalid(
            FIELD,
            "captureParameters.uiProfile: there is no capture configuration of this id.",
        )
    };
    let id: ConfigurationId = id.parse().map_err(|_| unknown())?;
    match get_configuration::<CaptureConfiguration>(app, caller, &id).await {
        Ok(stored) => Ok(stored.body),
        Err(AppError::NotFound(Missing::Configuration)) => Err(unknown()),
        Err(error) => Err(error),
    }
}

/// A configuration that came along: an object, or a text that holds one.
fn inline(given: Option<&Value>) -> Result<Option<CaptureConfiguration>, AppError> {
    const FIELD: &str = "captureParameters.uiProfileJSON";
    let wrong = |problem: String| AppError::invalid(FIELD, format!("{FIELD}{problem}"));
    let object: Map<String, Value> = match given {
        None => return Ok(None),
        Some(Value::Object(object)) => object.clone(),
        // An object without fields, as PHP writes it.
        Some(Value::Array(items)) if items.is_empty() => Map::new(),
        Some(Value::String(text)) => serde_json::from_str(text)
            .map_err(|_| wrong(" must be a JSON object, or a text that holds one.".to_owned()))?,
        Some(_) => {
            return Err(wrong(
                " must be a JSON object, or a text that holds one.".to_owned(),
            ));
        }
    };
    CaptureConfiguration::checked(object)
        .map(Some)
        .map_err(|error| wrong(format!(".{error}")))
}

/// Where the person goes in the end. A browser is sent there by a page of ours: nothing that it would run.
fn redirect(given: Option<&str>) -> Result<String, AppError> {
    let Some(url) = given.filter(|url| !url.is_empty()) else {
        return Err(AppError::invalid("redirectUrl", "redirectUrl is missing."));
    };
    let lower = url.to_ascii_lowercase();
    let rest = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"));
    let host = rest
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    let named = host
        .split(':')
        .next()
        .is_some_and(|name| !name.is_empty() || host.starts_with('['));
    let plain = !url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    if named && plain && !host.contains('@') && url.chars().count() <= 2048 {
        Ok(url.to_owned())
    } else {
        Err(AppError::invalid(
            "redirectUrl",
            "redirectUrl must be an absolute http or https URL of at most 2048 characters, without a user name or a password in it, such as https://example.com/back.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::redirect;

    #[test]
    fn only_addresses_that_a_browser_can_go_to_are_taken() {
        for good in [
            "https://example.com",
            "HTTPS://Example.com/back?a=b#c",
            "http://localhost:3000/",
            "http://[::1]:8080/x",
        ] {
            assert_eq!(redirect(Some(good)).expect("taken"), good);
        }
        for bad in [
            "javascript:alert(1)",
            "JavaScript://example.com/%0aalert(1)",
            "data:text/html,x",
            "//example.com",
            "/back",
            "https://",
            "https://:80/",
            "https:///path",
            "https://user@example.com/",
            "https://example.com\\@evil.example",
            "https://exa mple.com",
            "https://example.com/\nx",
            "ftp://example.com",
            "",
        ] {
            assert!(redirect(Some(bad)).is_err(), "{bad}");
        }
        assert!(redirect(None).is_err());
        assert!(redirect(Some(&format!("https://example.com/{}", "a".repeat(2048)))).is_err());
    }
}
