use crate::once::Once;
use bonafide_domain::{ClientId, Environment};
use std::sync::Arc;

/// The client behind a call, as its token proved. Only [`crate::authenticate`] makes one.
#[derive(Debug, Clone)]
pub struct Caller {
    pub(crate) client: ClientId,
    pub(crate) environment: Environment,
    /// Where the call has a key by which it may be sent again.
    pub(crate) once: Option<Arc<Once>>,
}

impl Caller {
    /// A client that does not call itself: a page that it gave a person the link of does.
    pub(crate) fn of_client(client: bonafide_domain::Client) -> Self {
        Self {
            client: client.id,
            environment: client.environment,
            once: None,
        }
    }

    /// Its id: the owner of what it makes.
    #[must_use]
    pub const fn client(&self) -> &ClientId {
        &self.client
    }

    /// The world it lives in.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }
}
