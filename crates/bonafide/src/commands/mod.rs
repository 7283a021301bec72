mod archive;
mod audit;
mod client;
mod config;
mod doctor;
mod keys;
mod listen;
mod master_key;
mod models;
mod read;
mod retention;
mod serve;
mod subscription;
mod trigger;
mod verify;

use crate::cli::{Arguments, Command};
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use std::future::Future;
use std::path::Path;
use std::time::Duration;

/// How long an end waits for what still keeps a thread busy. The worker has then waited for all that its grace
/// allowed, and a picture that is still being looked at is looked at again after the next start.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// Does what the command line says.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        Command::Serve(serve) => serve::run(&serve),
        Command::Client(client) => client::run(client),
        Command::Keys(keys) => keys::run(keys),
        Command::Audit(audit) => audit::run(audit),
        Command::MasterKey(keys) => master_key::run(keys),
        Command::Hold(hold) => retention::hold(hold),
        Command::Backup(backup) => archive::run_backup(backup),
        Command::Restore(restore) => archive::run_restore(restore),
        Command::Export(export) => archive::run_export(export),
        Command::Import(import) => archive::run_import(import),
        Command::Read(read) => read::run(&read),
        Command::Verify(verify) => verify::run(&verify),
        Command::Models(models) => models::run(&models),
        Command::Subscription(subscription) => subscription::run(subscription),
        Command::Listen(listen) => listen::run(&listen),
        Command::Trigger(trigger) => trigger::run(trigger),
        Command::Doctor(doctor) => doctor::run(&doctor),
        Command::Config(config) => config::run(&config),
    }
}

/// Runs asynchronous work to its end.
fn block_on<F: Future<Output = Result<(), Failure>>>(work: F) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the threads for the work cannot be started")?;
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(LAST_WAIT);
    done
}

/// Refuses to write over a picture that was given to be looked at.
fn spare(input: &Path, out: &Path) -> Result<(), Failure> {
    let same = match (input.canonicalize(), out.canonicalize()) {
        (Ok(input), Ok(out)) => input == out,
        // What is not there yet cannot be written over.
        _ => false,
    };
    if same {
        return Err(Failure::saying(
            Code::Wrong,
            format!(
                "--annotate {} would write over the picture itself; name another file",
                out.display()
            ),
        ));
    }
    Ok(())
}
