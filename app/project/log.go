package project

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"duotone/app"

	"github.com/google/uuid"
)

// Log is what people did, in the order of the clock. It is only appended to.
type Log struct{ *file }

// Append writes events to the log and returns them with their names, clocks and times, after they have been synced to
// the disk. All of them are written or none.
func (l Log) Append(ctx context.Context, events ...Event) ([]Event, error) {
	done := make([]Event, len(events))
	err := l.write(ctx, func(tx *sql.Tx) error {
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
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

const eventColumns = "id, seq, annotator, at, act, post, pass, round, value, target, took, ordered, shown"

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func insertEvent(ctx context.Context, tx execer, e Event) error {
	shown, err := json.Marshal(e.Shown)
	if err != nil {
		return err
	}
	row := []any{e.ID, e.Seq, e.Annotator, e.At.UnixMilli(), string(e.Act), string(e.Post), string(e.Question), int64(e.Round), e.Value,
		e.Target, int64(e.Took), e.Order, string(shown)}
	_, err = tx.ExecContext(ctx, "INSERT OR IGNORE INTO event ("+eventColumns+", sum) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		append(row, rowSum(row))...)
	return err
}

// Events reads the whole log in the order of the clock.
func (l Log) Events(ctx context.Context) ([]Event, error) {
	events, _, err := l.after(ctx, 0)
	return events, err
}

// Since reads what was written after row n of the log, in the order of the clock, and the last row. Row 0 comes before all.
func (l Log) Since(ctx context.Context, n int64) ([]Event, int64, error) { return l.after(ctx, n) }

// after reads what was written after row n, in the order of the clock, and the last row.
func (l Log) after(ctx context.Context, n int64) ([]Event, int64, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT n, "+eventColumns+" FROM event WHERE n > ? ORDER BY n", n)
	if err != nil {
		return nil, n, explain(opRead, l.path, err)
	}
	events, last, err := scanEvents(rows)
	if err != nil {
		return nil, n, explain(opRead, l.path, err)
	}
	if !slices.IsSortedFunc(events, before) { // a merge wrote them down later than they happened
		slices.SortFunc(events, before)
	}
	return events, max(n, last), nil
}

// Of reads all that was ever done with a post, in the order of the clock.
func (l Log) Of(ctx context.Context, post app.PostID) ([]Event, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT n, "+eventColumns+" FROM event WHERE post = ? ORDER BY seq, id", string(post))
	if err != nil {
		return nil, explain(opRead, l.path, err)
	}
	events, _, err := scanEvents(rows)
	return events, explain(opRead, l.path, err)
}

// scanEvents reads rows of n and eventColumns, and closes them.
func scanEvents(rows *sql.Rows) (events []Event, last int64, err error) {
	defer rows.Close()
	var shown sql.RawBytes
	cache := map[string]Shown{}
	for rows.Next() {
		var row, at, took int64
		var e Event
		if err := rows.Scan(&row, &e.ID, &e.Seq, &e.Annotator, &at, &e.Act, &e.Post, &e.Question, &e.Round, &e.Value,
			&e.Target, &took, &e.Order, &shown); err != nil {
			return nil, 0, err
		}
		e.At, e.Took = time.UnixMilli(at).UTC(), time.Duration(took)
		known, ok := cache[string(shown)] // there are few different ones
		if !ok {
			if err := json.Unmarshal(shown, &known); err != nil {
				return nil, 0, app.Errorf(opRead, e.ID, app.KindFormat, damageHint, "a judgement can't be read: %w", err)
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
func (l Log) Ledger(ctx context.Context) (*Ledger, error) {
	events, err := l.Events(ctx)
	if err != nil {
		return nil, err
	}
	return NewLedger(events), nil
}
