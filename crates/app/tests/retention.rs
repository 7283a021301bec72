//! What is over goes by itself, what is held stays, and nothing goes sooner than it was said.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use bonafide_app::domain::{Depiction, Keep, Provider, Retention, UserDataChange};
use bonafide_app::{
    AppError, Clock as _, Retired, delete_dossier, delete_files, delete_process, delete_user_data,
    get_dossier, hold_dossier, list_dossiers, release_dossier, retire, set_client_retention,
    set_files, set_user_data,
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};
use support::{House, png};

#[tokio::test]
async fn what_is_over_goes_with_a_certificate_and_what_is_held_or_changed_stays() {
    const DAY: i64 = 24 * 3600;
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let (stale, _) = house.started(&caller).await;
    let held = house.dossier(&caller).await;
    let changed = house.dossier(&caller).await;
    hold_dossier(&house.app, "acme", held).await.unwrap();
    house.clock.forward(20 * DAY);
    let pending = house.process(&caller, changed).await;
    house.upload(&caller, changed, pending).await;
    assert_eq!(retire(&house.app).await.unwrap(), Retired::default());

    house.clock.forward(11 * DAY);
    let gone = retire(&house.app).await.unwrap();
    assert_eq!((gone.dossiers, gone.processes), (1, 0));
    let absent = get_dossier(&house.app, &caller, stale).await;
    assert!(matches!(absent, Err(AppError::NotFound(_))), "{absent:?}");
    assert_eq!(house.files().len(), 1);

    let own = Retention {
        dossiers: Some(Keep::FOREVER),
        processes: [("signicatpictureid".to_owned(), Keep::try_from(10).unwrap())].into(),
    };
    set_client_retention(&house.app, "acme", own).await.unwrap();
    house.clock.forward(31 * DAY);
    let alone = retire(&house.app).await.unwrap();
    assert_eq!((alone.dossiers, alone.processes), (0, 1));
    assert_eq!(house.files().len(), 0);

    let servers = Retention::default();
    set_client_retention(&house.app, "acme", servers)
        .await
        .unwrap();
    let gone = retire(&house.app).await.unwrap();
    assert_eq!((gone.dossiers, gone.processes), (1, 0));
    let left = list_dossiers(&house.app, &caller).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, held);
    let refused = delete_dossier(&house.app, &caller, held).await;
    assert!(
        matches!(refused, Err(AppError::Conflict { .. })),
        "{refused:?}"
    );
    release_dossier(&house.app, "acme", held).await.unwrap();
    delete_dossier(&house.app, &caller, held).await.unwrap();
}

#[tokio::test]
async fn nothing_is_taken_out_of_a_dossier_that_is_held() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let (dossier, process) = house.started(&caller).await;
    let data = UserDataChange {
        first_name: Some("Anna".to_owned()),
        ..UserDataChange::default()
    };
    let app = &house.app;
    set_user_data(app, &caller, dossier, data).await.unwrap();
    let file = vec![(Depiction::Front, png("file"))];
    set_files(app, &caller, dossier, file, None).await.unwrap();
    hold_dossier(app, "acme", dossier).await.unwrap();
    let refused = [
        delete_process(app, &caller, dossier, process).await,
        delete_user_data(app, &caller, dossier).await,
        delete_files(app, &caller, dossier).await,
        delete_dossier(app, &caller, dossier).await,
    ];
    for refused in refused {
        assert!(
            matches!(refused, Err(AppError::Conflict { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(house.files().len(), 2);
    release_dossier(app, "acme", dossier).await.unwrap();
    delete_user_data(app, &caller, dossier).await.unwrap();
    delete_files(app, &caller, dossier).await.unwrap();
    delete_process(app, &caller, dossier, process)
        .await
        .unwrap();
    assert!(house.files().is_empty());
}

#[tokio::test]
async fn what_was_there_before_there_were_times_counts_from_when_they_came() {
    const DAY: i64 = 24 * 3600;
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let old = house.dossier(&caller).await;
    house.clock.forward(100 * DAY);
    // As an upgrade from a version that kept everything for ever leaves it.
    let now = house.clock.now().as_microsecond();
    let path = house.folder.path().join("bonafide.db");
    let url = format!("sqlite://{}", path.display());
    let mut shell = SqliteConnection::connect(&url).await.unwrap();
    let sql = format!("UPDATE clients SET retained_from = {now}");
    shell.execute(AssertSqlSafe(sql)).await.unwrap();
    assert_eq!(retire(&house.app).await.unwrap(), Retired::default());
    house.clock.forward(29 * DAY);
    assert_eq!(retire(&house.app).await.unwrap(), Retired::default());
    house.clock.forward(2 * DAY);
    assert_eq!(retire(&house.app).await.unwrap().dossiers, 1);
    let gone = get_dossier(&house.app, &caller, old).await;
    assert!(matches!(gone, Err(AppError::NotFound(_))), "{gone:?}");
}

#[tokio::test]
async fn a_rule_under_the_older_name_of_a_provider_is_one_of_the_newer() {
    let house = House::new().await;
    house.caller("acme").await;
    let days = |days| Keep::try_from(days).unwrap();
    for (rules, kept) in [
        (vec![("paper", 7)], 7),
        (vec![("eid", 7)], 30),
        (vec![("paper", 7), ("signicatpaper", 8)], 8),
    ] {
        let rules = rules.into_iter();
        let own = Retention {
            dossiers: None,
            processes: rules
                .map(|(name, kept)| (name.to_owned(), days(kept)))
                .collect(),
        };
        let plan = set_client_retention(&house.app, "acme", own).await;
        let plan = plan.unwrap().plan;
        assert_eq!(plan.process(Provider::Paper, None), days(kept));
        assert_eq!(plan.process(Provider::SignicatPaper, None), days(kept));
    }
}
