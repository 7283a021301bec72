//! The statements that seal what earlier versions kept in the clear.

crate::statements::statements! {
    OF_OLDER_ROWS:
    UNSEALED = "
        SELECT id FROM unsealed WHERE id = 1";
    ALL_IS_SEALED = "
        DELETE FROM unsealed";
    DOSSIERS_WITHOUT_KEY = "
        SELECT d.id, d.owner_id FROM dossiers d WHERE d.id > $1 AND NOT EXISTS (
            SELECT 1 FROM dossier_keys k WHERE k.dossier_id = d.id)
        ORDER BY d.id LIMIT $2";
    SEAL_DOSSIER = "
        UPDATE dossiers SET external_reference = $3 WHERE owner_id = $1 AND id = $2";
    OLDER_USER_DATA = "
        SELECT data FROM user_data WHERE owner_id = $1 AND dossier_id = $2";
    SEAL_USER_DATA = "
        UPDATE user_data SET data = $3 WHERE owner_id = $1 AND dossier_id = $2";
    OLDER_PROCESSES = "
        SELECT id, request, external_id, simulation, started_with, state, report
        FROM processes WHERE owner_id = $1 AND dossier_id = $2";
    SEAL_PROCESS = "
        UPDATE processes SET request = $4, external_id = $5, simulation = $6, started_with = $7, state = $8,
            report = $9
        WHERE owner_id = $1 AND dossier_id = $2 AND id = $3";
    OLDER_CAPTURES = "
        SELECT process_id, flow FROM captures WHERE owner_id = $1 AND dossier_id = $2";
    SEAL_CAPTURE = "
        UPDATE captures SET flow = $4 WHERE owner_id = $1 AND dossier_id = $2 AND process_id = $3";
    OLDER_EVENTS = "
        SELECT id, external_reference, tags FROM events WHERE owner_id = $1 AND dossier_id = $2";
    SEAL_EVENT = "
        UPDATE events SET external_reference = $3, tags = $4 WHERE owner_id = $1 AND id = $2";
    OLDER_ANSWERS_OF_DOSSIER = "
        SELECT call_key, body FROM kept_answers WHERE owner_id = $1 AND dossier_id = $2";
    SEAL_ANSWER = "
        UPDATE kept_answers SET call_key = $3, body = $4 WHERE owner_id = $1 AND call_key = $2";
    OLDER_IMAGES = "
        SELECT blob_id, bytes, sha256 FROM images WHERE owner_id = $1 AND dossier_id = $2";
    SEAL_IMAGE = "
        UPDATE images SET blob_id = $4 WHERE owner_id = $1 AND dossier_id = $2 AND blob_id = $3";
    OLDER_FILES = "
        SELECT blob_id, bytes, sha256 FROM dossier_files WHERE owner_id = $1 AND dossier_id = $2";
    SEAL_FILE = "
        UPDATE dossier_files SET blob_id = $4 WHERE owner_id = $1 AND dossier_id = $2 AND blob_id = $3";
    OLDER_RECORDINGS = "
        SELECT blob_id, bytes, sha256 FROM recordings WHERE owner_id = $1 AND dossier_id = $2";
    SEAL_RECORDING = "
        UPDATE recordings SET blob_id = $4 WHERE owner_id = $1 AND dossier_id = $2 AND blob_id = $3";

    // What belongs to no dossier, or to one that is gone.
    FORGET_TAGS_OF_ERASED = "
        UPDATE events SET external_reference = NULL, tags = '[]' WHERE dossier_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM dossier_keys k WHERE k.dossier_id = events.dossier_id)";
    OLDER_ANSWERS = "
        SELECT owner_id, call_key, dossier_id, body FROM kept_answers WHERE call_key NOT LIKE 'sha256:%'";
    OLDER_SIGNING_KEYS = "
        SELECT kid, private_key_pkcs8 FROM signing_keys";
    SEAL_SIGNING_KEY = "
        UPDATE signing_keys SET private_key_pkcs8 = $2 WHERE kid = $1";
    OLDER_SUBSCRIPTIONS = "
        SELECT id, owner_id, url, description FROM subscriptions";
    SEAL_SUBSCRIPTION = "
        UPDATE subscriptions SET url = $3, description = $4 WHERE owner_id = $1 AND id = $2";
    OLDER_SECRETS = "
        SELECT id, owner_id, secret FROM subscription_secrets";
    SEAL_SECRET = "
        UPDATE subscription_secrets SET secret = $3 WHERE owner_id = $1 AND id = $2";
}
