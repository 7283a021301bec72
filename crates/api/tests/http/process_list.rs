use crate::house::House;
use crate::provider::accepted;
use axum::http::StatusCode;
use serde_json::json;

const ALL: &str = "/assure/processes?startCreationDate=2026-01-01T00:00:00Z";

#[tokio::test]
async fn the_processes_of_all_dossiers_are_listed_with_their_dossiers() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let other = house.backend("other").await;
    house.process(&other).await;
    house.ended(&acme, accepted()).await;
    house.clock.forward(10);
    let failed = house.process(&acme).await;
    house.post(&acme, &format!("{failed}/fail"), "").await;
    insta::assert_snapshot!(house.get(&acme, ALL).await.shown());
}

#[tokio::test]
async fn the_list_is_filtered_ordered_and_cut_into_pages() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let process = house.process(&acme).await;
        if n == 2 {
            house.post(&acme, &format!("{process}/fail"), "").await;
        }
        ids.push(process.rsplit('/').next().unwrap().to_owned());
        house.clock.forward(60);
    }
    let listed = async |query: &str| -> (Vec<usize>, u64) {
        let answer = house.get(&acme, &format!("{ALL}{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        let json = answer.json();
        let shown = json["processes"].as_array().unwrap().iter().map(|process| {
            ids.iter()
                .position(|id| process["processId"] == id.as_str())
                .unwrap()
        });
        (shown.collect(), json["totalResults"].as_u64().unwrap())
    };
    assert_eq!(listed("").await, (vec![4, 3, 2, 1, 0], 5));
    assert_eq!(
        listed("&order=createdAtAscending&limit=2&offset=1").await,
        (vec![1, 2], 5)
    );
    assert_eq!(listed("&status=failed").await, (vec![2], 1));
    assert_eq!(
        listed("&status=failed,accepted&status=rejected").await,
        (vec![2], 1)
    );
    assert_eq!(
        listed("&status=failed&status=pending&limit=1").await,
        (vec![4], 5)
    );
    // The second in which the third was made ends the range: it belongs to it.
    assert_eq!(
        listed("&endCreationDate=2026-01-02T09:02:00Z").await,
        (vec![2, 1, 0], 3)
    );
    assert_eq!(listed("&offset=200000").await, (vec![], 5));
    let later = "/assure/processes?startCreationDate=2026-01-02T09:03:00Z&status=";
    let later = house.get(&acme, later).await.json();
    assert_eq!(later["totalResults"], 2);
    assert_eq!(
        later["filters"],
        json!({"startCreationDate": "2026-01-02T09:03:00Z", "statusList": [], "offset": 0, "limit": 100,
            "order": "createdAtDescending"})
    );
    house.clock.forward(30 * 86_400 - 100);
    let acme = house.renewed(&acme).await;
    let json = house.get(&acme, ALL).await.json();
    assert_eq!(json["totalResults"], 1, "the list reaches back thirty days");
}

#[tokio::test]
async fn a_parameter_that_cannot_be_understood_is_named() {
    let house = House::new().await;
    let acme = house.backend("acme").await;
    let start = "startCreationDate=2026-01-01T00:00:00Z";
    for (query, word) in [
        (String::new(), "startCreationDate is missing"),
        (
            "startCreationDate=yesterday".to_owned(),
            "startCreationDate must be a time",
        ),
        (
            format!("{start}&{start}"),
            "startCreationDate is given twice",
        ),
        (
            format!("{start}&endCreationDate=2025-12-31T00:00:00Z"),
            "endCreationDate",
        ),
        (format!("{start}&status=done"), "status"),
        (
            format!("{start}&status=failed,failed"),
            "status failed is given twice",
        ),
        (format!("{start}&offset=200001"), "offset"),
        (format!("{start}&limit=0"), "limit"),
        (format!("{start}&limit=2001"), "limit"),
        (format!("{start}&limit=ten"), "limit must be a whole number"),
        (format!("{start}&order=newest"), "order"),
    ] {
        let refused = house
            .get(&acme, &format!("/assure/processes?{query}"))
            .await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(
            refused.text("detail").contains(word),
            "{}",
            refused.text("detail")
        );
    }
}
