-- find_log
SELECT id, size FROM logs WHERE origin = ?
-- add_log
INSERT INTO logs (origin) VALUES (?) RETURNING id
-- grow_log
UPDATE logs SET size = ? WHERE id = ?
-- add_leaf
INSERT INTO log (log, n, bytes, received_at) VALUES (?, ?, ?, ?)
-- heads
SELECT origin, size FROM logs WHERE size > 0 ORDER BY origin
-- leaves
SELECT n, bytes, received_at FROM log WHERE log = ? AND n >= ? AND n < ? ORDER BY n
-- put_content
INSERT OR REPLACE INTO contents (log, n, level, salt, content) VALUES (?, ?, ?, ?, ?)
-- drop_content
DELETE FROM contents WHERE log = (SELECT id FROM logs WHERE origin = ?) AND n = ? AND level = ?
-- contents
SELECT n, level, salt, content FROM contents WHERE log = ? AND n >= ? AND n < ? ORDER BY n, level
-- root_of
SELECT root FROM checkpoints WHERE origin = ? AND size = ?
-- put_checkpoint
INSERT INTO checkpoints (origin, size, root, note) VALUES (?, ?, ?, ?)
-- checkpoint
SELECT size, note FROM checkpoints WHERE origin = ?1 AND (?2 IS NULL OR size = ?2) ORDER BY size DESC LIMIT 1
-- put_cosignature
INSERT OR IGNORE INTO cosignatures (origin, size, line) VALUES (?, ?, ?)
-- cosignatures
SELECT line FROM cosignatures WHERE origin = ? AND size = ? ORDER BY line
-- cosigned
SELECT size, line FROM cosignatures WHERE origin = ? ORDER BY size, line
-- put_row
INSERT OR REPLACE INTO picture (origin, n, data) VALUES (?, ?, ?)
-- drop_row
DELETE FROM picture WHERE origin = ? AND n = ?
-- rows
SELECT origin, n, data FROM picture ORDER BY origin, n
-- row
SELECT data FROM picture WHERE origin = ? AND n = ?
-- clear_rows
DELETE FROM picture
-- put_cursor
INSERT OR REPLACE INTO cursors (name, value) VALUES (?, ?)
-- cursor
SELECT value FROM cursors WHERE name = ?
-- gaps
SELECT origin, size, (SELECT count(*) FROM log WHERE log = logs.id) AS held FROM logs WHERE size != held
