use base64::DecodeError;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// RFC 4648, 4; the padding may be left out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A data URL (RFC 2397) that brings no picture; one clause that follows the name of its field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAPicture {
    #[error(
        "it does not begin with 'data:'; pictures are sent as data:image/jpeg;base64,… or data:image/png;base64,…"
    )]
    NoDataUrl,
    #[error("it has no comma between 'data:image/…;base64' and the data")]
    NoComma,
    #[error("its media type is not image/jpeg or image/png")]
    MediaType,
    #[error("it does not say ';base64' before the comma; other encodings are not taken")]
    NotBase64,
    #[error("it is empty after the comma")]
    Empty,
    #[error(
        "its base64 has a character at position {0} after the comma that does not belong there"
    )]
    Character(usize),
    #[error("its base64 is cut short")]
    Cut,
}

/// The bytes of a picture.
///
/// # Errors
/// [`NotAPicture`] says what is wrong. Whether the bytes are what the media type says is not looked at here.
pub(crate) fn decode(url: &str) -> Result<Vec<u8>, NotAPicture> {
    let scheme = url.get(..5).ok_or(NotAPicture::NoDataUrl)?;
    if !scheme.eq_ignore_ascii_case("data:") {
        return Err(NotAPicture::NoDataUrl);
    }
    let (head, data) = url[5..].split_once(',').ok_or(NotAPicture::NoComma)?;
    let mut words = head.split(';').map(str::trim);
    let media_type = words.next().unwrap_or_default();
    // `image/jpg` is no registered type, but what many write.
    if !["image/jpeg", "image/png", "image/jpg"]
        .iter()
        .any(|known| media_type.eq_ignore_ascii_case(known))
    {
        return Err(NotAPicture::MediaType);
    }
    if !words
        .next_back()
        .is_some_and(|last| last.eq_ignore_ascii_case("base64"))
    {
        return Err(NotAPicture::NotBase64);
    }
    if data.is_empty() {
        return Err(NotAPicture::Empty);
    }
    let bytes = BASE64.decode(data).map_err(|error| match error {
        DecodeError::InvalidByte(at, _) | DecodeError::InvalidLastSymbol { offset: at, .. } => {
            NotAPicture::Character(at)
        }
        _ => NotAPicture::Cut,
    })?;
    if bytes.is_empty() {
        return Err(NotAPicture::Empty);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{NotAPicture, decode};
    use base64::Engine as _;
    use proptest::prelude::*;

    #[test]
    fn a_picture_comes_out_as_it_went_in() {
        for url in [
            "data:image/png;base64,aGk=",
            "data:image/jpeg;base64,aGk",
            "DATA:IMAGE/JPG;BASE64,aGk=",
            "data:image/png;name=a.png;base64,aGk=",
        ] {
            assert_eq!(decode(url).unwrap(), b"hi", "{url}");
        }
    }

    #[test]
    fn each_fault_is_named() {
        for (url, fault) in [
            ("", NotAPicture::NoDataUrl),
            ("data", NotAPicture::NoDataUrl),
            ("dâtä:", NotAPicture::NoDataUrl),
            ("aGk=", NotAPicture::NoDataUrl),
            ("https://example.com/a.png", NotAPicture::NoDataUrl),
            ("data:image/png;base64aGk=", NotAPicture::NoComma),
            ("data:,aGk=", NotAPicture::MediaType),
            ("data:image/gif;base64,aGk=", NotAPicture::MediaType),
            ("data:text/html;base64,aGk=", NotAPicture::MediaType),
            ("data:image/png,aGk=", NotAPicture::NotBase64),
            ("data:image/png;base64;v=1,aGk=", NotAPicture::NotBase64),
            ("data:image/png;base64,", NotAPicture::Empty),
            ("data:image/png;base64,aG k", NotAPicture::Character(2)),
            ("data:image/png;base64,aGk_", NotAPicture::Character(3)),
            ("data:image/png;base64,aGkää", NotAPicture::Character(3)),
            ("data:image/png;base64,aGkaa", NotAPicture::Cut),
        ] {
            assert_eq!(decode(url).unwrap_err(), fault, "{url}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_never_panics(text in any::<String>(), head in 0..3_usize) {
            let head = ["", "data:", "data:image/png;base64,"][head];
            let _ = decode(&format!("{head}{text}"));
        }

        #[test]
        fn any_bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 1..300)) {
            let text = base64::engine::general_purpose::STANDARD.encode(&bytes);
            prop_assert_eq!(decode(&format!("data:image/jpeg;base64,{text}")).unwrap(), bytes);
        }
    }
}
