package project

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
	"duotone/app/project/store"
)

// Scheme says what a person is asked about a post.
type Scheme string

// The schemes.
const (
	SchemeSingle Scheme = "single" // one label for the post
	SchemeThree  Scheme = "three"  // words alone, picture alone, both, as MVSA-Single was made
)

// Settings are a project's own. They travel with the file.
type Settings struct {
	Scheme     Scheme            `json:"scheme"` // it, Keys and Guidelines hold while the project has no codebook of its own
	Suggestion ledger.Suggestion `json:"suggestion"`
	Order      Order             `json:"order"`
	Seed       int64             `json:"seed"`       // of OrderRandom and of the repeats
	Repeat     int               `json:"repeat"`     // one post in so many is asked again; 0: none
	Block      int               `json:"block"`      // SchemeThree: posts that go through one pass before the next begins
	Keys       map[string]string `json:"keys"`       // label → key, one character
	Flags      []string          `json:"flags"`      // in the order of their keys: F1…, or their first letters
	Embed      bool              `json:"embed"`      // imports put the pictures into the file
	Guidelines string            `json:"guidelines"` // what the annotators have agreed on, shown in the pane
	Gold       GoldWay           `json:"gold"`       // what comes of posts whose answer is known
	Blind      bool              `json:"blind"`      // whoever decides does not see who said what
	Targets    map[string]int    `json:"targets"`    // posts that each annotator is to label
	Session    int               `json:"session"`    // minutes after which a break is proposed; 0: never
}

// DefaultSettings are those of a new project.
func DefaultSettings() Settings {
	return Settings{
		Scheme: SchemeSingle, Suggestion: ledger.SuggestHidden, Order: OrderGiven, Seed: 1, Block: 20, Gold: GoldSilent, Targets: map[string]int{},
		Keys:  map[string]string{"negative": "1", "neutral": "2", "positive": "3"},
		Flags: []string{"sarcastic", "unclear", "offensive"},
	}
}

// Key is the key of a label.
func (s Settings) Key(l app.Label) string { return s.Keys[l.String()] }

// reserved are the keys that do something else in the Label pane.
const reserved = codebook.Reserved

// Check tells what is wrong with settings.
func (s Settings) Check() error {
	if s.Scheme != SchemeSingle && s.Scheme != SchemeThree {
		return fmt.Errorf("unknown scheme %q: want single or three", s.Scheme)
	}
	if !slices.Contains([]ledger.Suggestion{ledger.SuggestHidden, ledger.SuggestAfter, ledger.SuggestBefore}, s.Suggestion) {
		return fmt.Errorf("unknown suggestion %q: want hidden, after or before", s.Suggestion)
	}
	if !slices.Contains(Orders, s.Order) {
		return fmt.Errorf("unknown order %q: want one of %s", s.Order, joinOrders())
	}
	if s.Gold != GoldSilent && s.Gold != GoldPractice {
		return fmt.Errorf("unknown way with posts whose answer is known, %q: want silent or practice", s.Gold)
	}
	for who, n := range s.Targets {
		if name, err := ledger.CleanName(who); err != nil || name != who || n < 0 {
			return fmt.Errorf("%d posts for %q are no target", n, app.Short(who, 40))
		}
	}
	if s.Session < 0 || s.Session > 24*60 {
		return fmt.Errorf("a session of %d minutes: want up to a day, or 0 for no end", s.Session)
	}
	if s.Repeat < 0 || s.Repeat == 1 || s.Block < 0 {
		return fmt.Errorf("one in %d can't be repeated: want 0 (none) or 2 and more", s.Repeat)
	}
	seen := map[string]bool{}
	for _, l := range app.Labels {
		key := s.Key(l)
		r := []rune(key)
		if len(r) != 1 || !unicode.IsPrint(r[0]) || unicode.IsSpace(r[0]) || strings.ContainsRune(reserved, unicode.ToLower(r[0])) {
			return fmt.Errorf("the key of %s is %q: want one character that is not in use (%s are)", l, key, reserved)
		}
		if seen[key] {
			return fmt.Errorf("the key %q stands for two labels", key)
		}
		seen[key] = true
	}
	for i, f := range s.Flags {
		if f == "" || strings.TrimSpace(f) != f || strings.ContainsAny(f, ",;\n\r") || slices.Contains(s.Flags[:i], f) {
			return fmt.Errorf("the flag %q is empty, doubled, or holds a comma, semicolon or line break", f)
		}
	}
	if len(s.Flags) > 9 {
		return fmt.Errorf("%d flags: at most 9 have a key", len(s.Flags))
	}
	return nil
}

// Settings reads the project's settings.
func (p *Project) Settings(ctx context.Context) (Settings, error) {
	s := DefaultSettings()
	raw, err := readSettings(ctx, p)
	if err != nil {
		return s, err
	}
	whole, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	merged := map[string]json.RawMessage{}
	if err := json.Unmarshal(whole, &merged); err != nil {
		return s, err
	}
	for key, value := range raw {
		if name, ok := strings.CutPrefix(key, "set."); ok && json.Valid([]byte(value)) {
			merged[name] = json.RawMessage(value)
		}
	}
	if whole, err = json.Marshal(merged); err != nil {
		return s, err
	}
	read := Settings{}
	if err := json.Unmarshal(whole, &read); err != nil || read.Check() != nil {
		return DefaultSettings(), nil // a stranger's settings don't keep the labels from being read
	}
	return read, nil
}

// ID names the project, and its copies with it.
func (p *Project) ID(ctx context.Context) (string, error) {
	all, err := readSettings(ctx, p)
	return all["project"], err
}

// SetSettings stores what has changed. Settings that stay the same keep their age, which decides when projects are merged.
func (p *Project) SetSettings(ctx context.Context, s Settings) error {
	if err := s.Check(); err != nil {
		return &app.Error{Op: "change settings of", Path: p.file.Path, Kind: app.KindUsage, Err: err}
	}
	whole, err := json.Marshal(s)
	if err != nil {
		return err
	}
	parts := map[string]json.RawMessage{}
	if err := json.Unmarshal(whole, &parts); err != nil {
		return err
	}
	old, err := readSettings(ctx, p)
	if err != nil {
		return err
	}
	changed := map[string]string{}
	for key, value := range parts {
		if was, known := old["set."+key]; !known || was != string(value) {
			changed["set."+key] = string(value)
		}
	}
	return writeSettings(ctx, p, changed)
}

func readSettings(ctx context.Context, p *Project) (map[string]string, error) {
	rows, err := p.file.DB.QueryContext(ctx, "SELECT key, value FROM setting")
	if err != nil {
		return nil, store.Explain(store.OpRead, p.file.Path, err)
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var k, v string
		if err := rows.Scan(&k, &v); err != nil {
			return nil, store.Explain(store.OpRead, p.file.Path, err)
		}
		all[k] = v
	}
	return all, store.Explain(store.OpRead, p.file.Path, rows.Err())
}

func writeSettings(ctx context.Context, p *Project, changed map[string]string) error {
	if len(changed) == 0 {
		return nil
	}
	return p.file.Write(ctx, func(tx *sql.Tx) error {
		seq, err := nextSeq(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range sortedKeys(changed) {
			_, err := tx.ExecContext(ctx, `INSERT INTO setting (key, value, seq) VALUES (?1, ?2, ?3)
				ON CONFLICT (key) DO UPDATE SET value = ?2, seq = ?3`, k, changed[k], seq)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// nextSeq is the Lamport clock's next tick. It is only true within a transaction that keeps other writers out.
func nextSeq(ctx context.Context, tx *sql.Tx) (int64, error) {
	var seq int64
	err := tx.QueryRowContext(ctx, `SELECT 1 + max(coalesce((SELECT max(seq) FROM event), 0),
		coalesce((SELECT max(seq) FROM setting), 0))`).Scan(&seq)
	return seq, err
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// GoldWay says what comes of a post whose answer is known.
type GoldWay string

// What comes of gold.
const (
	GoldSilent   GoldWay = "silent"   // it is told in the report alone
	GoldPractice GoldWay = "practice" // at once, to whoever has answered
)
