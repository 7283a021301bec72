//! The statements about what happened, and about whom it is told.

crate::statements::statements! {
    OF_EVENTS:
    // Events

    // Whoever numbers an event holds this row until it is kept, so that numbers are kept in their order.
    NEXT_EVENT = "
        INSERT INTO event_heads (owner_id, sequence) VALUES ($1, 1)
        ON CONFLICT (owner_id) DO UPDATE SET sequence = event_heads.sequence + 1 RETURNING sequence";
    HOLD_EVENTS = "
        INSERT INTO event_heads (owner_id, sequence) VALUES ($1, 0)
        ON CONFLICT (owner_id) DO UPDATE SET sequence = event_heads.sequence";
    INSERT_EVENT = "
        INSERT INTO events (id, owner_id, kind, dossier_id, process_id, external_reference, data, tags, at,
            expires_at, sequence)
        VALUES ($1, $2, $3, $4, $5,
            (SELECT external_reference FROM dossiers WHERE owner_id = $2 AND id = $4), $6, $7, $8, $9, $10)";
    EVENT = "
        SELECT e.id, e.owner_id, e.kind, e.dossier_id, e.process_id, e.external_reference, e.data, e.tags, e.at,
            e.expires_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = e.dossier_id AND k.owner_id = e.owner_id)
            AS wrapped_key
        FROM events e WHERE e.owner_id = $1 AND e.id = $2";
    EVENT_SEQUENCE = "
        SELECT sequence FROM events WHERE owner_id = $1 AND id = $2";
    EVENTS_SINCE = "
        SELECT e.id, e.owner_id, e.kind, e.dossier_id, e.process_id, e.external_reference, e.data, e.tags, e.at,
            e.expires_at,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = e.dossier_id AND k.owner_id = e.owner_id)
            AS wrapped_key
        FROM events e WHERE e.owner_id = $1 AND e.sequence > $2 AND e.at >= $3 ORDER BY e.sequence LIMIT $4";
    FORGET_REFERENCE_IN_EVENTS = "
        UPDATE events SET external_reference = NULL, tags = '[]' WHERE owner_id = $1 AND dossier_id = $2";
    FORGET_ANSWERS_ABOUT_DOSSIER = "
        UPDATE delivery_attempts SET answer = $3 WHERE owner_id = $1 AND delivery_id IN (
            SELECT d.id FROM deliveries d JOIN events e ON e.id = d.event_id AND e.owner_id = d.owner_id
            WHERE e.owner_id = $1 AND e.dossier_id = $2)";
    GIVE_UP_CALLBACKS_OF_DOSSIER = "
        UPDATE deliveries SET state = 'given_up', fence = fence + 1, lease_owner = NULL, lease_until = NULL
        WHERE owner_id = $1 AND target_kind = 'callback' AND state = 'waiting' AND event_id IN (
            SELECT id FROM events WHERE owner_id = $1 AND dossier_id = $2)";
    OLD_EVENTS = "
        SELECT e.id, e.owner_id FROM events e WHERE e.at < $1 AND NOT EXISTS (
            SELECT 1 FROM deliveries d WHERE d.event_id = e.id AND d.owner_id = e.owner_id
                AND d.state = 'waiting')
        ORDER BY e.at LIMIT $2";
    DELETE_EVENT_ATTEMPTS = "
        DELETE FROM delivery_attempts WHERE owner_id = $1 AND delivery_id IN (
            SELECT id FROM deliveries WHERE owner_id = $1 AND event_id = $2)";
    DELETE_EVENT_DELIVERIES = "
        DELETE FROM deliveries WHERE owner_id = $1 AND event_id = $2";
    DELETE_EVENT = "
        DELETE FROM events WHERE owner_id = $1 AND id = $2";

    // Deliveries

    INSERT_DELIVERY = "
        INSERT INTO deliveries (id, event_id, owner_id, target_kind, target_id, state, attempts,
            next_attempt_at, fence, created_at)
        VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, 0, $6)";
    INSERT_DELIVERY_AGAIN = "
        INSERT INTO deliveries (id, event_id, owner_id, target_kind, target_id, state, attempts,
            next_attempt_at, fence, created_at)
        SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT),
            'waiting', 0, CAST($6 AS BIGINT), 0, CAST($6 AS BIGINT)
        WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE event_id = $2 AND owner_id = $3 AND target_id = $5
            AND state = 'waiting')";
    DELIVERY_IS_DUE = "
        SELECT 1 AS due FROM deliveries
        WHERE state = 'waiting' AND next_attempt_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
        LIMIT 1";
    SETTLE_DELIVERY = "
        UPDATE deliveries SET state = $4, attempts = $5, next_attempt_at = $6, lease_owner = NULL,
            lease_until = NULL, fence = fence + 1
        WHERE owner_id = $1 AND id = $2 AND fence = $3 AND state = 'waiting'";
    INSERT_ATTEMPT = "
        INSERT INTO delivery_attempts (delivery_id, number, owner_id, at, latency_ms, status, failure, answer)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ATTEMPTS_OF_SUBSCRIPTION = "
        SELECT d.event_id, e.kind, a.delivery_id, a.number, a.at, a.latency_ms, a.status, a.failure, a.answer,
            d.state, d.next_attempt_at, e.dossier_id, e.owner_id,
            (SELECT k.wrapped FROM dossier_keys k WHERE k.dossier_id = e.dossier_id AND k.owner_id = e.owner_id)
            AS wrapped_key,
            (SELECT c.wrapped FROM account_keys c WHERE c.account = e.owner_id) AS account_key
        FROM delivery_attempts a
        JOIN deliveries d ON d.id = a.delivery_id AND d.owner_id = a.owner_id
        JOIN events e ON e.id = d.event_id AND e.owner_id = d.owner_id
        WHERE d.owner_id = $1 AND d.target_kind = 'subscription' AND d.target_id = $2
        ORDER BY a.at DESC, a.delivery_id, a.number DESC LIMIT $3";
    RELEASE_DELIVERIES = "
        UPDATE deliveries SET lease_owner = NULL, lease_until = NULL, fence = fence + 1
        WHERE lease_owner = $1 AND state = 'waiting'";
    GIVE_UP_DELIVERIES_TO = "
        UPDATE deliveries SET state = 'given_up', fence = fence + 1, lease_owner = NULL, lease_until = NULL
        WHERE owner_id = $1 AND target_kind = 'subscription' AND target_id = $2 AND state = 'waiting'";
    DELIVERY_COUNTS = "
        SELECT
            (SELECT COUNT(*) FROM deliveries WHERE state = 'waiting' AND next_attempt_at <= $1) AS due,
            (SELECT COUNT(*) FROM deliveries WHERE state = 'waiting' AND next_attempt_at > $1) AS delayed";
}
