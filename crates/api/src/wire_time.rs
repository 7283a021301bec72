use jiff::Timestamp;
use serde::{Serialize, Serializer};
use std::fmt;
use utoipa::openapi::schema::{KnownFormat, SchemaFormat};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A time on the wire: UTC, whole seconds, `2026-01-02T09:00:00Z`.
#[derive(Clone, Copy)]
pub(crate) struct WireTime(pub(crate) Timestamp);

impl fmt::Display for WireTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_second(self.0.as_second()) {
            Ok(whole) => whole.fmt(f),
            Err(_) => self.0.fmt(f),
        }
    }
}

impl Serialize for WireTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PartialSchema for WireTime {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .examples(["2026-01-02T09:00:00Z"])
            .into()
    }
}

impl ToSchema for WireTime {}

#[cfg(test)]
mod tests {
    use super::WireTime;

    #[test]
    fn times_have_whole_seconds() {
        let time = WireTime("2026-01-02T09:00:00.987654Z".parse().unwrap());
        assert_eq!(time.to_string(), "2026-01-02T09:00:00Z");
    }
}
