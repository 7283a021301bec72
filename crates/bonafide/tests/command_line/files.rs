//! The store of files by configuration alone: what is wrong is named, and the key is never shown.

use crate::run::{Ran, command, finish, models, run};
use bonafide_testbed::{Place, Tables};
use std::net::TcpListener;
use std::path::Path;

const RIGHT: [(&str, &str); 6] = [
    ("STORE", "s3"),
    ("ENDPOINT", "https://s3.example.com"),
    ("BUCKET", "pictures"),
    ("ACCESS_KEY_ID", "AKIAMARKER"),
    ("SECRET_ACCESS_KEY", "hunter2"),
    ("PREFIX", "bonafide/live"),
];

/// `config` under the right settings and these over them.
fn config(changes: &[(&str, &str)]) -> Ran {
    let mut config = command(&["config"]);
    for (name, value) in RIGHT.iter().chain(changes) {
        config.env(format!("BONAFIDE_FILES__{name}"), value);
    }
    let ran = finish(config);
    assert!(!ran.out.contains("hunter2") && !ran.err.contains("hunter2"));
    ran
}

#[test]
fn a_bucket_by_configuration_is_taken_and_its_key_is_not_printed() {
    let ran = config(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("bucket = \"pictures\""), "{}", ran.out);
    assert_eq!(config(&[("ENDPOINT", "http://127.0.0.1:9000")]).code, 0);
    assert_eq!(config(&[("ENDPOINT", "http://[::1]:9000/")]).code, 0);
    let elsewhere = ("ENDPOINT", "http://store.internal:9000");
    assert_eq!(config(&[elsewhere, ("PLAINTEXT", "allowed")]).code, 0);
    assert_eq!(config(&[("ENDPOINT", "")]).code, 0);
}

#[test]
fn what_is_wrong_with_a_bucket_is_named() {
    for (setting, value) in [
        ("ENDPOINT", "s3.example.com"),
        ("ENDPOINT", "ftp://s3.example.com"),
        ("ENDPOINT", "https://key:secret@s3.example.com"),
        ("ENDPOINT", "https://s3.example.com?bucket=x"),
        ("ENDPOINT", "http://store.internal:9000"),
        ("ENDPOINT", "http://127.0.0.1.example.com"),
        ("BUCKET", ""),
        ("BUCKET", "Pictures of people"),
        ("REGION", ""),
        ("PREFIX", "/live"),
        ("PREFIX", "live/"),
        ("PREFIX", "a//b"),
        ("PREFIX", "../b"),
        ("ACCESS_KEY_ID", ""),
        ("SECRET_ACCESS_KEY", ""),
        ("PATIENCE_SECONDS", "0"),
        ("PATIENCE_SECONDS", "11"),
        ("STORE", "gcs"),
        ("PLAINTEXT", "sometimes"),
    ] {
        let ran = config(&[(setting, value)]);
        let named = format!("files.{}", setting.to_lowercase());
        assert_eq!(ran.code, 2, "{setting}={value}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(&named), "{setting}={value}: {}", ran.err);
    }
    let twice = config(&[("SECRET_ACCESS_KEY_FILE", "/run/secrets/s3")]);
    assert_eq!(twice.code, 2, "{}", twice.err);
    let mut one_underscore = command(&["config"]);
    one_underscore.env("BONAFIDE_FILES_BUCKET", "x");
    let ran = finish(one_underscore);
    assert!(ran.err.contains("BONAFIDE_FILES__BUCKET"), "{}", ran.err);
}

#[test]
fn a_key_in_a_file_that_is_not_there_or_empty_is_told_by_its_setting() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    std::fs::write(&empty, "\n").unwrap();
    for file in [folder.path().join("nowhere"), empty] {
        let mut create = command(&["client", "create", "acme", "--sandbox", "--data"]);
        create.arg(folder.path().join("data"));
        for (name, value) in RIGHT {
            create.env(format!("BONAFIDE_FILES__{name}"), value);
        }
        create
            .env("BONAFIDE_FILES__SECRET_ACCESS_KEY", "")
            .env("BONAFIDE_FILES__SECRET_ACCESS_KEY_FILE", &file);
        let ran = finish(create);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(
            ran.err.contains("files.secret_access_key_file"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_server_whose_bucket_is_away_does_not_start_and_says_so() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let mut serve = command(&["serve", "--listen", "127.0.0.1:0", "--data"]);
    serve.arg(folder.path().join("data"));
    for (name, value) in RIGHT {
        serve.env(format!("BONAFIDE_FILES__{name}"), value);
    }
    serve
        .env("BONAFIDE_FILES__ENDPOINT", endpoint)
        .env("BONAFIDE_METRICS__LISTEN", "off")
        .env("BONAFIDE_MODELS__DIR", models);
    let ran = finish(serve);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("the storage is not ready"), "{}", ran.err);
    assert!(
        !ran.err.contains("hunter2") && !ran.err.contains("AKIAMARKER"),
        "{}",
        ran.err
    );
}

#[test]
fn a_server_over_files_of_another_database_does_not_start_and_says_what_to_do() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let made = run(&[
        "client",
        "create",
        "acme",
        "--sandbox",
        "--data",
        data.to_str().unwrap(),
    ]);
    assert_eq!(made.code, 0, "{}", made.err);
    let marker = data.join("blobs/instance/bonafide/owner");
    std::fs::create_dir_all(marker.parent().unwrap()).unwrap();
    std::fs::write(&marker, "another\n").unwrap();
    let mut serve = command(&["serve", "--listen", "127.0.0.1:0", "--data"]);
    serve
        .arg(&data)
        .env("BONAFIDE_METRICS__LISTEN", "off")
        .env("BONAFIDE_MODELS__DIR", models);
    let ran = finish(serve);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.err.contains("another database (another)") && ran.err.contains("files.prefix"),
        "{}",
        ran.err
    );
    assert_eq!(std::fs::read_to_string(&marker).unwrap(), "another\n");
}

/// Every file under a folder but the marker that says whose it is.
fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| match path.is_dir() {
            true => files(&path),
            false => usize::from(!path.ends_with("instance/bonafide/owner")),
        })
        .sum()
}

#[tokio::test]
async fn the_doctor_keeps_a_file_in_the_bucket_and_finds_one_that_is_not_there() {
    let Some(place) = Place::of_servers(Tables::Made).await else {
        return;
    };
    let data = place.folder().join("data");
    let doctor = |bucket: Option<&str>| {
        let mut doctor = command(&["doctor", "--data", data.to_str().unwrap()]);
        doctor.envs(place.environment());
        if let Some(bucket) = bucket {
            doctor.env("BONAFIDE_FILES__BUCKET", bucket);
        }
        finish(doctor).out
    };
    let found = doctor(None);
    assert!(found.contains("ok   files"), "{found}");
    assert_eq!(files(place.files()), 0);
    let found = doctor(Some("not-there"));
    assert!(
        found.contains("bad  files") && found.contains("NoSuchBucket"),
        "{found}"
    );
}
