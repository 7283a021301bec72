use crate::{Destination, Dial, HostList, Policy, Refused, Resolve, RootsRefused, tls};
use bytes::{Bytes, BytesMut};
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderValue, RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, Method};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::{CertificateDer, ServerName};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// Addresses of one name that are tried.
const ADDRESSES_TRIED: usize = 3;
/// The least buffer that hyper takes; more headers than this end the call.
const HEADER_BYTES: usize = 16 << 10;

/// How long and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Looking the name up, connecting, TLS.
    pub connect: Duration,
    /// Everything.
    pub total: Duration,
    /// Bytes of the answer that are read; what comes after is left unread.
    pub read: usize,
    /// Bytes of the answer that are kept.
    pub keep: usize,
}

impl Default for Limits {
    /// 5 s, 15 s, 64 KiB read, 1 KiB kept.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(15),
            read: 64 << 10,
            keep: 1 << 10,
        }
    }
}

/// One call.
pub struct Request<'a> {
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: &'a str,
    /// The hosts that may be called for this account.
    pub hosts: &'a HostList,
    /// Headers besides `Host`, `Content-Length` and `User-Agent`.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// How long and how much.
    pub limits: Limits,
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`, as it was sent.
    pub retry_after: Option<String>,
    /// The beginning of the body.
    pub body: Bytes,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It is not to be called. Nothing was connected to.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name has no address now.
    #[error("the name of the host could not be looked up")]
    Unresolved,
    /// Nobody is there.
    #[error("no connection could be made")]
    Unreachable,
    /// Somebody is there who cannot prove to be the host.
    #[error("the TLS handshake failed")]
    Tls,
    /// It took too long.
    #[error("the call took longer than {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The connection broke, or what came is not HTTP.
    #[error("the connection ended before an answer came")]
    Broken,
}

/// The way out. Cheap to share behind an `Arc`.
pub struct Egress {
    policy: Policy,
    resolver: Arc<dyn Resolve>,
    dialer: Arc<dyn Dial>,
    tls: Arc<ClientConfig>,
}

impl Egress {
    /// Trusts the public certificate authorities and `roots`.
    ///
    /// # Errors
    /// [`RootsRefused`] when one of them cannot be a root.
    pub fn new(
        policy: Policy,
        resolver: Arc<dyn Resolve>,
        dialer: Arc<dyn Dial>,
        roots: Vec<CertificateDer<'static>>,
    ) -> Result<Self, RootsRefused> {
        Ok(Self {
            policy,
            resolver,
            dialer,
            tls: tls::client(roots)?,
        })
    }

    /// Judges a URL without calling it: for whoever sets one.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn judge(&self, url: &str, hosts: &HostList) -> Result<Destination, Refused> {
        Destination::judge(url, &self.policy, hosts)
    }

    /// Judges, connects, asks, and reads the answer. A redirect is an answer like any other.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn call(&self, request: Request<'_>) -> Result<Answer, Failure> {
        let total = request.limits.total;
        timeout(total, self.call_now(request))
            .await
            .unwrap_or(Err(Failure::TimedOut(total)))
    }

    async fn call_now(&self, request: Request<'_>) -> Result<Answer, Failure> {
        let destination = self.judge(request.url, request.hosts)?;
        let limits = request.limits;
        let stream = timeout(limits.connect, self.connect(&destination, limits))
            .await
            .unwrap_or(Err(Failure::TimedOut(limits.connect)))?;
        if destination.is_tls() {
            let name = ServerName::try_from(destination.host().trim_matches(['[', ']']).to_owned())
                .map_err(|_| Failure::Tls)?;
            let handshake = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream);
            let stream = timeout(limits.connect, handshake)
                .await
                .map_err(|_| Failure::TimedOut(limits.connect))?
                .map_err(|_| Failure::Tls)?;
            exchange(&destination, stream, request).await
        } else {
            exchange(&destination, stream, request).await
        }
    }

    /// Every address of the name has to be one that may be called: one that may not is a sign of a name that is to
    /// lead inside at the second look.
    async fn connect(
        &self,
        destination: &Destination,
        limits: Limits,
    ) -> Result<TcpStream, Failure> {
        let addresses = match destination.literal() {
            Some(address) => vec![address],
            None => self
                .resolver
                .resolve(destination.host())
                .await
                .map_err(|_| Failure::Unresolved)?,
        };
        for address in &addresses {
            destination.judge_address(*address, &self.policy)?;
        }
        if addresses.is_empty() {
            return Err(Failure::Unresolved);
        }
        self.first_that_answers(&addresses, destination.port(), limits.connect / 3)
            .await
    }

    async fn first_that_answers(
        &self,
        addresses: &[IpAddr],
        port: u16,
        each: Duration,
    ) -> Result<TcpStream, Failure> {
        for address in addresses.iter().take(ADDRESSES_TRIED) {
            // A route into nowhere must leave time for the next address.
            let dial = self.dialer.dial(SocketAddr::new(*address, port));
            if let Ok(Ok(stream)) = timeout(each, dial).await {
                return Ok(stream);
            }
        }
        Err(Failure::Unreachable)
    }
}

impl std::fmt::Debug for Egress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Egress")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// Ends the connection's task with the call, however the call ends.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn exchange(
    destination: &Destination,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<'_>,
) -> Result<Answer, Failure> {
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        .max_buf_size(HEADER_BYTES)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|_| Failure::Broken)?;
    let _connection = AbortOnDrop(tokio::spawn(connection).abort_handle());
    let limits = request.limits;
    let answer = sender
        .send_request(message(destination, request)?)
        .await
        .map_err(|_| Failure::Broken)?;
    let status = answer.status().as_u16();
    let retry_after = answer
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .map(|text| text.chars().take(64).collect());
    let body = beginning(answer.into_body(), limits).await?;
    Ok(Answer {
        status,
        retry_after,
        body,
    })
}

fn message(
    destination: &Destination,
    request: Request<'_>,
) -> Result<http::Request<Full<Bytes>>, Failure> {
    let url = destination.url();
    let path = &url[url::Position::BeforePath..];
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let length = request.body.len();
    let mut message = http::Request::builder()
        .method(request.method)
        .uri(path)
        .body(Full::new(request.body))
        .map_err(|_| Refused::NotAUrl)?;
    let headers = message.headers_mut();
    *headers = request.headers;
    headers.insert(
        HOST,
        HeaderValue::from_str(authority).map_err(|_| Refused::NotAUrl)?,
    );
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(
        USER_AGENT,
        HeaderValue::from_static(concat!("Bonafide/", env!("CARGO_PKG_VERSION"))),
    );
    // A connection is judged for one call.
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(message)
}

async fn beginning(mut body: Incoming, limits: Limits) -> Result<Bytes, Failure> {
    let mut kept = BytesMut::new();
    let mut read = 0;
    while read < limits.read {
        let Some(frame) = body.frame().await else {
            break;
        };
        let frame = frame.map_err(|_| Failure::Broken)?;
        if let Ok(data) = frame.into_data() {
            read += data.len();
            let room = limits.keep.saturating_sub(kept.len());
            kept.extend_from_slice(&data[..data.len().min(room)]);
        }
    }
    Ok(kept.freeze())
}
