//! What a server of one's own can do: requests per second and latencies beside its own bare health check, and pictures per
//! second beside what the disk itself takes.
//!
//! The load comes from this machine and shares its cores with the server, so a rate is what both together manage. Rates are
//! therefore compared with one another within one run, and the health check is what the machine, the sockets and this
//! client can do at best.

mod client;
mod disk;
mod operations;
mod picture;
mod report;
mod server;

use anyhow::{Context as _, Result};
use clap::Parser;
use operations::{Operation, Prepared};
use report::{Measured, Report};
use server::Server;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

/// Start a server on a temporary folder, load it, and print what it did.
#[derive(Parser)]
struct Arguments {
    /// The server's binary: one that was built for release
    #[arg(long, default_value = "target/release/bonafide", value_name = "FILE")]
    binary: PathBuf,
    /// The folder of the models
    #[arg(long, default_value = "models", value_name = "DIR")]
    models: PathBuf,
    /// Where the temporary folder is made: the disk that is measured
    #[arg(long, default_value = "target", value_name = "DIR")]
    on: PathBuf,
    /// A new PostgreSQL database instead of SQLite
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// Seconds of each measurement
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// How often everything is measured; medians are printed
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Connections at once
    #[arg(long, value_delimiter = ',', default_value = "1,16,64")]
    connections: Vec<usize>,
    /// Only these operations: one by its name, or several by a part of their names
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Put the tables into this page, between its marks
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir_in(&arguments.on).context("the temporary folder")?;
    let seconds = Duration::from_secs_f64(arguments.seconds);
    let disk = disk::measure(folder.path(), seconds.min(Duration::from_secs(2)))?;
    let server = Server::start(
        &arguments.binary,
        &arguments.models,
        &folder.path().join("data"),
        arguments.postgres.as_deref(),
    )
    .await?;
    let wanted = wanted(arguments.only.as_deref());
    let prepared = Prepared::make(&server, &wanted).await?;
    let mut report = Report::new(disk, arguments.postgres.is_some());
    for round in 0..arguments.rounds {
        for &connections in &arguments.connections {
            for &operation in &wanted {
                let done = operations::run(&server, &prepared, operation, connections, seconds)
                    .await
                    .with_context(|| {
                        format!("{} at {connections} connections", operation.name())
                    })?;
                report.add(Measured {
                    operation,
                    connections,
                    done,
                });
                eprint(&format!(
                    "round {} of {}: {}, {connections}",
                    round + 1,
                    arguments.rounds,
                    operation.name()
                ));
            }
        }
    }
    let text = report.text();
    match &arguments.write {
        Some(page) => report::put_into(page, &text)?,
        None => std::io::stdout().write_all(text.as_bytes())?,
    }
    Ok(())
}

/// The operations of this name; without one, those with it in their names.
fn wanted(only: Option<&str>) -> Vec<Operation> {
    let named = |fits: &dyn Fn(&str) -> bool| -> Vec<Operation> {
        let all = Operation::ALL.into_iter();
        all.filter(|one| fits(one.name())).collect()
    };
    let Some(only) = only else {
        return Operation::ALL.to_vec();
    };
    match named(&|name| name == only) {
        none if none.is_empty() => named(&|name| name.contains(only)),
        exactly => exactly,
    }
}

fn eprint(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
