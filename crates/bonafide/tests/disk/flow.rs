//! One person's way through the server, each call answered yes or not at all.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Longer than any call may take.
const LONGEST: Duration = Duration::from_secs(20);
/// After the disk was mended everything works again within this.
const BACK: Duration = Duration::from_secs(5);

/// What a call was answered.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) retry_after: bool,
    pub(crate) body: Value,
}

impl Said {
    fn is_yes(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// "Not now", in a way that a client can work with.
    fn is_clean_refusal(&self) -> bool {
        matches!(self.status, 503 | 507) && self.retry_after
    }
}

/// Makes the disk whole again; gives whether it had failed.
pub(crate) type Mend<'a> = &'a (dyn Fn() -> bool + Sync);

/// A client that looks at every answer.
pub(crate) struct Caller {
    pub(crate) http: Client,
    pub(crate) base: String,
    pub(crate) token: String,
    /// What cannot be read is damage as far as SQLite can tell, and is told as that: 500 with a trace id.
    pub(crate) damage: AtomicBool,
    /// How often that was told.
    pub(crate) damaged: AtomicU64,
}

impl Caller {
    /// Whether this is an answer of a server that cannot do it now.
    fn is_clean(&self, said: &Said) -> bool {
        if said.is_clean_refusal() {
            return true;
        }
        let told = said.status == 500 && said.body["traceId"].is_string();
        let clean = told && self.damage.load(Ordering::Relaxed);
        self.damaged.fetch_add(u64::from(clean), Ordering::Relaxed);
        clean
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Said, String> {
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.base))
            .bearer_auth(&self.token)
            .timeout(LONGEST);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request
            .send()
            .await
            .map_err(|error| format!("{method} {path} was not answered: {error:?}"))?;
        let status = answer.status().as_u16();
        let retry_after = answer.headers().contains_key("retry-after");
        let bytes = answer
            .bytes()
            .await
            .map_err(|error| format!("{method} {path} broke off: {error:?}"))?;
        Ok(Said {
            status,
            retry_after,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        })
    }

    /// A read is refused as cleanly as a write, and answered soon after the disk is mended.
    async fn read(&self, path: &str, mend: Mend<'_>) -> Result<Option<Value>, String> {
        let mut mended: Option<Instant> = None;
        loop {
            let said = self.call(Method::GET, path, None).await?;
            match said.status {
                200 => return Ok(Some(said.body)),
                404 | 204 => return Ok(None),
                _ if !self.is_clean(&said) => {
                    return Err(format!("GET {path} was answered {said:?}"));
                }
                _ => {}
            }
            let since = *mended.get_or_insert_with(|| {
                mend();
                Instant::now()
            });
            if since.elapsed() > BACK {
                return Err(format!("GET {path} is still answered {said:?}"));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// All that the client can see of its dossiers, and of one of them everything.
    pub(crate) async fn see(&self, dossier: Option<&str>, mend: Mend<'_>) -> Result<Value, String> {
        let list = self
            .read("/assure/dossiers", mend)
            .await?
            .unwrap_or_default();
        let ids: Vec<&Value> = list
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| &one["dossierId"])
            .collect();
        let mut seen = json!({ "dossiers": ids });
        if let Some(id) = dossier {
            let path = format!("/assure/dossiers/{id}");
            let found = self.read(&path, mend).await?;
            let mut processes = Vec::new();
            for process in found
                .iter()
                .flat_map(|found| found["processes"].as_array())
                .flatten()
            {
                let path = format!(
                    "{path}/processes/{}",
                    process["processId"].as_str().unwrap_or_default()
                );
                let images = self
                    .call(Method::GET, &format!("{path}/images?depiction=front"), None)
                    .await?;
                // Handing a picture out leaves an entry in the log, which a disk that fails refuses.
                let has_picture = match images.status {
                    200 => Value::Bool(true),
                    404 => Value::Bool(false),
                    _ if self.is_clean(&images) => Value::Null,
                    _ => return Err(format!("the picture of {path} was answered {images:?}")),
                };
                processes.push((self.read(&path, mend).await?, has_picture));
            }
            seen["dossier"] = json!(found);
            seen["userData"] = json!(self.read(&format!("{path}/userdata"), mend).await?);
            seen["processes"] = json!(processes);
        }
        Ok(seen)
    }
}

/// What came of a flow.
#[derive(Debug, Default)]
pub(crate) struct Went {
    pub(crate) dossier: String,
    pub(crate) refused: u64,
}

pub(crate) struct Flow<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) picture: &'a str,
    pub(crate) mend: Mend<'a>,
}

impl Flow<'_> {
    /// Goes through all of it. A call that is refused has changed nothing, and succeeds once the disk is mended.
    ///
    /// # Errors
    /// What was wrong.
    pub(crate) async fn go(&self, name: &str) -> Result<Went, String> {
        let mut went = Went::default();
        let body = json!({ "externalReference": name });
        let made = self
            .step(&mut went, Method::POST, "/assure/dossiers", Some(&body))
            .await?;
        went.dossier = text(&made, "dossierId");
        let path = format!("/assure/dossiers/{}", went.dossier);
        let person = json!({"userData": {"firstName": "Anna", "lastName": "Specimen"}});
        self.step(
            &mut went,
            Method::POST,
            &format!("{path}/userdata"),
            Some(&person),
        )
        .await?;

        let own = json!({"provider": "signicatpictureid", "processType": "document"});
        let made = self
            .step(
                &mut went,
                Method::POST,
                &format!("{path}/processes"),
                Some(&own),
            )
            .await?;
        let own = format!("{path}/processes/{}", text(&made, "processId"));
        let picture = json!({ "front": self.picture });
        self.step(
            &mut went,
            Method::POST,
            &format!("{own}/images"),
            Some(&picture),
        )
        .await?;
        self.step(&mut went, Method::POST, &format!("{own}/fail"), None)
            .await?;

        let played = json!({"provider": "signicatvideoid", "processType": "substantial"});
        let made = self
            .step(
                &mut went,
                Method::POST,
                &format!("{path}/processes"),
                Some(&played),
            )
            .await?;
        let played = format!("{path}/processes/{}", text(&made, "processId"));
        self.step(&mut went, Method::POST, &played, None).await?;
        self.ends(&played).await?;
        Ok(went)
    }

    /// Erases it again.
    ///
    /// # Errors
    /// What was wrong.
    pub(crate) async fn erase(&self, dossier: &str, refused: &mut u64) -> Result<(), String> {
        let path = format!("/assure/dossiers/{dossier}");
        let began = Instant::now();
        loop {
            let said = self.caller.call(Method::DELETE, &path, None).await?;
            // The rows may be gone and a file may not; then it is gone for the client.
            if said.is_yes() || (said.status == 404 && *refused > 0) {
                return Ok(());
            }
            if !self.caller.is_clean(&said) || began.elapsed() > BACK {
                return Err(format!("DELETE {path} was answered {said:?}"));
            }
            *refused += 1;
            (self.mend)();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn step(
        &self,
        went: &mut Went,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, String> {
        let dossier = Some(went.dossier.as_str()).filter(|id| !id.is_empty());
        let before = self.caller.see(dossier, self.mend).await?;
        let mut mended: Option<Instant> = None;
        loop {
            let said = self.caller.call(method.clone(), path, body).await?;
            if said.is_yes() {
                return Ok(said.body);
            }
            if !self.caller.is_clean(&said) {
                return Err(format!("{method} {path} was answered {said:?}"));
            }
            went.refused += 1;
            let since = *mended.get_or_insert_with(|| {
                (self.mend)();
                Instant::now()
            });
            if since.elapsed() > BACK {
                return Err(format!("{method} {path} is still answered {said:?}"));
            }
            let after = self.caller.see(dossier, self.mend).await?;
            if !same(&before, &after) {
                return Err(format!(
                    "{method} {path} was refused and changed {before} into {after}"
                ));
            }
        }
    }

    /// What was started ends, whatever the disk does meanwhile.
    async fn ends(&self, process: &str) -> Result<(), String> {
        let began = Instant::now();
        loop {
            let said = self.caller.call(Method::GET, process, None).await?;
            let status = said.body["status"].as_str().unwrap_or_default();
            match said.status {
                200 if status == "accepted" => return Ok(()),
                200 if status == "processing" => {}
                _ if self.caller.is_clean(&said) => {}
                _ => return Err(format!("GET {process} was answered {said:?}")),
            }
            if began.elapsed() > Duration::from_secs(1) {
                (self.mend)();
            }
            // The lease of a verification that broke off with the disk is given back within seconds.
            if began.elapsed() > Duration::from_secs(60) {
                return Err(format!("{process} is still {status}"));
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }
}

/// Equal, but for what could not be read at one of the two times.
fn same(before: &Value, after: &Value) -> bool {
    let known = |seen: &Value, other: &Value| {
        let mut seen = seen.clone();
        let others = other["processes"].as_array().cloned().unwrap_or_default();
        for (one, other) in seen["processes"]
            .as_array_mut()
            .into_iter()
            .flatten()
            .zip(others)
        {
            if other[1].is_null() {
                one[1] = Value::Null;
            }
        }
        seen
    };
    known(before, after) == known(after, before)
}

fn text(body: &Value, field: &str) -> String {
    body[field].as_str().unwrap_or_default().to_owned()
}
