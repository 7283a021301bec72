mod client;
mod config;
mod read;
mod serve;

use crate::cli::{Arguments, Command};
use crate::exit::Failure;
use anyhow::Context as _;
use std::future::Future;

/// Does what the command line says.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        Command::Serve(serve) => serve::run(&serve),
        Command::Client(client) => client::run(client),
        Command::Read(read) => read::run(&read),
        Command::Config(config) => config::run(&config),
    }
}

/// Runs asynchronous work to its end.
fn block_on<F: Future<Output = Result<(), Failure>>>(work: F) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the threads for the work cannot be started")?;
    runtime.block_on(work)
}
