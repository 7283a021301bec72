//! The walls of the house: which room may use which, and which libraries may enter where.
//!
//! The table is the one of `ARCHITECTURE.md`. A new edge is a decision: change both.

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use std::collections::BTreeMap;

/// Room → the rooms that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("bonafide-domain", &[]),
    ("bonafide-chain", &[]),
    ("bonafide-documents", &[]),
    ("bonafide-facts", &["bonafide-documents"]),
    ("bonafide-vision", &["bonafide-documents", "bonafide-facts"]),
    (
        "bonafide-verification",
        &["bonafide-domain", "bonafide-documents", "bonafide-facts"],
    ),
    ("bonafide-sealing", &[]),
    (
        "bonafide-storage",
        &["bonafide-chain", "bonafide-domain", "bonafide-sealing"],
    ),
    ("bonafide-egress", &[]),
    (
        "bonafide-providers",
        &[
            "bonafide-domain",
            "bonafide-documents",
            "bonafide-egress",
            "bonafide-facts",
            "bonafide-verification",
            "bonafide-vision",
        ],
    ),
    (
        "bonafide-app",
        &[
            "bonafide-chain",
            "bonafide-domain",
            "bonafide-documents",
            "bonafide-egress",
            "bonafide-storage",
            "bonafide-providers",
        ],
    ),
    ("bonafide-api", &["bonafide-app", "bonafide-domain"]),
    ("bonafide-worker", &["bonafide-app", "bonafide-domain"]),
    ("bonafide-models", &[]),
    ("bonafide-load", &[]),
    ("bonafide-testbed", &["bonafide-storage"]),
];

/// Rooms that are pure: they may use these libraries and no others.
const PURE: &[(&str, &[&str])] = &[
    (
        "bonafide-domain",
        &[
            "jiff",
            "serde",
            "serde_json",
            "strsim",
            "thiserror",
            "utoipa",
            "uuid",
        ],
    ),
    (
        "bonafide-documents",
        &[
            "jiff",
            "serde",
            "thiserror",
            "strsim",
            "unicode-normalization",
        ],
    ),
    ("bonafide-chain", &["hmac", "sha2", "thiserror"]),
    ("bonafide-facts", &["serde"]),
    (
        "bonafide-sealing",
        &["chacha20poly1305", "sha2", "subtle", "thiserror", "zeroize"],
    ),
    (
        "bonafide-verification",
        &["jiff", "serde", "serde_json", "strsim"],
    ),
];

/// Library → the only rooms that it may enter (for its own use; tests may use anything).
const ENTERS_THROUGH: &[(&str, &[&str])] = &[
    ("sqlx", &["bonafide-storage", "bonafide-testbed"]),
    ("object_store", &["bonafide-storage"]),
    ("chacha20poly1305", &["bonafide-sealing"]),
    ("getrandom", &["bonafide-storage"]),
    ("axum", &["bonafide-api", "bonafide"]),
    ("tower-http", &["bonafide-api"]),
    ("governor", &["bonafide-api"]),
    ("hdrhistogram", &["bonafide-load"]),
    ("ort", &["bonafide-vision"]),
    ("ndarray", &["bonafide-vision"]),
    ("image", &["bonafide-vision", "bonafide-testkit", "xtask"]),
    ("imageproc", &["bonafide-vision", "bonafide-testkit"]),
    ("rustfft", &["bonafide-vision"]),
    ("rxing", &["bonafide-testkit", "bonafide-vision"]),
    ("statrs", &["xtask"]),
    ("jsonwebtoken", &["bonafide-app"]),
    ("reqwest", &["bonafide-testkit", "xtask"]),
    ("hyper", &["bonafide-api", "bonafide-egress"]),
    ("rustls", &["bonafide-egress"]),
    ("tokio-rustls", &["bonafide-egress"]),
    ("url", &["bonafide-egress"]),
    ("ipnet", &["bonafide-egress", "bonafide"]),
    ("webpki-roots", &["bonafide-egress"]),
    (
        "clap",
        &["bonafide", "bonafide-load", "bonafide-testkit", "xtask"],
    ),
    ("figment", &["bonafide"]),
    (
        "anyhow",
        &[
            "bonafide",
            "bonafide-load",
            "bonafide-models",
            "bonafide-testkit",
            "xtask",
        ],
    ),
    ("prost", &["bonafide-models"]),
    ("tar", &["bonafide-app", "bonafide-models"]),
    (
        "utoipa",
        &["bonafide-api", "bonafide-app", "bonafide-domain"],
    ),
    ("utoipa-axum", &["bonafide-api"]),
    ("zip", &["bonafide-api", "bonafide-models"]),
];

fn rooms() -> BTreeMap<String, Package> {
    let metadata = MetadataCommand::new()
        .no_deps()
        .exec()
        .expect("cargo metadata");
    metadata
        .packages
        .into_iter()
        .map(|package| (package.name.to_string(), package))
        .collect()
}

fn uses(package: &Package) -> Vec<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal)
        .map(|dependency| dependency.name.clone())
        .collect()
}

#[test]
fn every_room_uses_only_the_rooms_that_its_row_allows() {
    let rooms = rooms();
    for (room, allowed) in MAY_USE {
        let package = rooms
            .get(*room)
            .unwrap_or_else(|| panic!("the table names {room}, which is no package"));
        for used in uses(package)
            .iter()
            .filter(|name| name.starts_with("bonafide"))
        {
            assert!(
                allowed.contains(&used.as_str()),
                "{room} uses {used}, which its row in ARCHITECTURE.md forbids"
            );
        }
    }
}

#[test]
fn every_room_has_a_row_or_may_use_all() {
    let free = ["bonafide", "bonafide-testkit", "xtask"];
    for room in rooms().keys() {
        let known = free.contains(&room.as_str()) || MAY_USE.iter().any(|(name, _)| name == room);
        assert!(known, "{room} has no row in the table of the walls");
    }
}

#[test]
fn pure_rooms_use_only_libraries_without_input_or_output() {
    let rooms = rooms();
    for (room, allowed) in PURE {
        for used in uses(&rooms[*room])
            .iter()
            .filter(|name| !name.starts_with("bonafide"))
        {
            assert!(
                allowed.contains(&used.as_str()),
                "{room} is pure, but uses {used}"
            );
        }
    }
}

#[test]
fn a_library_enters_only_through_its_own_rooms() {
    for (name, package) in rooms() {
        for used in uses(&package) {
            if let Some((_, through)) = ENTERS_THROUGH.iter().find(|(library, _)| *library == used)
            {
                assert!(
                    through.contains(&name.as_str()),
                    "{name} uses {used}, which enters only through {through:?}"
                );
            }
        }
    }
}

#[test]
fn nothing_that_is_shipped_depends_on_the_test_kit() {
    for (name, package) in rooms() {
        if name != "xtask" && name != "bonafide-testkit" {
            assert!(
                !uses(&package).contains(&"bonafide-testkit".to_owned()),
                "{name} ships the test kit"
            );
        }
    }
}
