UPDATE clients SET webhook_hosts = '["hooks.example.com"]' WHERE id = 'sandbox-old';
INSERT INTO subscriptions (id, owner_id, url, kinds, description, extra_signature, state, failing_since, failures, created_at, updated_at) VALUES
    ('00000000-0000-4000-8000-0000000b0001', 'sandbox-old', 'https://hooks.example.com/in', '["process.complete"]', NULL, NULL, 'enabled', NULL, 0, 1700000070000000, 1700000070000000);
INSERT INTO subscription_secrets (id, subscription_id, owner_id, secret, created_at, expires_at) VALUES
    ('00000000-0000-4000-8000-0000000b0002', '00000000-0000-4000-8000-0000000b0001', 'sandbox-old', HEX'0b0b0b0b0b0b0b0b', 1700000070000000, NULL);
INSERT INTO events (id, owner_id, kind, dossier_id, process_id, external_reference, data, tags, at, expires_at) VALUES
    ('00000000-0000-4000-8000-0000000c0001', 'sandbox-old', 'dossier.erased', '00000000-0000-4000-8000-0000000d0009', NULL, NULL, '{}', '[]', 1700000071000000, 4100000000000000);
INSERT INTO deliveries (id, event_id, owner_id, target_kind, target_id, state, attempts, next_attempt_at, lease_owner, lease_until, fence, created_at) VALUES
    ('00000000-0000-4000-8000-0000000c0002', '00000000-0000-4000-8000-0000000c0001', 'sandbox-old', 'subscription', '00000000-0000-4000-8000-0000000b0001', 'waiting', 1, 1700000072000000, NULL, NULL, 2, 1700000071000000);
INSERT INTO delivery_attempts (delivery_id, number, owner_id, at, latency_ms, status, failure, answer) VALUES
    ('00000000-0000-4000-8000-0000000c0002', 1, 'sandbox-old', 1700000071500000, 12, 500, NULL, HEX'6e6f');
