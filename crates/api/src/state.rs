use crate::cors::Origin;
use crate::document::serving::Served;
use crate::limits::ApiLimits;
use crate::rate_limits::Rates;
use crate::stopping::Stopping;
use crate::upload_memory::UploadMemory;
use crate::waits::Waits;
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
    /// Whose pages may call from a browser; empty: nobody's.
    pub origins: Vec<Origin>,
    /// Ends calls that wait.
    pub stopping: Stopping,
}

/// What handlers share.
pub(crate) struct Api {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) limits: ApiLimits,
    pub(crate) upload_memory: UploadMemory,
    pub(crate) document: Served,
    pub(crate) rates: Rates,
    pub(crate) waits: Waits,
    pub(crate) stopping: Stopping,
}

impl Api {
    pub(crate) fn new(parts: Parts, document: Served) -> Self {
        Self {
            upload_memory: UploadMemory::new(&parts.limits),
            app: parts.app,
            clock: parts.clock,
            random: parts.random,
            rates: Rates::new(&parts.limits.rates),
            waits: Waits::new(parts.limits.waits_per_client),
            stopping: parts.stopping,
            limits: parts.limits,
            document,
        }
    }
}
