//! What Create process takes, field by field.

use super::{CreateProcess, Door};
use crate::AppError;
use bonafide_documents::catalogue::DocumentKind;
use bonafide_documents::countries;
use bonafide_domain::{
    Callback, EventTags, ProcessParameters, ProcessRequest, ProcessType, Provider, RedactableField,
    Redaction, RedactionLevel, UnknownName,
};
use std::collections::BTreeSet;

/// The request as it is kept, without what its provider plans.
///
/// # Errors
/// [`AppError::Invalid`] names the field.
pub(super) fn checked(
    provider: Provider,
    asked: CreateProcess,
) -> Result<ProcessRequest, AppError> {
    let request = ProcessRequest {
        document_id: document_id(provider, asked.document_id)?,
        document_type: document_type(asked.document_type)?,
        document_country: document_country(asked.document_country)?,
        redaction: redaction(provider, &asked.redact, asked.redaction_level.as_deref())?,
        parameters: parameters(provider, asked.parameters)?,
        redirect_url: redirect_url(asked.redirect_url)?,
        event_tags: event_tags(asked.event_tags)?,
        callback: callback(asked.notification_url, asked.authorization_header)?,
        ..ProcessRequest::new(
            provider,
            process_type(provider, asked.process_type.as_deref(), asked.door)?,
        )
    };
    match asked.door {
        Door::Api => nothing_missing(&request)?,
        Door::HostedPage => {}
    }
    Ok(request)
}

fn process_type(
    provider: Provider,
    given: Option<&str>,
    door: Door,
) -> Result<Option<ProcessType>, AppError> {
    let types = match (provider, door) {
        // Its SDK is an app of its own: a page can only send people there.
        (Provider::ReadId, Door::HostedPage) => &[ProcessType::Ready],
        _ => ProcessType::of(provider),
    };
    let Some(name) = given else {
        return Ok(types.first().copied());
    };
    let wrong = |problem: String| Err(AppError::invalid("processType", problem));
    if types.is_empty() {
        return wrong(format!(
            "{provider} processes have no types; leave processType out."
        ));
    }
    match types.iter().find(|known| known.as_str() == name) {
        Some(known) => Ok(Some(*known)),
        None => wrong(format!(
            "{}: the types of {provider}.",
            UnknownName::new(name, types.iter().map(|known| known.as_str()))
        )),
    }
}

fn document_id(provider: Provider, given: Option<i64>) -> Result<Option<i32>, AppError> {
    given.map(i32::try_from).transpose().map_err(|_| {
        let given = given.unwrap_or_default();
        AppError::invalid(
            "documentId",
            format!(
                "No document type has the id {given}; GET /assure/{provider}/document-types lists them."
            ),
        )
    })
}

fn document_type(given: Option<String>) -> Result<Option<String>, AppError> {
    let Some(name) = given else { return Ok(None) };
    match DocumentKind::from_name(&name) {
        Some(_) => Ok(Some(name)),
        None => {
            let known = DocumentKind::ALL.map(DocumentKind::as_str);
            Err(AppError::invalid(
                "documentType",
                format!("documentType: {}.", UnknownName::new(&name, known)),
            ))
        }
    }
}

fn document_country(given: Option<String>) -> Result<Option<String>, AppError> {
    let Some(code) = given else { return Ok(None) };
    let capitals = code.to_ascii_uppercase();
    let known = match capitals.len() {
        2 => countries::by_alpha2(&capitals).map(|country| country.alpha3.to_owned()),
        3 => countries::name(&capitals).map(|_| capitals),
        4 if capitals == "UNIV" => Some(capitals),
        _ => None,
    };
    known.map(Some).ok_or_else(|| {
        AppError::invalid(
            "documentCountry",
            "documentCountry must be a country as two or three letters (ISO 3166), or UNIV for the passports of all countries.",
        )
    })
}

fn redaction(
    provider: Provider,
    fields: &[String],
    level: Option<&str>,
) -> Result<Option<Redaction>, AppError> {
    let level = match level {
        Some(name) => name.parse().map_err(|error: UnknownName| {
            AppError::invalid("redactionLevel", format!("redactionLevel: {error}."))
        })?,
        None => RedactionLevel::default(),
    };
    let fields = fields
        .iter()
        .map(|name| name.parse::<RedactableField>())
        .collect::<Result<BTreeSet<_>, _>>()
        .map_err(|error| AppError::invalid("redact", format!("redact: {error}.")))?;
    if fields.is_empty() {
        return Ok(None);
    }
    // Whoever asks for it must not find the pictures as they were.
    if provider.canonical() == Provider::SignicatPaper {
        Ok(Some(Redaction { fields, level }))
    } else {
        Err(AppError::invalid(
            "redact",
            format!("redact: {provider} redacts no pictures; signicatpaper does."),
        ))
    }
}

fn parameters(provider: Provider, given: ProcessParameters) -> Result<ProcessParameters, AppError> {
    given
        .check(provider)
        .map_err(|refused| AppError::invalid(refused.field, refused.problem))?;
    Ok(given.of(provider))
}

/// A link of the client's that a browser is sent to.
fn redirect_url(given: Option<String>) -> Result<Option<String>, AppError> {
    let Some(url) = given.filter(|url| !url.is_empty()) else {
        return Ok(None);
    };
    // Apps register schemes of their own; what a browser would run is no link.
    let scheme = url
        .split(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let named = url.contains(':')
        && scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let harmless = !matches!(
        scheme.as_str(),
        "javascript" | "data" | "vbscript" | "file" | "blob"
    );
    let plain = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    if named && harmless && plain && url.chars().count() <= 2048 {
        Ok(Some(url))
    } else {
        Err(AppError::invalid(
            "redirectUrl",
            "redirectUrl must be an absolute URL such as https://example.com/back, of at most 2048 characters.",
        ))
    }
}

fn event_tags(tags: Vec<String>) -> Result<EventTags, AppError> {
    let short = |tag: &String| tag.chars().count() <= 200 && !tag.chars().any(char::is_control);
    if tags.len() <= 20 && tags.iter().all(short) {
        Ok(EventTags(tags))
    } else {
        Err(AppError::invalid(
            "eventTags",
            "eventTags are at most 20, each of at most 200 characters without control characters.",
        ))
    }
}

fn callback(
    notification_url: Option<String>,
    authorization_header: Option<String>,
) -> Result<Option<Callback>, AppError> {
    // It becomes a header: a line break in it would add another.
    let printable =
        |text: &String| text.len() <= 4096 && !text.contains(|c: char| !(' '..='~').contains(&c));
    if !authorization_header.iter().all(printable) {
        return Err(AppError::invalid(
            "authorizationHeader",
            "authorizationHeader is at most 4096 printable ASCII characters.",
        ));
    }
    if !notification_url
        .iter()
        .all(|url| url.chars().count() <= 2048)
    {
        return Err(AppError::invalid(
            "notificationUrl",
            "notificationUrl is at most 2048 characters.",
        ));
    }
    // Empty, as templates leave it.
    let notification_url = notification_url.filter(|url| !url.is_empty());
    Ok(notification_url.map(|notification_url| Callback {
        notification_url,
        authorization_header,
    }))
}

/// What a client has to say that asks for no hosted page.
fn nothing_missing(request: &ProcessRequest) -> Result<(), AppError> {
    let needed = |field: &'static str, there: bool| {
        if there {
            Ok(())
        } else {
            let provider = request.provider;
            Err(AppError::invalid(
                field,
                format!("{field} is required for {provider}."),
            ))
        }
    };
    match request.provider {
        Provider::SignicatPaper | Provider::Paper => {
            needed("documentCountry", request.document_country.is_some())?;
            needed("documentType", request.document_type.is_some())
        }
        Provider::Connect(_) => needed("redirectUrl", request.redirect_url.is_some()),
        _ => Ok(()),
    }
}
