package project

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"duotone/app"
	"duotone/app/project/ledger"
	"duotone/app/project/sound"
	"duotone/app/project/store"

	"github.com/google/uuid"
)

// Log is what people did, in the order of the clock. It is only appended to.
type Log struct{ file *store.File }

// Append writes events to the log and returns them with their names, clocks and times, after they have been synced to
// the disk. All of them are written or none.
func (l Log) Append(ctx context.Context, events ...ledger.Event) ([]ledger.Event, error) {
	return l.append(ctx, nil, events)
}

// append does also something else in the same transaction, where also is not nil.
func (l Log) append(ctx context.Context, also func(tx execer) error, events []ledger.Event) ([]ledger.Event, error) {
	done := make([]ledger.Event, len(events))
	err := l.file.Write(ctx, func(tx *sql.Tx) error {
		seq, err := nextSeq(ctx, tx)
		if err != nil {
			return err
		}
		for i, e := range events {
			if e.ID == "" {
				e.ID = uuid.NewString()
			}
			if e.At.IsZero() {
				e.At = time.Now()
			}
			e.At = e.At.UTC().Truncate(time.Millisecond)
			e.Seq = seq + int64(i)
			if err := insertEvent(ctx, tx, e); err != nil {
				return err
			}
			done[i] = e
		}
		if also != nil {
			return also(tx)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func insertEvent(ctx context.Context, tx execer, e ledger.Event) error {
	shown, err := json.Marshal(e.Shown)
	if err != nil {
		return err
	}
	row := []any{e.ID, e.Seq, e.Annotator, e.At.UnixMilli(), string(e.Act), string(e.Post), string(e.Question), int64(e.Round), e.Value,
		e.Target, int64(e.Took), e.Order, string(shown)}
	_, err = tx.ExecContext(ctx, "INSERT OR IGNORE INTO event ("+sound.EventColumns+", sum) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		append(row, sound.Sum(row))...)
	return err
}

// Events reads the whole log in the order of the clock.
func (l Log) Events(ctx context.Context) ([]ledger.Event, error) {
	events, _, err := l.Since(ctx, 0)
	return events, err
}

// Since reads what was written after row n of the log, in the order of the clock, and the last row. Row 0 comes before all.
func (l Log) Since(ctx context.Context, n int64) ([]ledger.Event, int64, error) {
	rows, err := l.file.DB.QueryContext(ctx, "SELECT n, "+sound.EventColumns+" FROM event WHERE n > ? ORDER BY n", n)
	if err != nil {
		return nil, n, store.Explain(store.OpRead, l.file.Path, err)
	}
	events, last, err := scanEvents(rows)
	if err != nil {
		return nil, n, store.Explain(store.OpRead, l.file.Path, err)
	}
	if !slices.IsSortedFunc(events, ledger.Compare) { // a merge wrote them down later than they happened
		slices.SortFunc(events, ledger.Compare)
	}
	return events, max(n, last), nil
}

// Of reads all that was ever done with a post, in the order of the clock.
func (l Log) Of(ctx context.Context, post app.PostID) ([]ledger.Event, error) {
	rows, err := l.file.DB.QueryContext(ctx, "SELECT n, "+sound.EventColumns+" FROM event WHERE post = ? ORDER BY seq, id", string(post))
	if err != nil {
		return nil, store.Explain(store.OpRead, l.file.Path, err)
	}
	events, _, err := scanEvents(rows)
	return events, store.Explain(store.OpRead, l.file.Path, err)
}

// scanEvents reads rows of n and eventColumns, and closes them.
func scanEvents(rows *sql.Rows) (events []ledger.Event, last int64, err error) {
	defer rows.Close()
	var shown sql.RawBytes
	cache := map[string]ledger.Shown{}
	for rows.Next() {
		var row, at, took int64
		var e ledger.Event
		if err := rows.Scan(&row, &e.ID, &e.Seq, &e.Annotator, &at, &e.Act, &e.Post, &e.Question, &e.Round, &e.Value,
			&e.Target, &took, &e.Order, &shown); err != nil {
			return nil, 0, err
		}
		e.At, e.Took = time.UnixMilli(at).UTC(), time.Duration(took)
		known, ok := cache[string(shown)] // there are few different ones
		if !ok {
			if err := json.Unmarshal(shown, &known); err != nil {
				return nil, 0, app.Errorf(store.OpRead, e.ID, app.KindFormat, store.DamageHint, "a judgement can't be read: %w", err)
			}
			if len(cache) < 1000 {
				cache[string(shown)] = known
			}
		}
		e.Shown = known
		events = append(events, e)
		last = max(last, row)
	}
	return events, last, rows.Err()
}

// Ledger reads the log and replays it.
func (l Log) Ledger(ctx context.Context) (*ledger.Ledger, error) {
	events, err := l.Events(ctx)
	if err != nil {
		return nil, err
	}
	return ledger.New(events), nil
}
