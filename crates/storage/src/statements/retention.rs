//! The statements about how long things are kept.

crate::statements::statements! {
    OF_RETENTION:
    CLIENT_RETENTION = "
        SELECT retention, retained_from FROM clients WHERE id = $1";
    SET_CLIENT_RETENTION = "
        UPDATE clients SET retention = $2 WHERE id = $1";
    HOLD_DOSSIER = "
        UPDATE dossiers SET held_at = COALESCE(held_at, $3) WHERE owner_id = $1 AND id = $2";
    RELEASE_DOSSIER = "
        UPDATE dossiers SET held_at = NULL WHERE owner_id = $1 AND id = $2";
    HELD_DOSSIERS = "
        SELECT id, held_at FROM dossiers WHERE owner_id = $1 AND held_at IS NOT NULL ORDER BY held_at, id LIMIT $2";
    STALE_DOSSIERS = "
        SELECT id, updated_at FROM dossiers
        WHERE owner_id = $1 AND held_at IS NULL AND updated_at < $2 AND (updated_at, id) > ($3, $4)
        ORDER BY updated_at, id LIMIT $5";
    STALE_PROCESSES = "
        SELECT p.id, p.dossier_id, p.provider, p.process_type, p.updated_at
        FROM processes p JOIN dossiers d ON d.id = p.dossier_id AND d.owner_id = p.owner_id
        WHERE p.owner_id = $1 AND d.held_at IS NULL AND p.updated_at < $2 AND (p.updated_at, p.id) > ($3, $4)
        ORDER BY p.updated_at, p.id LIMIT $5";
}
