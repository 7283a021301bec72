//! Who can write the database puts heads and logs in the place of others: nothing is signed or sealed after them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use bonafide_app::{
    SignHeads, SigningKeys, SystemRandom, VerifyAudit, sign_audit_heads, verify_audit,
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};
use support::House;

async fn write(house: &House, sql: &str) {
    let path = house.folder.path().join("bonafide.db");
    let url = format!("sqlite://{}", path.display());
    let mut shell = SqliteConnection::connect(&url).await.unwrap();
    shell.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
}

#[tokio::test]
async fn nothing_is_signed_after_a_head_that_was_not_signed() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let owner = caller.client().as_str();
    house.dossier(&caller).await;
    assert!(sign_audit_heads(&house.app, SignHeads::All).await.unwrap() > 0);
    house.dossier(&caller).await;
    write(
        &house,
        &format!(
            "INSERT INTO audit_signed_heads (owner_id, sequence, hash, at, public_key, signature)
            SELECT h.owner_id, h.sequence, h.hash, s.at, s.public_key, s.signature
            FROM audit_heads h JOIN audit_signed_heads s ON s.owner_id = h.owner_id WHERE h.owner_id = '{owner}'"
        ),
    )
    .await;
    house.dossier(&caller).await;
    assert_eq!(
        sign_audit_heads(&house.app, SignHeads::All).await.unwrap(),
        0
    );
    let report = verify_audit(&house.app, owner, &VerifyAudit::default()).await;
    assert!(report.unwrap().fault.is_some());
}

#[tokio::test]
async fn a_log_whose_key_was_taken_away_is_not_sealed_with_another() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    house.dossier(&caller).await;
    write(&house, "DELETE FROM signing_keys WHERE algorithm = 'EdDSA'").await;
    let clock = &*house.clock;
    let opened = SigningKeys::open(&house.storage, clock, &SystemRandom).await;
    let said = opened.unwrap_err().to_string();
    assert!(said.contains("bring a backup back"), "{said}");
    let keys = house.storage.signing_keys().await.unwrap();
    assert!(keys.iter().all(|key| key.algorithm.as_str() != "EdDSA"));
}
