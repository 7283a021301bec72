//! Selfies over the real API by the real engine: the holder is accepted, nobody else ever is.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "common/house.rs"]
mod house;
#[path = "common/models.rs"]
mod models;
#[expect(dead_code, reason = "other tests print other documents")]
#[path = "common/specimens.rs"]
mod specimens;

use bonafide_testkit::assure::Assure;
use bonafide_testkit::press::{DocumentKind, Portrait, Press, Scene, photograph};
use house::house;
use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::{Value, json};
use specimens::holder;
use std::io::Cursor;
use std::sync::LazyLock;
use std::time::Duration;

const PASSPORT: i64 = 9001;

fn face(name: &str) -> Vec<u8> {
    let file = models::folder().join("fetched/faces").join(name);
    std::fs::read(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; `make models` fetches it", file.display()))
}

/// A passport with the portrait of the first person, photographed with care.
static PASSPORT_OF_ONE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let file = models::folder().join("fetched/faces/one-1.jpg");
    let press = Press::open()
        .unwrap()
        .with_portrait(Portrait::open(&file).unwrap());
    let specimen = press.print(DocumentKind::Passport, &holder(), 1).unwrap();
    photograph(&specimen, &Scene::careful(1), 1).jpeg
});

async fn compared(client: &Assure, selfie: &[u8]) -> Value {
    let dossier = client.create_dossier("selfie").await.unwrap();
    let process = client
        .create_process_of("documentSelfie", &dossier, Some(PASSPORT))
        .await
        .unwrap();
    let images = [("front", PASSPORT_OF_ONE.as_slice()), ("selfie", selfie)];
    client.set_images(&process, &images).await.unwrap();
    client.start(&process).await.unwrap();
    client
        .wait(&process, Duration::from_secs(120))
        .await
        .unwrap()
}

fn level(end: &Value) -> &Value {
    &end["providerSpecific"]["document"]["securityChecks"]["selfieAndDocumentMatch"]["similarityLevel"]
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture.clone())
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn the_holder_with_another_picture_of_himself_is_accepted_with_a_high_similarity() {
    let house = house().await;
    let client = house.client().await;
    let end = compared(&client, &face("one-2.jpg")).await;
    assert_eq!(end["status"], "accepted", "{end:#}");
    assert_eq!(end["processType"], "documentSelfie");
    assert_eq!(end["finalResult"]["similarityScore"], "high", "{end:#}");
    assert_eq!(level(&end), "high");
    assert_eq!(end["depictions"], json!(["front", "selfie"]));
    let selfie = &end["providerSpecific"]["selfie"];
    assert_eq!(selfie["status"], "SUCCESS");
    assert!(selfie["width"].as_u64().unwrap() > 40, "{selfie}");
    let checks = &end["providerSpecific"]["document"]["securityChecks"];
    assert!(
        checks.get("notFaceSpoofing").is_none(),
        "no detector is configured"
    );
    // Biometric numbers stand nowhere in what is told or kept.
    assert!(!end.to_string().contains("template"));
}

#[tokio::test]
async fn the_holder_is_known_on_a_selfie_that_lies_on_its_side() {
    let house = house().await;
    let client = house.client().await;
    let upright = image::load_from_memory(&face("one-2.jpg"))
        .unwrap()
        .into_rgb8();
    let turned = image::imageops::rotate90(&upright);
    let end = compared(&client, &jpeg(&turned)).await;
    assert_eq!(level(&end), "high", "{end:#}");
}

#[tokio::test]
async fn somebody_else_is_never_accepted_and_the_reason_is_the_similarity() {
    let house = house().await;
    let client = house.client().await;
    let end = compared(&client, &face("two-1.jpg")).await;
    assert_eq!(end["status"], "rejected", "{end:#}");
    assert_eq!(level(&end), "veryLow");
    assert!(end.get("finalResult").is_none());
    assert_eq!(
        end["statusReasons"],
        json!([{
            "type": "Document",
            "category": "SimilarityLevel",
            "subCategory": "SelfieAndDocumentMatch",
            "message": "Security check 'selfieAndDocumentMatch' has the similarity level 'veryLow'."
        }])
    );
}

#[tokio::test]
async fn no_face_and_two_faces_leave_a_doubt_that_says_which() {
    let house = house().await;
    let client = house.client().await;
    let wall = RgbImage::from_fn(640, 480, |x, y| {
        image::Rgb([(x / 4) as u8, (y / 3) as u8, 90])
    });
    let nobody = compared(&client, &jpeg(&wall)).await;
    assert_eq!(nobody["status"], "inconclusive", "{nobody:#}");
    assert_eq!(
        nobody["providerSpecific"]["selfie"]["status"],
        "NO_FACE_DETECTED"
    );
    assert_eq!(level(&nobody), &Value::Null);

    let open = |name| {
        image::load_from_memory(&face(name))
            .unwrap()
            .thumbnail_exact(400, 500)
    };
    let mut both = RgbImage::new(800, 500);
    image::imageops::replace(&mut both, &open("one-1.jpg").into_rgb8(), 0, 0);
    image::imageops::replace(&mut both, &open("one-2.jpg").into_rgb8(), 400, 0);
    let two = compared(&client, &jpeg(&both)).await;
    assert_eq!(two["status"], "inconclusive", "{two:#}");
    assert_eq!(
        two["providerSpecific"]["selfie"]["status"],
        "MULTIPLE_FACES_DETECTED"
    );
}

#[tokio::test]
async fn a_process_without_a_type_asks_for_a_selfie_and_does_not_start_without_one() {
    let house = house().await;
    let client = house.client().await;
    let dossier = client.create_dossier("selfie").await.unwrap();
    let process = client
        .create_process_of("documentSelfie", &dossier, Some(PASSPORT))
        .await
        .unwrap();
    let images = [("front", PASSPORT_OF_ONE.as_slice())];
    client.set_images(&process, &images).await.unwrap();
    let refused = client.start(&process).await.unwrap_err().to_string();
    assert!(refused.contains("selfie"), "{refused}");
}
