use crate::{App, AppError, Caller, Missing, delete_dossier};

/// Dossiers that are looked up at once.
const PAGE: u32 = 200;

/// Removes every dossier of the caller, one after the other; each is gone with all that lay in it when this answers.
///
/// # Errors
/// [`AppError::Refused`] when a provider did not allow one to be removed: all others are gone then;
/// [`AppError::Unavailable`]: those before it are gone.
pub async fn delete_all_dossiers(app: &App, caller: &Caller) -> Result<(), AppError> {
    let mut after = None;
    let mut refused = None;
    loop {
        let page = app
            .storage()
            .dossier_ids(caller.client(), after, PAGE)
            .await?;
        let Some(last) = page.last() else {
            return refused.map_or(Ok(()), |refused| Err(AppError::Refused(refused)));
        };
        after = Some(*last);
        for dossier in page {
            match delete_dossier(app, caller, dossier).await {
                // Somebody else removed it in between.
                Ok(()) | Err(AppError::NotFound(Missing::Dossier)) => {}
                Err(AppError::Refused(reason)) => refused = Some(reason),
                Err(error) => return Err(error),
            }
        }
    }
}
