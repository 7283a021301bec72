//! What cargo cannot do. `cargo xtask --help` lists the tasks; each is one module with a `run`.
#![expect(
    clippy::print_stderr,
    reason = "a command-line tool tells its failures on standard error"
)]

mod accuracy;
mod bench;
mod demo;
mod docs;
mod explanations;
mod faces;
mod fields;
mod figures;
#[expect(
    dead_code,
    reason = "the accuracy report calls what the command does not"
)]
mod forgeries;
mod genuine;
mod hostile;
mod looks;
mod measure;
mod models;
mod mrz;
mod pages;
mod print;
mod recaptures;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Tasks of this repository that cargo cannot do by itself.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Command {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Measure how well the engine reads and judges, and write `docs/accuracy.md`.
    Accuracy(accuracy::Arguments),
    /// Print what each stage of a verification costs, documents a minute, memory, and the time to a first verdict.
    Bench(bench::Arguments),
    /// Take a printed specimen passport through the whole API of a server of its own.
    Demo(demo::Arguments),
    /// Write the tables of rules into `docs/verdicts.md`.
    Docs(docs::Arguments),
    /// Write `docs/explanations.md`: every check drawn on an example.
    Explanations(explanations::Arguments),
    /// Print how well faces are told apart.
    Faces(faces::Arguments),
    /// Print how well fields of the visual zone are read.
    Fields(fields::Arguments),
    /// Print how well machine-readable zones are read.
    Figures(figures::Arguments),
    /// Print how many forged documents are found, and how many untouched ones are taken for forged.
    Forgeries(forgeries::Arguments),
    /// Feed every hostile file to the engine; print what it cost.
    Hostile(hostile::Arguments),
    /// Fetch the models that the engine runs, and check them.
    Models(models::Arguments),
    /// Print how well documents, portraits and signatures are found.
    Pages(pages::Arguments),
    /// Write printed specimens to a folder, with their truth.
    Print(print::Arguments),
    /// Print how well pictures of screens, prints and copies are told from pictures of documents.
    Recaptures(recaptures::Arguments),
}

fn main() -> ExitCode {
    let done = match Command::parse().task {
        Task::Accuracy(arguments) => accuracy::run(&arguments, &mut std::io::stdout()),
        Task::Bench(arguments) => bench::run(&arguments, &mut std::io::stdout()),
        Task::Demo(arguments) => demo::run(&arguments, &mut std::io::stdout()),
        Task::Docs(arguments) => docs::run(&arguments, &mut std::io::stdout().lock()),
        Task::Explanations(arguments) => explanations::run(&arguments, &mut std::io::stdout()),
        Task::Faces(arguments) => faces::run(&arguments, &mut std::io::stdout().lock()),
        Task::Fields(arguments) => fields::run(&arguments, &mut std::io::stdout()),
        Task::Figures(arguments) => figures::run(&arguments, &mut std::io::stdout()),
        Task::Pages(arguments) => pages::run(&arguments, &mut std::io::stdout()),
        Task::Forgeries(arguments) => forgeries::run(&arguments, &mut std::io::stdout()),
        Task::Hostile(arguments) => hostile::run(&arguments, &mut std::io::stdout()),
        Task::Recaptures(arguments) => recaptures::run(&arguments, &mut std::io::stdout()),
        Task::Models(arguments) => models::run(&arguments, &mut std::io::stdout().lock()),
        Task::Print(arguments) => print::run(&arguments, &mut std::io::stdout()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
