use crate::impatient::Impatient;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

/// What connections may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Connections at once; more wait to be accepted.
    pub connections: usize,
    /// The longest that the head of a request may take to arrive, and that a connection may lie idle.
    pub head_time: Duration,
    /// The longest that the other side may take nothing of what is sent to it.
    pub send_time: Duration,
    /// The longest that requests under way may take to finish once the server is to stop.
    pub grace: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 1024,
            head_time: Duration::from_secs(30),
            send_time: Duration::from_secs(30),
            grace: Duration::from_secs(30),
        }
    }
}

/// Serves until `stop` is done, and then until the requests under way are answered or the grace is over.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    stop: impl Future<Output = ()> + Send,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let running = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(64 << 10);
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file descriptors, mostly: the connections that are there have to end first.
                warn!(%error, "cannot accept connections");
                sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = running.watch(http.serve_connection(
            TokioIo::new(Impatient::new(stream, limits.send_time)),
            service,
        ));
        tokio::spawn(async move {
            // What breaks here is the other side's connection; its requests were logged.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    info!(
        connections = running.count(),
        "stopping: no new connections"
    );
    if timeout(limits.grace, running.shutdown()).await.is_err() {
        warn!("stopping: some requests did not finish in time");
    }
}
