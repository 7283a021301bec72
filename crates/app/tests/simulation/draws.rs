//! What begins next, and on what, as the seed draws it.

use crate::acts::Act;
use crate::schedule::TaskId;
use crate::sim::Sim;
use crate::world::{CLIENTS, RECEIVERS, SECOND};
use bonafide_app::domain::{DossierId, ProcessId, SubscriptionId};
use rand::RngExt as _;
use std::sync::atomic::Ordering;

impl Sim {
    /// One more thing begins.
    pub(crate) async fn something(&mut self) -> Result<(), String> {
        let client = self.world.dice.random_range(0..CLIENTS);
        let node = self.world.dice.random_range(0..self.world.nodes.len());
        let draw = self.world.dice.random_range(0..100);
        let dossier = self.a_dossier(client);
        let process = self.a_process(client);
        let subscription = self.a_subscription(client);
        let act = match (draw, dossier, process, subscription) {
            (0..=5, ..) | (_, None, ..) => self.a_new_dossier(client),
            (6..=14, Some(dossier), ..) => Act::CreateProcess {
                dossier,
                calls_back: draw < 10,
            },
            (15..=28, _, Some((dossier, process)), _) => Act::SetImages {
                dossier,
                process,
                content: draw,
            },
            (29..=45, _, Some(any), _) => {
                let (dossier, process) = self.one_to_start(client).unwrap_or(any);
                Act::Start { dossier, process }
            }
            (46..=48, _, Some((dossier, process)), _) => Act::Fail { dossier, process },
            (49, _, Some((dossier, process)), _) => Act::DeleteProcess { dossier, process },
            (50..=51, Some(dossier), ..) => Act::DeleteDossier { dossier },
            (52..=53, Some(dossier), process, _) => Act::Read {
                dossier: process.map_or(dossier, |(of, _)| of),
                process: process.map(|(_, process)| process),
            },
            (54..=55, ..) => Act::Subscribe {
                place: self.world.dice.random_range(0..RECEIVERS),
                kinds: [vec![], vec!["process.complete"], vec!["endpoint.disabled"]]
                    [self.world.dice.random_range(0..3)]
                .clone(),
            },
            (56..=57, .., Some(subscription)) => Act::Switch {
                subscription,
                on: draw == 56,
            },
            (58, .., Some(subscription)) => Act::Unsubscribe { subscription },
            (59, .., Some(subscription)) => Act::Rotate { subscription },
            (60, .., Some(subscription)) => Act::Test { subscription },
            (61, .., Some(subscription)) => match self.an_event(client) {
                Some(event) => Act::Resend {
                    subscription,
                    event,
                },
                None => Act::Tidy,
            },
            (62..=64, ..) => match self.a_verification() {
                Some(of) => Act::Beat { of },
                None => Act::Verify,
            },
            (65, ..) => Act::Tidy,
            (66, ..) => Act::Sweep,
            (67..=68, ..) => {
                self.die(node).await?;
                return Ok(());
            }
            (69, ..) => {
                let off = [0, 20, -20, 90, -3600][self.world.dice.random_range(0..5)];
                let clock = &self.world.nodes[node].clock;
                clock.off.store(off * SECOND, Ordering::Relaxed);
                self.world
                    .scheduler
                    .note(format!("the clock of {node} is {off} s off"));
                return Ok(());
            }
            (70..=84, ..) => Act::Verify,
            _ => Act::Deliver {
                most: self.world.dice.random_range(1..3),
            },
        };
        self.begin(act, client, node);
        Ok(())
    }

    fn a_new_dossier(&mut self, client: usize) -> Act {
        // Now and then a call whose answer did not come is made again.
        let now = self.world.now();
        let unheard = self.asked.iter().find(|(_, (whose, at, answer))| {
            *whose == client && answer.is_none() && now - at < 12 * 3600 * SECOND
        });
        let again = unheard.map(|(reference, _)| reference.clone());
        let reference = again
            .filter(|_| self.acts.is_multiple_of(2))
            .unwrap_or_else(|| format!("reference-{}", self.acts));
        self.asked
            .entry(reference.clone())
            .or_insert((client, now, None));
        Act::CreateDossier {
            reference,
            keyed: true,
        }
    }

    fn owner(&self, client: usize) -> String {
        self.world.callers[client].client().to_string()
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        match of.len() {
            0 => None,
            many => Some(of[self.world.dice.random_range(0..many)].clone()),
        }
    }

    /// Mostly one that is there, now and then one that was erased.
    fn a_dossier(&mut self, client: usize) -> Option<DossierId> {
        let owner = self.owner(client);
        let mut ids: Vec<String> = self
            .now
            .dossiers
            .iter()
            .filter(|(_, whose)| **whose == owner)
            .map(|(id, _)| id.clone())
            .collect();
        if !ids.is_empty() && self.world.dice.random_range(0..8) == 0 {
            ids.extend(self.history.erased.iter().cloned());
        }
        self.pick(&ids).map(|id| id.parse().unwrap())
    }

    fn a_process(&mut self, client: usize) -> Option<(DossierId, ProcessId)> {
        let owner = self.owner(client);
        let of = |row: &&crate::snapshot::ProcessRow| row.owner == owner;
        let unfinished = self.world.dice.random_range(0..4) > 0;
        let mut ids: Vec<(String, String)> = self
            .now
            .processes
            .iter()
            .filter(|(_, row)| of(row) && !(unfinished && row.is_final()))
            .map(|(id, row)| (row.dossier.clone(), id.clone()))
            .collect();
        if self.world.dice.random_range(0..10) == 0 {
            let gone = self.history.erased_processes.iter();
            ids.extend(
                gone.filter(|(_, (_, whose))| *whose == owner)
                    .map(|(id, (dossier, _))| (dossier.clone(), id.clone())),
            );
        }
        self.pick(&ids)
            .map(|(dossier, id)| (dossier.parse().unwrap(), id.parse().unwrap()))
    }

    /// Mostly one that has its picture.
    fn one_to_start(&mut self, client: usize) -> Option<(DossierId, ProcessId)> {
        let owner = self.owner(client);
        let ready: Vec<(String, String)> = self
            .now
            .images
            .iter()
            .filter_map(|((process, _), (_, dossier))| {
                let row = self.now.processes.get(process)?;
                (row.owner == owner && row.status == "pending")
                    .then(|| (dossier.clone(), process.clone()))
            })
            .collect();
        match self.world.dice.random_range(0..5) {
            0 => None,
            _ => self.pick(&ready),
        }
        .map(|(dossier, id)| (dossier.parse().unwrap(), id.parse().unwrap()))
    }

    fn a_subscription(&mut self, client: usize) -> Option<SubscriptionId> {
        let owner = self.owner(client);
        let ids: Vec<String> = self
            .now
            .subscriptions
            .iter()
            .filter(|(_, row)| row.owner == owner)
            .map(|(id, _)| id.clone())
            .collect();
        self.pick(&ids).map(|id| id.parse().unwrap())
    }

    fn an_event(&mut self, client: usize) -> Option<bonafide_app::domain::EventId> {
        let owner = self.owner(client);
        let ids: Vec<String> = self
            .now
            .events
            .iter()
            .filter(|(_, row)| row.owner == owner)
            .map(|(id, _)| id.clone())
            .collect();
        self.pick(&ids).map(|id| id.parse().unwrap())
    }

    fn a_verification(&mut self) -> Option<TaskId> {
        let held: Vec<TaskId> = self.desk.lock().unwrap().held.keys().copied().collect();
        self.pick(&held)
    }
}
