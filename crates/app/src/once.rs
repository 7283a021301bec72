//! Calls that may be sent again: a key of the client's names one, and its effect happens once.
//!
//! What the call was answered is kept in the transaction of its effect, for a day. Who calls again with the same key is
//! given that answer; with another body, or while the first call is under way, is refused. An error has no effect and
//! keeps nothing: the key stays free.

use crate::{App, AppError, Caller, audit};
use bonafide_domain::{ClientId, DossierId};
use bonafide_storage::{Act, Answer, KeptAnswer, NewKeptAnswer, Unit};
use jiff::{SignedDuration, Timestamp};
use std::any::Any;
use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// For so long an answer is given again.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A client's name for one call: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// A text that is no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an Idempotency-Key is 1 to 255 visible ASCII characters")]
pub struct InvalidIdempotencyKey;

impl FromStr for IdempotencyKey {
    type Err = InvalidIdempotencyKey;

    fn from_str(text: &str) -> Result<Self, InvalidIdempotencyKey> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if visible && (1..=255).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidIdempotencyKey)
        }
    }
}

/// Writes what a call is answered, of what its use case gives; `None` for something else.
type Write = Box<dyn Fn(&dyn Any) -> Option<Answer> + Send>;

/// The keys of calls that are under way on this node.
#[derive(Default)]
pub(crate) struct UnderWay(Mutex<HashSet<(ClientId, IdempotencyKey)>>);

/// A call that may be sent again. Its key is taken until this is dropped.
pub struct Once {
    key: (ClientId, IdempotencyKey),
    under_way: Arc<UnderWay>,
    fingerprint: OnceLock<[u8; 32]>,
    write: Mutex<Option<Write>>,
}

impl Once {
    /// Says what the call is made of: a hash of everything that must be the same when it comes again.
    pub fn is_made_of(&self, fingerprint: [u8; 32]) {
        let _ = self.fingerprint.set(fingerprint);
    }
}

impl Caller {
    /// The call has a key. Give what is returned the fingerprint of the call before its use case.
    ///
    /// # Errors
    /// [`AppError::UnderWay`] while another call with this key is.
    pub fn with_key(&mut self, app: &App, key: IdempotencyKey) -> Result<Arc<Once>, AppError> {
        let under_way = app.under_way();
        let key = (self.client.clone(), key);
        let mut keys = under_way.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !keys.insert(key.clone()) {
            return Err(AppError::UnderWay);
        }
        drop(keys);
        let once = Arc::new(Once {
            key,
            under_way: Arc::clone(under_way),
            fingerprint: OnceLock::new(),
            write: Mutex::new(None),
        });
        self.once = Some(Arc::clone(&once));
        Ok(once)
    }

    /// Says how the call is answered when it comes to a `T`, so that the answer can be kept beside what it tells of.
    /// The last word counts. Does nothing for a call without a key.
    pub fn answered_by<T: 'static>(&self, write: impl Fn(&T) -> Answer + Send + 'static) {
        if let Some(once) = &self.once {
            let write: Write = Box::new(move |made| Some(write(made.downcast_ref::<T>()?)));
            *once.write.lock().unwrap_or_else(PoisonError::into_inner) = Some(write);
        }
    }
}

/// Gives the answer that is kept under the call's key, as the error [`AppError::Answered`]. To be called before anything
/// else is.
///
/// # Errors
/// Also [`AppError::Conflict`] for a key of another call, or of something that was erased; [`AppError::Unavailable`].
pub(crate) async fn answered_before(app: &App, caller: &Caller) -> Result<(), AppError> {
    let Some((once, fingerprint)) = call(caller) else {
        return Ok(());
    };
    let kept = app
        .storage()
        .kept_answer(caller.client(), &once.key.1.0, since(app.now()))
        .await?;
    match kept {
        None => Ok(()),
        Some(KeptAnswer::Erased) => Err(AppError::Conflict {
            detail: "What was made by the call with this Idempotency-Key has been deleted since."
                .to_owned(),
        }),
        Some(KeptAnswer::Kept {
            fingerprint: before,
            ..
        }) if before != fingerprint => Err(AppError::Conflict {
            detail: "This Idempotency-Key was used for another call within the last 24 hours; each call needs a key of its own."
                .to_owned(),
        }),
        Some(KeptAnswer::Kept { answer, .. }) => {
            if !answer.body.is_empty() {
                let (client, now) = (caller.client(), app.now());
                let entry = audit::entry(client, caller.actor(), Act::AnswerGivenAgain, now);
                audit::append(app, &entry).await?;
            }
            Err(AppError::Answered(answer))
        }
    }
}

/// Keeps what the call is answered, in the unit of its effect and as its last statement before the audit log.
///
/// # Errors
/// [`AppError::UnderWay`] when a call with this key was first on another node: nothing of the unit may be committed.
pub(crate) async fn keep_answer<T: 'static>(
    app: &App,
    unit: &mut Unit,
    caller: &Caller,
    dossier: Option<DossierId>,
    made: &T,
) -> Result<(), AppError> {
    let Some((once, fingerprint)) = call(caller) else {
        return Ok(());
    };
    let answer = once
        .write
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .as_ref()
        .and_then(|write| write(made))
        .ok_or_else(|| AppError::Internal("nobody says how this call is answered".to_owned()))?;
    let now = app.now();
    let kept = unit
        .keep_answer(NewKeptAnswer {
            owner: caller.client(),
            key: &once.key.1.0,
            fingerprint,
            dossier,
            answer,
            at: now,
            over_before: since(now),
        })
        .await?;
    if kept {
        Ok(())
    } else {
        Err(AppError::UnderWay)
    }
}

/// Removes answers that are over, at most `most` of them. Gives how many.
pub(crate) async fn forget_old(app: &App, most: u32) -> Result<u64, AppError> {
    let mut unit = app.storage().begin().await?;
    let gone = unit
        .delete_answers_kept_before(since(app.now()), most)
        .await?;
    unit.commit().await?;
    Ok(gone)
}

/// A call with a key whose door said what it is made of; calls of other doors are as those without a key.
fn call(caller: &Caller) -> Option<(&Once, [u8; 32])> {
    let once = caller.once.as_deref()?;
    Some((once, *once.fingerprint.get()?))
}

/// Answers that were kept before are over.
fn since(now: Timestamp) -> Timestamp {
    now.saturating_sub(KEPT_FOR).unwrap_or(Timestamp::MIN)
}

impl Drop for Once {
    fn drop(&mut self) {
        let mut keys = self
            .under_way
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        keys.remove(&self.key);
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::IdempotencyKey;

    #[test]
    fn a_key_is_short_and_visible() {
        let good = |text: &str| text.parse::<IdempotencyKey>().is_ok();
        assert!(good("a") && good(&"x".repeat(255)) && good("\"8e03978e-40d5\""));
        assert!(!good("") && !good(&"x".repeat(256)) && !good("a b") && !good("é") && !good("a\n"));
    }
}
