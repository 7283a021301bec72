use crate::house::House;
use crate::provider::accepted;
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn what_the_client_told_is_compared_with_what_was_found() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.ended(&acme, accepted()).await;
    let (dossier, id) = process.split_once("/processes/").unwrap();
    let told = json!({"userData": {"firstName": "Maria Anna", "lastName": "Spécimen", "dateOfBirth": "1990-01-31"}});
    house
        .post(&acme, &format!("{dossier}/userdata"), &told.to_string())
        .await;
    let body = json!({
        "source": {"dataNode": "userData"},
        "target": {"dataNode": "finalResult", "processId": id},
    });
    let matched = house
        .post(&acme, &format!("{dossier}/match"), &body.to_string())
        .await;
    insta::assert_snapshot!("usual", matched.shown());

    let fields = json!({"fields": [
        {"id": "number", "sourceField": "personalIdentificationNumber", "targetField": "documentNumber"},
        {"sourceField": "firstName", "targetField": "firstName", "normalization": "initialsUpper", "algorithm": "fuzzy"},
    ]});
    house
        .post(
            &acme,
            "/assure/matching/configurations/own",
            &fields.to_string(),
        )
        .await;
    let mut own = body;
    own["configurationId"] = json!("own");
    let matched = house
        .post(&acme, &format!("{dossier}/match"), &own.to_string())
        .await;
    insta::assert_snapshot!("own", matched.shown());
}

#[tokio::test]
async fn data_that_are_not_there_cannot_be_compared() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let process = house.started(&acme).await;
    let (dossier, id) = process.split_once("/processes/").unwrap();
    let told = json!({"userData": {"firstName": "Anna"}});
    let user_data = json!({"dataNode": "userData"});
    let path = format!("{dossier}/match");
    for (body, status, word) in [
        (json!({}), StatusCode::BAD_REQUEST, "source is missing"),
        (
            json!({"source": user_data}),
            StatusCode::BAD_REQUEST,
            "target is missing",
        ),
        (
            json!({"source": {}, "target": {}}),
            StatusCode::BAD_REQUEST,
            "source.dataNode",
        ),
        (
            json!({"source": {"dataNode": "x"}, "target": {}}),
            StatusCode::BAD_REQUEST,
            "source.dataNode",
        ),
        (
            json!({"source": user_data, "target": user_data}),
            StatusCode::NOT_FOUND,
            "User data",
        ),
    ] {
        let refused = house.post(&acme, &path, &body.to_string()).await;
        assert_eq!(refused.status, status, "{body}");
        assert!(
            refused.text("detail").contains(word),
            "{}",
            refused.text("detail")
        );
    }
    house
        .post(&acme, &format!("{dossier}/userdata"), &told.to_string())
        .await;
    for (target, status, word) in [
        (
            json!({"dataNode": "finalResult"}),
            StatusCode::BAD_REQUEST,
            "target.processId",
        ),
        (
            json!({"dataNode": "finalResult", "processId": "x"}),
            StatusCode::NOT_FOUND,
            "Process",
        ),
        (
            json!({"dataNode": "finalResult", "processId": id}),
            StatusCode::NOT_FOUND,
            "Final result",
        ),
        (
            json!({"dataNode": "ocr", "processId": id}),
            StatusCode::BAD_REQUEST,
            "no ocr",
        ),
    ] {
        let body = json!({"source": user_data, "target": target});
        let refused = house.post(&acme, &path, &body.to_string()).await;
        assert_eq!(refused.status, status, "{body}");
        assert!(
            refused.text("detail").contains(word),
            "{}",
            refused.text("detail")
        );
    }
    let body = json!({"source": user_data, "target": user_data, "configurationId": "none"});
    let refused = house.post(&acme, &path, &body.to_string()).await;
    assert_eq!(refused.text("detail"), "Configuration not found.");
}

#[tokio::test]
async fn ids_of_another_client_in_a_body_find_nothing() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let other = house.backend("other").await;
    let process = house.ended(&acme, accepted()).await;
    let id = process.rsplit('/').next().unwrap();
    let fields = r#"{"fields":[{"sourceField":"a","targetField":"b"}]}"#;
    house
        .post(&acme, "/assure/matching/configurations/own", fields)
        .await;
    let dossier = house.dossier(&other).await;
    let told = json!({"userData": {"firstName": "Anna"}}).to_string();
    house
        .post(&other, &format!("{dossier}/userdata"), &told)
        .await;
    let node = json!({"dataNode": "userData"});
    let theirs = json!({"dataNode": "finalResult", "processId": id});
    for (path, body, sentence) in [
        (
            "match",
            json!({"source": node, "target": theirs}),
            "Process not found.",
        ),
        (
            "match",
            json!({"source": node, "target": node, "configurationId": "own"}),
            "Configuration not found.",
        ),
        ("files", json!({"processId": id}), "Process not found."),
    ] {
        let refused = house
            .post(&other, &format!("{dossier}/{path}"), &body.to_string())
            .await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(refused.text("detail"), sentence);
    }
}
