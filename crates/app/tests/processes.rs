//! Dossiers and processes, and who may see them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use bonafide_app::domain::{Depiction, DossierId, ProcessId, Refused, State, Status};
use bonafide_app::{
    App, AppError, Caller, CreateDossier, CreateProcess, Missing, Settings, StartVerification,
    create_dossier, create_process, delete_dossier, delete_process, document_types, get_dossier,
    get_image, get_process, list_dossiers, set_images, start_verification,
};
use bonafide_storage::Act;
use support::{House, pictureid, png};

fn invalid<T: std::fmt::Debug>(answer: Result<T, AppError>) -> (Option<&'static str>, String) {
    match answer {
        Err(AppError::Invalid { field, problem }) => (field, problem),
        other => panic!("not refused as invalid: {other:?}"),
    }
}

async fn acts(house: &House, caller: &Caller) -> Vec<Act> {
    let log = house
        .storage
        .audit(Some(caller.client()), 0, 100)
        .await
        .unwrap();
    log.into_iter().map(|record| record.entry.act).collect()
}

#[tokio::test]
async fn a_dossier_is_read_as_it_was_made() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let request = CreateDossier {
        external_reference: Some("cust-42".to_owned()),
    };
    let made = create_dossier(&house.app, &caller, request).await.unwrap();
    assert_eq!(made.created_at, made.updated_at);
    let read = get_dossier(&house.app, &caller, made.id).await.unwrap();
    assert_eq!(read.dossier, made);
    assert!(read.processes.is_empty());
}

#[tokio::test]
async fn a_reference_that_is_too_long_is_refused_by_name() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    for reference in ["x".repeat(257), "line\nbreak".to_owned()] {
        let request = CreateDossier {
            external_reference: Some(reference),
        };
        let (field, problem) = invalid(create_dossier(&house.app, &caller, request).await);
        assert_eq!(field, Some("externalReference"));
        assert!(problem.contains("256"), "{problem}");
    }
    assert!(list_dossiers(&house.app, &caller).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_listing_has_the_newest_first_and_an_end() {
    let mut settings = Settings::default();
    settings.limits.dossiers_per_listing = 3;
    let house = House::with(settings).await;
    let caller = house.caller("acme").await;
    let mut made = Vec::new();
    for _ in 0..4 {
        made.push(house.dossier(&caller).await);
        house.clock.forward(1);
    }
    let listed = list_dossiers(&house.app, &caller).await.unwrap();
    let listed: Vec<DossierId> = listed.iter().map(|dossier| dossier.id).collect();
    made.reverse();
    assert_eq!(listed, made[..3]);
}

#[tokio::test]
async fn a_process_is_made_pending_with_the_pages_that_its_document_has() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    let request = CreateProcess {
        document_id: Some(2),
        event_tags: vec!["first".to_owned()],
        notification_url: Some("https://example.com/done".to_owned()),
        ..pictureid()
    };
    let made = create_process(&house.app, &caller, dossier, request)
        .await
        .unwrap();
    assert_eq!(made.document_pages, Some(2));
    assert_eq!(made.process.state, State::Pending);
    let read = get_process(&house.app, &caller, dossier, made.process.id)
        .await
        .unwrap();
    assert_eq!(read, made.process);
    assert_eq!(
        read.request.required,
        [Depiction::Front, Depiction::Back].into()
    );
    let listed = get_dossier(&house.app, &caller, dossier).await.unwrap();
    assert_eq!(listed.processes.len(), 1);
    assert_eq!(listed.processes[0].status, Status::Pending);
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused_by_the_field_that_is_wrong() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    let cases: [(CreateProcess, &str, &str); 9] = [
        (
            CreateProcess::default(),
            "provider",
            "provider is required; this server has signicatpictureid.",
        ),
        (
            CreateProcess {
                provider: Some("signicat".to_owned()),
                ..pictureid()
            },
            "provider",
            "'signicat' is not one of",
        ),
        (
            CreateProcess {
                provider: Some("onfido".to_owned()),
                ..pictureid()
            },
            "provider",
            "The provider onfido is not configured on this server for sandbox accounts; it has only signicatpictureid.",
        ),
        (
            CreateProcess {
                process_type: Some("video".to_owned()),
                ..pictureid()
            },
            "processType",
            "'video' is not one of documentSelfie, document: the types of signicatpictureid.",
        ),
        (
            CreateProcess {
                document_id: Some(4711),
                ..pictureid()
            },
            "documentId",
            "4711",
        ),
        (
            CreateProcess {
                document_id: Some(1 << 40),
                ..pictureid()
            },
            "documentId",
            "document-types lists them",
        ),
        (
            CreateProcess {
                event_tags: vec!["x".to_owned(); 21],
                ..pictureid()
            },
            "eventTags",
            "at most 20",
        ),
        (
            CreateProcess {
                notification_url: Some("https://example.com/".repeat(200)),
                ..pictureid()
            },
            "notificationUrl",
            "2048",
        ),
        (
            CreateProcess {
                notification_url: Some("https://example.com/".to_owned()),
                authorization_header: Some("Bearer x\r\nHost: y".to_owned()),
                ..pictureid()
            },
            "authorizationHeader",
            "printable",
        ),
    ];
    for (request, wrong, says) in cases {
        let (field, problem) = invalid(create_process(&house.app, &caller, dossier, request).await);
        assert_eq!(field, Some(wrong), "{problem}");
        assert!(problem.contains(says), "{problem}");
    }
    let read = get_dossier(&house.app, &caller, dossier).await.unwrap();
    assert!(read.processes.is_empty());
}

#[tokio::test]
async fn a_dossier_does_not_grow_without_end() {
    let mut settings = Settings::default();
    settings.limits.processes_per_dossier = 2;
    let house = House::with(settings).await;
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    house.process(&caller, dossier).await;
    house.process(&caller, dossier).await;
    let third = create_process(&house.app, &caller, dossier, pictureid()).await;
    let (_, problem) = invalid(third);
    assert!(problem.contains("at most 2 processes"), "{problem}");
}

/// What every call answers about these ids.
async fn every_answer(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    process: ProcessId,
) -> Vec<String> {
    let images = vec![(Depiction::Front, png("x"))];
    let front = Depiction::Front;
    [
        get_dossier(app, caller, dossier).await.err(),
        delete_dossier(app, caller, dossier).await.err(),
        create_process(app, caller, dossier, pictureid())
            .await
            .err(),
        get_process(app, caller, dossier, process).await.err(),
        set_images(app, caller, dossier, process, images)
            .await
            .err(),
        get_image(app, caller, dossier, process, front).await.err(),
        start_verification(app, caller, dossier, process, StartVerification::default())
            .await
            .err(),
        delete_process(app, caller, dossier, process).await.err(),
    ]
    .into_iter()
    .map(|error| error.expect("refused").to_string())
    .collect()
}

#[tokio::test]
async fn another_clients_things_answer_as_if_they_never_were() {
    let house = House::new().await;
    let owner = house.caller("acme").await;
    let stranger = house.caller("rival").await;
    let dossier = house.dossier(&owner).await;
    let process = house.process(&owner, dossier).await;
    house.upload(&owner, dossier, process).await;
    let nobodys = DossierId::new(uuid::Uuid::from_u128(7));
    let theirs = every_answer(&house.app, &stranger, dossier, process).await;
    let none = every_answer(&house.app, &stranger, nobodys, process).await;
    assert_eq!(theirs, none);
    assert_eq!(theirs, vec!["Dossier not found."; 8]);
    assert!(
        list_dossiers(&house.app, &stranger)
            .await
            .unwrap()
            .is_empty()
    );
    let untouched = get_process(&house.app, &owner, dossier, process)
        .await
        .unwrap();
    assert_eq!(untouched.images, [Depiction::Front].into());
}

#[tokio::test]
async fn a_process_is_found_only_in_its_own_dossier() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    let process = house.process(&caller, dossier).await;
    let other = house.dossier(&caller).await;
    let answer = get_process(&house.app, &caller, other, process).await;
    assert!(matches!(answer, Err(AppError::NotFound(Missing::Process))));
    let answer = delete_process(&house.app, &caller, other, process).await;
    assert!(matches!(answer, Err(AppError::NotFound(Missing::Process))));
    assert!(
        get_process(&house.app, &caller, dossier, process)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_deleted_process_leaves_neither_rows_nor_files() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    let process = house.process(&caller, dossier).await;
    house.upload(&caller, dossier, process).await;
    assert_eq!(house.files().len(), 1);
    delete_process(&house.app, &caller, dossier, process)
        .await
        .unwrap();
    assert!(house.files().is_empty());
    let read = get_dossier(&house.app, &caller, dossier).await.unwrap();
    assert!(read.processes.is_empty());
    let again = delete_process(&house.app, &caller, dossier, process).await;
    assert!(matches!(again, Err(AppError::NotFound(Missing::Process))));
}

#[tokio::test]
async fn a_deleted_dossier_leaves_neither_rows_nor_files_nor_jobs() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let (dossier, _) = house.started(&caller).await;
    let second = house.process(&caller, dossier).await;
    house.upload(&caller, dossier, second).await;
    let (kept, _) = house.started(&caller).await;
    assert_eq!(house.files().len(), 3);
    delete_dossier(&house.app, &caller, dossier).await.unwrap();
    assert_eq!(house.files().len(), 1);
    let listed = list_dossiers(&house.app, &caller).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id, kept);
    let health = bonafide_app::health(&house.app).await.unwrap();
    assert_eq!(health.queue_depth(), 1);
    let again = delete_dossier(&house.app, &caller, dossier).await;
    assert!(matches!(again, Err(AppError::NotFound(Missing::Dossier))));
}

#[tokio::test]
async fn a_start_without_the_picture_names_it_and_changes_nothing() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    let process = house.process(&caller, dossier).await;
    let answer = start_verification(
        &house.app,
        &caller,
        dossier,
        process,
        StartVerification::default(),
    )
    .await;
    match answer {
        Err(AppError::Refused(Refused::ImagesMissing { missing })) => assert_eq!(missing, "front"),
        other => panic!("{other:?}"),
    }
    let read = get_process(&house.app, &caller, dossier, process)
        .await
        .unwrap();
    assert_eq!(read.state, State::Pending);
    let health = bonafide_app::health(&house.app).await.unwrap();
    assert_eq!(health.queue_depth(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_starts_at_once_one_wins() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    let process = house.process(&caller, dossier).await;
    house.upload(&caller, dossier, process).await;
    let mut starts = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (app, caller) = (house.app.clone(), caller.clone());
        starts.spawn(async move {
            start_verification(
                &app,
                &caller,
                dossier,
                process,
                StartVerification::default(),
            )
            .await
        });
    }
    let answers = starts.join_all().await;
    let won = answers
        .iter()
        .filter(|answer| matches!(answer, Ok(started) if started.status == Status::Processing))
        .count();
    let refused = answers
        .iter()
        .filter(|answer| {
            matches!(
                answer,
                Err(AppError::Refused(Refused::WrongStatus {
                    status: Status::Processing,
                    ..
                }))
            )
        })
        .count();
    assert_eq!((won, refused), (1, 7), "{answers:?}");
    let health = bonafide_app::health(&house.app).await.unwrap();
    assert_eq!(health.queue_depth(), 1);
}

#[tokio::test]
async fn every_change_is_in_the_log_and_so_is_who_saw_a_picture() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let (dossier, process) = house.started(&caller).await;
    get_image(&house.app, &caller, dossier, process, Depiction::Front)
        .await
        .unwrap();
    get_process(&house.app, &caller, dossier, process)
        .await
        .unwrap();
    delete_process(&house.app, &caller, dossier, process)
        .await
        .unwrap();
    delete_dossier(&house.app, &caller, dossier).await.unwrap();
    assert_eq!(
        acts(&house, &caller).await,
        [
            Act::ClientCreated,
            Act::DossierCreated,
            Act::ProcessCreated,
            Act::ImagesSet,
            Act::VerificationStarted,
            Act::ImageRead,
            Act::ProcessErased,
            Act::DossierErased,
        ]
    );
}

#[tokio::test]
async fn document_types_are_listed_for_every_provider_that_looks_at_documents() {
    let house = House::new().await;
    assert!(document_types(&house.app, "signicatpictureid").is_ok());
    for provider in ["onfido", "signicatpaper", "signicatvideoid", "eid"] {
        let types = document_types(&house.app, provider).expect("known");
        assert!(
            types.iter().any(|document| document.id == 137),
            "{provider}"
        );
    }
    for provider in ["readid", "facetec", "webid"] {
        assert!(
            document_types(&house.app, provider)
                .expect("known")
                .is_empty()
        );
    }
    for provider in ["nonsense", ""] {
        let answer = document_types(&house.app, provider);
        assert!(
            matches!(answer, Err(AppError::NotFound(Missing::Provider))),
            "{provider}"
        );
    }
}
