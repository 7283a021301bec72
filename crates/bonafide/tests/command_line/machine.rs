use crate::run::{command, finish, models, run};

#[test]
fn models_that_are_missing_are_listed_and_named() {
    let folder = tempfile::tempdir().unwrap();
    for (action, code, word) in [("list", 0, "missing"), ("verify", 1, "absent")] {
        let mut command = command(&["models", action]);
        command.env("BONAFIDE_MODELS__DIR", folder.path());
        let ran = finish(command);
        assert_eq!(ran.code, code, "{}", ran.err);
        let line = ran
            .out
            .lines()
            .find(|line| line.contains("libonnxruntime.so"))
            .unwrap();
        assert!(line.contains(word), "{line}");
    }
}

#[test]
fn models_that_are_there_are_right() {
    let Some(models) = models() else { return };
    let mut command = command(&["models", "verify"]);
    command.env("BONAFIDE_MODELS__DIR", &models);
    let ran = finish(command);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_damaged_model_of_our_own_is_told_and_not_worked_with() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    for part in ["fetched", "text"] {
        let place = models.canonicalize().unwrap().join(part);
        std::os::unix::fs::symlink(place, folder.path().join(part)).unwrap();
    }
    std::fs::create_dir(folder.path().join("mrz")).unwrap();
    let name = "mrz/mrz_line.onnx";
    let mut bytes = std::fs::read(models.join(name)).unwrap();
    // A weight; the file is still a network.
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let picture = models.join("fetched/specimen-portrait.png");
    let data = folder.path().join("data");
    for words in [
        ["models", "verify"].as_slice(),
        &["verify", "--front", picture.to_str().unwrap()],
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data",
            data.to_str().unwrap(),
        ],
    ] {
        let mut command = command(words);
        command
            .env("BONAFIDE_MODELS__DIR", folder.path())
            .env("BONAFIDE_METRICS__LISTEN", "off");
        let ran = finish(command);
        assert_eq!(ran.code, 1, "{words:?} {}", ran.err);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains(name), "{words:?} {said}");
    }
}

#[test]
fn the_doctor_makes_nothing_where_there_is_no_folder_yet() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = command(&["doctor", "--data", data.to_str().unwrap()]);
    command.env("BONAFIDE_MODELS__DIR", &models);
    let ran = finish(command);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("does not exist yet"), "{}", ran.out);
    assert!(!data.exists());
}

#[test]
fn the_doctor_finds_what_is_amiss_and_says_how_to_mend_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let shown = data.to_str().unwrap();
    let made = run(&["client", "create", "acme", "--sandbox", "--data", shown]);
    assert_eq!(made.code, 0, "{}", made.err);
    let all = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&data, all).unwrap();
    let mut command = command(&["doctor", "--data", shown]);
    command.env("BONAFIDE_MODELS__DIR", folder.path());
    let ran = finish(command);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for line in [
        "ok   clock",
        "ok   durable writes",
        "ok   database",
        "ok   integrity",
        "ok   signing keys",
        "ok   files of rows",
        "bad  models",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    assert!(
        ran.out.contains(&format!("chmod 700 {shown}")),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("bonafide models fetch"), "{}", ran.out);
    let left = std::fs::read_dir(&data)
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with(".doctor")
        })
        .count();
    assert_eq!(left, 0);
}
