//! The statements about who wants to hear of what.

crate::statements::statements! {
    OF_SUBSCRIPTIONS:
    SUBSCRIPTIONS = "
        SELECT s.id, s.owner_id, s.url, s.kinds, s.description, s.extra_signature, s.state, s.failing_since,
            s.failures, s.created_at, s.updated_at,
            (SELECT a.wrapped FROM account_keys a WHERE a.account = s.owner_id) AS account_key
        FROM subscriptions s WHERE s.owner_id = $1 ORDER BY s.created_at, s.id";
    SUBSCRIPTION = "
        SELECT s.id, s.owner_id, s.url, s.kinds, s.description, s.extra_signature, s.state, s.failing_since,
            s.failures, s.created_at, s.updated_at,
            (SELECT a.wrapped FROM account_keys a WHERE a.account = s.owner_id) AS account_key
        FROM subscriptions s WHERE s.owner_id = $1 AND s.id = $2";
    INSERT_SUBSCRIPTION = "
        INSERT INTO subscriptions (id, owner_id, url, kinds, description, extra_signature, state,
            failing_since, failures, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    SAVE_SUBSCRIPTION = "
        UPDATE subscriptions SET url = $3, kinds = $4, description = $5, extra_signature = $6, state = $7,
            failing_since = $8, failures = $9, updated_at = $10
        WHERE owner_id = $1 AND id = $2";
    DELETE_SUBSCRIPTION = "
        DELETE FROM subscriptions WHERE owner_id = $1 AND id = $2";
    SUBSCRIPTION_SECRETS = "
        SELECT s.id, s.secret, s.created_at, s.expires_at,
            (SELECT a.wrapped FROM account_keys a WHERE a.account = s.owner_id) AS account_key
        FROM subscription_secrets s
        WHERE s.owner_id = $1 AND s.subscription_id = $2 AND (s.expires_at IS NULL OR s.expires_at > $3)
        ORDER BY s.created_at DESC, s.id";
    INSERT_SUBSCRIPTION_SECRET = "
        INSERT INTO subscription_secrets (id, subscription_id, owner_id, secret, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, NULL)";
    END_SUBSCRIPTION_SECRETS = "
        UPDATE subscription_secrets SET expires_at = $3
        WHERE owner_id = $1 AND subscription_id = $2 AND (expires_at IS NULL OR expires_at > $3)";
    DELETE_SUBSCRIPTION_SECRETS = "
        DELETE FROM subscription_secrets WHERE owner_id = $1 AND subscription_id = $2";
    DELETE_ENDED_SUBSCRIPTION_SECRETS = "
        DELETE FROM subscription_secrets WHERE expires_at <= $1";
}
