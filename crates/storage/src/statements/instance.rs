//! The statements about what this database alone has.

crate::statements::statements! {
    OF_INSTANCE:
    DATABASE_ID = "
        SELECT value FROM instance WHERE name = 'database'";
    DRAW_DATABASE_ID = "
        INSERT INTO instance (name, value) VALUES ('database', $1) ON CONFLICT (name) DO NOTHING";
    CLIENT_IS_THERE = "
        SELECT 1 AS found FROM clients WHERE id = $1";
    NOTE_LOAD = "
        INSERT INTO instance (name, value, at) VALUES ('load/' || CAST($1 AS TEXT), '', $2)";
    FORGET_LOAD = "
        DELETE FROM instance WHERE name = 'load/' || CAST($1 AS TEXT)";
    FIRST_LOAD = "
        SELECT MIN(at) AS begun FROM instance WHERE name LIKE 'load/%' AND at > $1";
}
