use crate::run::run;
use serde_json::Value;

fn log(data: &str) -> Vec<Value> {
    let listed = run(&[
        "audit", "list", "--client", "acme", "--json", "--data", data,
    ]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    listed
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_log_is_listed_verified_and_its_heads_are_kept_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let at = |words: &[&str]| run(&[words, &["--data", data]].concat());
    assert_eq!(at(&["client", "create", "acme", "--sandbox"]).code, 0);
    assert_eq!(
        at(&["client", "set", "acme", "--token-lifetime", "60"]).code,
        0
    );

    let entries = log(data);
    let acts: Vec<&str> = entries.iter().map(|e| e["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["client.created", "client.access_changed"]);
    assert_eq!(entries[1]["previousHash"], entries[0]["hash"]);
    let first = at(&["audit", "list", "--client", "acme", "--limit", "1"]);
    assert!(first.out.ends_with("more: --after 1\n"), "{}", first.out);
    let shown = at(&["audit", "show", "2", "--client", "acme"]);
    assert_eq!(
        serde_json::from_str::<Value>(&shown.out).unwrap(),
        entries[1]
    );
    let missing = at(&["audit", "show", "3", "--client", "acme"]);
    assert_eq!((missing.code, missing.out.as_str()), (3, ""));

    let verified = at(&["audit", "verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    assert_eq!(verified.out.lines().count(), 2, "{}", verified.out);
    let verified = at(&["audit", "verify", "--client", "acme", "--json"]);
    let verified: Value = serde_json::from_str(&verified.out).unwrap();
    assert_eq!(
        (&verified["good"], &verified["goodEntries"]),
        (&true.into(), &2.into())
    );

    let heads = folder.path().join("heads.jsonl");
    let printed = at(&["audit", "heads"]);
    assert_eq!(printed.out.lines().count(), 2, "{}", printed.err);
    std::fs::write(&heads, &printed.out).unwrap();
    let key = folder.path().join("key.json");
    std::fs::write(&key, at(&["audit", "key"]).out).unwrap();
    let (heads, key) = (heads.to_str().unwrap(), key.to_str().unwrap());
    let witnessed = at(&["audit", "verify", "--heads", heads, "--key", key]);
    assert_eq!(witnessed.code, 0, "{}{}", witnessed.out, witnessed.err);
    assert!(
        witnessed.out.contains("2 entries, signed up to entry 2"),
        "{}",
        witnessed.out
    );
}

#[test]
fn a_head_of_a_log_that_was_longer_is_an_exit_code_of_1_and_names_the_entry() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, before, heads) = (path("data"), path("before"), path("heads.jsonl"));
    assert_eq!(
        run(&["client", "create", "acme", "--sandbox", "--data", &data]).code,
        0
    );
    std::fs::create_dir(&before).unwrap();
    for file in ["bonafide.sqlite", "master.key"] {
        std::fs::copy(format!("{data}/{file}"), format!("{before}/{file}")).unwrap();
    }
    assert_eq!(
        run(&[
            "client",
            "set",
            "acme",
            "--token-lifetime",
            "60",
            "--data",
            &data
        ])
        .code,
        0
    );
    let kept = run(&["audit", "heads", "--client", "acme", "--data", &data]);
    std::fs::write(&heads, kept.out).unwrap();

    let whole = run(&["audit", "verify", "--data", &before]);
    assert_eq!(whole.code, 0, "{}{}", whole.out, whole.err);
    let cut = run(&["audit", "verify", "--heads", &heads, "--data", &before]);
    assert_eq!(cut.code, 1);
    let said = "entry 2: missing with all after it: the log was once 2 entries long";
    assert!(cut.out.contains(said), "{}", cut.out);
}

#[test]
fn files_of_a_witness_that_are_none_are_told_by_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    assert_eq!(run(&["client", "create", "acme", "--data", data]).code, 0);
    let file = folder.path().join("heads.jsonl");
    std::fs::write(&file, "{}\n").unwrap();
    let file = file.to_str().unwrap();
    let refused = run(&["audit", "verify", "--heads", file, "--data", data]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("line 1 is no head"), "{}", refused.err);
    let refused = run(&["audit", "verify", "--key", "/nowhere", "--data", data]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    let refused = run(&["audit", "list", "--client", "nobody", "--data", data]);
    assert_eq!(refused.err, "bonafide: there is no client 'nobody'\n");
}
