use anyhow::Context as _;
use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::interval;
use tracing::{info, warn};

/// Seconds; from a health check to the longest verification.
const BUCKETS: [f64; 13] = [
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0,
];

/// Metrics in the format of Prometheus on a listener of their own.
pub(crate) struct Metrics {
    listener: TcpListener,
    handle: PrometheusHandle,
}

impl Metrics {
    /// Begins to count, and takes the address.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub(crate) async fn start(address: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address).await.with_context(|| {
            format!("metrics.listen: {address} cannot be listened on (metrics can be turned off by \"off\")")
        })?;
        let handle = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)
            .context("the buckets of histograms")?
            .install_recorder()
            .context("metrics cannot be counted")?;
        info!(address = %listener.local_addr()?, "metrics");
        Ok(Self { listener, handle })
    }

    /// Serves them until the end.
    pub(crate) async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) {
        let upkeep = self.handle.clone();
        let tidying = tokio::spawn(async move {
            let mut tick = interval(Duration::from_secs(5));
            loop {
                tick.tick().await;
                upkeep.run_upkeep();
            }
        });
        let handle = self.handle;
        let router = Router::new().route(
            "/metrics",
            get(move || {
                let handle = handle.clone();
                async move {
                    (
                        [("content-type", "text/plain; version=0.0.4")],
                        handle.render(),
                    )
                }
            }),
        );
        let served = axum::serve(self.listener, router)
            .with_graceful_shutdown(stop)
            .await;
        if let Err(problem) = served {
            warn!(%problem, "metrics ended");
        }
        tidying.abort();
    }
}
