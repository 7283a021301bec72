use crate::{App, AppError, Caller, Configuration, Missing, audit, get_process};
use bonafide_documents::names::plain_letters;
use bonafide_domain::{
    Algorithm, Comparison, ConfigurationId, DossierId, Event, MatchingConfiguration, MatchingField,
    Normalization, Process, ProcessId, Provider, ProviderReport, Refused, State, compare, step,
};
use bonafide_storage::{Act, Actor, AuditEntry};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Where data are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataNode {
    /// What the client told of the person.
    UserData,
    /// What an accepted process came to.
    FinalResult,
    /// What an electronic identity told.
    UserInfo,
    /// What VideoID read, also before an agent decided.
    Ocr,
}

impl DataNode {
    /// Every node.
    pub const ALL: [Self; 4] = [Self::UserData, Self::FinalResult, Self::UserInfo, Self::Ocr];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserData => "userData",
            Self::FinalResult => "finalResult",
            Self::UserInfo => "userInfo",
            Self::Ocr => "ocr",
        }
    }
}

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchNode {
    /// Which data.
    pub data: DataNode,
    /// Whose; not needed for user data.
    pub process: Option<ProcessId>,
}

/// What is to be compared with what.
#[derive(Debug, Clone)]
pub struct MatchRequest {
    /// One side.
    pub source: MatchNode,
    /// The other.
    pub target: MatchNode,
    /// Which fields, and how; the usual ones where none is named.
    pub configuration: Option<ConfigurationId>,
}

/// A field of both sides, compared.
#[derive(Clone)]
pub struct MatchedField {
    /// What it is called: the configuration's id for it, or the source's field.
    pub name: String,
    /// The source's value, where there is one.
    pub source: Option<String>,
    /// The target's.
    pub target: Option<String>,
    /// How they were made alike.
    pub normalization: Normalization,
    /// What measured them.
    pub algorithm: Algorithm,
    /// How they compare, where both are there.
    pub comparison: Option<Comparison>,
}

/// Two sides, compared.
#[derive(Clone)]
pub struct Matched {
    /// When.
    pub at: Timestamp,
    /// When the source last changed.
    pub source_updated_at: Timestamp,
    /// When the target last changed.
    pub target_updated_at: Timestamp,
    /// In the configuration's order; no two have one name.
    pub fields: Vec<MatchedField>,
}

type Values = BTreeMap<String, String>;

/// Compares two sets of data about the person of a dossier. Leaves a mark in the audit log before it is answered.
///
/// # Errors
/// [`AppError::Invalid`] where a `processId` is missing; [`AppError::NotFound`] for the dossier, a process, data that are
/// not there and the configuration, also another client's; [`AppError::Refused`] where the provider has no such data;
/// [`AppError::Unavailable`].
pub async fn match_data(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    request: &MatchRequest,
) -> Result<Matched, AppError> {
    let owner = caller.client();
    if app.storage().dossier(owner, dossier).await?.is_none() {
        return Err(AppError::NotFound(Missing::Dossier));
    }
    let configured = match &request.configuration {
        Some(id) => Some(
            app.storage()
                .configuration::<MatchingConfiguration>(owner, MatchingConfiguration::KIND, id)
                .await?
                .ok_or(AppError::NotFound(Missing::Configuration))?,
        ),
        None => None,
    };
    let (source, source_updated_at) =
        values(app, caller, dossier, "source.processId", request.source).await?;
    let (target, target_updated_at) =
        values(app, caller, dossier, "target.processId", request.target).await?;
    let fields = match configured {
        Some(configured) => configured.body.fields,
        None => usual(&source, &target),
    };
    // Long values take long to compare; who answers requests must not wait for that.
    let fields = tokio::task::spawn_blocking(move || {
        let matched = |field| matched(field, &source, &target);
        fields.into_iter().map(matched).collect()
    })
    .await
    .map_err(|_| AppError::Internal("the comparison of data broke off".to_owned()))?;
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    unit.append_audit(&AuditEntry {
        dossier: Some(dossier),
        process: request.target.process.or(request.source.process),
        ..audit::entry(owner, Actor::Client, Act::DataMatched, now)
    })
    .await?;
    unit.commit().await?;
    Ok(Matched {
        at: now,
        source_updated_at,
        target_updated_at,
        fields,
    })
}

/// The fields that are compared where the client configured none. Who tells no gender is not asked for one.
fn usual(source: &Values, target: &Values) -> Vec<MatchingField> {
    let field = |name: &str, normalization, algorithm| MatchingField {
        id: None,
        source_field: name.to_owned(),
        target_field: name.to_owned(),
        normalization,
        algorithm,
    };
    let mut fields = vec![
        field(
            "firstName",
            Normalization::CleanUpper,
            Algorithm::Levenshtein,
        ),
        field(
            "lastName",
            Normalization::CleanUpper,
            Algorithm::Levenshtein,
        ),
        field("dateOfBirth", Normalization::Numeric, Algorithm::Fuzzy),
    ];
    if source.contains_key("gender") && target.contains_key("gender") {
        fields.push(field(
            "gender",
            Normalization::Upper,
            Algorithm::Levenshtein,
        ));
    }
    fields
}

fn matched(field: MatchingField, source: &Values, target: &Values) -> MatchedField {
    let source = source.get(&field.source_field).cloned();
    let target = target.get(&field.target_field).cloned();
    let comparison = match (&source, &target) {
        (Some(source), Some(target)) => Some(compare(
            source,
            target,
            field.normalization,
            field.algorithm,
            plain,
        )),
        _ => None,
    };
    MatchedField {
        name: field.id.unwrap_or(field.source_field),
        source,
        target,
        normalization: field.normalization,
        algorithm: field.algorithm,
        comparison,
    }
}

/// Letters without their marks, each in its own case.
fn plain(text: &str) -> String {
    let letter = |letter: char| {
        let written = plain_letters(letter.encode_utf8(&mut [0; 4]));
        if letter.is_lowercase() {
            written.to_lowercase()
        } else {
            written
        }
    };
    text.chars().map(letter).collect()
}

async fn values(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    place: &'static str,
    node: MatchNode,
) -> Result<(Values, Timestamp), AppError> {
    if node.data == DataNode::UserData {
        let stored = app
            .storage()
            .user_data(caller.client(), dossier)
            .await?
            .ok_or(AppError::NotFound(Missing::UserData))?;
        return Ok((flat(&stored.data)?, stored.updated_at));
    }
    let process = node.process.ok_or_else(|| {
        AppError::invalid(
            place,
            format!("{place} is required for {}.", node.data.as_str()),
        )
    })?;
    let process = get_process::find(app, caller, dossier, process).await?;
    if node.data != DataNode::FinalResult {
        return Ok((told(&process, node.data)?, process.updated_at));
    }
    step(&process, Event::MatchFinalResult)?;
    match &process.state {
        State::Accepted(result) => Ok((flat(&**result)?, process.updated_at)),
        other => Err(AppError::Internal(format!(
            "a {} process has a final result to match",
            other.status()
        ))),
    }
}

/// What a provider told before a verdict, or instead of one.
fn told(process: &Process, data: DataNode) -> Result<Values, AppError> {
    let provider = process.request.provider;
    let missing = match (provider.canonical(), data) {
        (Provider::SignicatVideoId, DataNode::Ocr) => Missing::Ocr,
        (Provider::Connect(_), DataNode::UserInfo) => Missing::UserInfo,
        _ => {
            return Err(AppError::Refused(Refused::NotOffered {
                provider,
                what: data.as_str(),
            }));
        }
    };
    match process.report.as_ref().map(|told| &told.provider_specific) {
        Some(ProviderReport::VideoId(told)) => flat(&told.ocr),
        Some(ProviderReport::Connect(told)) => flat(&told.user_info),
        _ => Err(AppError::NotFound(missing)),
    }
}

/// Fields by their names in the API, those of objects in objects with a dot between: `address.country`.
fn flat(data: &impl Serialize) -> Result<Values, AppError> {
    // The cause could quote the value.
    let json = serde_json::to_value(data)
        .map_err(|_| AppError::Internal("data to match cannot be written as JSON".to_owned()))?;
    let mut values = Values::new();
    gather("", &json, &mut values);
    Ok(values)
}

fn gather(path: &str, json: &Value, into: &mut Values) {
    match json {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                gather(&path, value, into);
            }
        }
        Value::String(text) => {
            into.insert(path.to_owned(), text.clone());
        }
        Value::Bool(_) | Value::Number(_) => {
            into.insert(path.to_owned(), json.to_string());
        }
        Value::Null | Value::Array(_) => {}
    }
}
