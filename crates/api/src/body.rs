use crate::problem::Problem;
use axum::body::{Body, HttpBody as _};
use axum::http::StatusCode;
use futures::StreamExt as _;
use std::time::Duration;
use tokio::time::timeout;

/// Reads a body to its end, within a number of bytes and a time.
///
/// # Errors
/// 413 for one byte too many (at once where the length is announced), 408 for one that does not end in time,
/// 400 for one that breaks off.
pub(crate) async fn read(body: Body, limit: u64, time: Duration) -> Result<Vec<u8>, Problem> {
    if body.size_hint().lower() > limit {
        swallow(body).await;
        return Err(too_large(limit));
    }
    let announced = body.size_hint().exact().unwrap_or(0).min(limit);
    let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
    let mut chunks = body.into_data_stream();
    let all = async {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| Problem::bad_request("The body broke off."))?;
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Err(too_large(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(())
    };
    let read = timeout(time, all).await;
    match read {
        Ok(Ok(())) => Ok(bytes),
        Ok(Err(problem)) => Err(problem),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            format!("The body did not arrive within {} seconds.", time.as_secs()),
        )),
    }
}

/// Lets a client that is still sending reach the end, so that it reads our answer and not a broken
/// connection. Keeps nothing, and stops after a short time.
pub(crate) async fn swallow(body: Body) {
    const PATIENCE: Duration = Duration::from_secs(5);
    let mut chunks = body.into_data_stream();
    let _ = timeout(PATIENCE, async {
        while let Some(Ok(_)) = chunks.next().await {}
    })
    .await;
}

fn too_large(limit: u64) -> Problem {
    let limit = match limit {
        whole if whole % (1 << 20) == 0 => format!("{} MiB", whole >> 20),
        other => format!("{other} bytes"),
    };
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("The body is too large; at most {limit} are taken here."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use futures::stream;

    const SECOND: Duration = Duration::from_secs(1);

    fn chunked(chunks: &'static [&'static [u8]]) -> Body {
        Body::from_stream(stream::iter(
            chunks
                .iter()
                .map(|chunk| Ok::<_, std::io::Error>(Bytes::from_static(chunk))),
        ))
    }

    #[tokio::test]
    async fn a_body_of_exactly_the_limit_is_read() {
        assert_eq!(
            read(chunked(&[b"ab", b"cd"]), 4, SECOND).await.unwrap(),
            b"abcd"
        );
        assert_eq!(read(Body::from("abcd"), 4, SECOND).await.unwrap(), b"abcd");
    }

    #[tokio::test]
    async fn one_byte_more_is_refused_whether_announced_or_not() {
        for body in [chunked(&[b"ab", b"cde"]), Body::from("abcde")] {
            let problem = read(body, 4, SECOND).await.unwrap_err();
            assert_eq!(problem.status, StatusCode::PAYLOAD_TOO_LARGE);
            assert_eq!(
                problem.detail,
                "The body is too large; at most 4 bytes are taken here."
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_cut() {
        let endless = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        let problem = read(endless, 4, SECOND).await.unwrap_err();
        assert_eq!(problem.status, StatusCode::REQUEST_TIMEOUT);
    }
}
