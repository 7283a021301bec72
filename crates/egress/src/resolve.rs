use async_trait::async_trait;
use std::io;
use std::net::IpAddr;

/// Tells which addresses a name has.
#[async_trait]
pub trait Resolve: Send + Sync {
    /// Every address of `host`, at most a handful.
    ///
    /// # Errors
    /// When the name has none or nobody can be asked.
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks as the machine is set up to ask.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        // The port is not looked at.
        let found = tokio::net::lookup_host((host, 443)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}
