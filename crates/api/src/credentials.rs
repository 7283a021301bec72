use crate::problem::Problem;
use crate::token::invalid_request;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A form (`application/x-www-form-urlencoded`), read whatever the content type says.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// # Errors
    /// 400 `invalid_request` for bytes that are no text.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| invalid_request("The body is not a form in UTF-8."))?;
        Ok(Self(
            form_urlencoded::parse(text.trim().as_bytes())
                .into_owned()
                .collect(),
        ))
    }

    /// A parameter; one without a value counts as left out (RFC 6749, 3.2).
    ///
    /// # Errors
    /// 400 `invalid_request` for one that is given twice.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut given = self
            .0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str());
        match (given.next(), given.next()) {
            (_, Some(_)) => Err(invalid_request(&format!("{name} is given twice."))),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }
}

/// The client id and the secret, by Basic or by form (RFC 6749, 2.3.1).
///
/// # Errors
/// 401 `invalid_client` where there are none; 400 `invalid_request` where they come both ways.
pub(crate) fn of(headers: &HeaderMap, form: &Form) -> Result<(String, String), Problem> {
    let id = form.get("client_id")?;
    let secret = form.get("client_secret")?;
    let mut authorization = headers.get_all(AUTHORIZATION).iter();
    match (authorization.next(), authorization.next(), id, secret) {
        (Some(_), Some(_), ..) => Err(invalid_request("Authorization is given twice.")),
        (Some(_), None, _, Some(_)) => Err(invalid_request(
            "The credentials come both by Authorization and in the form; send them one way.",
        )),
        (Some(header), None, id, None) => {
            let basic = header.to_str().ok().and_then(basic);
            let (named, secret) = basic.ok_or_else(|| {
                Problem::invalid_client(
                    "Authorization is not Basic authentication: 'Basic ' and client_id:client_secret in base64.",
                )
            })?;
            match id {
                Some(id) if id != named => Err(invalid_request(
                    "The client_id in the form is another than that in Authorization.",
                )),
                _ => Ok((named, secret)),
            }
        }
        (None, _, Some(id), Some(secret)) => Ok((id.to_owned(), secret.to_owned())),
        (None, ..) => Err(Problem::invalid_client(
            "There are no client credentials: send them by Basic authentication, or client_id and client_secret in the form.",
        )),
    }
}

/// `Basic base64(id:secret)`; both parts are form-encoded first (RFC 6749, 2.3.1), which changes nothing in
/// the ids and secrets that are made here.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?)).filter(|(id, _)| !id.is_empty())
}

fn form_decoded(text: &str) -> Option<String> {
    // As the value of a nameless pair, with what would end it kept apart.
    if text.contains('&') || text.contains('=') {
        return Some(text.to_owned());
    }
    let pair = format!("v={text}");
    form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Form, basic, of};
    use axum::http::header::AUTHORIZATION;
    use axum::http::{HeaderMap, HeaderValue, StatusCode};

    #[test]
    fn basic_credentials_are_read_and_form_decoded() {
        let read = |header: &str| basic(header);
        let pair = |id: &str, secret: &str| Some((id.to_owned(), secret.to_owned()));
        assert_eq!(read("Basic YTpi"), pair("a", "b"));
        assert_eq!(read("basic YTpiOmM="), pair("a", "b:c"));
        assert_eq!(read("Basic YTolM0E="), pair("a", ":"));
        for wrong in [
            "",
            "Basic",
            "Basic ",
            "Basic ???",
            "Basic YQ==",
            "Basic Og==",
            "Bearer YTpi",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_parameter_given_twice_is_refused_and_an_empty_one_is_left_out() {
        let form = Form::parse(b"scope=a%20b&scope=c&client_id=&grant_type=x+y").unwrap();
        assert_eq!(
            form.get("scope").unwrap_err().status,
            StatusCode::BAD_REQUEST
        );
        assert_eq!(form.get("client_id").unwrap(), None);
        assert_eq!(form.get("grant_type").unwrap(), Some("x y"));
    }

    #[test]
    fn credentials_are_not_taken_both_ways() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic YTpi"));
        let both = Form::parse(b"client_id=a&client_secret=b").unwrap();
        assert_eq!(
            of(&headers, &both).unwrap_err().oauth,
            Some("invalid_request")
        );
        let other = Form::parse(b"client_id=c").unwrap();
        assert_eq!(
            of(&headers, &other).unwrap_err().oauth,
            Some("invalid_request")
        );
        let same = Form::parse(b"client_id=a").unwrap();
        assert!(of(&headers, &same).is_ok());
    }
}
