//! `ETag` and `If-None-Match` (RFC 9110, 8.8.3 and 13.1.2).

use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, HeaderValue};
use bonafide_app::ProcessVersion;

/// The tag of a process as it is: another one whenever its answer would be another, also by another version of this
/// server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ETag(String);

impl ETag {
    pub(crate) fn of(version: ProcessVersion) -> Self {
        let (status, at) = (version.status.as_str(), version.updated_at.as_microsecond());
        Self(format!("\"{status}-{at:x}-{}\"", env!("CARGO_PKG_VERSION")))
    }

    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("words and numbers make a header")
    }
}

/// What the caller has already, if it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Known {
    /// Whatever there is.
    Any,
    /// One of these.
    Tags(Vec<String>),
}

impl Known {
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut tags = Vec::new();
        for value in headers.get_all(IF_NONE_MATCH) {
            for tag in value.to_str().unwrap_or_default().split(',') {
                // A weak tag of ours is one that somebody on the way has weakened.
                let tag = tag.trim();
                match tag.strip_prefix("W/").unwrap_or(tag) {
                    "*" => return Some(Self::Any),
                    tag => tags.push(tag.to_owned()),
                }
            }
        }
        (!tags.is_empty()).then_some(Self::Tags(tags))
    }

    pub(crate) fn has(&self, tag: &ETag) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.contains(&tag.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ETag, Known};
    use axum::http::HeaderMap;
    use axum::http::header::IF_NONE_MATCH;

    fn known(value: &str) -> Option<Known> {
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, value.parse().unwrap());
        Known::of(&headers)
    }

    #[test]
    fn tags_are_found_in_lists_weak_or_strong() {
        let tag = ETag("\"a-1\"".to_owned());
        for value in ["\"a-1\"", "W/\"a-1\"", "\"b\", \"a-1\"", "*"] {
            assert!(known(value).unwrap().has(&tag), "{value}");
        }
        for value in ["\"a-2\"", "a-1", "\"b\",\"c\""] {
            assert!(!known(value).unwrap().has(&tag), "{value}");
        }
        assert_eq!(Known::of(&HeaderMap::new()), None);
    }
}
