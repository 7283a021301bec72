//! The binary: configuration, command line, wiring. The one place that names every room.

mod cli;
mod commands;
mod configuration;
mod data_folder;
mod exit;
mod logging;
mod metrics;
mod picture_file;
mod wiring;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match commands::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
