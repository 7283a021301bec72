use crate::run::{command, finish, run};

#[test]
fn everything_is_backed_up_and_restored_and_an_account_moves() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, backup, restored, other) = (
        path("data"),
        path("backup"),
        path("restored"),
        path("other"),
    );
    let made = run(&["client", "create", "acme", "--sandbox", "--data", &data]);
    assert_eq!(made.code, 0, "{}", made.err);

    let ran = run(&["backup", &backup, "--data", &data]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("data.tar: ") && ran.out.contains("keys.tar: "),
        "{}",
        ran.out
    );
    let again = run(&["backup", &backup, "--data", &data]);
    assert_eq!(again.code, 2, "{}", again.err);
    let without = run(&["restore", &backup, "--data", &restored]);
    assert_eq!(without.code, 2, "{}", without.err);
    assert!(
        without.err.contains("sealed under the master key"),
        "{}",
        without.err
    );
    let key = |data: &str| std::path::Path::new(data).join("master.key");
    std::fs::copy(key(&data), key(&restored)).unwrap();
    let ran = run(&["restore", &backup, "--data", &restored]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let listed = |data: &str| run(&["client", "list", "--data", data]).out;
    assert_eq!(listed(&data), listed(&restored));
    let verified = run(&["audit", "verify", "--data", &restored]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    let ran = run(&["restore", &backup, "--data", &restored]);
    assert_eq!(ran.code, 2, "{}", ran.err);

    let file = path("acme.bonafide");
    let with = |arguments: &[&str], passphrase: &str| {
        let mut command = command(arguments);
        command.env("BONAFIDE_PASSPHRASE", passphrase);
        finish(command)
    };
    let export = ["export", "--client", "acme", &file, "--data", &data];
    assert_eq!(run(&export).code, 2, "without a passphrase");
    assert_eq!(with(&export, "short").code, 2);
    let ran = with(&export, "correct horse battery");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let import = ["import", &file, "--data", &other];
    let refused = with(&import, "another passphrase");
    assert_eq!(refused.code, 3, "{}", refused.err);
    for said in ["is here now", "is here already"] {
        let ran = with(&import, "correct horse battery");
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(said), "{}", ran.out);
    }
    assert_eq!(listed(&data), listed(&other));
    let verified = run(&["audit", "verify", "--data", &other]);
    assert_eq!(verified.code, 0, "{}", verified.out);
}
