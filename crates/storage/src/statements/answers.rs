//! The statements about answers that are kept for calls sent again.

crate::statements::statements! {
    OF_ANSWERS:
    KEPT_ANSWER = "
        SELECT w.fingerprint, w.code, w.body, w.dossier_id,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = w.dossier_id AND k.owner_id = w.owner_id)
            AS wrapped_key,
            (SELECT a.wrapped FROM account_keys a WHERE a.account = w.owner_id) AS account_key
        FROM kept_answers w WHERE w.owner_id = $1 AND w.call_key = $2 AND w.kept_at >= $3";
    KEEP_ANSWER = "
        INSERT INTO kept_answers (owner_id, call_key, fingerprint, dossier_id, code, body, kept_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (owner_id, call_key) DO UPDATE SET fingerprint = excluded.fingerprint,
            dossier_id = excluded.dossier_id, code = excluded.code, body = excluded.body,
            kept_at = excluded.kept_at
        WHERE kept_answers.kept_at < $8";
    EMPTY_ANSWERS_OF_DOSSIER = "
        UPDATE kept_answers SET body = NULL, fingerprint = $3 WHERE owner_id = $1 AND dossier_id = $2";
    DELETE_OLD_ANSWERS = "
        DELETE FROM kept_answers WHERE (owner_id, call_key) IN (
            SELECT owner_id, call_key FROM kept_answers WHERE kept_at < $1 ORDER BY kept_at LIMIT $2)";
}
