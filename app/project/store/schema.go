package store

import (
	"context"
	"database/sql"
	"fmt"
)

// applicationID is "DuoT": it marks an SQLite file as a Duotone project.
const applicationID = 0x44756f54

// migrations bring a file from the version of its index to the next. They are never changed, only added to.
var migrations = []string{
	`
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  seq   INTEGER NOT NULL          -- the newest wins when projects are merged
) WITHOUT ROWID;

CREATE TABLE picture (
  sum    TEXT PRIMARY KEY,        -- SHA-256 of the file, hexadecimal
  name   TEXT NOT NULL,
  format TEXT NOT NULL,
  width  INTEGER NOT NULL,
  height INTEGER NOT NULL,
  bytes  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE picture_path (       -- where it was seen: relative to the project's folder, or absolute
  sum  TEXT NOT NULL REFERENCES picture(sum),
  path TEXT NOT NULL,
  PRIMARY KEY (sum, path)
) WITHOUT ROWID;

CREATE TABLE picture_data (       -- pictures embedded on request
  sum  TEXT PRIMARY KEY REFERENCES picture(sum),
  data BLOB NOT NULL
);

CREATE TABLE post (
  n       INTEGER PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,   -- hash of the content
  pos     INTEGER NOT NULL,       -- place in the order as given; ties go by id
  name    TEXT NOT NULL,          -- the caller's own id
  text    TEXT NOT NULL,
  picture TEXT REFERENCES picture(sum),
  columns TEXT NOT NULL           -- the other columns of the import, a JSON object
);
CREATE INDEX post_order ON post (pos, id);

CREATE TABLE event (              -- the log: appended to, never changed
  n         INTEGER PRIMARY KEY AUTOINCREMENT,
  id        TEXT NOT NULL UNIQUE,
  seq       INTEGER NOT NULL,
  annotator TEXT NOT NULL,
  at        INTEGER NOT NULL,     -- milliseconds since 1970, UTC
  act       TEXT NOT NULL,
  post      TEXT NOT NULL,
  pass      TEXT NOT NULL,
  round     INTEGER NOT NULL,
  value     TEXT NOT NULL,
  target    TEXT NOT NULL,
  took      INTEGER NOT NULL,     -- nanoseconds
  ordered   TEXT NOT NULL,        -- the order of the queue
  shown     TEXT NOT NULL         -- what was on the screen, JSON
);
CREATE INDEX event_seq ON event (seq);
CREATE INDEX event_post ON event (post);
CREATE TRIGGER event_keep BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log is only appended to'); END;
CREATE TRIGGER event_stay BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log is only appended to'); END;

CREATE TABLE score (              -- what a model said
  post        TEXT NOT NULL,
  pack        TEXT NOT NULL,
  neg REAL NOT NULL, neu REAL NOT NULL, pos REAL NOT NULL,
  words       TEXT NOT NULL,      -- JSON [neg,neu,pos] or ""
  picture     TEXT NOT NULL,
  incongruity REAL NOT NULL,
  irony       REAL NOT NULL,
  prediction  TEXT NOT NULL,      -- the whole of it, JSON version 1
  PRIMARY KEY (post, pack)
) WITHOUT ROWID;

CREATE TABLE embedding (          -- the fused representation, little-endian float32
  post TEXT NOT NULL,
  pack TEXT NOT NULL,
  vec  BLOB NOT NULL,
  PRIMARY KEY (post, pack)
);
`,
	// Which packs there are is asked at every opening: without an index that reads all predictions.
	`CREATE INDEX score_pack ON score (pack);`,
	// A flipped bit in a number or a name is nothing that SQLite sees. Rows of before have no sum.
	`
ALTER TABLE post  ADD COLUMN sum INTEGER; -- CRC-32 of the row
ALTER TABLE event ADD COLUMN sum INTEGER;
ALTER TABLE score ADD COLUMN sum INTEGER;
CREATE INDEX event_edit ON event (post, seq) WHERE act = 'edit';
CREATE TABLE erased (             -- posts that must not come back with a merge or an import
  id  TEXT PRIMARY KEY,           -- hash of the content, and nothing else of it
  seq INTEGER NOT NULL
) WITHOUT ROWID;
`,
	// An earlier program takes answers to other questions for damage, and must not open the file.
	`CREATE INDEX event_codebook ON event (seq, id) WHERE act = 'codebook';`,
	// Likewise answers that are known to be right.
	`CREATE INDEX event_gold ON event (post) WHERE act = 'gold';`,
}

// schemaVersion is the version of files that this program writes.
var schemaVersion = len(migrations)

// migrate brings the file up to schemaVersion, each step in a transaction of its own.
func migrate(ctx context.Context, db *sql.DB) error {
	for {
		done, err := migrateStep(ctx, db)
		if err != nil || done {
			return err
		}
	}
}

func migrateStep(ctx context.Context, db *sql.DB) (done bool, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return false, err
	}
	if version >= schemaVersion {
		return true, nil
	}
	if _, err := tx.ExecContext(ctx, migrations[version]); err != nil {
		return false, fmt.Errorf("migration %d: %w", version+1, err)
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1)); err != nil {
		return false, err
	}
	return false, tx.Commit()
}
