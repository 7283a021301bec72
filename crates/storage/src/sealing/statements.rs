//! The statements about keys.

crate::statements::statements! {
    OF_KEYS:
    MASTER_KEYS = "
        SELECT id, wraps FROM master_keys ORDER BY id";
    CLAIM_MASTER_KEY = "
        INSERT INTO master_keys (id, wraps) VALUES ($1, 1)";
    INSERT_MASTER_KEY = "
        INSERT INTO master_keys (id, wraps) VALUES ($1, NULL) ON CONFLICT (id) DO NOTHING";
    WRAP_NO_MORE = "
        UPDATE master_keys SET wraps = NULL WHERE wraps = 1 AND id <> $1";
    WRAP_FROM_NOW = "
        UPDATE master_keys SET wraps = 1 WHERE id = $1";
    FORGET_MASTER_KEY = "
        DELETE FROM master_keys WHERE id = $1 AND wraps IS NULL
            AND NOT EXISTS (SELECT 1 FROM dossier_keys WHERE master_key_id = $1)
            AND NOT EXISTS (SELECT 1 FROM account_keys WHERE master_key_id = $1)";
    KEYS_UNDER = "
        SELECT
            (SELECT COUNT(*) FROM dossier_keys WHERE master_key_id = $1) AS dossiers,
            (SELECT COUNT(*) FROM account_keys WHERE master_key_id = $1) AS accounts";
    MASTER_KEY_IS_USED = "
        SELECT 1 AS used WHERE EXISTS (SELECT 1 FROM dossier_keys WHERE master_key_id = $1)
            OR EXISTS (SELECT 1 FROM account_keys WHERE master_key_id = $1)";

    DOSSIER_KEY = "
        SELECT wrapped AS wrapped_key FROM dossier_keys WHERE owner_id = $1 AND dossier_id = $2";
    INSERT_DOSSIER_KEY = "
        INSERT INTO dossier_keys (dossier_id, owner_id, master_key_id, wrapped) VALUES ($1, $2, $3, $4)";
    DESTROY_DOSSIER_KEY = "
        DELETE FROM dossier_keys WHERE owner_id = $1 AND dossier_id = $2 RETURNING wrapped";
    DOSSIER_KEYS_UNDER = "
        SELECT owner_id, dossier_id, wrapped FROM dossier_keys WHERE master_key_id = $1
        ORDER BY dossier_id LIMIT $2";
    REWRAP_DOSSIER_KEY = "
        UPDATE dossier_keys SET master_key_id = $3, wrapped = $4
        WHERE owner_id = $1 AND dossier_id = $2 AND master_key_id = $5";

    ACCOUNT_KEY = "
        SELECT wrapped AS account_key FROM account_keys WHERE account = $1";
    INSERT_ACCOUNT_KEY = "
        INSERT INTO account_keys (account, master_key_id, wrapped) VALUES ($1, $2, $3)
        ON CONFLICT (account) DO NOTHING";
    ACCOUNT_KEYS_UNDER = "
        SELECT account, wrapped FROM account_keys WHERE master_key_id = $1 ORDER BY account LIMIT $2";
    REWRAP_ACCOUNT_KEY = "
        UPDATE account_keys SET master_key_id = $2, wrapped = $3 WHERE account = $1 AND master_key_id = $4";

    // The dossier that an event tells of, with its key where it has one still.
    KEY_OF_EVENT = "
        SELECT e.dossier_id,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = e.dossier_id AND k.owner_id = e.owner_id)
            AS wrapped_key
        FROM events e WHERE e.owner_id = $1 AND e.id = $2";
}
