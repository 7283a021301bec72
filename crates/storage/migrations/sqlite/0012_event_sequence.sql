-- Events in the order in which their units are kept: who asks for those after one misses none that was written before it
-- and kept later. The row of the head is held until the end of a unit.
CREATE TABLE event_heads (
    owner_id TEXT NOT NULL PRIMARY KEY REFERENCES clients (id),
    sequence INTEGER NOT NULL
) STRICT;
ALTER TABLE events ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
UPDATE events SET sequence = numbered.number FROM (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY owner_id ORDER BY at, id) AS number FROM events
) AS numbered WHERE numbered.id = events.id;
INSERT INTO event_heads (owner_id, sequence) SELECT owner_id, MAX(sequence) FROM events GROUP BY owner_id;
CREATE UNIQUE INDEX events_in_order ON events (owner_id, sequence);
