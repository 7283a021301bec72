use crate::document::serving::Served;
use crate::limits::ApiLimits;
use crate::upload_memory::UploadMemory;
use bonafide_app::{App, Clock, Random};
use std::sync::Arc;

/// What the HTTP door works with.
pub struct Parts {
    /// The use cases.
    pub app: Arc<App>,
    /// Tells the time in error bodies.
    pub clock: Arc<dyn Clock>,
    /// Draws trace ids.
    pub random: Arc<dyn Random>,
    /// How much a request may bring.
    pub limits: ApiLimits,
}

/// What handlers share.
pub(crate) struct Api {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) limits: ApiLimits,
    pub(crate) upload_memory: UploadMemory,
    pub(crate) document: Served,
}

impl Api {
    pub(crate) fn new(parts: Parts, document: Served) -> Self {
        Self {
            upload_memory: UploadMemory::new(&parts.limits),
            app: parts.app,
            clock: parts.clock,
            random: parts.random,
            limits: parts.limits,
            document,
        }
    }
}
