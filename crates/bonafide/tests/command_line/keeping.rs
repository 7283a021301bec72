use crate::run::{command, finish, run};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn a_master_key_is_made_rotated_and_forgotten_and_a_missing_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let shown = data.to_str().unwrap();
    let made = run(&["client", "create", "acme", "--sandbox", "--data", shown]);
    assert_eq!(made.code, 0, "{}", made.err);
    let file = data.join("master.key");
    let rights = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(rights & 0o777, 0o600);

    let listed = || -> Vec<Value> {
        let ran = run(&["master-key", "list", "--json", "--data", shown]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let first = listed();
    assert_eq!((first.len(), &first[0]["wraps"]), (1, &Value::Bool(true)));
    let old = first[0]["id"].as_str().unwrap().to_owned();
    let early = run(&["master-key", "forget", &old, "--data", shown]);
    assert_eq!(early.code, 2, "{}", early.err);

    let rotated = run(&["master-key", "rotate", "--data", shown]);
    assert_eq!(rotated.code, 0, "{}", rotated.err);
    assert!(
        rotated.out.contains("wraps everything now"),
        "{}",
        rotated.out
    );
    let both = listed();
    let of_old = both.iter().find(|key| key["id"] == old.as_str()).unwrap();
    assert_eq!(
        (&of_old["wraps"], &of_old["accountKeys"]),
        (&Value::Bool(false), &0.into())
    );
    let forgotten = run(&["master-key", "forget", &old, "--data", shown]);
    assert_eq!(forgotten.code, 0, "{}", forgotten.err);
    assert_eq!(listed().len(), 1);

    let key = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    for arguments in [
        &["client", "list", "--data", shown][..],
        &["master-key", "rotate", "--data", shown],
    ] {
        let refused = run(arguments);
        assert_eq!(refused.code, 3, "{}", refused.err);
        assert!(
            refused.err.contains("bring the copy back"),
            "{}",
            refused.err
        );
        assert!(!file.exists());
    }
    let mut wrong = command(&["client", "list", "--data", shown]);
    wrong.env("BONAFIDE_SEALING__MASTER_KEYS", "ab".repeat(32));
    let refused = finish(wrong);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(!refused.err.contains("abab"), "{}", refused.err);
    std::fs::write(&file, key).unwrap();
    let rights = |mode| {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    // A copy that everybody can read is no secret.
    rights(0o644);
    let refused = run(&["client", "list", "--data", shown]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(refused.err.contains("master.key"), "{}", refused.err);
    rights(0o600);
    assert_eq!(run(&["client", "list", "--data", shown]).code, 0);
}

#[test]
fn times_are_set_shown_and_refused_and_a_dossier_that_is_not_there_cannot_be_held() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let shown = data.to_str().unwrap();
    run(&["client", "create", "acme", "--sandbox", "--data", shown]);
    let retention = |more: &[&str]| {
        let arguments = [&["client", "retention"][..], more, &["--data", shown]].concat();
        run(&arguments)
    };
    let before = retention(&["show", "acme"]);
    assert_eq!(
        before.out, "dossiers  30 days  (of the server)\n",
        "{}",
        before.err
    );
    let set = retention(&[
        "set",
        "acme",
        "dossiers=90",
        "signicatpictureid/document=10",
    ]);
    assert_eq!(
        set.out, "dossiers  90 days\nsignicatpictureid/document  10 days\n",
        "{}",
        set.err
    );
    let json = retention(&["show", "acme", "--json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["processes"]["signicatpictureid/document"], 10);
    for wrong in ["dossiers=ever", "dossiers", "nobody=10", "dossiers=40000"] {
        let refused = retention(&["set", "acme", wrong]);
        assert_eq!(refused.code, 2, "{wrong}: {}", refused.err);
    }
    assert_eq!(retention(&["reset", "acme"]).out, before.out);
    assert_eq!(retention(&["show", "nobody"]).code, 3);

    let dossier = "0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10";
    let absent = run(&["hold", "set", "acme", dossier, "--data", shown]);
    assert_eq!(absent.code, 3, "{}", absent.err);
    let none = run(&["hold", "list", "acme", "--data", shown]);
    assert_eq!((none.code, none.out.as_str()), (0, ""));
}
