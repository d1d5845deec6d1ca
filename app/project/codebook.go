package project

import (
	"context"
	"slices"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
	"duotone/app/project/sound"
	"duotone/app/project/store"
)

// Codebook is what is asked today: the project's own codebook, else the built-in one as the settings have it.
func (p *Project) Codebook(ctx context.Context) (*codebook.Codebook, error) {
	set, err := p.Settings(ctx)
	if err != nil {
		return nil, err
	}
	h, err := p.Codebooks(ctx)
	if err != nil {
		return nil, err
	}
	return set.Codebook(h), nil
}

// Codebook is what is asked: the last codebook that the project was given, else the built-in one as the settings have it.
func (s Settings) Codebook(h *codebook.History) *codebook.Codebook {
	if book, revision := h.Today(); revision != "" {
		return book
	}
	return codebook.Builtin(s.Scheme == SchemeThree, s.Keys, s.Guidelines)
}

// Codebooks are all that the project had, in the order of the log.
func (p *Project) Codebooks(ctx context.Context) (*codebook.History, error) {
	rows, err := p.file.DB.QueryContext(ctx, "SELECT n, "+sound.EventColumns+" FROM event WHERE act = 'codebook' ORDER BY seq, id")
	if err != nil {
		return nil, store.Explain(store.OpRead, p.file.Path, err)
	}
	events, _, err := scanEvents(rows)
	if err != nil {
		return nil, store.Explain(store.OpRead, p.file.Path, err)
	}
	h := codebook.NewHistory(codebook.Builtin(true, nil, ""))
	for _, e := range events {
		r, err := e.Revision()
		if err != nil {
			return nil, &app.Error{Op: store.OpRead, Path: p.file.Path, Kind: app.KindFormat, Err: err, Hint: store.DamageHint}
		}
		h.Add(r)
	}
	return h, nil
}

// Recoded is what a change of the codebook did.
type Recoded struct {
	Version int            // of the codebook
	Told    []app.Sentence // what became of questions and labels
	Open    int            // answers that mean nothing any more: their questions are asked again
}

// Replace makes a codebook the project's. What the old one has and the new one has not stays, retired, where it was used.
// With dry nothing is kept.
func (p *Project) Replace(ctx context.Context, by string, next *codebook.Codebook, dry bool) (*codebook.Codebook, Recoded, error) {
	return recode(ctx, p, by, dry, func(now *codebook.Codebook, used codebook.Used) (*codebook.Codebook, []codebook.Move, []app.Sentence, error) {
		return now.Replace(next, used)
	})
}

// Recode changes the project's codebook, as by codebook.Codebook.Rename.
func (p *Project) Recode(ctx context.Context, by string, dry bool, change func(*codebook.Codebook) (*codebook.Codebook, []codebook.Move, error)) (*codebook.Codebook, Recoded, error) {
	return recode(ctx, p, by, dry, func(now *codebook.Codebook, _ codebook.Used) (*codebook.Codebook, []codebook.Move, []app.Sentence, error) {
		next, moves, err := change(now)
		return next, moves, nil, err
	})
}

func recode(ctx context.Context, p *Project, by string, dry bool,
	change func(*codebook.Codebook, codebook.Used) (*codebook.Codebook, []codebook.Move, []app.Sentence, error)) (*codebook.Codebook, Recoded, error) {
	by, err := ledger.CleanName(by)
	if err != nil {
		return nil, Recoded{}, err
	}
	set, err := p.Settings(ctx)
	if err != nil {
		return nil, Recoded{}, err
	}
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return nil, Recoded{}, err
	}
	before := ledger.Used(l)
	now := set.Codebook(l.Books)
	if _, base := l.Codebook(); base == "" { // what was answered in an earlier scheme is the project's as well
		now = codebook.Builtin(true, set.Keys, set.Guidelines)
		now.Questions = slices.DeleteFunc(now.Questions, func(q codebook.Question) bool {
			return set.Scheme == SchemeSingle && q.ID != codebook.Both && len(before[q.ID]) == 0
		})
	}
	next, moves, told, err := change(now, before)
	if err != nil {
		return nil, Recoded{}, err
	}
	if len(codebook.Diff(now, next)) == 0 && len(moves) == 0 {
		_, base := l.Codebook()
		return next, Recoded{Version: l.Books.Version(base), Told: append(told, app.Say("the codebook is as it was"))}, nil
	}
	_, base := l.Codebook()
	r := codebook.Revision{Base: base, Book: next, Moves: moves}
	text, err := r.Text()
	if err != nil {
		return nil, Recoded{}, err
	}
	e := ledger.Event{Annotator: by, Act: ledger.ActCodebook, Value: text}
	if dry {
		e.ID = "dry"
	} else {
		done, err := p.Log.Append(ctx, e)
		if err != nil {
			return nil, Recoded{}, err
		}
		e = done[0]
	}
	r.ID = e.ID
	l.Books.Add(r)
	return next, Recoded{Version: l.Books.Version(r.ID), Told: told, Open: total(before) - total(ledger.Used(l))}, nil
}

func total(u codebook.Used) int {
	n := 0
	for _, labels := range u {
		n += labels[""]
	}
	return n
}

// Answered is a post with what people answered to a question, by name.
type Answered struct {
	Post app.PostID
	Said []ledger.Said
}

// Answers lists the posts that somebody has answered a question about, as given, with all answers as they read in today's
// codebook. Final.Answer of Log.Ledger makes one of them.
func (p *Project) Answers(ctx context.Context, id codebook.QuestionID) ([]Answered, error) {
	l, err := p.Log.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	stubs, err := p.Posts.Stubs(ctx)
	if err != nil {
		return nil, err
	}
	var all []Answered
	for _, stub := range stubs {
		if said := l.Said(stub.ID, id); len(said) > 0 {
			all = append(all, Answered{stub.ID, said})
		}
	}
	return all, nil
}
