use crate::problem::Problem;
use axum::extract::{Path, Request};
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use axum::middleware::Next;
use axum::response::Response;
use bonafide_app::{AppError, Missing};
use bonafide_domain::{DossierId, ProcessId};

/// Takes one trailing slash off the path, so that `/assure/dossiers/` is `/assure/dossiers`.
pub(crate) async fn ignore_trailing_slash(mut request: Request, next: Next) -> Response {
    if let Some(uri) = without_trailing_slash(request.uri()) {
        *request.uri_mut() = uri;
    }
    next.run(request).await
}

fn without_trailing_slash(uri: &Uri) -> Option<Uri> {
    let path = uri
        .path()
        .strip_suffix('/')
        .filter(|path| !path.is_empty())?;
    let shorter = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(shorter.parse::<PathAndQuery>().ok()?);
    Uri::from_parts(parts).ok()
}

/// `{dossierId}`. What is no id is the id of no dossier.
pub(crate) fn dossier_id(Path(id): &Path<String>) -> Result<DossierId, Problem> {
    id.parse()
        .map_err(|_| AppError::NotFound(Missing::Dossier).into())
}

/// `{dossierId}` and `{processId}`.
pub(crate) fn process_ids(
    Path((dossier, process)): &Path<(String, String)>,
) -> Result<(DossierId, ProcessId), Problem> {
    let dossier = dossier
        .parse()
        .map_err(|_| AppError::NotFound(Missing::Dossier))?;
    let process = process
        .parse()
        .map_err(|_| AppError::NotFound(Missing::Process))?;
    Ok((dossier, process))
}

#[cfg(test)]
mod tests {
    use super::without_trailing_slash;

    #[test]
    fn one_trailing_slash_is_taken_off_and_no_more() {
        for (given, becomes) in [
            ("/", None),
            ("/a", None),
            ("/a/", Some("/a")),
            ("/a//", Some("/a/")),
            ("/a/?b=/", Some("/a?b=/")),
        ] {
            let taken = without_trailing_slash(&given.parse().unwrap());
            assert_eq!(
                taken.map(|uri| uri.to_string()).as_deref(),
                becomes,
                "{given}"
            );
        }
    }
}
