//! A line between two machines, which can be cut and mended.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What becomes of what is sent over the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// It arrives.
    Open,
    /// Connections are reset, old ones and new ones.
    Reset,
    /// Nothing arrives and nobody says so. What was on its way arrives when the line is mended, as with TCP.
    Silent,
}

/// Stands before a server. Dropped, it lets go of the address; connections last as long as the test.
pub(crate) struct Proxy {
    address: String,
    line: watch::Sender<Line>,
}

impl Proxy {
    /// `target` is `host:port`.
    pub(crate) async fn before(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let line = watch::Sender::new(Line::Open);
        let (target, told) = (target.to_owned(), line.subscribe());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, target.clone(), told.clone()));
            }
        });
        Self { address, line }
    }

    /// `host:port` of this end.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn becomes(&self, line: Line) {
        self.line.send_replace(line);
    }
}

async fn carry(client: TcpStream, target: String, mut line: watch::Receiver<Line>) {
    let begins = line.wait_for(|line| *line != Line::Silent).await;
    if !begins.is_ok_and(|line| *line == Line::Open) {
        let _ = client.set_zero_linger();
        return;
    }
    let Ok(server) = TcpStream::connect(&target).await else {
        return;
    };
    for end in [&client, &server] {
        let _ = end.set_nodelay(true);
    }
    let (from_client, mut to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    let (there, back) = (line.clone(), line.clone());
    let reset = tokio::select! {
        () = pump(from_client, &mut to_server, there) => false,
        () = pump(from_server, &mut to_client, back) => false,
        _ = line.wait_for(|line| *line == Line::Reset) => true,
    };
    if reset {
        for end in [&to_client, &to_server] {
            let _ = end.as_ref().set_zero_linger();
        }
    }
}

/// Until one end hangs up.
async fn pump(mut from: OwnedReadHalf, to: &mut OwnedWriteHalf, mut line: watch::Receiver<Line>) {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        if line.wait_for(|line| *line == Line::Open).await.is_err() {
            return;
        }
        let read = tokio::select! {
            read = from.read(&mut bytes) => read,
            _ = line.changed() => continue,
        };
        match read {
            Ok(count) if count > 0 => {
                // What was read as the line was cut waits for it to be mended.
                let _ = line.wait_for(|line| *line == Line::Open).await;
                if to.write_all(&bytes[..count]).await.is_err() {
                    return;
                }
            }
            _ => return,
        }
    }
}
