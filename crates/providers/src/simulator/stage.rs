//! What lets a person into a session that is played, by what name a provider would know it, and how it breaks.

use crate::{OpeningTask, ProviderUnavailable, VerificationTask};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_domain::{
    ExternalId, FaceTecKeys, FailReason, ProcessId, ProcessType, Provider, SessionAccess,
};
use qrcode::{Color, QrCode};
use std::fmt::Write as _;
use uuid::Uuid;

/// A host that no name server knows (RFC 6761, 6.4): an SDK that is pointed here reaches nobody.
const NOWHERE: &str = "https://simulator.invalid";

/// What every id of a simulated session begins with. No provider's own id does.
const MARK: &str = "simulated-";

/// The provider's id for a process, with the mark before it. ReadID has none before the end, and FaceTec none at all.
pub(super) fn external_id(provider: Provider, process: ProcessId) -> Option<ExternalId> {
    let id = match provider {
        Provider::FaceTec | Provider::ReadId => return None,
        Provider::WebId => action_id(process),
        _ => session_id(process),
    };
    ExternalId::new(format!("{MARK}{id}"))
}

/// The same for ReadID, whose session has an id once it is over.
pub(super) fn external_id_at_the_end(process: ProcessId) -> Option<ExternalId> {
    ExternalId::new(format!("{MARK}{}", session_id(process)))
}

/// The id of a session, the same whenever it is asked for.
pub(super) fn session_id(process: ProcessId) -> String {
    another_id(process, 1)
}

/// More ids of the same session.
pub(super) fn another_id(process: ProcessId, which: u8) -> String {
    let mut bytes = *process.uuid().as_bytes();
    bytes.reverse();
    for byte in &mut bytes {
        *byte = byte.wrapping_mul(167).wrapping_add(which.wrapping_mul(89));
    }
    let id: Uuid = uuid::Builder::from_random_bytes(bytes).into_uuid();
    id.to_string()
}

/// Nine digits, as WebID has them.
pub(super) fn action_id(process: ProcessId) -> String {
    let number = process.uuid().as_u128() % 900_000_000;
    (number + 100_000_000).to_string()
}

/// What lets the person in.
///
/// # Errors
/// Never but where a link is too long for a QR code.
pub(super) fn access(task: &OpeningTask) -> Result<SessionAccess, ProviderUnavailable> {
    let token = token(&task.random);
    let link = format!("{NOWHERE}/session/{token}");
    let provider = task.request.provider.canonical();
    let mut access = SessionAccess::default();
    match provider {
        Provider::SignicatVideoId | Provider::ReadId => {
            access.authorization = Some(token);
            access.provider_api_url = Some(format!("{NOWHERE}/v2"));
        }
        Provider::Onfido => access.authorization = Some(token),
        Provider::FaceTec => {
            access.authorization = Some(token);
            access.facetec = Some(FaceTecKeys {
                device_key_identifier: format!("{MARK}device-key"),
                encryption_public_key: format!("{MARK}public-key"),
                mobile_sdk_production_key: format!("{MARK}production-key"),
            });
        }
        Provider::WebId | Provider::Connect(_) => access.redirect_url = Some(link.clone()),
        _ => {}
    }
    if provider == Provider::ReadId && task.request.process_type == Some(ProcessType::Ready) {
        access.base64_qr_code = Some(qr_code(&link)?);
        access.universal_link = Some(link);
    }
    Ok(access)
}

fn token(random: &[u8; 32]) -> String {
    let mut token = MARK.to_owned();
    for byte in random {
        // A text takes everything.
        let _ = write!(token, "{byte:02x}");
    }
    token
}

/// A PNG file of a QR code (ISO/IEC 18004), with its quiet zone, in base64.
fn qr_code(link: &str) -> Result<String, ProviderUnavailable> {
    const QUIET: usize = 4;
    const DOT: usize = 6;
    let broken = |cause: String| ProviderUnavailable(format!("no QR code could be made: {cause}"));
    let code = QrCode::new(link).map_err(|error| broken(error.to_string()))?;
    let dots = code.width();
    let edge = (dots + 2 * QUIET) * DOT;
    let mut pixels = vec![255_u8; edge * edge];
    for (at, pixel) in pixels.iter_mut().enumerate() {
        let (x, y) = (at % edge / DOT, at / edge / DOT);
        let inside = (QUIET..QUIET + dots).contains(&x) && (QUIET..QUIET + dots).contains(&y);
        if inside && code[(x - QUIET, y - QUIET)] == Color::Dark {
            *pixel = 0;
        }
    }
    let mut file = Vec::new();
    let edge = u32::try_from(edge).map_err(|error| broken(error.to_string()))?;
    let mut encoder = png::Encoder::new(&mut file, edge, edge);
    encoder.set_color(png::ColorType::Grayscale);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels))
        .map_err(|error| broken(error.to_string()))?;
    Ok(STANDARD.encode(file))
}

/// Why a session broke, in the provider's shape.
pub(super) fn fail_reason(task: &VerificationTask) -> FailReason {
    let error = |kind: &str, message: &str| FailReason::Error {
        kind: kind.to_owned(),
        message: message.to_owned(),
    };
    match task.request.provider.canonical() {
        Provider::SignicatVideoId => FailReason::Session {
            id: another_id(task.process, 9),
            kind: "InactiveUser.Aborted".to_owned(),
            message: "There has been no interaction with the video".to_owned(),
        },
        Provider::SignicatPaper => error("document_unreadable", "The document could not be read."),
        Provider::Onfido => error("upload_failed", "The pictures could not be taken."),
        Provider::ReadId => error("session_expired", "The chip was not read in time."),
        Provider::FaceTec => error("session_token_invalid", "The session's token is not valid."),
        _ => error("session_expired", "The session was not finished in time."),
    }
}
