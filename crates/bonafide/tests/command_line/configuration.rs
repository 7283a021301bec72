use crate::run::{command, finish, run};

#[test]
fn help_says_what_there_is_and_what_the_exit_codes_mean() {
    let help = run(&["--help"]);
    assert_eq!(help.code, 0);
    for word in [
        "serve",
        "client",
        "read",
        "config",
        "Examples:",
        "Exit codes:",
    ] {
        assert!(help.out.contains(word), "{word}\n{}", help.out);
    }
    for about in ["serve", "client", "read", "config"] {
        let help = run(&[about, "--help"]);
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{about}");
    }
}

#[test]
fn a_command_line_that_is_not_understood_exits_with_2() {
    for arguments in [
        &[][..],
        &["serv"],
        &["serve", "--listen", "here"],
        &["read"],
        &["client", "create", "A B"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn the_commented_defaults_can_be_printed_and_used() {
    let defaults = run(&["config", "--defaults"]);
    assert_eq!(defaults.code, 0);
    assert_eq!(defaults.out, include_str!("../../bonafide.default.toml"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bonafide.toml");
    std::fs::write(&file, &defaults.out).unwrap();
    let given = run(&["config", "--config", file.to_str().unwrap()]);
    assert_eq!((given.code, given.out), (0, run(&["config"]).out));
}

#[test]
fn the_environment_goes_over_the_file_and_the_command_line_over_both() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bonafide.toml");
    std::fs::write(
        &file,
        "[data]\ndir = \"of-file\"\n[tokens]\nlifetime_seconds = 60\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let with_file = run(&["config", "--config", file]).out;
    assert!(with_file.contains("dir = \"of-file\"") && with_file.contains("lifetime_seconds = 60"));
    let mut with_environment = command(&["config", "--config", file]);
    with_environment.env("BONAFIDE_DATA__DIR", "of-environment");
    let out = finish(with_environment).out;
    assert!(out.contains("dir = \"of-environment\"") && out.contains("lifetime_seconds = 60"));
    let mut with_all = command(&["config", "--config", file, "--data", "of-command-line"]);
    with_all.env("BONAFIDE_DATA__DIR", "of-environment");
    assert!(finish(with_all).out.contains("dir = \"of-command-line\""));
}

#[test]
fn a_password_is_not_printed() {
    let mut config = command(&["config"]);
    config.env(
        "BONAFIDE_DATABASE__URL",
        "postgres://bonafide:hunter2@db/bonafide",
    );
    let ran = finish(config);
    assert_eq!(ran.code, 0);
    assert!(
        !ran.out.contains("hunter2") && !ran.err.contains("hunter2"),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_wrong_in_the_configuration_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bonafide.toml");
    for (text, named) in [
        ("[server]\nlissen = \"127.0.0.1:1\"\n", "server.lissen"),
        ("[sever]\nlisten = \"127.0.0.1:1\"\n", "sever"),
        ("[server]\nlisten = 8080\n", "server.listen"),
        (
            "[server]\npublic_url = \"example.com\"\n",
            "server.public_url",
        ),
        ("[metrics]\nlisten = \"maybe\"\n", "metrics.listen"),
        ("[database]\nurl = \"mysql://x\"\n", "database.url"),
        (
            "[limits]\nupload_memory_bytes = 1000\n",
            "limits.upload_memory_bytes",
        ),
        ("[log]\nformat = \"xml\"\n", "log.format"),
        ("[log]\nlevel = \"loud\"\n", "log.level"),
        ("[server]\ncors_origins = [\"*\"]\n", "server.cors_origins"),
        (
            "[rate_limits]\nreads_per_minute = -1\n",
            "rate_limits.reads_per_minute",
        ),
        (
            "[webhooks]\nretry_seconds = [5, 0]\n",
            "webhooks.retry_seconds",
        ),
        (
            "[webhooks]\ntimeout_seconds = 40\n",
            "webhooks.timeout_seconds",
        ),
        (
            "[tokens]\nlifetime_seconds = 4000\n",
            "tokens.lifetime_seconds",
        ),
        (
            "[verification]\nmax_attempts = 0\n",
            "verification.max_attempts",
        ),
        ("[server\n", "bonafide.toml"),
    ] {
        std::fs::write(&file, text).unwrap();
        let ran = run(&["config", "--config", file.to_str().unwrap()]);
        assert_eq!(ran.code, 2, "{text}{}", ran.err);
        assert!(ran.err.contains(named), "{text}{}", ran.err);
        // Each sentence once.
        assert_eq!(
            ran.err.matches(&format!("{named}: ")).count().min(2),
            usize::from(ran.err.contains(&format!("{named}: "))),
            "{}",
            ran.err
        );
    }
    let mut with_one_underscore = command(&["config"]);
    with_one_underscore.env("BONAFIDE_SERVER_LISTEN", "127.0.0.1:1");
    let ran = finish(with_one_underscore);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("BONAFIDE_SERVER__LISTEN"), "{}", ran.err);
    let ran = run(&["config", "--config", "nowhere.toml"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("nowhere.toml"), "{}", ran.err);
}

#[test]
fn a_face_model_of_ones_own_needs_its_bands_and_thresholds() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bonafide.toml");
    for (text, setting) in [
        ("embedding = \"own.onnx\"", "faces.embedding_bands"),
        (
            "embedding = \"own.onnx\"\nembedding_bands = [0.4, 0.3, 0.6]",
            "faces.embedding_bands",
        ),
        (
            "presentation = \"own.onnx\"",
            "faces.presentation_threshold",
        ),
        ("embedding_metric = \"manhattan\"", "embedding_metric"),
    ] {
        std::fs::write(&file, format!("[faces]\n{text}\n")).unwrap();
        let ran = run(&["config", "--config", file.to_str().unwrap()]);
        assert_eq!(ran.code, 2, "{text}: {}", ran.err);
        assert!(ran.err.contains(setting), "{text}: {}", ran.err);
    }
}
