package codebook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"duotone/app"

	"github.com/BurntSushi/toml"
)

const opRead = "read codebook"

// Markdown is text for people, with Markdown's marks. Files have it in several lines.
type Markdown string

// MarshalTOML writes several lines as several lines.
func (m Markdown) MarshalTOML() ([]byte, error) {
	var b strings.Builder
	lines := strings.Contains(string(m), "\n")
	mark := `"`
	if lines {
		mark = `"""`
		b.WriteString(mark + "\n")
	} else {
		b.WriteString(mark)
	}
	for _, r := range string(m) {
		switch {
		case r == '\n' || r == '\t' && lines:
			b.WriteRune(r)
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString(mark)
	return []byte(b.String()), nil
}

// UnmarshalText is for the reader of TOML.
func (m *Markdown) UnmarshalText(text []byte) error {
	*m = Markdown(strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	return nil
}

// Read reads a codebook's file. All that is wrong with it is told at once.
func Read(path string) (*Codebook, error) {
	f, _, err := app.OpenRegular(path)
	if err != nil {
		return nil, &app.Error{Op: opRead, Path: path, Kind: app.KindMissing, Err: err, Hint: "Check the name, or choose a template: " + strings.Join(Templates(), ", ") + "."}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, &app.Error{Op: opRead, Path: path, Kind: app.KindDisk, Err: err}
	}
	b, err := Parse(data)
	var e *app.Error
	if errors.As(err, &e) {
		again := *e
		again.Path = path
		return nil, &again
	}
	if b != nil && b.Title == "" {
		b.Title = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		err = checkLine("the name of the file", b.Title)
	}
	return b, err
}

// Parse reads a codebook in TOML.
func Parse(data []byte) (*Codebook, error) {
	bad := func(kind app.Kind, hint string, err error) error {
		return &app.Error{Op: opRead, Kind: kind, Err: err, Hint: hint}
	}
	if len(data) > MaxFile {
		return nil, bad(app.KindTooLarge, "Keep pictures out of it: examples name their files.", fmt.Errorf("it is larger than %d bytes", MaxFile))
	}
	var b Codebook
	meta, err := toml.NewDecoder(bytes.NewReader(data)).Decode(&b)
	const hint = "Hold it against a template: duotone project codebook templates shows their names, and show TEMPLATE one of them."
	var at toml.ParseError
	if errors.As(err, &at) {
		return nil, bad(app.KindFormat, hint, fmt.Errorf("line %d: %s", at.Position.Line, at.Message))
	}
	if err != nil {
		return nil, bad(app.KindFormat, hint, err)
	}
	var p problems
	for _, key := range meta.Undecoded() {
		p.add("%s means nothing here", app.Short(key.String(), 60))
	}
	if b.fillable(&p); len(p) == 0 {
		b.fill()
	}
	p.keep(b.Check())
	if err := errors.Join(p...); err != nil {
		return nil, bad(app.KindFormat, hint, err)
	}
	return &b, nil
}

// fillable tells what must be right before anything is filled in.
func (b *Codebook) fillable(p *problems) {
	for _, q := range b.Questions {
		if q.From == nil && q.To == nil {
			continue
		}
		switch {
		case q.Kind != Scale || len(q.Labels) > 0:
			p.add("question %q: from and to are those of a scale without labels of its own", app.Short(string(q.ID), 40))
		case q.From == nil || q.To == nil || *q.From >= *q.To || *q.To > 1_000_000 || *q.From < -1_000_000 || *q.To-*q.From >= maxLabels:
			p.add("question %q: a scale goes from a whole number to a larger one, in fewer than %d steps", app.Short(string(q.ID), 40), maxLabels)
		}
	}
}

// TOML is the codebook as a file has it, all of it written out.
func (b *Codebook) TOML() ([]byte, error) {
	var out bytes.Buffer
	e := toml.NewEncoder(&out)
	e.Indent = ""
	if err := e.Encode(b); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
