-- The hosts that a client may be told at, as JSON; NULL for one that may be told anywhere.
ALTER TABLE clients ADD COLUMN webhook_hosts TEXT;

-- Who wants to hear of what, and where. The URL may carry a secret of the receiver's.
CREATE TABLE subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES clients (id),
    url TEXT NOT NULL,
    kinds TEXT NOT NULL,
    description TEXT,
    extra_signature TEXT,
    state TEXT NOT NULL,
    failing_since INTEGER,
    failures INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (id, owner_id)
) STRICT;
CREATE INDEX subscriptions_of_owner ON subscriptions (owner_id, created_at, id);

-- What they are signed with. Several while one is being replaced by another.
CREATE TABLE subscription_secrets (
    id TEXT NOT NULL PRIMARY KEY,
    subscription_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    FOREIGN KEY (subscription_id, owner_id) REFERENCES subscriptions (id, owner_id)
) STRICT;
CREATE INDEX subscription_secrets_of ON subscription_secrets (subscription_id, owner_id);

-- What happened. No foreign keys to what it happened to: that may be gone. The client's own reference goes with the
-- dossier.
CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES clients (id),
    kind TEXT NOT NULL,
    dossier_id TEXT,
    process_id TEXT,
    external_reference TEXT,
    data TEXT NOT NULL,
    tags TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (id, owner_id)
) STRICT;
CREATE INDEX events_newest ON events (owner_id, at, id);
CREATE INDEX events_of_dossier ON events (dossier_id, owner_id);
CREATE INDEX events_oldest ON events (at);

-- An event on its way to an address.
CREATE TABLE deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('subscription', 'callback')),
    target_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given_up')),
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until INTEGER,
    fence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (id, owner_id),
    FOREIGN KEY (event_id, owner_id) REFERENCES events (id, owner_id)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE state = 'waiting';
CREATE INDEX deliveries_of_event ON deliveries (event_id, owner_id);
CREATE INDEX deliveries_of_target ON deliveries (target_id, owner_id, created_at);

-- Each try, with the beginning of what was answered.
CREATE TABLE delivery_attempts (
    delivery_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    owner_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    latency_ms INTEGER NOT NULL,
    status INTEGER,
    failure TEXT,
    answer BLOB NOT NULL,
    PRIMARY KEY (delivery_id, number),
    FOREIGN KEY (delivery_id, owner_id) REFERENCES deliveries (id, owner_id)
) STRICT;
CREATE INDEX delivery_attempts_oldest ON delivery_attempts (at);
