use crate::run::{Ran, command, finish, models};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

struct Running {
    child: Child,
    address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(models: &Path, data: &Path) -> Running {
    let ready = data.with_extension("ready");
    let mut command = command(&["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]);
    command
        .arg("--ready-file")
        .arg(&ready)
        .arg("--data")
        .arg(data)
        .env("BONAFIDE_MODELS__DIR", models)
        .env("BONAFIDE_METRICS__LISTEN", "127.0.0.1:0")
        .env("BONAFIDE_VERIFICATION__PARALLEL", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(120);
    let address = loop {
        if let Ok(address) = std::fs::read_to_string(&ready) {
            break address.trim().to_owned();
        }
        assert!(
            child.try_wait().unwrap().is_none(),
            "the server ended before it was ready"
        );
        assert!(Instant::now() < deadline, "the server did not become ready");
        std::thread::sleep(Duration::from_millis(20));
    };
    Running { child, address }
}

/// One request on a connection of its own; the answer as text.
fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    write!(stream, "{request}\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_server_says_where_it_listens_and_stops_when_it_is_told() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = serve(&models, &data);
    let mode = std::fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700, "the data are for their owner alone");

    let mut first = String::new();
    BufReader::new(server.child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    assert!(
        first.contains(&format!("http://{}", server.address)),
        "{first}"
    );
    assert!(ask(&server.address, "GET /health HTTP/1.1").starts_with("HTTP/1.1 200"));
    assert!(ask(&server.address, "GET /ready HTTP/1.1").starts_with("HTTP/1.1 200"));
    let refused = ask(&server.address, "GET /assure/dossiers HTTP/1.1");
    assert!(
        refused.starts_with("HTTP/1.1 400") && refused.contains("traceId"),
        "{refused}"
    );

    let second = second_server(&models, &data);
    assert_eq!(
        (second.code, second.out.as_str()),
        (4, ""),
        "{}",
        second.err
    );
    assert!(
        second
            .err
            .contains("another server works on the data folder"),
        "{}",
        second.err
    );

    let id = server.child.id().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    let status = server.child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    let mut log = String::new();
    server
        .child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["timestamp"].is_string() && line["level"].is_string());
    }
    let request = log
        .lines()
        .find(|line| line.contains("/assure/dossiers"))
        .unwrap();
    let request: serde_json::Value = serde_json::from_str(request).unwrap();
    assert_eq!(request["status"], 400);
    assert_eq!(request["traceId"].as_str().unwrap().len(), 32);
}

fn second_server(models: &Path, data: &Path) -> Ran {
    let mut command = command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .arg("--data")
        .arg(data)
        .env("BONAFIDE_MODELS__DIR", models)
        .env("BONAFIDE_METRICS__LISTEN", "off");
    finish(command)
}
