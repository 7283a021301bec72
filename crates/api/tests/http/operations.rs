//! Every operation behind a token, with what it needs to succeed. A test holds this table against the document.

use crate::house::{Backend, House, png};
use crate::sandbox;
use axum::http::{Method, StatusCode};
use serde_json::json;

/// What has to be there before an operation can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    Nothing,
    Dossier,
    UserData,
    Files,
    /// One that is pending.
    Process,
    ProcessWithImages,
    FinishedProcess,
    /// One that is finished, of a provider that records a video; the simulator plays it.
    FinishedVideo,
    /// The same of a provider that keeps its own answer.
    FinishedChip,
    CaptureConfiguration,
    MatchingConfiguration,
    Subscription,
}

/// An operation as its happy path calls it.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    /// As it stands in the document.
    pub(crate) path: &'static str,
    pub(crate) query: &'static str,
    pub(crate) body: &'static str,
    pub(crate) needs: Needs,
    pub(crate) answers: StatusCode,
}

/// A picture of a few bytes after the signature: the provider of these tests looks at no picture.
const PICTURE: &str = r#"{"front":"data:image/png;base64,iVBORw0KGgpmcm9udA=="}"#;
const PROCESS: &str = r#"{"provider":"signicatpictureid","processType":"document"}"#;
const USER_DATA: &str = r#"{"userData":{"firstName":"Anna"}}"#;
const MATCH: &str = r#"{"source":{"dataNode":"userData"},"target":{"dataNode":"userData"}}"#;
const FIELDS: &str = r#"{"fields":[{"sourceField":"a","targetField":"b"}]}"#;

const WATERMARK: &str = r#"{"watermark":{"title":"a","description":"b","date":"2026-01-31"},"image":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAQAAAACACAAAAADB3ujWAAAAqElEQVR42u3QMQEAAAwCIPuX1hg7BhFIn4sAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBAgQIAAAQIECBBwb5rAh3KeAejSAAAAAElFTkSuQmCC"}"#;
const REDACT: &str = r#"{"documentType":"passport","documentCountry":"NLD","fieldsToRedact":["photo"],"front":"data:image/png;base64,iVBORw0KGgpmcm9udA=="}"#;

const LINK: &str = r#"{"providers":[{"provider":"signicatpictureid","processType":"document"}],"redirectUrl":"https://example.com/back"}"#;
const SUBSCRIBE: &str = r#"{"url":"https://hooks.example.com/in"}"#;
const SINCE: &str = r#"{"since":"2026-01-02T09:00:00Z"}"#;

const DOSSIER: &str = "/assure/dossiers/{dossierId}";
const USERDATA: &str = "/assure/dossiers/{dossierId}/userdata";
const FILES: &str = "/assure/dossiers/{dossierId}/files";
const ONE: &str = "/assure/dossiers/{dossierId}/processes/{processId}";
const IMAGES: &str = "/assure/dossiers/{dossierId}/processes/{processId}/images";
const SUBSCRIPTION: &str = "/events/subscriptions/{subscriptionId}";
const CAPTURE: &str = "/assure/capture/configurations/{configurationId}";
const MATCHING: &str = "/assure/matching/configurations/{configurationId}";

/// The table.
#[rustfmt::skip]
pub(crate) fn operations() -> Vec<Operation> {
    use Needs::{
        CaptureConfiguration, Dossier, Files, FinishedChip, FinishedProcess, FinishedVideo, MatchingConfiguration,
        Nothing, Process, ProcessWithImages, Subscription, UserData,
    };
    let row = |method: Method, path, query, body, needs, answers: u16| Operation {
        method, path, query, body, needs, answers: StatusCode::from_u16(answers).unwrap(),
    };
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    vec![
        row(delete.clone(), "/assure/dossiers/all", "", "", Nothing, 204),
        row(post.clone(), "/assure/dossiers", "", "", Nothing, 201),
        row(get.clone(), "/assure/dossiers", "", "", Nothing, 200),
        row(get.clone(), DOSSIER, "", "", Dossier, 200),
        row(delete.clone(), DOSSIER, "", "", Dossier, 204),
        row(post.clone(), USERDATA, "", USER_DATA, Dossier, 201),
        row(get.clone(), USERDATA, "", "", UserData, 200),
        row(put.clone(), USERDATA, "", USER_DATA, UserData, 204),
        row(delete.clone(), USERDATA, "", "", UserData, 204),
        row(post.clone(), FILES, "", PICTURE, Dossier, 201),
        row(get.clone(), FILES, "depiction=front", "", Files, 200),
        row(delete.clone(), FILES, "", "", Files, 204),
        row(post.clone(), "/assure/dossiers/{dossierId}/match", "", MATCH, UserData, 200),
        row(post.clone(), "/assure/dossiers/{dossierId}/capture", "", LINK, Dossier, 201),
        row(post.clone(), "/assure/dossiers/{dossierId}/processes", "", PROCESS, Dossier, 201),
        row(get.clone(), ONE, "", "", Process, 200),
        row(post.clone(), ONE, "", "", ProcessWithImages, 200),
        row(delete.clone(), ONE, "", "", Process, 204),
        row(get.clone(), IMAGES, "depiction=front", "", ProcessWithImages, 200),
        row(post.clone(), IMAGES, "", PICTURE, Process, 201),
        row(get.clone(), "/assure/dossiers/{dossierId}/processes/{processId}/video", "", "", FinishedVideo, 200),
        row(get.clone(), "/assure/dossiers/{dossierId}/processes/{processId}/raw", "", "", FinishedChip, 200),
        row(get.clone(), "/assure/dossiers/{dossierId}/processes/{processId}/download", "", "", FinishedProcess, 200),
        row(get.clone(), "/assure/dossiers/{dossierId}/processes/{processId}/external-id", "", "", Process, 200),
        row(post.clone(), "/assure/dossiers/{dossierId}/processes/{processId}/fail", "", "", Process, 200),
        row(get.clone(), "/assure/processes", "startCreationDate=2026-01-01T00:00:00Z", "", Nothing, 200),
        row(get.clone(), "/assure/capture/configurations", "", "", Nothing, 200),
        row(get.clone(), CAPTURE, "", "", CaptureConfiguration, 200),
        row(post.clone(), CAPTURE, "", "{}", Nothing, 201),
        row(put.clone(), CAPTURE, "", "{}", CaptureConfiguration, 200),
        row(delete.clone(), CAPTURE, "", "", CaptureConfiguration, 204),
        row(get.clone(), "/assure/matching/configurations", "", "", Nothing, 200),
        row(get.clone(), MATCHING, "", "", MatchingConfiguration, 200),
        row(post, MATCHING, "", FIELDS, Nothing, 201),
        row(put, MATCHING, "", FIELDS, MatchingConfiguration, 200),
        row(delete, MATCHING, "", "", MatchingConfiguration, 204),
        row(get.clone(), "/events", "", "", Nothing, 200),
        row(get.clone(), "/events/subscriptions", "", "", Nothing, 200),
        row(Method::POST, "/events/subscriptions", "", SUBSCRIBE, Nothing, 201),
        row(get.clone(), SUBSCRIPTION, "", "", Subscription, 200),
        row(Method::PATCH, SUBSCRIPTION, "", SUBSCRIBE, Subscription, 200),
        row(Method::DELETE, SUBSCRIPTION, "", "", Subscription, 204),
        row(Method::POST, "/events/subscriptions/{subscriptionId}/rotate-secret", "", "{}", Subscription, 200),
        row(Method::POST, "/events/subscriptions/{subscriptionId}/test", "", "", Subscription, 202),
        row(get.clone(), "/events/subscriptions/{subscriptionId}/attempts", "", "", Subscription, 200),
        row(Method::POST, "/events/subscriptions/{subscriptionId}/resend", "", SINCE, Subscription, 202),
        row(Method::POST, "/assure/watermark", "", WATERMARK, Nothing, 200),
        row(Method::POST, "/assure/redact", "", REDACT, Nothing, 200),
        row(get, "/assure/{providerName}/document-types", "", "", Nothing, 200),
    ]
}

/// The ids that a path is filled with.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    pub(crate) dossier: String,
    pub(crate) process: String,
    pub(crate) configuration: String,
    pub(crate) subscription: String,
}

impl Ids {
    /// Such as were never given.
    pub(crate) fn of_nothing() -> Self {
        Self {
            dossier: "00000000-0000-4000-8000-000000000000".to_owned(),
            process: "00000000-0000-4000-8000-000000000001".to_owned(),
            configuration: "nobody's".to_owned(),
            subscription: "00000000-0000-4000-8000-000000000002".to_owned(),
        }
    }
}

impl Operation {
    /// Where it is called with these ids.
    pub(crate) fn uri(&self, ids: &Ids) -> String {
        let path = self
            .path
            .replace("{dossierId}", &ids.dossier)
            .replace("{processId}", &ids.process)
            .replace("{configurationId}", &ids.configuration)
            .replace("{subscriptionId}", &ids.subscription)
            .replace("{providerName}", "signicatpictureid");
        match self.query {
            "" => path,
            query => format!("{path}?{query}"),
        }
    }

    /// Whether it works on something of one client, by its id.
    pub(crate) fn names_a_resource(&self) -> bool {
        self.path.contains("{dossierId}")
            || self.path.contains("{subscriptionId}")
            || (self.path.contains("{configurationId}") && self.needs != Needs::Nothing)
    }

    /// Makes what it needs.
    pub(crate) async fn prepared(&self, house: &House, owner: &Backend) -> Ids {
        let mut ids = Ids::of_nothing();
        "a".clone_into(&mut ids.configuration);
        let at = match self.needs {
            Needs::Nothing => return ids,
            Needs::CaptureConfiguration => {
                let path = "/assure/capture/configurations/a";
                made(house, owner, path, "{}").await;
                return ids;
            }
            Needs::MatchingConfiguration => {
                let path = "/assure/matching/configurations/a";
                made(house, owner, path, FIELDS).await;
                return ids;
            }
            Needs::Subscription => {
                let made = house.post(owner, "/events/subscriptions", SUBSCRIBE).await;
                made.json()["id"]
                    .as_str()
                    .unwrap()
                    .clone_into(&mut ids.subscription);
                return ids;
            }
            Needs::Dossier => house.dossier(owner).await,
            Needs::UserData => {
                let dossier = house.dossier(owner).await;
                made(house, owner, &format!("{dossier}/userdata"), USER_DATA).await;
                dossier
            }
            Needs::Files => {
                let dossier = house.dossier(owner).await;
                made(house, owner, &format!("{dossier}/files"), PICTURE).await;
                dossier
            }
            Needs::Process => house.process(owner).await,
            Needs::ProcessWithImages => {
                let process = house.process(owner).await;
                let front = format!(r#"{{"front":"{}"}}"#, png(b"front"));
                made(house, owner, &format!("{process}/images"), &front).await;
                process
            }
            Needs::FinishedProcess => house.ended(owner, crate::provider::accepted()).await,
            Needs::FinishedVideo => played(house, owner, "signicatvideoid").await,
            Needs::FinishedChip => played(house, owner, "readid").await,
        };
        let mut parts = at.split('/').skip(3);
        parts.next().unwrap().clone_into(&mut ids.dossier);
        if let Some(process) = parts.nth(1) {
            process.clone_into(&mut ids.process);
        }
        ids
    }
}

async fn played(house: &House, owner: &Backend, provider: &str) -> String {
    let nothing = json!({});
    let request = json!({ "provider": provider });
    let session = sandbox::played(house, owner, &request, &nothing).await;
    session.path
}

async fn made(house: &House, owner: &Backend, path: &str, body: &str) {
    let answer = house.post(owner, path, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "POST {path}");
}
