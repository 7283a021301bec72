//! The line between the real server and its PostgreSQL, or its store of files, is cut for seconds under a mixed load:
//! reset, or silent. Whoever calls meanwhile is told 503 with `Retry-After`, nobody is told 500, nothing that was
//! acknowledged is lost, and everything works again soon after the line is mended, without a restart.
//!
//! Runs where `scripts/postgres.sh` and `scripts/s3.sh` have started servers. `BONAFIDE_CUTS` says how many cuts (4),
//! `BONAFIDE_LONGEST_CUT` how many seconds they last at most (2), `BONAFIDE_SEED` when they come (1).

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[expect(dead_code, reason = "this server stays where it is")]
#[path = "../common/load/mod.rs"]
mod load;
#[path = "../common/models.rs"]
mod models;
#[path = "../common/number.rs"]
mod number;
mod probe;
mod proxy;
#[path = "../common/report.rs"]
mod report;
#[path = "../common/times.rs"]
mod times;

use bonafide_testbed::{Place, Tables};
use bonafide_testkit::server::{Server, ServerSettings};
use load::{Load, Nodes, look_from_outside, look_inside};
use number::number;
use probe::{Call, Kind, Probe};
use proxy::{Line, Proxy};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use std::time::{Duration, Instant};
use times::Times;

const VISITORS: usize = 9;
/// The lease of a verification, and a minute.
const PATIENCE: Duration = Duration::from_secs(30 + 60);
/// Everything works again within this.
const BACK: Duration = Duration::from_secs(5);
/// The shortest cut, and the longest that anybody may be kept waiting for an answer.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// `host:port` of a URL.
fn host_of(url: &str) -> &str {
    let after = url.split_once("://").unwrap().1;
    let host = after.split('/').next().unwrap();
    host.rsplit('@').next().unwrap()
}

/// A line that was cut.
struct Cut {
    what: &'static str,
    began: Instant,
    mended: Instant,
    /// From the mending to the moment at which each kind of call had been answered yes.
    back: Duration,
}

/// The settings of a server whose ways to its database and its store lead over these lines.
async fn over_lines(place: &Place) -> (ServerSettings, [Proxy; 2]) {
    let data = place.folder().join("node");
    let mut settings = ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models::folder(), data);
    settings.environment = place.environment();
    settings.environment.extend(load::environment());
    let mut lines = Vec::new();
    for name in ["BONAFIDE_DATABASE__URL", "BONAFIDE_FILES__ENDPOINT"] {
        let found = settings.environment.iter_mut();
        let (_, url) = found.into_iter().find(|(one, _)| one == name).unwrap();
        let line = Proxy::before(host_of(url)).await;
        *url = url.replace(host_of(url), line.address());
        lines.push(line);
    }
    let Ok(lines) = lines.try_into() else {
        unreachable!("two lines")
    };
    (settings, lines)
}

async fn cut(line: &Proxy, how: Line, what: &'static str, lasts: Duration, probe: &Probe) -> Cut {
    let began = Instant::now();
    line.becomes(how);
    tokio::time::sleep(lasts).await;
    line.becomes(Line::Open);
    let mended = Instant::now();
    while !probe.is_well_since(mended) && mended.elapsed() < 6 * BACK {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let back = mended.elapsed();
    // What is refused now would be refused without reason.
    tokio::time::sleep(BACK.saturating_sub(back).min(lasts)).await;
    Cut {
        what,
        began,
        mended,
        back,
    }
}

/// Calls that were refused though every line had been whole for long enough as they began.
fn refused_without_reason(calls: &[Call], cuts: &[Cut]) -> Vec<String> {
    let excused = |call: &Call| {
        let mut cuts = cuts.iter();
        cuts.any(|cut| call.ended >= cut.began && call.began <= cut.mended + cut.back)
    };
    let refused = calls
        .iter()
        .filter(|call| call.status == Some(503) && !excused(call));
    refused.map(|call| format!("{:?}", call.kind)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_cut_off_says_so_and_is_back_when_the_line_is() {
    let Some(place) = Place::of_servers(Tables::Made).await else {
        return;
    };
    let count = number("BONAFIDE_CUTS", 4);
    let longest = Duration::from_secs(number("BONAFIDE_LONGEST_CUT", 2));
    let seed = number("BONAFIDE_SEED", 1);
    let mut dice = StdRng::seed_from_u64(seed);
    let (settings, [database, store]) = over_lines(&place).await;
    let mut server = Server::start(settings).await.unwrap();
    let accounts = ["first", "second"].map(|name| server.create_client(name).unwrap());
    let probe = Probe::begin(&server.url(), &accounts[0]).await;
    let nodes = Nodes::new(vec![server.url()]);
    let load = Load::begin(&nodes, &accounts, VISITORS, dice.random(), Vec::new()).await;
    tokio::time::sleep(Duration::from_secs(1)).await;

    let ways = [
        ("PostgreSQL, reset", &database, Line::Reset),
        ("the store, silent", &store, Line::Silent),
        ("PostgreSQL, silent", &database, Line::Silent),
        ("the store, reset", &store, Line::Reset),
    ];
    let mut cuts = Vec::new();
    for (what, line, how) in ways.iter().cycle().take(usize::try_from(count).unwrap()) {
        let lasts = SHORTEST + longest.saturating_sub(SHORTEST).mul_f64(dice.random());
        let cut = cut(line, *how, what, lasts, &probe).await;
        println!(
            "{what}, {} ms: back after {} ms; {} writes acknowledged so far",
            lasts.as_millis(),
            cut.back.as_millis(),
            load.acknowledged()
        );
        cuts.push(cut);
    }
    let calls = probe.end().await;
    let done = load.end().await;
    let outside = look_from_outside(&done, PATIENCE).await;
    server.kill();
    let inside = look_inside(&done, place.settings(), place.files()).await;

    let faults: Vec<_> = calls.iter().filter_map(|call| call.fault.clone()).collect();
    let unasked = refused_without_reason(&calls, &cuts);
    let refused = calls.iter().filter(|call| call.status == Some(503));
    let refusals = Times::new(refused.map(|call| call.ended - call.began));
    let answers = Times::new(calls.iter().map(|call| call.ended - call.began));
    let back = Times::new(cuts.iter().map(|cut| cut.back));
    let of = |what: &str| {
        let these = cuts.iter().filter(|cut| cut.what == what);
        let back = Times::new(these.clone().map(|cut| cut.back));
        let during =
            |call: &Call, cut: &Cut| call.began >= cut.began && call.began <= cut.mended + cut.back;
        let refused = calls
            .iter()
            .filter(|call| call.status == Some(503) && these.clone().any(|cut| during(call, cut)));
        let refused = refused.count();
        json!({
            "cuts": back.count(),
            "seconds": these.map(|cut| (cut.mended - cut.began).as_secs()).sum::<u64>(),
            "probes_refused": refused,
            "back_ms_slowest": back.percentile(100),
        })
    };
    let ways: serde_json::Map<_, _> = ways
        .iter()
        .map(|(what, ..)| ((*what).to_owned(), of(what)))
        .collect();
    report::write(
        "cuts",
        seed,
        &json!({
            "cuts": ways,
            "probes": Kind::ALL.map(|kind| calls.iter().filter(|call| call.kind == kind).count()),
            "probes_refused_503_with_retry_after": refusals.count(),
            "probes_answered_otherwise": faults.len(),
            "probes_refused_with_the_lines_whole": unasked.len(),
            "refused_after_ms": { "middle": refusals.percentile(50), "slowest": refusals.percentile(100) },
            "answered_after_ms": { "middle": answers.percentile(50), "slowest": answers.percentile(100) },
            "back_ms": { "middle": back.percentile(50), "slowest": back.percentile(100) },
            "back_after_more_than_5_s": back.over(BACK),
            "clients": VISITORS,
            "writes_acknowledged": done.ledger.acknowledged,
            "dossiers": outside.people,
            "processes": outside.processes,
            "started": outside.started,
            "lost": outside.lost.len(),
            "back_after_erasure": outside.back.len(),
            "stuck": outside.stuck.len(),
            "made_twice": outside.twice.len(),
            "wrong_answers": outside.faults.len(),
            "ends_not_told": outside.untold.len(),
            "ended_exactly_once": inside.ended_once,
            "ended_otherwise": inside.ended_otherwise.len(),
            "rows_without_file": inside.rows_without_file.len(),
            "files_without_row": inside.files_without_row.len(),
            "files_of_broken_uploads_swept": inside.swept,
            "gaps_in_the_audit_log": inside.gaps.len(),
        }),
    );
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(
        outside.stuck.is_empty(),
        "stuck: {:#?}",
        (&outside.stuck, &inside.queued)
    );
    outside.assert_nothing_is_wrong();
    inside.assert_nothing_is_wrong();
    assert_eq!(back.over(BACK), 0, "it was not back in time");
    assert!(unasked.is_empty(), "{unasked:?}");
    assert_eq!(answers.over(LONGEST_WAIT), 0, "somebody was left waiting");
    assert!(refusals.count() > 0, "nobody was refused: nothing was cut");
}
