use bonafide_documents::catalogue;
use bonafide_domain::{CaptureConfiguration, DossierId, ProcessId, Status};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// What a hosted page needs beside its process.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaptureFlow {
    /// Where the person goes in the end; http or https.
    pub redirect_url: String,
    /// The language that was asked for, ISO 639-1.
    pub language: String,
    /// The country that is offered first, alpha-3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_country: Option<String>,
    /// How the page looks.
    #[serde(default)]
    pub look: CaptureLook,
}

// A redirect URL can carry what a client knows of the person.
impl fmt::Debug for CaptureFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaptureFlow([redacted])")
    }
}

/// What of a capture configuration the page makes use of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(
    missing_docs,
    reason = "the names are those of a capture configuration"
)]
pub struct CaptureLook {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buttons_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buttons_hover_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buttons_text_color: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub document_types: Vec<String>,
    /// On which devices pictures may be chosen from files. A device without another way may always.
    pub allow_file_upload: Vec<String>,
    /// On which devices pictures may be taken; `None`: on all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_take_photo: Option<Vec<String>>,
}

impl CaptureLook {
    /// Of a configuration. Which documents and which ways to picture them is said by its `signicatpictureidConfig` alone:
    /// our page is PictureID's, and the fields outside of it are those of other providers.
    pub(super) fn of(configuration: &CaptureConfiguration) -> Self {
        let fields = configuration.fields();
        let own = fields.get("signicatpictureidConfig");
        let text = |name: &str| {
            let given = fields.get(name).and_then(Value::as_str);
            given.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let list = |name: &str| {
            let all = own?.get(name)?.as_array()?.iter();
            Some(all.filter_map(Value::as_str).map(str::to_owned).collect())
        };
        Self {
            page_title: text("pageTitle"),
            primary_color: text("primaryColor"),
            font_color: text("fontColor"),
            buttons_color: text("buttonsColor"),
            buttons_hover_color: text("buttonsHoverColor"),
            buttons_text_color: text("buttonsTextColor"),
            document_types: own.and_then(allowed_kinds).unwrap_or_default(),
            // The contract's defaults: no files, and the camera of every device.
            allow_file_upload: list("allowFileUpload").unwrap_or_default(),
            allow_take_photo: list("allowTakePhoto"),
        }
    }
}

/// The kinds of the types that `allowedIdTypes` names; `None` where it names none that is known.
fn allowed_kinds(own: &Value) -> Option<Vec<String>> {
    let ids = own.get("allowedIdTypes")?.as_array()?.iter();
    let kinds: BTreeSet<&str> = ids
        .filter_map(|id| catalogue::by_id(i32::try_from(id.as_i64()?).ok()?))
        .map(|document| document.kind.as_str())
        .collect();
    (!kinds.is_empty()).then(|| kinds.into_iter().map(str::to_owned).collect())
}

/// The address that a browser is sent to: the client's own with `dossierId`, `processId` and `status` behind its query, and
/// its fragment, where it has one, at the end.
pub(super) fn redirect_url(
    url: &str,
    dossier: DossierId,
    process: ProcessId,
    status: Status,
) -> String {
    let (address, fragment) = url
        .split_once('#')
        .map_or((url, None), |(address, fragment)| (address, Some(fragment)));
    let join = match address.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some((_, query)) if query.ends_with('&') => "",
        Some(_) => "&",
    };
    let mut whole =
        format!("{address}{join}dossierId={dossier}&processId={process}&status={status}");
    if let Some(fragment) = fragment {
        whole.push('#');
        whole.push_str(fragment);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_it_stands_behind_the_query_and_before_the_fragment() {
        let dossier: DossierId = "5d0c1c1e-7a51-4f0e-8f0b-0d9f5b1c2a11"
            .parse()
            .expect("an id");
        let process: ProcessId = "0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10"
            .parse()
            .expect("an id");
        let told = format!("dossierId={dossier}&processId={process}&status=processing");
        for (given, becomes) in [
            ("https://example.com", format!("https://example.com?{told}")),
            (
                "https://example.com/",
                format!("https://example.com/?{told}"),
            ),
            (
                "https://example.com/?",
                format!("https://example.com/?{told}"),
            ),
            (
                "https://example.com/?a=b",
                format!("https://example.com/?a=b&{told}"),
            ),
            (
                "https://example.com/?a=b&",
                format!("https://example.com/?a=b&{told}"),
            ),
            (
                "https://example.com/#/done",
                format!("https://example.com/?{told}#/done"),
            ),
            (
                "https://example.com/?a=b#c?d",
                format!("https://example.com/?a=b&{told}#c?d"),
            ),
        ] {
            assert_eq!(
                redirect_url(given, dossier, process, Status::Processing),
                becomes
            );
        }
    }
}
