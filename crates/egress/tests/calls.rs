//! What a call does on a real connection: to a server of the test on this machine, as in development.

#![expect(clippy::unwrap_used, reason = "helpers of tests panic like the tests")]

use bonafide_egress::{
    Answer, Egress, Failure, HostList, Limits, Loopback, Policy, Refused, Request, SystemResolver,
    TcpDial,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

fn egress() -> Egress {
    let policy = Policy {
        loopback: Loopback::Development,
        ..Policy::default()
    };
    Egress::new(
        policy,
        Arc::new(SystemResolver),
        Arc::new(TcpDial),
        Vec::new(),
    )
    .unwrap()
}

/// A server that answers each connection with these bytes; gives its address and, at the end, what it was sent.
async fn serves(answer: Vec<u8>, pause: Duration) -> (String, tokio::task::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let sent = request(&mut stream).await;
        for byte in answer.chunks(if pause.is_zero() {
            answer.len().max(1)
        } else {
            1
        }) {
            if stream.write_all(byte).await.is_err() {
                break;
            }
            tokio::time::sleep(pause).await;
        }
        sent
    });
    (address, server)
}

async fn request(stream: &mut TcpStream) -> Vec<u8> {
    let mut sent = Vec::new();
    let mut buffer = [0; 4096];
    while !sent.ends_with(b"{\"a\":1}") {
        let read = stream.read(&mut buffer).await.unwrap();
        if read == 0 {
            break;
        }
        sent.extend_from_slice(&buffer[..read]);
    }
    sent
}

async fn call(url: &str, limits: Limits) -> Result<Answer, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert("authorization", HeaderValue::from_static("token"));
    let request = Request {
        method: Method::POST,
        url,
        hosts: &HostList::ANY,
        headers,
        body: Bytes::from_static(b"{\"a\":1}"),
        limits,
    };
    egress().call(request).await
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

#[tokio::test]
async fn a_call_carries_its_headers_and_body_and_brings_the_answer_back() {
    let (address, server) = serves(OK.to_vec(), Duration::ZERO).await;
    let answer = call(
        &format!("http://{address}/hook?x=1#part"),
        Limits::default(),
    )
    .await
    .unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, &b"ok"[..]));
    let sent = String::from_utf8(server.await.unwrap()).unwrap();
    assert!(sent.starts_with("POST /hook?x=1 HTTP/1.1\r\n"), "{sent}");
    for line in [
        "authorization: token",
        &format!("host: {address}"),
        "content-length: 7",
    ] {
        assert!(sent.to_lowercase().contains(line), "{line} in {sent}");
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let redirect =
        b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n";
    let (address, _server) = serves(redirect.to_vec(), Duration::ZERO).await;
    let answer = call(&format!("http://{address}/"), Limits::default())
        .await
        .unwrap();
    assert_eq!(answer.status, 302);
}

#[tokio::test]
async fn of_a_long_answer_only_the_beginning_is_kept() {
    let mut long = b"HTTP/1.1 500 Oops\r\nretry-after: 120\r\n\r\n".to_vec();
    long.extend(std::iter::repeat_n(b'x', 10 << 20));
    let (address, _server) = serves(long, Duration::ZERO).await;
    let answer = call(&format!("http://{address}/"), Limits::default())
        .await
        .unwrap();
    assert_eq!((answer.status, answer.body.len()), (500, 1024));
    assert_eq!(answer.retry_after.as_deref(), Some("120"));
}

#[tokio::test]
async fn an_answer_that_drips_ends_with_the_time_for_all() {
    let limits = Limits {
        total: Duration::from_millis(300),
        ..Limits::default()
    };
    let (address, _server) = serves(OK.to_vec(), Duration::from_millis(50)).await;
    let failure = call(&format!("http://{address}/"), limits)
        .await
        .unwrap_err();
    assert_eq!(failure, Failure::TimedOut(limits.total));
}

#[tokio::test]
async fn what_is_not_http_and_headers_without_end_break_the_call() {
    let mut endless = b"HTTP/1.1 200 OK\r\n".to_vec();
    endless.extend(
        b"x-header: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(10_000),
    );
    for answer in [b"SSH-2.0-OpenSSH_9\r\n".to_vec(), Vec::new(), endless] {
        let (address, _server) = serves(answer, Duration::ZERO).await;
        assert_eq!(
            call(&format!("http://{address}/"), Limits::default()).await,
            Err(Failure::Broken)
        );
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_ends_the_call() {
    // A server that answers a handshake with something else is as far from proving who it is.
    let (address, _server) =
        serves(b"nonsense that is no TLS at all".to_vec(), Duration::ZERO).await;
    let limits = Limits {
        connect: Duration::from_secs(2),
        ..Limits::default()
    };
    let failure = call(&format!("https://{address}/"), limits)
        .await
        .unwrap_err();
    assert!(
        matches!(failure, Failure::Tls | Failure::TimedOut(_)),
        "{failure}"
    );
}

#[tokio::test]
async fn nobody_there_is_told_as_such() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    assert_eq!(
        call(&format!("http://{closed}/"), Limits::default()).await,
        Err(Failure::Unreachable)
    );
}

#[tokio::test]
async fn development_allows_this_machine_and_nothing_else_inside() {
    for url in [
        "https://10.0.0.1/",
        "http://10.0.0.1/",
        "http://example.com/",
        "https://db.internal/",
    ] {
        let failure = call(url, Limits::default()).await.unwrap_err();
        assert!(matches!(failure, Failure::Refused(_)), "{url}: {failure}");
    }
}

#[tokio::test]
async fn a_host_that_the_account_has_not_listed_is_refused() {
    let hosts = HostList::only(["*.example.com".to_owned()]).unwrap();
    let refused = egress().judge("https://example.org/", &hosts).unwrap_err();
    assert_eq!(refused, Refused::NotListed);
    assert!(egress().judge("https://hooks.example.com/", &hosts).is_ok());
}
