use super::door::{Door, Said};
use super::ledger::{Asked, Known, Ledger, Person, Versions};
use super::outside::is_final;
use bonafide_testkit::assure::data_url;
use image::{ExtendedColorType, ImageEncoder as _};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What of a client's backend works on behalf of people, one after the other.
pub(crate) struct Visitor {
    number: usize,
    account: usize,
    /// Of all accounts.
    doors: Vec<Door>,
    ledger: Arc<Mutex<Ledger>>,
    dice: StdRng,
    /// The people of this visitor, as numbers in the ledger.
    known: Vec<usize>,
    /// Photographs of documents, for the one visitor who has the engine look at them: it would be at work for ever if all
    /// of them did.
    documents: Arc<Vec<Vec<u8>>>,
}

/// Nobody answered: what the visitor was at is left as it is.
struct Off;

const NAMES: [&str; 4] = ["Anna", "Zoë", "Łucja", "Björn"];
/// So long a visitor asks for what the engine makes of a document, and for what a simulated provider does. The first is
/// waited for: what kills broke off would otherwise be a queue that the engine has not worked off in the end.
const LOOKING: Duration = Duration::from_secs(300);
const PLAYING: Duration = Duration::from_secs(2);
const OUTCOMES: [&str; 4] = ["Accepted", "Accepted", "Rejected", "Inconclusive"];

impl Visitor {
    pub(crate) fn new(
        number: usize,
        account: usize,
        doors: Vec<Door>,
        ledger: Arc<Mutex<Ledger>>,
        dice: StdRng,
        documents: Arc<Vec<Vec<u8>>>,
    ) -> Self {
        Self {
            number,
            account,
            doors,
            ledger,
            dice,
            known: Vec::new(),
            documents,
        }
    }

    /// Goes through the flow on behalf of one person, and looks at an earlier one.
    pub(crate) async fn visit(&mut self) {
        if self.go_through().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if let Some(person) = self.known.choose(&mut self.dice).copied() {
            self.look_at(person).await;
        }
    }

    fn door(&self) -> Door {
        self.doors[self.account].clone()
    }

    fn key(&mut self) -> String {
        format!("{}-{:016x}", self.number, self.dice.next_u64())
    }

    fn fault(&self, fault: String) -> Off {
        self.ledger.lock().unwrap().faults.push(fault);
        Off
    }

    fn note(&self, person: usize, write: impl FnOnce(&mut Person)) {
        let mut ledger = self.ledger.lock().unwrap();
        write(&mut ledger.people[person]);
    }

    fn acknowledged(&self, person: usize, write: impl FnOnce(&mut Person)) {
        let mut ledger = self.ledger.lock().unwrap();
        ledger.acknowledged += 1;
        write(&mut ledger.people[person]);
    }

    /// A POST that is sent until it is answered, now and then once more to see that it happens once, or, without a key,
    /// one that may get lost.
    async fn make(&mut self, path: &str, body: &Value, keyed: bool) -> Result<Value, Off> {
        let door = self.door();
        let said = if keyed {
            let key = self.key();
            let said = door.post_for_sure(&mut self.dice, path, body, &key).await;
            if let Said::Yes(first) = &said
                && self.dice.random_ratio(1, 4)
            {
                match door.post_for_sure(&mut self.dice, path, body, &key).await {
                    Said::Yes(second) if second == first => {
                        self.ledger.lock().unwrap().repeated += 1;
                    }
                    // It was erased meanwhile, by nobody: this visitor alone writes here.
                    other => {
                        return Err(self.fault(format!(
                            "POST {path} under one key was answered {first:?} and then {other:?}"
                        )));
                    }
                }
            }
            said
        } else {
            door.once(&mut self.dice, Method::POST, path, Some(body))
                .await
        };
        match said {
            Said::Yes(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null)),
            Said::Doubt => Err(Off),
            Said::No(status, why) => {
                Err(self.fault(format!("POST {path} was refused, {status}: {why}")))
            }
            Said::Fault(fault) => Err(self.fault(fault)),
        }
    }

    async fn go_through(&mut self) -> Result<(), Off> {
        let reference = format!("person-{}-{:08x}", self.number, self.dice.next_u32());
        let keyed = self.dice.random_ratio(2, 3);
        let body = json!({ "externalReference": reference });
        let made = self.make("/assure/dossiers", &body, keyed).await?;
        let person = {
            let mut ledger = self.ledger.lock().unwrap();
            ledger.acknowledged += 1;
            ledger.people.push(Person {
                account: self.account,
                dossier: made["dossierId"].as_str().unwrap().to_owned(),
                reference,
                first_name: Versions::default(),
                picture: Versions::default(),
                processes: Vec::new(),
                no_others: true,
                erased: Asked::No,
            });
            ledger.people.len() - 1
        };
        self.known.push(person);
        for _ in 0..self.dice.random_range(0..3) {
            self.tell_of(person).await?;
        }
        if self.dice.random_ratio(1, 3) {
            self.keep_a_picture_of(person).await?;
        }
        for _ in 0..self.dice.random_range(1..3) {
            self.verify(person).await?;
        }
        match self.dice.random_range(0..6) {
            0 | 1 => self.erase(person).await,
            2 => self.erase_a_process_of(person).await,
            _ => Ok(()),
        }
    }

    fn path_of(&self, person: usize) -> String {
        self.ledger.lock().unwrap().people[person].path()
    }

    /// User data, once made and then changed.
    async fn tell_of(&mut self, person: usize) -> Result<(), Off> {
        let name = format!(
            "{} {:06x}",
            NAMES.choose(&mut self.dice).unwrap(),
            self.dice.random_range(0..0x00ff_ffff)
        );
        let known = {
            let ledger = self.ledger.lock().unwrap();
            !ledger.people[person].first_name.may_be(None)
        };
        let method = if known { Method::PUT } else { Method::POST };
        let path = format!("{}/userdata", self.path_of(person));
        let body = json!({ "userData": { "firstName": name } });
        let door = self.door();
        let said = door.once(&mut self.dice, method, &path, Some(&body)).await;
        self.written(said, &path, person, |one, done| match done {
            Asked::Yes => one.first_name.wrote(name),
            _ => one.first_name.may_have_written(name),
        })
    }

    async fn keep_a_picture_of(&mut self, person: usize) -> Result<(), Off> {
        let bytes = self.picture();
        let path = format!("{}/files", self.path_of(person));
        let body = json!({ "front": data_url(&bytes) });
        let door = self.door();
        let said = door
            .once(&mut self.dice, Method::POST, &path, Some(&body))
            .await;
        self.written(said, &path, person, |one, done| match done {
            Asked::Yes => one.picture.wrote(bytes),
            _ => one.picture.may_have_written(bytes),
        })
    }

    /// Notes what became of a write that is not sent again.
    fn written(
        &self,
        said: Said,
        path: &str,
        person: usize,
        write: impl FnOnce(&mut Person, Asked),
    ) -> Result<(), Off> {
        match said {
            Said::Yes(_) => {
                self.acknowledged(person, |one| write(one, Asked::Yes));
                Ok(())
            }
            Said::Doubt => {
                self.note(person, |one| write(one, Asked::Maybe));
                Err(Off)
            }
            Said::No(status, why) => {
                Err(self.fault(format!("{path} was refused, {status}: {why}")))
            }
            Said::Fault(fault) => {
                self.note(person, |one| write(one, Asked::Maybe));
                Err(self.fault(fault))
            }
        }
    }

    /// A picture that nobody else has.
    fn picture(&mut self) -> Vec<u8> {
        let side = self.dice.random_range(40..160_u32);
        let mut grey = vec![0; (side * side) as usize];
        self.dice.fill_bytes(&mut grey);
        let mut png = Vec::new();
        image::codecs::png::PngEncoder::new(&mut png)
            .write_image(&grey, side, side, ExtendedColorType::L8)
            .unwrap();
        png
    }

    /// A process that the engine or one of the simulated providers works on, or one that is left with its pictures.
    async fn verify(&mut self, person: usize) -> Result<(), Off> {
        let outcome = *OUTCOMES.choose(&mut self.dice).unwrap();
        let mut document = self.documents.choose(&mut self.dice).cloned();
        let kind = match document {
            Some(_) if self.dice.random_ratio(1, 3) => 0,
            _ => {
                document = None;
                self.dice.random_range(0..5)
            }
        };
        let (mut body, uploads, starts) = match kind {
            0 => (
                json!({"provider": "signicatpictureid", "processType": "document"}),
                true,
                document.is_some(),
            ),
            1 => (
                json!({"provider": "onfido", "processType": "document",
                    "processParameters": {"referrer": "https://*.example.com/*"}}),
                false,
                true,
            ),
            2 => (
                json!({"provider": "connect:idin", "redirectUrl": "https://example.com/back"}),
                false,
                true,
            ),
            _ => (
                json!({"provider": "signicatpaper", "documentType": "passport", "documentCountry": "NL"}),
                true,
                true,
            ),
        };
        body["eventTags"] = json!([outcome]);
        let keyed = self.dice.random_ratio(2, 3);
        if !keyed {
            self.note(person, |one| one.no_others = false);
        }
        let dossier = self.path_of(person);
        let made = self
            .make(&format!("{dossier}/processes"), &body, keyed)
            .await?;
        let process = made["processId"].as_str().unwrap().to_owned();
        let path = format!("{dossier}/processes/{process}");
        let mut number = 0;
        self.acknowledged(person, |one| {
            number = one.processes.len();
            one.processes.push(Known {
                process,
                front: Versions::default(),
                started: Asked::No,
                failed: Asked::No,
                result: None,
                erased: Asked::No,
            });
        });
        let looked_at = document.is_some();
        if uploads {
            let picture = document.unwrap_or_else(|| self.picture());
            self.upload(person, number, &path, picture).await?;
        }
        if !starts {
            return Ok(());
        }
        let door = self.door();
        let said = door
            .once(&mut self.dice, Method::POST, &path, Some(&json!({})))
            .await;
        self.written(said, &path, person, |one, done| {
            one.processes[number].started = done;
        })?;
        if self.dice.random_ratio(1, 6) {
            self.end_early(person, number, &path).await?;
        }
        let patience = if looked_at { LOOKING } else { PLAYING };
        self.wait(person, number, &path, patience).await
    }

    async fn upload(
        &mut self,
        person: usize,
        number: usize,
        path: &str,
        bytes: Vec<u8>,
    ) -> Result<(), Off> {
        let path = format!("{path}/images");
        let body = json!({ "front": data_url(&bytes) });
        let door = self.door();
        let said = if self.dice.random_ratio(1, 2) {
            let key = self.key();
            door.post_for_sure(&mut self.dice, &path, &body, &key).await
        } else {
            door.once(&mut self.dice, Method::POST, &path, Some(&body))
                .await
        };
        self.written(said, &path, person, |one, done| match done {
            Asked::Yes => one.processes[number].front.wrote(bytes),
            _ => one.processes[number].front.may_have_written(bytes),
        })
    }

    /// The client gives a process up while the worker may be at it: one of the two ends it.
    async fn end_early(&mut self, person: usize, number: usize, path: &str) -> Result<(), Off> {
        let path = format!("{path}/fail");
        let door = self.door();
        let said = door.once(&mut self.dice, Method::POST, &path, None).await;
        match said {
            // The worker was first.
            Said::No(409, _) => Ok(()),
            said => self.written(said, &path, person, |one, done| {
                one.processes[number].failed = done;
            }),
        }
    }

    /// Asks until it is final, for a while; whether it ever is is looked at in the end.
    async fn wait(
        &mut self,
        person: usize,
        number: usize,
        path: &str,
        patience: Duration,
    ) -> Result<(), Off> {
        let door = self.door();
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            match door.get(&mut self.dice, path).await {
                Said::Yes(bytes) => {
                    let found: Value = serde_json::from_slice(&bytes).unwrap();
                    if is_final(&found) {
                        self.note(person, |one| one.processes[number].result = Some(found));
                        return Ok(());
                    }
                }
                Said::Doubt => {}
                Said::No(status, why) => {
                    return Err(self.fault(format!("{path} was refused, {status}: {why}")));
                }
                Said::Fault(fault) => return Err(self.fault(fault)),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    async fn erase(&mut self, person: usize) -> Result<(), Off> {
        let path = self.path_of(person);
        self.note(person, |one| one.erased = Asked::Maybe);
        let door = self.door();
        let said = door.once(&mut self.dice, Method::DELETE, &path, None).await;
        self.erased(said, &path, person, |one, done| one.erased = done)
    }

    async fn erase_a_process_of(&mut self, person: usize) -> Result<(), Off> {
        let count = self.ledger.lock().unwrap().people[person].processes.len();
        if count == 0 {
            return Ok(());
        }
        let number = self.dice.random_range(0..count);
        let dossier = self.path_of(person);
        let mut path = String::new();
        self.note(person, |one| {
            let process = &mut one.processes[number];
            process.erased = Asked::Maybe;
            path = format!("{dossier}/processes/{}", process.process);
        });
        let door = self.door();
        let said = door.once(&mut self.dice, Method::DELETE, &path, None).await;
        self.erased(said, &path, person, |one, done| {
            one.processes[number].erased = done;
        })
    }

    fn erased(
        &self,
        said: Said,
        path: &str,
        person: usize,
        write: impl FnOnce(&mut Person, Asked),
    ) -> Result<(), Off> {
        match said {
            // Not allowed while a provider works on it.
            Said::No(400 | 409, why) if why.contains("is processing") => {
                self.note(person, |one| write(one, Asked::No));
                Ok(())
            }
            said => self.written(said, path, person, write),
        }
    }

    /// An earlier person is there, through whichever node answers, and for nobody else.
    async fn look_at(&mut self, person: usize) {
        let one = self.ledger.lock().unwrap().people[person].clone();
        let door = self.door();
        let said = door.get(&mut self.dice, &one.path()).await;
        let fault = match (said, one.erased) {
            (Said::Doubt, _) | (Said::Yes(_), Asked::No | Asked::Maybe) => None,
            (Said::No(404, _), Asked::Maybe | Asked::Yes) => None,
            (Said::Fault(fault), _) => Some(fault),
            (said, erased) => Some(format!(
                "dossier {} (erased: {erased:?}) was answered {said:?}",
                one.dossier
            )),
        };
        if let Some(fault) = fault {
            self.fault(fault);
            return;
        }
        let other = self.doors[(self.account + 1) % self.doors.len()].clone();
        if other.client_id == door.client_id {
            return;
        }
        match other.get(&mut self.dice, &one.path()).await {
            Said::Doubt | Said::No(404, _) => {}
            said => {
                self.fault(format!(
                    "another account was answered {said:?} about dossier {}",
                    one.dossier
                ));
            }
        }
    }
}
