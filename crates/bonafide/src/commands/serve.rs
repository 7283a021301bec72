use super::block_on;
use crate::cli::Serve;
use crate::configuration::{Configuration, load};
use crate::data_folder::DataFolder;
use crate::exit::Failure;
use crate::logging;
use crate::metrics::Metrics;
use crate::wiring::{no_storage, wire};
use anyhow::Context as _;
use bonafide_app::App;
use std::io::{Write as _, stdout};
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::interval;
use tracing::{info, warn};

pub(crate) fn run(arguments: &Serve) -> Result<(), Failure> {
    let configuration = load(arguments.place.config.as_deref(), |configuration| {
        arguments.place.adjust(configuration);
        if let Some(listen) = arguments.listen {
            configuration.server.listen = listen;
        }
        if let Some(format) = arguments.log_format {
            configuration.log.format = format;
        }
    })?;
    logging::start(&configuration.log.level, configuration.log.format)?;
    block_on(serve(&configuration, arguments.ready_file.as_deref()))
}

async fn serve(configuration: &Configuration, ready_file: Option<&Path>) -> Result<(), Failure> {
    // Signals count from here on, so that a stop during the start is not lost.
    let stop = stop_signal()?;
    let folder = DataFolder::take(&configuration.data.dir)?;
    let metrics = match configuration.metrics_listen().context("configuration")? {
        Some(address) => Some(Metrics::start(address).await?),
        None => None,
    };
    let listen = configuration.server.listen;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("server.listen: {listen} cannot be listened on"))?;
    let address = listener
        .local_addr()
        .context("the address of the listener")?;

    let staff = crate::wiring::staff(configuration)?;
    let wired = wire(configuration, staff.providers, Some(staff.editor)).await?;
    // A store that cannot be used is told now and not with the first picture.
    let ready = wired.storage.ready().await;
    ready.context("the storage is not ready; `bonafide doctor` says more")?;
    wired
        .storage
        .own_files()
        .await
        .map_err(|error| no_storage(error, "the files cannot be worked with"))?;
    let worker_name = folder.worker_name(&*wired.random)?;
    let recovered = bonafide_app::recover(&wired.app, &worker_name)
        .await
        .context("what a sudden end left behind cannot be mended")?;
    info!(
        files_removed = recovered.files_removed,
        leases_released = recovered.leases_released,
        "recovered"
    );

    let metrics = metrics.map(|metrics| {
        tokio::spawn(measure_queue(Arc::clone(&wired.app), stop.clone()));
        tokio::spawn(metrics.serve(stopped(stop.clone())))
    });
    let worker = tokio::spawn(bonafide_worker::run(
        Arc::clone(&wired.app),
        configuration.worker(worker_name),
        stopped(stop.clone()),
    ));
    let router = bonafide_api::router(bonafide_api::Parts {
        app: wired.app,
        clock: wired.clock,
        random: wired.random,
        limits: configuration.api_limits(),
        origins: configuration.origins().context("configuration")?,
        stopping: bonafide_api::Stopping::when(stop.clone()),
    });
    announce(address, configuration, ready_file)?;
    bonafide_api::serve(listener, router, configuration.connections(), stopped(stop)).await;

    worker.await.context("the worker broke")?;
    if let Some(metrics) = metrics {
        metrics.await.context("the metrics broke")?;
    }
    wired.storage.close().await;
    drop(folder);
    info!("stopped");
    Ok(())
}

/// Turns true with the first SIGTERM or SIGINT; a second one ends the process at once.
fn stop_signal() -> anyhow::Result<watch::Receiver<bool>> {
    let mut terminate =
        signal(SignalKind::terminate()).context("SIGTERM cannot be listened for")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be listened for")?;
    let (stopping, stop) = watch::channel(false);
    tokio::spawn(async move {
        for count in 0.. {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if count > 0 {
                std::process::exit(1);
            }
            info!("stopping");
            stopping.send_replace(true);
        }
    });
    Ok(stop)
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error says that the signal task is gone, which ends with the process.
    let _ = stop.wait_for(|stopping| *stopping).await;
}

/// Keeps the depth of the queue among the metrics, which the look at it leaves there.
async fn measure_queue(app: Arc<App>, stop: watch::Receiver<bool>) {
    let mut stop = pin!(stopped(stop));
    let mut tick = interval(Duration::from_secs(5));
    loop {
        tokio::select! {
            _ = tick.tick() => {
                if let Err(error) = bonafide_app::health(&app).await {
                    warn!(%error, "the queue cannot be measured");
                }
            }
            () = &mut stop => return,
        }
    }
}

/// Says that the server is ready, for people and for scripts.
fn announce(
    address: SocketAddr,
    configuration: &Configuration,
    ready_file: Option<&Path>,
) -> anyhow::Result<()> {
    if let Some(path) = ready_file {
        // Written beside and moved, so that nobody reads half of it.
        let beside = path.with_extension("new");
        std::fs::write(&beside, format!("{address}\n"))
            .and_then(|()| std::fs::rename(&beside, path))
            .with_context(|| format!("the ready file {} cannot be written", path.display()))?;
    }
    let data = configuration.data.dir.display();
    info!(%address, %data, "ready");
    writeln!(
        stdout(),
        "Bonafide listens on http://{address} (data in {data}; Ctrl-C ends it)"
    )
    .context("standard output")
}
