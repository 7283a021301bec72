//! One server for all tests of a file: it starts with the first of them and ends with the last.

use bonafide_testbed::Place;
use bonafide_testkit::assure::Assure;
use bonafide_testkit::server::{Server, ServerSettings};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use tokio::sync::Mutex;

/// A server on a database and files of its own.
pub(crate) struct House {
    // Before the folder: who works in it ends first.
    pub(crate) server: Server,
    _place: Place,
}

static HOUSE: Mutex<Weak<House>> = Mutex::const_new(Weak::new());
static CLIENTS: AtomicU64 = AtomicU64::new(0);

/// The server that the other tests use too. A static would never be dropped and its server would outlive the
/// tests, so those that are under way own it together.
pub(crate) async fn house() -> Arc<House> {
    let mut known = HOUSE.lock().await;
    if let Some(house) = known.upgrade() {
        return house;
    }
    let place = Place::fresh().await;
    let mut settings = ServerSettings::new(
        env!("CARGO_BIN_EXE_bonafide"),
        crate::models::folder(),
        place.folder().join("data"),
    );
    settings.environment = place.environment();
    let house = Arc::new(House {
        server: Server::start(settings).await.unwrap(),
        _place: place,
    });
    *known = Arc::downgrade(&house);
    house
}

impl House {
    /// A new client with a token.
    pub(crate) async fn client(&self) -> Assure {
        let name = format!("client-{}", CLIENTS.fetch_add(1, Ordering::Relaxed));
        let credentials = self.server.create_client(&name).unwrap();
        Assure::sign_in(&self.server.url(), &credentials)
            .await
            .unwrap()
    }
}
