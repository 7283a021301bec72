//! The rules by which one client's documents are judged.

use super::{print, with_app};
use crate::cli::Rules as Command;
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_app::{App, AppError, ClientRules, client_rules, set_client_rules};
use bonafide_domain::{AccountRules, RuleValue};
use bonafide_verification::{Choices, Rules};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Bytes of a file of rules at most; there are fewer than 200 rules.
const MOST_BYTES: u64 = 64 << 10;

pub(super) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Show {
            client,
            json,
            place,
        } => with_app(&place, async move |wired| {
            let found = of(&wired.app, &client).await?;
            if json {
                let rules = serde_json::to_string(&found.rules).context("the rules as JSON")?;
                return print(&rules);
            }
            show(&found)
        }),
        Command::Set {
            client,
            rules,
            file,
            place,
        } => {
            let given = given(&rules, file.as_deref())?;
            with_app(&place, async move |wired| {
                let mut all = of(&wired.app, &client).await?.rules;
                all.set_all(given);
                show(&keep(&wired.app, &client, all).await?)
            })
        }
        Command::Reset { client, place } => with_app(&place, async move |wired| {
            let kept = keep(&wired.app, &client, AccountRules::default()).await?;
            print(&format!(
                "{} is judged by the server's rules.",
                kept.client.id
            ))
        }),
    }
}

async fn of(app: &App, client: &str) -> Result<ClientRules, Failure> {
    client_rules(app, client)
        .await
        .map_err(|error| told(error, client))
}

async fn keep(app: &App, client: &str, rules: AccountRules) -> Result<ClientRules, Failure> {
    set_client_rules(app, client, rules)
        .await
        .map_err(|error| told(error, client))
}

fn told(error: AppError, client: &str) -> Failure {
    match error {
        AppError::NotFound(_) => {
            Failure::saying(Code::NotThere, format!("there is no client '{client}'"))
        }
        AppError::Invalid { problem, .. } => Failure::saying(Code::Wrong, problem),
        other => anyhow::Error::new(other)
            .context("the rules were not changed")
            .into(),
    }
}

/// What the command line sets: the file first, `RULE=VALUE` over it.
fn given(pairs: &[String], file: Option<&Path>) -> Result<AccountRules, Failure> {
    let mut rules = file.map(read).transpose()?.unwrap_or_default();
    for pair in pairs {
        let Some((rule, value)) = pair.split_once('=') else {
            let sentence = format!("'{pair}' is not RULE=VALUE, such as minimum_age=21");
            return Err(Failure::saying(Code::Wrong, sentence));
        };
        rules.set(rule.trim(), RuleValue::parsed(value));
    }
    Ok(rules)
}

fn read(file: &Path) -> Result<AccountRules, Failure> {
    let name = file.display();
    let mut text = String::new();
    File::open(file)
        .and_then(|opened| opened.take(MOST_BYTES + 1).read_to_string(&mut text))
        .map_err(|problem| {
            Failure::saying(Code::NotThere, format!("{name} cannot be read: {problem}"))
        })?;
    if text.len() as u64 > MOST_BYTES {
        let sentence = format!("{name} has more than {MOST_BYTES} bytes; rules need far fewer");
        return Err(Failure::saying(Code::Wrong, sentence));
    }
    toml::from_str(&text).map_err(|problem| {
        Failure::saying(
            Code::Wrong,
            format!("{name} is not a file of rules: {}", problem.message()),
        )
    })
}

/// Every rule, with a mark at those that the client has set.
fn show(found: &ClientRules) -> Result<(), Failure> {
    print(&format!(
        "{}: {} of the rules are its own, marked *; the others are the server's.\n",
        found.client.id,
        found.rules.iter().count()
    ))?;
    for choice in Rules::choices() {
        if matches!(&choice.choices, Choices::Range { least, most, .. } if least >= most) {
            continue;
        }
        let own = found.rules.iter().find(|(rule, _)| *rule == choice.rule);
        let (mark, now) = match own {
            Some((_, value)) => ('*', value.to_string()),
            None => (' ', "–".to_owned()),
        };
        print(&format!(
            "{mark} {:<28} {now:<14} shipped: {:<14} can be: {}",
            choice.rule,
            choice.shipped.to_string(),
            choice.choices
        ))?;
    }
    Ok(())
}
