//! For how long things are kept, and which dossiers are held.

use super::client::{print, with_app};
use crate::cli::{Hold, Retention as Command};
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_app::{
    App, AppError, ClientRetention, Missing, client_retention, held_dossiers, hold_dossier,
    release_dossier, set_client_retention,
};
use bonafide_domain::{Keep, Retention};

pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Show {
            client,
            json,
            place,
        } => with_app(&place, async move |wired| {
            let found = of(&wired.app, &client).await?;
            if json {
                let own = serde_json::to_string(&found.own).context("the times as JSON")?;
                return print(&own);
            }
            show(&found)
        }),
        Command::Set {
            client,
            times,
            place,
        } => with_app(&place, async move |wired| {
            let mut own = of(&wired.app, &client).await?.own;
            for text in &times {
                set(&mut own, text)?;
            }
            show(&keep(&wired.app, &client, own).await?)
        }),
        Command::Reset { client, place } => with_app(&place, async move |wired| {
            show(&keep(&wired.app, &client, Retention::default()).await?)
        }),
    }
}

pub(crate) fn hold(command: Hold) -> Result<(), Failure> {
    match command {
        Hold::List { client, place } => with_app(&place, async move |wired| {
            let held = held_dossiers(&wired.app, &client)
                .await
                .map_err(|error| told(error, &client))?;
            for (dossier, since) in held {
                print(&format!("{dossier}  held since {since}"))?;
            }
            Ok(())
        }),
        Hold::Set {
            client,
            dossier,
            place,
        } => with_app(&place, async move |wired| {
            hold_dossier(&wired.app, &client, dossier)
                .await
                .map_err(|error| told(error, &client))?;
            print(&format!("{dossier} is held."))
        }),
        Hold::Release {
            client,
            dossier,
            place,
        } => with_app(&place, async move |wired| {
            release_dossier(&wired.app, &client, dossier)
                .await
                .map_err(|error| told(error, &client))?;
            print(&format!("{dossier} is held no more."))
        }),
    }
}

fn set(own: &mut Retention, text: &str) -> Result<(), Failure> {
    let wrong = |problem: String| Failure::saying(Code::Wrong, format!("'{text}': {problem}"));
    let (what, time) = text.split_once('=').ok_or_else(|| {
        wrong("dossiers or a kind of process, =, and a number of days".to_owned())
    })?;
    let time: Keep = time.parse().map_err(|error| wrong(format!("{error}")))?;
    if what == "dossiers" {
        own.dossiers = Some(time);
    } else {
        own.processes.insert(what.to_owned(), time);
    }
    Ok(())
}

async fn of(app: &App, client: &str) -> Result<ClientRetention, Failure> {
    client_retention(app, client)
        .await
        .map_err(|error| told(error, client))
}

async fn keep(app: &App, client: &str, own: Retention) -> Result<ClientRetention, Failure> {
    set_client_retention(app, client, own)
        .await
        .map_err(|error| told(error, client))
}

fn show(found: &ClientRetention) -> Result<(), Failure> {
    let own = |set: bool| if set { "" } else { "  (of the server)" };
    let plan = &found.plan;
    print(&format!(
        "dossiers  {}{}",
        plan.dossiers,
        own(found.own.dossiers.is_some())
    ))?;
    for (kind, time) in &plan.processes {
        let set = found.own.processes.contains_key(kind);
        print(&format!("{kind}  {time}{}", own(set)))?;
    }
    Ok(())
}

fn told(error: AppError, client: &str) -> Failure {
    match error {
        AppError::NotFound(Missing::Client) => {
            Failure::saying(Code::NotThere, format!("there is no client '{client}'"))
        }
        AppError::NotFound(_) => {
            Failure::saying(Code::NotThere, format!("{client} has no such dossier"))
        }
        error @ AppError::Invalid { .. } => Failure::new(Code::Wrong, error),
        error => Failure::from(anyhow::Error::new(error).context("nothing was changed")),
    }
}
