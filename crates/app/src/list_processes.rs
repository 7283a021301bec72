use crate::{App, AppError, Caller, audit};
use bonafide_domain::Status;
use bonafide_storage::{Act, ProcessFilter};
pub use bonafide_storage::{ListedProcess, ProcessOrder};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// How far back the list reaches.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Which processes are asked for, in the words of the API.
#[derive(Debug, Clone)]
pub struct ListProcesses {
    /// `startCreationDate`: made then or later.
    pub start: Timestamp,
    /// `endCreationDate`: made then or earlier.
    pub end: Option<Timestamp>,
    /// `status`: any of these; all where it is empty.
    pub statuses: BTreeSet<Status>,
    /// `offset`: so many are left out; 0 to 200 000.
    pub offset: i64,
    /// `limit`: at most so many; 1 to 2000.
    pub limit: i64,
    /// `order`.
    pub order: ProcessOrder,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct ProcessPage {
    /// What is on it.
    pub processes: Vec<ListedProcess>,
    /// How many there are on all pages.
    pub total: u64,
}

/// The caller's processes of the last 30 days, over all its dossiers. Where the page tells how one ended, that leaves a mark
/// in the audit log before it is answered.
///
/// # Errors
/// [`AppError::Invalid`] names the parameter; [`AppError::Unavailable`].
pub async fn list_processes(
    app: &App,
    caller: &Caller,
    request: &ListProcesses,
) -> Result<ProcessPage, AppError> {
    if request.end.is_some_and(|end| end < request.start) {
        return Err(AppError::invalid(
            "endCreationDate",
            "endCreationDate lies before startCreationDate.",
        ));
    }
    let offset = within("offset", request.offset, 0, 200_000)?;
    let limit = within("limit", request.limit, 1, 2_000)?;
    let oldest = app.now().saturating_sub(REACH).unwrap_or(Timestamp::MIN);
    let filter = ProcessFilter {
        from: request.start.max(oldest),
        // Times are told in whole seconds: what was made within the second that ends the range is in it.
        before: request
            .end
            .and_then(|end| Timestamp::from_second(end.as_second() + 1).ok())
            .unwrap_or(Timestamp::MAX),
        statuses: request.statuses.clone(),
    };
    let (storage, owner) = (app.storage(), caller.client());
    let processes = storage
        .listed_processes(owner, &filter, request.order, limit, offset)
        .await?;
    let total = storage.count_listed_processes(owner, &filter).await?;
    let ended = |listed: &ListedProcess| listed.process.status.is_final();
    if processes.iter().any(ended) {
        let entry = audit::entry(owner, caller.actor(), Act::ProcessesListed, app.now());
        audit::append(app, &entry).await?;
    }
    Ok(ProcessPage { processes, total })
}

fn within(field: &'static str, given: i64, least: u32, most: u32) -> Result<u32, AppError> {
    u32::try_from(given)
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| {
            AppError::invalid(
                field,
                format!("{field} is a whole number from {least} to {most}."),
            )
        })
}
