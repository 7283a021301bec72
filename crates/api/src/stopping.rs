use tokio::sync::watch;

/// Tells calls that wait for something that the server is about to end.
#[derive(Debug, Clone)]
pub struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Ends waiting as soon as this turns true.
    #[must_use]
    pub const fn when(stop: watch::Receiver<bool>) -> Self {
        Self(stop)
    }

    /// Of a server that ends without telling.
    #[must_use]
    pub fn never() -> Self {
        Self(watch::channel(false).1)
    }

    /// Returns when the server is to end.
    pub(crate) async fn stopped(&self) {
        let mut stop = self.0.clone();
        if stop.wait_for(|stopping| *stopping).await.is_err() {
            // Nobody is left who could say so.
            std::future::pending::<()>().await;
        }
    }
}
