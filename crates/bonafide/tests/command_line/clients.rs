use crate::run::run;
use serde_json::Value;

#[test]
fn a_client_is_made_listed_and_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let made = run(&[
        "client",
        "create",
        "acme",
        "--sandbox",
        "--json",
        "--data",
        data,
    ]);
    assert_eq!((made.code, made.err.as_str()), (0, ""));
    let credentials: Value = serde_json::from_str(&made.out).unwrap();
    let id = credentials["clientId"].as_str().unwrap();
    let secret = credentials["clientSecret"].as_str().unwrap();
    assert!(id.starts_with("sandbox-acme-"), "{id}");
    assert!(secret.len() >= 40);
    assert_eq!(credentials.as_object().unwrap().len(), 2);

    let shown = run(&["client", "create", "bank", "--data", data]);
    assert!(
        shown.out.contains("clientId:     live-bank-"),
        "{}",
        shown.out
    );

    let listed = run(&["client", "list", "--data", data]);
    assert_eq!(listed.out.lines().count(), 2);
    assert!(listed.out.contains(id) && !listed.out.contains(secret));

    let again = run(&["client", "create", "acme", "--data", data]);
    assert_eq!((again.code, again.out.as_str()), (1, ""));
    assert!(again.err.contains("acme"), "{}", again.err);

    let revoked = run(&["client", "revoke", id, "--data", data]);
    assert_eq!(
        (revoked.code, revoked.out),
        (0, format!("{id} is revoked.\n"))
    );
    let listed = run(&["client", "list", "--json", "--data", data]);
    let lines: Vec<Value> = listed
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |wanted: &str| lines.iter().find(|line| line["name"] == wanted).unwrap();
    assert!(of("acme")["revokedAt"].is_string());
    assert!(of("bank")["revokedAt"].is_null());
    assert_eq!(of("bank")["environment"], "live");
}

#[test]
fn a_client_that_is_not_there_cannot_be_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    assert_eq!(run(&["client", "create", "acme", "--data", data]).code, 0);
    let ran = run(&["client", "revoke", "nobody", "--data", data]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert_eq!(ran.err, "bonafide: there is no client 'nobody'\n");
}

#[test]
fn rules_of_a_client_are_set_shown_and_reset() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let rules = |rest: &[&str]| {
        let arguments = [&["client", "rules"], rest, &["--data", data]].concat();
        run(&arguments)
    };
    assert_eq!(run(&["client", "create", "acme", "--data", data]).code, 0);

    let file = folder.path().join("acme.toml");
    std::fs::write(
        &file,
        "minimum_age = 16\nnonExpired.failed = \"rejected\"\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let set = rules(&["set", "acme", "minimum_age=21", "--file", file]);
    assert_eq!((set.code, set.err.as_str()), (0, ""));
    let own = |out: &str| out.lines().filter(|line| line.starts_with('*')).count();
    assert_eq!(own(&set.out), 2, "{}", set.out);

    let shown = rules(&["show", "acme", "--json"]);
    assert_eq!(
        shown.out,
        "{\"minimum_age\":21.0,\"nonExpired.failed\":\"rejected\"}\n"
    );

    let refused = rules(&["set", "acme", "colour_from=99"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert_eq!(
        refused.err,
        "bonafide: colour_from: must be 1.5 to 6, and 99 is not\n"
    );
    let refused = rules(&["set", "nobody", "minimum_age=21"]);
    assert_eq!(refused.code, 3);
    assert_eq!(refused.err, "bonafide: there is no client 'nobody'\n");

    assert_eq!(rules(&["reset", "acme"]).code, 0);
    assert_eq!(own(&rules(&["show", "acme"]).out), 0);
}

#[test]
fn a_folder_that_was_mistyped_is_told_and_not_filled() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("mistyped");
    for words in [
        ["client", "list"].as_slice(),
        &["client", "revoke", "acme"],
        &["keys", "list"],
        &["keys", "rotate"],
        &["master-key", "list"],
        &["audit", "verify"],
        &["audit", "key"],
        &["trigger", "process.complete", "--client", "acme"],
        &["backup", folder.path().join("backup").to_str().unwrap()],
    ] {
        let ran = run(&[words, &["--data", data.to_str().unwrap()]].concat());
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (3, ""),
            "{words:?} {}",
            ran.err
        );
        assert!(ran.err.contains("mistyped"), "{words:?} {}", ran.err);
        assert!(!data.exists(), "{words:?}");
    }
}
