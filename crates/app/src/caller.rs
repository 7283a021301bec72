use crate::once::Once;
use bonafide_domain::{ClientId, Environment};
use bonafide_storage::Actor;
use std::sync::Arc;

/// The client behind a call, as its token proved: [`crate::authenticate`] makes one; or the operator in its place.
#[derive(Debug, Clone)]
pub struct Caller {
    pub(crate) client: ClientId,
    pub(crate) environment: Environment,
    /// Who acts, for the audit log.
    pub(crate) actor: Actor,
    /// Where the call has a key by which it may be sent again.
    pub(crate) once: Option<Arc<Once>>,
}

impl Caller {
    /// A person on a page that a client gave the link of: what is done there is done in the client's name, by the person.
    pub(crate) fn person_of(client: bonafide_domain::Client) -> Self {
        Self {
            client: client.id,
            environment: client.environment,
            actor: Actor::Person,
            once: None,
        }
    }

    /// The operator, at the command line, in place of a client.
    #[must_use]
    pub fn operator_for(client: bonafide_domain::Client) -> Self {
        Self {
            client: client.id,
            environment: client.environment,
            actor: Actor::Operator,
            once: None,
        }
    }

    /// Its id: the owner of what it makes.
    #[must_use]
    pub const fn client(&self) -> &ClientId {
        &self.client
    }

    /// Who acts, for the audit log.
    pub(crate) const fn actor(&self) -> Actor {
        self.actor
    }

    /// The world it lives in.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }
}

/// Whose things are changed, and who does it, for the audit log.
#[derive(Debug, Clone, Copy)]
pub struct Acting<'a> {
    pub(crate) owner: &'a ClientId,
    pub(crate) actor: Actor,
}

impl<'a> Acting<'a> {
    /// The operator, at the command line, with what belongs to this client.
    #[must_use]
    pub const fn operator(owner: &'a ClientId) -> Self {
        Self {
            owner,
            actor: Actor::Operator,
        }
    }
}

impl<'a> From<&'a ClientId> for Acting<'a> {
    /// The client itself.
    fn from(owner: &'a ClientId) -> Self {
        Self {
            owner,
            actor: Actor::Client,
        }
    }
}
