UPDATE processes SET external_id = 'outside-1', simulation = NULL WHERE id = '00000000-0000-4000-8000-0000000e0002';
INSERT INTO recordings (process_id, dossier_id, owner_id, kind, blob_id, bytes, sha256, created_at) VALUES
    ('00000000-0000-4000-8000-0000000e0003', '00000000-0000-4000-8000-0000000d0003', 'live-older', 'raw',
     '00000000-0000-4000-8000-0000000f0004', 9, HEX'92b2fa58028958317e408bd84ecfa70f5ee35b121991dbc232c49d166353708b', 1700000040000000);
