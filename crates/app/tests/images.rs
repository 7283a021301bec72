//! Pictures: what is taken, what is refused, and that nothing of a refused call stays.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use bonafide_app::domain::{Depiction, DossierId, ImageFormat, ProcessId, Refused, Status};
use bonafide_app::{
    AppError, Caller, Missing, Settings, StartVerification, delete_process, get_image, get_process,
    set_images, start_verification, sweep,
};
use bytes::Bytes;
use support::{House, png};

async fn stored(house: &House, caller: &Caller, ids: (DossierId, ProcessId)) -> Vec<Depiction> {
    let process = get_process(&house.app, caller, ids.0, ids.1).await.unwrap();
    process.images.into_iter().collect()
}

async fn pending(house: &House) -> (Caller, (DossierId, ProcessId)) {
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    let process = house.process(&caller, dossier).await;
    (caller, (dossier, process))
}

#[tokio::test]
async fn a_picture_comes_back_byte_for_byte() {
    let house = House::new().await;
    let (caller, (dossier, process)) = pending(&house).await;
    let front = png("a front");
    let images = vec![(Depiction::Front, front.clone())];
    set_images(&house.app, &caller, dossier, process, images)
        .await
        .unwrap();
    let image = get_image(&house.app, &caller, dossier, process, Depiction::Front)
        .await
        .unwrap();
    assert_eq!(image.bytes, front);
    assert_eq!(image.format, ImageFormat::Png);
}

#[tokio::test]
async fn the_last_picture_of_a_depiction_wins_and_the_first_ones_file_goes() {
    let house = House::new().await;
    let (caller, (dossier, process)) = pending(&house).await;
    for call in [
        vec![
            (Depiction::Front, png("one")),
            (Depiction::Front, png("two")),
        ],
        vec![(Depiction::Front, png("three"))],
    ] {
        let last = call.last().unwrap().1.clone();
        set_images(&house.app, &caller, dossier, process, call)
            .await
            .unwrap();
        let image = get_image(&house.app, &caller, dossier, process, Depiction::Front)
            .await
            .unwrap();
        assert_eq!(image.bytes, last);
        assert_eq!(house.files().len(), 1);
    }
}

#[tokio::test]
async fn one_picture_that_is_none_refuses_the_whole_call_by_name() {
    let house = House::new().await;
    let (caller, ids) = pending(&house).await;
    let images = vec![
        (Depiction::Front, png("good")),
        (Depiction::Back, Bytes::from_static(b"a text file")),
    ];
    match set_images(&house.app, &caller, ids.0, ids.1, images).await {
        Err(AppError::Invalid { field, problem }) => {
            assert_eq!(field, Some("back"));
            assert_eq!(
                problem,
                "The back image cannot be taken: it is neither a PNG nor a JPEG"
            );
        }
        other => panic!("{other:?}"),
    }
    assert!(stored(&house, &caller, ids).await.is_empty());
    assert!(house.files().is_empty());
}

#[tokio::test]
async fn a_call_without_pictures_says_what_to_send() {
    let house = House::new().await;
    let (caller, ids) = pending(&house).await;
    match set_images(&house.app, &caller, ids.0, ids.1, Vec::new()).await {
        Err(AppError::Invalid { field, problem }) => {
            assert_eq!(field, None);
            assert!(problem.contains("front, back or selfie"), "{problem}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_depiction_without_a_place_is_refused_and_nothing_is_stored() {
    let house = House::new().await;
    let (caller, ids) = pending(&house).await;
    let images = vec![(Depiction::Front, png("x")), (Depiction::Selfie, png("y"))];
    let answer = set_images(&house.app, &caller, ids.0, ids.1, images).await;
    assert!(matches!(
        answer,
        Err(AppError::Refused(Refused::DepictionNotTaken {
            depiction: Depiction::Selfie,
            ..
        }))
    ));
    assert!(house.files().is_empty());
}

#[tokio::test]
async fn a_picture_over_the_limit_is_refused_with_both_numbers() {
    let mut settings = Settings::default();
    settings.limits.image_bytes = 10;
    let house = House::with(settings).await;
    let (caller, ids) = pending(&house).await;
    let images = vec![(Depiction::Front, png("1234567"))];
    let answer = set_images(&house.app, &caller, ids.0, ids.1, images).await;
    let error = answer.expect_err("11 bytes are too many");
    assert_eq!(
        error.to_string(),
        "The front has 11 bytes; at most 10 are taken."
    );
    assert!(house.files().is_empty());
}

#[tokio::test]
async fn all_pictures_of_a_process_together_have_a_limit_and_a_replaced_one_does_not_count() {
    let mut settings = Settings::default();
    settings.limits.process_image_bytes = 25;
    let house = House::with(settings).await;
    let (caller, ids) = pending(&house).await;
    let front = |content| vec![(Depiction::Front, png(content))];
    let app = &house.app;
    set_images(app, &caller, ids.0, ids.1, front("1234567890123"))
        .await
        .unwrap();
    let back = vec![(Depiction::Back, png("123456"))];
    let answer = set_images(app, &caller, ids.0, ids.1, back.clone()).await;
    assert!(
        matches!(
            answer,
            Err(AppError::TooLarge {
                bytes: 27,
                limit: 25,
                ..
            })
        ),
        "{answer:?}"
    );
    set_images(app, &caller, ids.0, ids.1, front("123"))
        .await
        .unwrap();
    set_images(app, &caller, ids.0, ids.1, back).await.unwrap();
    assert_eq!(
        stored(&house, &caller, ids).await,
        [Depiction::Front, Depiction::Back]
    );
}

#[tokio::test]
async fn pictures_after_the_start_are_refused_and_not_stored() {
    let house = House::new().await;
    let (caller, ids) = pending(&house).await;
    house.upload(&caller, ids.0, ids.1).await;
    start_verification(
        &house.app,
        &caller,
        ids.0,
        ids.1,
        StartVerification::default(),
    )
    .await
    .unwrap();
    let images = vec![(Depiction::Back, png("late"))];
    let answer = set_images(&house.app, &caller, ids.0, ids.1, images).await;
    assert!(matches!(
        answer,
        Err(AppError::Refused(Refused::WrongStatus { .. }))
    ));
    assert_eq!(house.files().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uploads_that_race_a_start_leave_exactly_the_files_that_rows_name() {
    for round in 0..10 {
        let house = House::seeded(Settings::default(), round).await;
        let (caller, (dossier, process)) = pending(&house).await;
        house.upload(&caller, dossier, process).await;
        let mut calls = tokio::task::JoinSet::new();
        for number in 0..4 {
            let (app, caller) = (house.app.clone(), caller.clone());
            calls.spawn(async move {
                if number == 2 {
                    start_verification(
                        &app,
                        &caller,
                        dossier,
                        process,
                        StartVerification::default(),
                    )
                    .await
                    .map(|_| ())
                } else {
                    let images = vec![(Depiction::Back, png(&number.to_string()))];
                    set_images(&app, &caller, dossier, process, images).await
                }
            });
        }
        for answer in calls.join_all().await {
            assert!(
                matches!(answer, Ok(()) | Err(AppError::Refused(_))),
                "{answer:?}"
            );
        }
        let named = stored(&house, &caller, (dossier, process)).await;
        assert_eq!(house.files().len(), named.len());
    }
}

#[tokio::test]
async fn a_picture_that_is_not_there_is_not_found() {
    let house = House::new().await;
    let (caller, ids) = pending(&house).await;
    let answer = get_image(&house.app, &caller, ids.0, ids.1, Depiction::Front).await;
    assert!(matches!(
        answer,
        Err(AppError::Refused(Refused::NotFound { what: "Image" }))
    ));
    let answer = get_image(&house.app, &caller, ids.0, ids.1, Depiction::Portrait).await;
    assert!(matches!(
        answer,
        Err(AppError::Refused(Refused::NotOffered { .. }))
    ));
}

/// An upload of a back, while which a call of the same client is made and answered.
async fn upload_while(
    house: &House,
    caller: &Caller,
    ids: (DossierId, ProcessId),
    call: impl AsyncFnOnce(),
) -> Result<(), AppError> {
    let (began, begins) = tokio::sync::oneshot::channel();
    let (done, is_done) = std::sync::mpsc::channel();
    house.verifier.meanwhile(move || {
        began.send(()).unwrap();
        is_done.recv().unwrap();
    });
    let images = vec![(Depiction::Back, png("back"))];
    let upload = set_images(&house.app, caller, ids.0, ids.1, images);
    let call = async {
        begins.await.unwrap();
        call().await;
        done.send(()).unwrap();
    };
    tokio::join!(upload, call).0
}

#[tokio::test]
async fn pictures_of_a_process_that_is_started_meanwhile_are_not_kept() {
    let house = House::new().await;
    let (caller, ids) = pending(&house).await;
    house.upload(&caller, ids.0, ids.1).await;
    let answer = upload_while(&house, &caller, ids, async || {
        start_verification(
            &house.app,
            &caller,
            ids.0,
            ids.1,
            StartVerification::default(),
        )
        .await
        .unwrap();
    })
    .await;
    assert!(
        matches!(
            answer,
            Err(AppError::Refused(Refused::WrongStatus {
                status: Status::Processing,
                ..
            }))
        ),
        "{answer:?}"
    );
    assert_eq!(stored(&house, &caller, ids).await, [Depiction::Front]);
    assert_eq!(house.files().len(), 1);
}

#[tokio::test]
async fn pictures_of_a_process_that_is_deleted_meanwhile_are_not_kept() {
    let house = House::new().await;
    let (caller, ids) = pending(&house).await;
    let answer = upload_while(&house, &caller, ids, async || {
        delete_process(&house.app, &caller, ids.0, ids.1)
            .await
            .unwrap();
    })
    .await;
    assert!(
        matches!(answer, Err(AppError::NotFound(Missing::Process))),
        "{answer:?}"
    );
    assert!(house.files().is_empty());
}

#[tokio::test]
async fn the_sweep_takes_files_that_no_row_names_and_leaves_the_others() {
    let house = House::new().await;
    let (caller, ids) = pending(&house).await;
    house.upload(&caller, ids.0, ids.1).await;
    let named = house.files().remove(0);
    let orphan = named.with_file_name("0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10");
    std::fs::write(&orphan, b"an upload that broke off").unwrap();
    // The files are as old as this machine says; the test's clock goes far past that.
    house.clock.forward(100 * 365 * 24 * 3600);
    assert_eq!(sweep(&house.app).await.unwrap(), 1);
    assert_eq!(house.files(), [named]);
}
