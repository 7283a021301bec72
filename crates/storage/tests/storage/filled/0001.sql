-- Rows as version 1 wrote them. HEX'..' stands for bytes in the words of either engine.
INSERT INTO clients (id, name, environment, secret_hash, created_at, revoked_at) VALUES
    ('sandbox-old', 'old', 'sandbox', HEX'0707070707070707070707070707070707070707070707070707070707070707', 1700000000000000, NULL),
    ('live-older', 'older', 'live', HEX'0808080808080808080808080808080808080808080808080808080808080808', 1700000001000000, 1700000002000000);
INSERT INTO signing_keys (kid, algorithm, private_key_pkcs8, created_at, retired_at) VALUES
    ('key-of-version-1', 'ES256', HEX'30818702', 1700000000000000, NULL);
INSERT INTO dossiers (id, owner_id, external_reference, created_at, updated_at) VALUES
    ('00000000-0000-4000-8000-0000000d0001', 'sandbox-old', 'cust-42', 1700000010000000, 1700000010000000),
    ('00000000-0000-4000-8000-0000000d0002', 'sandbox-old', NULL, 1700000011000000, 1700000011000000),
    ('00000000-0000-4000-8000-0000000d0003', 'live-older', 'Zoë Ł', 1700000012000000, 1700000012000000);
INSERT INTO processes (id, dossier_id, owner_id, provider, process_type, request, status, state, report, created_at, updated_at) VALUES
    ('00000000-0000-4000-8000-0000000e0001', '00000000-0000-4000-8000-0000000d0001', 'sandbox-old', 'signicatpictureid', 'document',
     '{"provider":"signicatpictureid","process_type":"document","document_id":9001,"required":["front"],"accepted":["front","back"],"event_tags":["a tag"],"callback":null}',
     'pending', '"pending"', NULL, 1700000020000000, 1700000020000000),
    ('00000000-0000-4000-8000-0000000e0002', '00000000-0000-4000-8000-0000000d0001', 'sandbox-old', 'signicatpictureid', 'document',
     '{"provider":"signicatpictureid","process_type":"document","document_id":null,"required":["front"],"accepted":["front"],"event_tags":[],"callback":null}',
     'processing', '"processing"', NULL, 1700000021000000, 1700000022000000),
    ('00000000-0000-4000-8000-0000000e0003', '00000000-0000-4000-8000-0000000d0003', 'live-older', 'signicatpictureid', 'document',
     '{"provider":"signicatpictureid","process_type":"document","document_id":null,"required":["front"],"accepted":["front"],"event_tags":[],"callback":null}',
     'rejected', '"rejected"', NULL, 1700000023000000, 1700000024000000);
INSERT INTO images (process_id, dossier_id, owner_id, depiction, blob_id, format, bytes, sha256, created_at) VALUES
    ('00000000-0000-4000-8000-0000000e0002', '00000000-0000-4000-8000-0000000d0001', 'sandbox-old', 'front',
     '00000000-0000-4000-8000-0000000f0001', 'png', 9, HEX'92b2fa58028958317e408bd84ecfa70f5ee35b121991dbc232c49d166353708b', 1700000021500000);
INSERT INTO blob_deletions (blob_id, owner_id, dossier_id, noted_at) VALUES
    ('00000000-0000-4000-8000-0000000f0002', 'sandbox-old', '00000000-0000-4000-8000-0000000d0009', 1700000021500000);
INSERT INTO jobs (id, kind, owner_id, dossier_id, process_id, run_at, attempts, max_attempts, lease_owner, lease_until, fence, last_error, created_at) VALUES
    ('00000000-0000-4000-8000-0000000a0001', 'verify', 'sandbox-old', '00000000-0000-4000-8000-0000000d0001',
     '00000000-0000-4000-8000-0000000e0002', 1700000022000000, 1, 5, 'worker-old', 1700000052000000, 1, NULL, 1700000022000000);
INSERT INTO turns (owner_id, turn) VALUES ('sandbox-old', 7);
UPDATE turn_counter SET turn = 7 WHERE id = 1;
INSERT INTO audit (owner_id, sequence, at, actor, act, dossier_id, process_id) VALUES
    ('sandbox-old', 1, 1700000000000000, 'operator', 'client.created', NULL, NULL),
    ('sandbox-old', 2, 1700000010000000, 'client', 'dossier.created', '00000000-0000-4000-8000-0000000d0001', NULL),
    ('sandbox-old', 3, 1700000022000000, 'client', 'verification.started', '00000000-0000-4000-8000-0000000d0001', '00000000-0000-4000-8000-0000000e0002'),
    ('live-older', 1, 1700000024000000, 'system', 'process.rejected', '00000000-0000-4000-8000-0000000d0003', '00000000-0000-4000-8000-0000000e0003');
INSERT INTO audit_heads (owner_id, sequence) VALUES ('sandbox-old', 3), ('live-older', 1);
