use axum::http::{HeaderMap, HeaderValue};
use bonafide_app::Random;
use std::fmt::{self, Write as _};

/// The id under which a request stands in our log and in its error body: 32 hex digits, never all zero.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct TraceId([u8; 16]);

/// A request's place in a trace.
#[derive(Clone, Copy)]
pub(crate) struct Trace {
    id: TraceId,
    /// Our part of the trace.
    span: [u8; 8],
    flags: u8,
}

impl Trace {
    /// In the caller's own trace, from a valid `traceparent` (W3C Trace Context, 3.2); in a new one otherwise.
    pub(crate) fn of(headers: &HeaderMap, random: &dyn Random) -> Self {
        let mut drawn = [0; 24];
        random.fill(&mut drawn);
        let (id, span) = drawn.split_at(16);
        let mut trace = Self {
            id: TraceId(id.try_into().unwrap_or_default()),
            span: span.try_into().unwrap_or_default(),
            flags: 0,
        };
        let mut given = headers.get_all("traceparent").iter();
        if let (Some(one), None) = (given.next(), given.next())
            && let Some((id, flags)) = one.to_str().ok().and_then(TraceId::from_traceparent)
        {
            (trace.id, trace.flags) = (id, flags);
        }
        trace
    }

    pub(crate) const fn id(&self) -> TraceId {
        self.id
    }

    /// The value of `traceresponse`, in the form of `traceparent`. Only whether the caller samples is passed on.
    pub(crate) fn response(&self) -> HeaderValue {
        let mut text = format!("00-{}-", self.id);
        for byte in self.span {
            // A string takes everything.
            let _ = write!(text, "{byte:02x}");
        }
        let _ = write!(text, "-{:02x}", self.flags & 1);
        HeaderValue::from_str(&text).expect("hex digits and hyphens make a header")
    }
}

impl TraceId {
    /// With its flags, from `version-traceid-parentid-flags`: lower-case hex, ids not all zero, version not `ff`.
    fn from_traceparent(header: &str) -> Option<(Self, u8)> {
        let mut parts = header.split('-');
        let version = hex::<1>(parts.next()?)?;
        let trace = hex::<16>(parts.next()?)?;
        let parent = hex::<8>(parts.next()?)?;
        let flags = hex::<1>(parts.next()?)?;
        let ends_well = version[0] != 0 || parts.next().is_none();
        let valid = ends_well && version[0] != 0xff && trace != [0; 16] && parent != [0; 8];
        valid.then_some((Self(trace), flags[0]))
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    let plain = |d: &u8| d.is_ascii_digit() || (b'a'..=b'f').contains(d);
    if digits.len() != 2 * N || !digits.iter().all(plain) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::TraceId;

    const VALID: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_valid_traceparent_gives_its_trace_id() {
        let (id, flags) = TraceId::from_traceparent(VALID).unwrap();
        assert_eq!(id.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(flags, 1);
    }

    #[test]
    fn a_later_version_may_have_more_parts() {
        let later = VALID.replacen("00", "01", 1) + "-what-ever";
        assert!(TraceId::from_traceparent(&later).is_some());
    }

    #[test]
    fn what_is_not_a_traceparent_is_not_taken() {
        for wrong in [
            "",
            "00",
            &VALID.to_uppercase(),
            &VALID[..54],
            &format!("{VALID}-00"),
            &VALID.replacen("00", "ff", 1),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b7-01",
        ] {
            assert!(TraceId::from_traceparent(wrong).is_none(), "{wrong}");
        }
    }
}
