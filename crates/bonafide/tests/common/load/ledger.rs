use serde_json::Value;

/// What the servers said yes to, and what is in doubt.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) people: Vec<Person>,
    /// Writes that were answered 2xx.
    pub(crate) acknowledged: u64,
    /// Calls under an idempotency key that were sent again after their answer.
    pub(crate) repeated: u64,
    /// Answers that should never have come.
    pub(crate) faults: Vec<String>,
}

/// Something that was asked for once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Asked {
    #[default]
    No,
    /// Nobody said what became of it.
    Maybe,
    Yes,
}

/// A thing that is written over: what was acknowledged last, and what may have been written since.
#[derive(Debug, Clone)]
pub(crate) struct Versions<T> {
    acknowledged: Option<T>,
    maybe: Vec<T>,
}

impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self {
            acknowledged: None,
            maybe: Vec::new(),
        }
    }
}

impl<T: PartialEq> Versions<T> {
    pub(crate) fn wrote(&mut self, value: T) {
        self.acknowledged = Some(value);
        self.maybe.clear();
    }

    pub(crate) fn may_have_written(&mut self, value: T) {
        self.maybe.push(value);
    }

    pub(crate) fn may_be(&self, found: Option<&T>) -> bool {
        match found {
            None => self.acknowledged.is_none(),
            Some(found) => self.acknowledged.as_ref() == Some(found) || self.maybe.contains(found),
        }
    }
}

/// A dossier that was acknowledged. One visitor alone writes it.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Whose: a number among the accounts.
    pub(crate) account: usize,
    pub(crate) dossier: String,
    pub(crate) reference: String,
    pub(crate) first_name: Versions<String>,
    pub(crate) picture: Versions<Vec<u8>>,
    pub(crate) processes: Vec<Known>,
    /// Every process of it was asked for under a key, so that there are no others.
    pub(crate) no_others: bool,
    pub(crate) erased: Asked,
}

/// A process that was acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) process: String,
    pub(crate) front: Versions<Vec<u8>>,
    pub(crate) started: Asked,
    /// The client asked for its end.
    pub(crate) failed: Asked,
    /// The answer in which it was final.
    pub(crate) result: Option<Value>,
    pub(crate) erased: Asked,
}

impl Person {
    pub(crate) fn path(&self) -> String {
        format!("/assure/dossiers/{}", self.dossier)
    }
}
