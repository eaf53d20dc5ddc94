# sqlite3: a database file with a table, an index, transactions, a rollback and queries.
# Not in memory: the journal, locks and syncs are what is worth comparing.
# Hard part: none.
needs=sqlite3
prepare() {
    cat > script.sql <<'END'
CREATE TABLE fruit(id INTEGER PRIMARY KEY, name TEXT, weight REAL);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO fruit(name, weight) SELECT 'fruit ' || i, i * 1.5 FROM n;
COMMIT;
CREATE INDEX by_name ON fruit(name);
BEGIN; DELETE FROM fruit WHERE id > 10; ROLLBACK;
PRAGMA journal_mode=WAL;
UPDATE fruit SET weight = 0 WHERE id % 100 = 0;
SELECT count(*), sum(weight) FROM fruit;
SELECT * FROM fruit WHERE name = 'fruit 77';
VACUUM;
END
}
traced() { printf '%s\n' sqlite3 -batch fruit.db '.read script.sql'; }
