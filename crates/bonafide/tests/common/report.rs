//! What a run came to, with the commit and the seed: one line for people and machines, and a file under `target/reports`.

#![expect(clippy::print_stdout, reason = "the figures are worth reading")]

use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// Writes `target/reports/{run}.json` and prints the same on one line.
pub(crate) fn write(run: &str, seed: u64, counts: &Value) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(&root)
            .output();
        output.map_or_else(
            |_| String::new(),
            |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        )
    };
    let report = json!({
        "run": run,
        "commit": git(&["rev-parse", "--short", "HEAD"]),
        "changed": !git(&["status", "--porcelain", "--untracked-files=no"]).is_empty(),
        "seed": seed,
        // Of the last five minutes: figures of speed say little without it.
        "load_average": load_average(),
        "counts": counts,
    });
    let folder = root.join("target/reports");
    let text = serde_json::to_string_pretty(&report).unwrap_or_default();
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join(format!("{run}.json")), text));
    if let Err(error) = written {
        println!("the report of {run} could not be written: {error}");
    }
    println!("{run}: {report}");
}

fn load_average() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/loadavg").ok()?;
    told.split(' ').nth(1)?.parse().ok()
}
