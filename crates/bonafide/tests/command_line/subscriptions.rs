use crate::run::{Ran, run};
use serde_json::Value;

const URL: &str = "https://hooks.example.com/bonafide";

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let made = run(&["client", "create", "acme", "--data", desk.data()]);
        assert_eq!(made.code, 0, "{}", made.err);
        desk
    }

    fn data(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    fn run(&self, words: &[&str]) -> Ran {
        run(&[
            &["subscription"],
            words,
            &["--client", "acme", "--data", self.data()],
        ]
        .concat())
    }

    fn json(&self, words: &[&str]) -> Value {
        let ran = self.run(&[words, &["--json"]].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{words:?}");
        serde_json::from_str(&ran.out).unwrap()
    }
}

#[test]
fn a_subscription_is_made_changed_tested_and_removed_by_the_operator() {
    let desk = Desk::new();
    let made = desk.json(&["create", URL, "--event", "process.complete"]);
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"), "{made}");
    let id = made["id"].as_str().unwrap();

    let listed = desk.json(&["list"]);
    assert_eq!(listed["events"], serde_json::json!(["process.complete"]));
    assert!(listed.get("secret").is_none(), "{listed}");

    let paused = desk.json(&[
        "set",
        id,
        "--pause",
        "--description",
        "for billing",
        "--all-events",
    ]);
    assert_eq!(
        (&paused["state"], &paused["url"]),
        (&"paused".into(), &URL.into())
    );
    assert_eq!(paused["events"], serde_json::json!([]));
    let refused = desk.run(&["test", id]);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert_eq!(desk.json(&["set", id, "--enable"])["state"], "enabled");

    let drawn = desk.json(&["rotate", id, "--overlap", "3600"]);
    assert_ne!(drawn["secret"].as_str().unwrap(), secret);
    assert_eq!(
        desk.json(&["list"])["publicKeys"].as_array().unwrap().len(),
        2
    );

    let event = desk.json(&["test", id]);
    let event = event["eventId"].as_str().unwrap();
    let again = desk.run(&["resend", id, "--event-id", event]);
    // It is on its way already, so that nothing is sent twice.
    assert_eq!(
        again.out, "0 events are on their way again.\n",
        "{}",
        again.err
    );
    assert_eq!(desk.run(&["attempts", id]).out, "");

    assert_eq!(desk.run(&["delete", id]).code, 0);
    assert_eq!(desk.run(&["list"]).out, "");
    assert_eq!(desk.run(&["delete", id]).code, 3);

    let log = run(&["audit", "list", "--client", "acme", "--data", desk.data()]).out;
    let acts: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("subscription"))
        .collect();
    assert_eq!(acts.len(), 5, "{log}");
    assert!(acts.iter().all(|act| act.contains("operator")), "{log}");
}

#[test]
fn what_cannot_be_told_or_asked_is_named() {
    let desk = Desk::new();
    for (words, code, named) in [
        (["create", "http://hooks.example.com/"].as_slice(), 2, "url"),
        (&["create", "https://127.0.0.1/"], 2, "url"),
        (
            &["create", URL, "--event", "process.over"],
            2,
            "process.over",
        ),
        (
            &["create", URL, "--signature-header", "host"],
            2,
            "signatureHeader",
        ),
        (
            &["rotate", "00000000-0000-4000-8000-000000000000"],
            3,
            "ubscription",
        ),
        (
            &[
                "rotate",
                "00000000-0000-4000-8000-000000000000",
                "--overlap",
                "700000",
            ],
            2,
            "overlapSeconds",
        ),
        (
            &["resend", "00000000-0000-4000-8000-000000000000"],
            2,
            "--event-id",
        ),
    ] {
        let ran = desk.run(words);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (code, ""),
            "{words:?} {}",
            ran.err
        );
        assert!(ran.err.contains(named), "{words:?} {}", ran.err);
    }
    let nobody = run(&[
        "subscription",
        "list",
        "--client",
        "nobody",
        "--data",
        desk.data(),
    ]);
    assert_eq!(nobody.err, "bonafide: there is no client 'nobody'\n");
}

#[test]
fn an_event_is_triggered_for_whoever_listens() {
    let desk = Desk::new();
    for event in ["process.complete", "dossier.erased", "test"] {
        let ran = run(&["trigger", event, "--client", "acme", "--data", desk.data()]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{event}");
        assert!(ran.out.starts_with(&format!("{event} ")), "{}", ran.out);
    }
    let unknown = run(&[
        "trigger",
        "process.over",
        "--client",
        "acme",
        "--data",
        desk.data(),
    ]);
    assert_eq!(unknown.code, 2, "{}", unknown.err);
}
