INSERT INTO user_data (dossier_id, owner_id, data, created_at, updated_at) VALUES
    ('00000000-0000-4000-8000-0000000d0001', 'sandbox-old', '{"firstName":"Anna","lastName":"Specimen"}', 1700000030000000, 1700000031000000);
INSERT INTO dossier_files (dossier_id, owner_id, depiction, blob_id, format, bytes, sha256, created_at) VALUES
    ('00000000-0000-4000-8000-0000000d0001', 'sandbox-old', 'selfie', '00000000-0000-4000-8000-0000000f0003', 'jpeg', 9,
     HEX'92b2fa58028958317e408bd84ecfa70f5ee35b121991dbc232c49d166353708b', 1700000030000000);
INSERT INTO configurations (owner_id, kind, id, body, created_at, updated_at) VALUES
    ('sandbox-old', 'matching', 'mine', '{"a":1}', 1700000030000000, 1700000030000000);
