//! `GET /assure/processes`: the caller's processes of the last 30 days, over all its dossiers.

use crate::bearer::Authorised;
use crate::document::names::{Id, OrderName, ProcessTypeName, ProviderName, StatusSet};
use crate::dossiers::DossierBody;
use crate::problem::Problem;
use crate::query;
use crate::state::Api;
use crate::wire_time::WireTime;
use axum::Json;
use axum::extract::{RawQuery, State};
use bonafide_app::{ListProcesses, ListedProcess, ProcessOrder};
use bonafide_domain::{FailReason, ProcessType, State as ProcessState, Status};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;

/// A page of processes, and what was asked for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListAllProcesses {
    processes: Vec<ProcessInList>,
    filters: Filters,
    total_results: u64,
}

/// A process with its dossier.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedProcess)]
pub(crate) struct ProcessInList {
    #[schema(value_type = Id)]
    process_id: String,
    dossier: DossierBody,
    #[schema(value_type = ProviderName)]
    provider: String,
    #[schema(value_type = Status)]
    status: &'static str,
    /// Where the provider has types.
    #[schema(value_type = Option<ProcessTypeName>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    process_type: Option<&'static str>,
    created_at: WireTime,
    updated_at: WireTime,
    /// The provider's own id, where it gives processes one.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fail_reason: Option<FailReason>,
}

/// The filters as they were understood.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProcessFilters)]
pub(crate) struct Filters {
    start_creation_date: WireTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_creation_date: Option<WireTime>,
    #[schema(value_type = Vec<Status>)]
    status_list: Vec<&'static str>,
    #[schema(minimum = 0, maximum = 200_000)]
    offset: i64,
    #[schema(minimum = 1, maximum = 2000)]
    limit: i64,
    #[schema(value_type = OrderName)]
    order: &'static str,
}

impl From<ListedProcess> for ProcessInList {
    fn from(listed: ListedProcess) -> Self {
        let process = listed.process;
        Self {
            external_id: bonafide_app::known_external_id(
                process.provider,
                process.id,
                process.external_id.as_ref(),
            ),
            process_id: process.id.to_string(),
            dossier: listed.dossier.into(),
            provider: process.provider.to_string(),
            status: process.status.as_str(),
            process_type: process.process_type.map(ProcessType::as_str),
            created_at: WireTime(process.created_at),
            updated_at: WireTime(process.updated_at),
            fail_reason: match listed.state {
                ProcessState::Failed(reason) => Some(reason),
                _ => None,
            },
        }
    }
}

/// List processes
///
/// Those of the last 30 days, over all dossiers of the caller.
#[utoipa::path(
    get, path = "/assure/processes", operation_id = "getAllProcess", tag = "Processes",
    params(
        ("startCreationDate" = WireTime, Query, description = "Created at this second or later.", example = "2026-01-02T09:00:00Z"),
        ("endCreationDate" = Option<WireTime>, Query, description = "Created at this second or earlier; not before the start."),
        ("status" = Option<StatusSet>, Query, description = "Only these; repeated, or between commas."),
        ("offset" = Option<i64>, Query, description = "So many are left out; 0 if absent.", minimum = 0, maximum = 200_000),
        ("limit" = Option<i64>, Query, description = "At most so many; 100 if absent.", minimum = 1, maximum = 2000),
        ("order" = Option<OrderName>, Query, description = "`createdAtDescending` if absent."),
    ),
    responses((status = 200, description = "A page of them.", body = ListAllProcesses)),
)]
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    Authorised(caller): Authorised,
    RawQuery(query): RawQuery,
) -> Result<Json<ListAllProcesses>, Problem> {
    let request = asked(query.as_deref())?;
    let page = bonafide_app::list_processes(&api.app, &caller, &request).await?;
    Ok(Json(ListAllProcesses {
        processes: page.processes.into_iter().map(Into::into).collect(),
        filters: Filters {
            start_creation_date: WireTime(request.start),
            end_creation_date: request.end.map(WireTime),
            status_list: request.statuses.iter().map(|s| s.as_str()).collect(),
            offset: request.offset,
            limit: request.limit,
            order: order_name(request.order),
        },
        total_results: page.total,
    }))
}

fn asked(query: Option<&str>) -> Result<ListProcesses, Problem> {
    let time = |name: &str| -> Result<Option<Timestamp>, Problem> {
        given(query, name)?
            .map(|text| text.parse())
            .transpose()
            .map_err(|_| {
                Problem::bad_request(format!(
                    "{name} must be a time such as 2026-01-02T09:00:00Z."
                ))
            })
    };
    let number = |name: &str, default: i64| -> Result<i64, Problem> {
        given(query, name)?.map_or(Ok(default), |text| {
            text.parse()
                .map_err(|_| Problem::bad_request(format!("{name} must be a whole number.")))
        })
    };
    let start = time("startCreationDate")?.ok_or_else(|| {
        Problem::bad_request(
            "startCreationDate is missing; give a time such as 2026-01-02T09:00:00Z.",
        )
    })?;
    let order = match given(query, "order")?.as_deref() {
        None => ProcessOrder::NewestFirst,
        Some(name) => [ProcessOrder::NewestFirst, ProcessOrder::OldestFirst]
            .into_iter()
            .find(|order| order_name(*order) == name)
            .ok_or_else(|| {
                Problem::bad_request("order must be createdAtDescending or createdAtAscending.")
            })?,
    };
    Ok(ListProcesses {
        start,
        end: time("endCreationDate")?,
        statuses: statuses(query)?,
        offset: number("offset", 0)?,
        limit: number("limit", 100)?,
        order,
    })
}

/// Repeated, or in one value between commas.
fn statuses(query: Option<&str>) -> Result<BTreeSet<Status>, Problem> {
    let mut statuses = BTreeSet::new();
    for value in query::all(query, "status") {
        for name in value.split(',').filter(|name| !name.is_empty()) {
            let status = name
                .parse()
                .map_err(|error| Problem::bad_request(format!("status: {error}.")))?;
            if !statuses.insert(status) {
                return Err(Problem::bad_request(format!(
                    "status {status} is given twice."
                )));
            }
        }
    }
    Ok(statuses)
}

/// An empty value is none.
fn given(query: Option<&str>, name: &str) -> Result<Option<String>, Problem> {
    Ok(query::one(query, name)?.filter(|text| !text.is_empty()))
}

const fn order_name(order: ProcessOrder) -> &'static str {
    match order {
        ProcessOrder::NewestFirst => "createdAtDescending",
        ProcessOrder::OldestFirst => "createdAtAscending",
    }
}
