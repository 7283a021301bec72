//! A mixed load on one server or on several that share their storage, a ledger of what they said yes to, and two looks
//! at it afterwards: from outside, as clients see it, and from inside, at rows and files.
//!
//! The load knows nothing of what is done to the servers meanwhile. A call that nobody answers leaves in doubt what it
//! would have changed; what was answered must hold for ever.

mod door;
mod inside;
mod ledger;
mod outside;
mod receiver;
mod visit;

pub(crate) use door::{Door, Nodes};
pub(crate) use inside::look_inside;
pub(crate) use outside::look_from_outside;
pub(crate) use receiver::Receiver;

use bonafide_testkit::assure::Credentials;
use ledger::Ledger;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;
use visit::Visitor;

/// What a server under this load is told, besides where its storage is. One that waits for a client's own machine may
/// call this one, tokens outlive a long run, nobody is held up by limits, and no verification is given up because the server
/// was killed under it again and again.
pub(crate) fn environment() -> Vec<(String, String)> {
    [
        ("BONAFIDE_EGRESS__LOOPBACK", "development"),
        ("BONAFIDE_TOKENS__LIFETIME_SECONDS", "3600"),
        ("BONAFIDE_VERIFICATION__MAX_ATTEMPTS", "100"),
        ("BONAFIDE_RATE_LIMITS__READS_PER_MINUTE", "0"),
        ("BONAFIDE_RATE_LIMITS__WRITES_PER_MINUTE", "0"),
        ("BONAFIDE_RATE_LIMITS__TOKENS_PER_MINUTE", "0"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// A load that runs.
pub(crate) struct Load {
    ledger: Arc<Mutex<Ledger>>,
    doors: Vec<Door>,
    receivers: Vec<Receiver>,
    stopping: Arc<AtomicBool>,
    visitors: JoinSet<()>,
}

/// What is left of a load that ended.
pub(crate) struct Done {
    pub(crate) ledger: Ledger,
    /// One for each account, in the order of the ledger.
    pub(crate) doors: Vec<Door>,
    pub(crate) receivers: Vec<Receiver>,
}

impl Load {
    /// Signs the accounts in, lets each subscribe a receiver, and sets off so many visitors in turns on their behalf.
    /// A retry of a refused or lost call goes to whichever node answers. The first visitor has the engine look at these
    /// documents.
    pub(crate) async fn begin(
        nodes: &Arc<Nodes>,
        accounts: &[Credentials],
        visitors: usize,
        seed: u64,
        documents: Vec<Vec<u8>>,
    ) -> Self {
        let mut doors = Vec::new();
        let mut receivers = Vec::new();
        for account in accounts {
            let door = Door::sign_in(Arc::clone(nodes), account).await;
            let receiver = Receiver::start().await;
            door.subscribe(&receiver.url()).await;
            doors.push(door);
            receivers.push(receiver);
        }
        let mut load = Self {
            ledger: Arc::default(),
            doors,
            receivers,
            stopping: Arc::default(),
            visitors: JoinSet::new(),
        };
        let mut dice = StdRng::seed_from_u64(seed);
        let documents = Arc::new(documents);
        for number in 0..visitors {
            let visitor = Visitor::new(
                number,
                number % load.doors.len(),
                load.doors.clone(),
                Arc::clone(&load.ledger),
                StdRng::seed_from_u64(dice.random()),
                if number == 0 {
                    Arc::clone(&documents)
                } else {
                    Arc::default()
                },
            );
            let stopping = Arc::clone(&load.stopping);
            load.visitors.spawn(async move {
                let mut visitor = visitor;
                while !stopping.load(Ordering::Relaxed) {
                    visitor.visit().await;
                }
            });
        }
        load
    }

    /// How much was acknowledged so far.
    pub(crate) fn acknowledged(&self) -> u64 {
        self.ledger.lock().unwrap().acknowledged
    }

    /// Lets every visitor finish what it is at, with the servers up.
    pub(crate) async fn end(mut self) -> Done {
        self.stopping.store(true, Ordering::Relaxed);
        while let Some(ended) = self.visitors.join_next().await {
            ended.unwrap();
        }
        let ledger = std::mem::take(&mut *self.ledger.lock().unwrap());
        Done {
            ledger,
            doors: self.doors,
            receivers: self.receivers,
        }
    }
}
