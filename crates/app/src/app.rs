use crate::capture::Pace;
use crate::clock::Clock;
use crate::keys::SigningKeys;
use crate::known_clients::{KnownClients, KnownTokens};
use crate::once::UnderWay;
use crate::random::Random;
use crate::settings::{InvalidSettings, Settings};
use crate::{AppError, Missing};
use bonafide_domain::{ClientId, DossierId, Environment, Provider as ProviderName};
use bonafide_egress::{Egress, HostList};
use bonafide_providers::{PictureEditor, Provider};
use bonafide_storage::Storage;
use jiff::Timestamp;
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit};

/// What the use cases work with. Everything that is not the same twice is handed in.
pub struct Parts {
    /// Rows, blobs and jobs.
    pub storage: Storage,
    /// Who can verify here. Where two serve one name in one environment, the first does.
    pub providers: Vec<Arc<dyn Provider>>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids and secrets.
    pub random: Arc<dyn Random>,
    /// Signs tokens.
    pub keys: SigningKeys,
    /// The way out to addresses that clients name.
    pub egress: Arc<Egress>,
    /// How to behave.
    pub settings: Settings,
}

/// The use cases' common ground; one per server. Cheap to share behind an `Arc`.
pub struct App {
    parts: Parts,
    copies: Semaphore,
    editor: Option<Arc<dyn PictureEditor>>,
    edits: Semaphore,
    known_clients: KnownClients,
    known_tokens: KnownTokens,
    under_way: Arc<UnderWay>,
    pace: Pace,
}

/// Calls that copy pictures at once, each holding one.
const COPIES: usize = 2;
/// Calls that edit pictures at once: each keeps a core busy and holds a decoded picture.
const EDITS: usize = 2;

impl App {
    /// Puts it together.
    ///
    /// # Errors
    /// [`InvalidSettings`] names the setting that cannot be worked with.
    pub fn new(parts: Parts) -> Result<Self, InvalidSettings> {
        parts.settings.check()?;
        Ok(Self {
            parts,
            copies: Semaphore::new(COPIES),
            editor: None,
            edits: Semaphore::new(EDITS),
            known_clients: KnownClients::default(),
            known_tokens: KnownTokens::default(),
            under_way: Arc::default(),
            pace: Pace::default(),
        })
    }

    /// The same, with someone who edits pictures.
    #[must_use]
    pub fn with_editor(self, editor: Arc<dyn PictureEditor>) -> Self {
        Self {
            editor: Some(editor),
            ..self
        }
    }

    /// How it behaves.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.parts.settings
    }

    pub(crate) const fn storage(&self) -> &Storage {
        &self.parts.storage
    }

    /// Now, as finely as it is stored: what a use case answers is what a later one reads.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.parts.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    pub(crate) fn random(&self) -> &dyn Random {
        &*self.parts.random
    }

    pub(crate) fn egress(&self) -> &Egress {
        &self.parts.egress
    }

    /// The hosts that this client may be told at.
    pub(crate) async fn webhook_hosts(&self, owner: &ClientId) -> Result<HostList, AppError> {
        match self.storage().webhook_hosts(owner).await? {
            Some(hosts) => HostList::only(hosts)
                .map_err(|_| AppError::Internal("a stored host is damaged".to_owned())),
            None => Ok(HostList::ANY),
        }
    }

    /// From 0 to 1, drawn anew each time.
    pub(crate) fn jitter(&self) -> f64 {
        let mut bytes = [0; 4];
        self.random().fill(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
    }

    pub(crate) const fn keys(&self) -> &SigningKeys {
        &self.parts.keys
    }

    pub(crate) const fn known_clients(&self) -> &KnownClients {
        &self.known_clients
    }

    pub(crate) const fn known_tokens(&self) -> &KnownTokens {
        &self.known_tokens
    }

    pub(crate) const fn under_way(&self) -> &Arc<UnderWay> {
        &self.under_way
    }

    /// Who is meant by this name in this environment.
    pub(crate) fn provider(
        &self,
        name: ProviderName,
        environment: Environment,
    ) -> Option<&Arc<dyn Provider>> {
        self.parts
            .providers
            .iter()
            .find(|provider| provider.serves(name, environment))
    }

    pub(crate) const fn editor(&self) -> Option<&Arc<dyn PictureEditor>> {
        self.editor.as_ref()
    }

    /// How often hosted pages call.
    pub(crate) const fn pace(&self) -> &Pace {
        &self.pace
    }

    /// A turn to edit pictures.
    pub(crate) async fn editing(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.edits.acquire().await.ok()
    }

    /// A turn to copy pictures.
    pub(crate) async fn copying(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.copies.acquire().await.ok()
    }

    /// The names of the providers that are here, for sentences.
    pub(crate) fn provider_names(&self, environment: Environment) -> String {
        ProviderName::ALL
            .iter()
            .filter(|name| self.provider(**name, environment).is_some())
            .map(ProviderName::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// What to say when a process of this client was not in this dossier: that the dossier is missing, or
    /// that the process is.
    pub(crate) async fn missing_process(&self, owner: &ClientId, dossier: DossierId) -> AppError {
        match self.storage().dossier(owner, dossier).await {
            Ok(Some(_)) => AppError::NotFound(Missing::Process),
            Ok(None) => AppError::NotFound(Missing::Dossier),
            Err(error) => error.into(),
        }
    }

    /// The same for something else in a dossier: that the dossier is missing, or that this is.
    pub(crate) async fn missing_in_dossier(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        what: Missing,
    ) -> AppError {
        match self.storage().dossier(owner, dossier).await {
            Ok(Some(_)) => AppError::NotFound(what),
            Ok(None) => AppError::NotFound(Missing::Dossier),
            Err(error) => error.into(),
        }
    }

    /// Who examines pictures that belong to no process: all providers take the same.
    pub(crate) fn examiner(&self) -> Result<&Arc<dyn Provider>, AppError> {
        self.parts
            .providers
            .first()
            .ok_or_else(|| AppError::Invalid {
                field: None,
                problem: "This server has no provider that takes images.".to_owned(),
            })
    }

    /// Removes the files that committed units left behind, whosoever they were.
    pub(crate) async fn forget_files(&self) -> Result<u64, AppError> {
        Ok(self.storage().delete_pending_blobs(100).await?)
    }
}
