use async_trait::async_trait;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// Opens connections. Nothing but the address goes in, so nothing can be looked up again on the way.
#[async_trait]
pub trait Dial: Send + Sync {
    /// A connection to exactly this address.
    ///
    /// # Errors
    /// When it cannot be reached.
    async fn dial(&self, address: SocketAddr) -> io::Result<TcpStream>;
}

/// The real network.
#[derive(Debug, Clone, Copy, Default)]
pub struct TcpDial;

#[async_trait]
impl Dial for TcpDial {
    async fn dial(&self, address: SocketAddr) -> io::Result<TcpStream> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}
