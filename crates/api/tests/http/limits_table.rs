//! `docs/limits.md` held against the server: what a row allows is taken, one more is refused with the row's status.

use crate::house::{Backend, House};
use crate::sandbox::{create, webid_parameters};
use axum::http::{Method, StatusCode};
use bonafide_api::openapi;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// The rows: what, how much, and the answer beyond it. A row may have several, with semicolons between them.
fn rows() -> Vec<(String, usize, String)> {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/limits.md"));
    let text = std::fs::read_to_string(file).unwrap();
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        for (what, most) in cells[1].split("; ").zip(cells[2].split("; ")) {
            let digits: String = most
                .chars()
                .take_while(|c| c.is_ascii_digit() || *c == ' ')
                .filter(|c| *c != ' ')
                .collect();
            if let Ok(most) = digits.parse() {
                rows.push((what.to_owned(), most, cells[4].to_owned()));
            }
        }
    }
    rows
}

fn most(rows: &[(String, usize, String)], what: &str) -> usize {
    let mut found = rows.iter().filter(|(name, _, _)| name == what);
    let (_, most, beyond) = found
        .next()
        .unwrap_or_else(|| panic!("no row about {what}"));
    assert_eq!(beyond, "400", "{what}");
    *most
}

fn letters(count: usize) -> String {
    "a".repeat(count)
}

/// A call, and what it is answered with where everything in it is right.
struct Call {
    method: Method,
    path: String,
    body: Value,
    taken: StatusCode,
}

fn post(path: impl Into<String>, body: Value) -> Call {
    Call {
        method: Method::POST,
        path: path.into(),
        body,
        taken: StatusCode::CREATED,
    }
}

fn configured(body: Value) -> Call {
    Call {
        method: Method::PUT,
        path: "/assure/capture/configurations/a".to_owned(),
        body,
        taken: StatusCode::OK,
    }
}

/// A row, and a request of a size.
type Reached = (&'static str, fn(&Places, usize) -> Call);

/// Each row of the table that a request can reach.
fn calls() -> Vec<Reached> {
    vec![
        ("`externalReference`", |_, n| {
            post("/assure/dossiers", json!({"externalReference": letters(n)}))
        }),
        ("`mobileAppId`", |places, n| {
            let parameters = json!({"mobileAppId": letters(n)});
            places.process(json!({"provider": "onfido", "processParameters": parameters}))
        }),
        ("`referrer`", |places, n| {
            let pattern = format!("https://{}", letters(n - "https://".len()));
            let parameters = json!({"referrer": pattern});
            places.process(json!({"provider": "onfido", "processParameters": parameters}))
        }),
        ("`rAuthorityId`", |places, n| Call {
            taken: StatusCode::OK,
            ..post(places.videoid.clone(), json!({"rAuthorityId": letters(n)}))
        }),
        ("`facetecEnrollment.userAgent`", |places, n| {
            let scan = json!({"faceScan": "AAAA", "auditTrailImage": "AAAA",
                "lowQualityAuditTrailImage": "AAAA", "userAgent": letters(n)});
            Call {
                taken: StatusCode::OK,
                ..post(
                    places.facetec.clone(),
                    json!({"imageDepiction": "selfie", "facetecEnrollment": scan}),
                )
            }
        }),
        ("texts of `webid`", |places, n| {
            places.webid(|webid| webid["user"]["firstName"] = letters(n).into())
        }),
        ("`webid.file.fileName`", |places, n| {
            let name = format!("{}.pdf", letters(n - ".pdf".len()));
            places
                .webid(|webid| webid["file"] = json!({"fileName": name, "fileContent": "JVBERi0x"}))
        }),
        ("`webid.file.fileContent`", |places, n| {
            // Base64 comes in fours.
            let content = format!(
                "JVBERi0{}",
                letters(n.next_multiple_of(4) - "JVBERi0".len())
            );
            places
                .webid(|webid| webid["file"] = json!({"fileName": "a.pdf", "fileContent": content}))
        }),
        ("`redirectUrl`", |places, n| {
            let url = format!("https://{}", letters(n - "https://".len()));
            places.process(json!({"provider": "connect:idin", "redirectUrl": url}))
        }),
        ("`notificationUrl`", |places, n| {
            let url = format!("https://{}", letters(n - "https://".len()));
            places.process(json!({"provider": "signicatvideoid", "notificationUrl": url}))
        }),
        ("`authorizationHeader`", |places, n| {
            let body = json!({"provider": "signicatvideoid", "notificationUrl": "https://example.com/",
                "authorizationHeader": letters(n)});
            places.process(body)
        }),
        ("event tags of a process", |places, n| {
            places.process(json!({"provider": "signicatvideoid", "eventTags": vec!["a"; n]}))
        }),
        ("characters of an event tag", |places, n| {
            places.process(json!({"provider": "signicatvideoid", "eventTags": [letters(n)]}))
        }),
        ("fields of a matching configuration", |_, n| {
            let field =
                |at: usize| json!({"id": at.to_string(), "sourceField": "a", "targetField": "b"});
            let fields: Vec<Value> = (0..n).map(field).collect();
            Call {
                method: Method::PUT,
                path: "/assure/matching/configurations/a".to_owned(),
                body: json!({ "fields": fields }),
                taken: StatusCode::OK,
            }
        }),
        ("names of their fields", |_, n| Call {
            method: Method::PUT,
            path: "/assure/matching/configurations/a".to_owned(),
            body: json!({"fields": [{"sourceField": letters(n), "targetField": "b"}]}),
            taken: StatusCode::OK,
        }),
        ("`pageTitle` of a capture configuration", |_, n| {
            configured(json!({"pageTitle": letters(n)}))
        }),
        ("its font and the titles of its screens", |_, n| {
            configured(
                json!({"fontName": letters(n), "prerequisitesScreenItems": [{"title": letters(n)}]}),
            )
        }),
        ("their descriptions", |_, n| {
            configured(json!({"documentInstructionsScreenItems": [{"description": letters(n)}]}))
        }),
        ("its pictures", |_, n| {
            configured(json!({"favicon": letters(n)}))
        }),
        ("its `customCss`", |_, n| {
            configured(json!({"customCss": letters(n)}))
        }),
        ("a translation", |_, n| {
            configured(json!({"translations": {"en": {"chooseCountry": letters(n)}}}))
        }),
        ("its links", |_, n| {
            configured(json!({"fontUrl": letters(n)}))
        }),
        ("languages of a capture configuration", |_, n| {
            configured(json!({"languages": (0..n).map(two_letters).collect::<Vec<_>>()}))
        }),
        ("its countries", |_, n| {
            configured(json!({"twoSidedPassports": vec!["NLD"; n]}))
        }),
        ("its document ids", |_, n| {
            configured(json!({"signicatpictureidConfig": {"allowedIdTypes": vec![137; n]}}))
        }),
        ("items of each of its screens", |_, n| {
            configured(json!({"prerequisitesScreenItems": vec![json!({"title": "a"}); n]}))
        }),
        ("`maxRetries`", |_, n| configured(json!({"maxRetries": n}))),
    ]
}

/// Each number gives another pair.
fn two_letters(number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
    [letter(number / 26), letter(number)].iter().collect()
}

/// What the calls need.
struct Places {
    dossier: String,
    videoid: String,
    facetec: String,
}

impl Places {
    async fn made(house: &House, acme: &Backend) -> Self {
        let facetec = create(house, acme, &json!({"provider": "facetec"}))
            .await
            .path;
        let picture = crate::house::data_url(&crate::house::bare_png());
        let images = json!({ "selfie": picture }).to_string();
        let set = house
            .post(acme, &format!("{facetec}/images"), &images)
            .await;
        assert_eq!(set.status, StatusCode::CREATED);
        let videoid = json!({"provider": "signicatvideoid"});
        Self {
            dossier: house.dossier(acme).await,
            videoid: create(house, acme, &videoid).await.path,
            facetec,
        }
    }

    fn process(&self, body: Value) -> Call {
        post(format!("{}/processes", self.dossier), body)
    }

    fn webid(&self, change: impl FnOnce(&mut Value)) -> Call {
        let mut webid = webid_parameters();
        change(&mut webid);
        self.process(json!({"provider": "webid", "processParameters": {"webid": webid}}))
    }
}

#[tokio::test]
async fn what_a_row_allows_is_taken_and_one_more_is_refused() {
    let house = House::sandbox().await;
    let acme = house.backend("acme").await;
    let rows = rows();
    let places = Places::made(&house, &acme).await;
    for path in ["capture", "matching"] {
        let body = json!({"fields": [{"sourceField": "a", "targetField": "b"}]}).to_string();
        let path = format!("/assure/{path}/configurations/a");
        assert_eq!(
            house.post(&acme, &path, &body).await.status,
            StatusCode::CREATED
        );
    }
    for (what, call) in calls() {
        let most = most(&rows, what);
        // One more first: a start that is taken cannot be asked for again.
        for (size, expected) in [(most + 1, None), (most, Some(()))] {
            let call = call(&places, size);
            let expected = expected.map_or(StatusCode::BAD_REQUEST, |()| call.taken);
            let body = call.body.to_string();
            let bearer = acme.bearer();
            let answer = house
                .call(&call.method, &call.path, Some(&bearer), &body)
                .await;
            assert_eq!(
                answer.status,
                expected,
                "{what} of {size}: {}",
                answer.text("detail")
            );
        }
    }
}

/// The largest lengths and counts that the document gives to requests stand in the table, too.
#[test]
fn the_table_has_every_length_and_count_that_the_document_gives() {
    fn collect(value: &Value, found: &mut BTreeSet<u64>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    match (name.as_str(), value.as_u64()) {
                        // One element, two letters, two devices: what a thing is, not how much of it there may be.
                        ("maxLength" | "maxItems", Some(most)) if most > 2 => {
                            found.insert(most);
                        }
                        _ => collect(value, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
    let mut given = BTreeSet::new();
    collect(&openapi(), &mut given);
    let explained: BTreeSet<u64> = rows().iter().map(|(_, most, _)| *most as u64).collect();
    let missing: Vec<&u64> = given.difference(&explained).collect();
    assert!(missing.is_empty(), "docs/limits.md lacks {missing:?}");
}
