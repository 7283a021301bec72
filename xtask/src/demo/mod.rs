//! A printed specimen passport through the whole API, as a backend developer would send it.

mod draw;
mod print;
mod specimen;
mod steps;

use anyhow::{Context, Result, bail};
use bonafide_testkit::assure::Assure;
use bonafide_testkit::server::{Server, ServerSettings};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;
use steps::Steps;

/// Prints a specimen passport, sends it through the API of a server of its own, shows the result.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// End after the result; the exit code says whether the specimen was accepted.
    #[arg(long)]
    once: bool,
    /// Only print the specimen and write its photograph into this file.
    #[arg(long, value_name = "FILE")]
    print: Option<PathBuf>,
    /// The server to run.
    #[arg(long, default_value = "target/release/bonafide")]
    binary: PathBuf,
    /// The folder of the models.
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// Where the pictures and the server's data go; a new folder is made in it for each run.
    #[arg(long, default_value = "demo")]
    out: PathBuf,
    /// Another seed prints another holder and another photograph.
    #[arg(long, default_value_t = 11)]
    seed: u64,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    if let Some(file) = &arguments.print {
        let photo = specimen::photographed(&arguments.models, arguments.seed, today())?;
        return std::fs::write(file, photo).with_context(|| format!("writing {}", file.display()));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(show(arguments, out))
}

async fn show(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let folder = new_folder(&arguments.out)?;
    let mut steps = Steps::new(10);

    let photo = steps.run(
        out,
        "printing a specimen passport and photographing it",
        async { specimen::photographed(&arguments.models, arguments.seed, today()) },
    );
    let photo = photo.await?;
    let picture = folder.join("specimen.jpg");
    std::fs::write(&picture, &photo).with_context(|| format!("writing {}", picture.display()))?;

    let settings = ServerSettings::new(&arguments.binary, &arguments.models, folder.join("data"));
    let server = steps
        .run(
            out,
            "starting the server on a new embedded database",
            async { Server::start(settings).await.context("starting the server") },
        )
        .await?;
    let credentials = server.create_client("demo")?;
    writeln!(out, "\n  address        {}", server.url())?;
    writeln!(out, "  client id      {}", credentials.client_id)?;
    writeln!(out, "  client secret  {}\n", credentials.client_secret)?;

    let url = server.url();
    let assure = steps
        .run(out, "POST /auth/open/connect/token", async {
            Ok(Assure::sign_in(&url, &credentials).await?)
        })
        .await?;
    let dossier = steps
        .run(out, "POST /assure/dossiers", async {
            Ok(assure.create_dossier("demo-customer-1").await?)
        })
        .await?;
    let document = steps
        .run(
            out,
            "GET  /assure/signicatpictureid/document-types",
            async {
                let types = assure
                    .get("/assure/signicatpictureid/document-types")
                    .await?;
                specimen::document_id(&types)
            },
        )
        .await?;
    let process = steps
        .run(out, "POST /assure/dossiers/{dossierId}/processes", async {
            Ok(assure.create_process(&dossier, Some(document)).await?)
        })
        .await?;
    steps
        .run(out, "POST …/processes/{processId}/images", async {
            Ok(assure.set_images(&process, &[("front", &photo)]).await?)
        })
        .await?;
    steps
        .run(out, "POST …/processes/{processId} (start)", async {
            Ok(assure.start(&process).await?)
        })
        .await?;
    let result = steps
        .run(
            out,
            "GET  …/processes/{processId} until it is final",
            async { Ok(assure.wait(&process, Duration::from_secs(120)).await?) },
        )
        .await?;

    let annotated = folder.join("annotated.png");
    steps
        .run(
            out,
            "bonafide verify --annotate: the same picture, drawn",
            async {
                let (binary, models) = (&arguments.binary, &arguments.models);
                draw::sheet(binary, models, &picture, document, &annotated).await
            },
        )
        .await?;
    let raw = folder.join("result.json");
    std::fs::write(&raw, serde_json::to_vec_pretty(&result)?)?;
    print::result(out, &result)?;
    writeln!(
        out,
        "\n  the picture with what was found   {}",
        annotated.display()
    )?;
    writeln!(out, "  the answer as JSON                {}", raw.display())?;

    if arguments.once {
        return match result["status"].as_str() {
            Some("accepted") => Ok(()),
            status => bail!(
                "the specimen should have been accepted, but it was {}",
                status.unwrap_or("not answered")
            ),
        };
    }
    print::next(out, &server.url(), &credentials)?;
    out.flush()?;
    tokio::signal::ctrl_c().await?;
    writeln!(out, "\nstopped; its data are in {}", folder.display())?;
    Ok(())
}

/// `demo/1`, `demo/2`, …: a run never touches what an earlier one left.
fn new_folder(out: &std::path::Path) -> Result<PathBuf> {
    std::fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    for number in 1..10_000 {
        let folder = out.join(number.to_string());
        match std::fs::create_dir(&folder) {
            Ok(()) => return Ok(std::path::absolute(folder)?),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error).with_context(|| format!("making {}", folder.display()));
            }
        }
    }
    bail!("{} holds 10000 runs; remove some", out.display())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the demo prints a passport that is good today"
)]
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// A field of an answer as text, or a dash.
fn text<'a>(answer: &'a Value, pointer: &str) -> &'a str {
    answer
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or("–")
}
