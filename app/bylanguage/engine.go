// Package bylanguage is an engine made of several packs: each post is read by the one whose languages hold the language of its words.
//
// One pack is the main one. It reads all that it was made for, all whose language can't be told, and posts without words; it is the engine that
// Info describes, and it alone gives embeddings, as those of two packs can't be compared. Others are opened when the first post needs
// them. A batch is one call and keeps its order: the packs take their turns, so there is never more under way than with one.
package bylanguage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/language"
)

// Engine reads each post by the pack that its language asks for. It may be called from several goroutines.
type Engine struct {
	main   app.Engine
	info   app.Info
	others []*other
	rest   *other // reads what none was made for; nil: the main one
}

var (
	_ app.Engine     = (*Engine)(nil)
	_ app.WordReader = (*Engine)(nil)
	_ app.Embedder   = (*Engine)(nil)
)

// other is a pack that is opened when it is needed.
type other struct {
	info app.PackInfo
	open func(ctx context.Context, dir string) (app.Engine, error)

	turn   chan struct{} // whose it is opens or looks
	engine app.Engine
	err    error
	closed bool
}

// New puts other packs beside an open one. Those that hold no language beyond the main one's, or name none, are left out; where several hold a language, the
// one with the fewest reads it. open is called at most once for each, unless its context ends.
func New(main app.Engine, packs []app.PackInfo, open func(ctx context.Context, dir string) (app.Engine, error)) app.Engine {
	e := &Engine{main: main, info: main.Info()}
	own := e.info.Pack
	for _, p := range packs {
		more := slices.ContainsFunc(p.Languages, func(l string) bool { return !slices.Contains(own.Languages, l) })
		if more && len(own.Languages) > 0 && len(p.Problems) == 0 && p.Dir != own.Dir {
			e.others = append(e.others, &other{info: p, open: open, turn: make(chan struct{}, 1)})
		}
	}
	if len(e.others) == 0 {
		return main
	}
	slices.SortStableFunc(e.others, func(a, b *other) int { return len(a.info.Languages) - len(b.info.Languages) })
	for _, o := range e.others {
		e.info.Others = append(e.info.Others, o.info)
	}
	if widest := e.others[len(e.others)-1]; len(widest.info.Languages) > len(own.Languages) {
		e.rest = widest
	}
	return e
}

// Held is the main pack alone, for what has to be of one pack. It is closed with the engine.
func (e *Engine) Held() app.Engine { return e.main }

// Info describes the main pack; Others are the packs beside it.
func (e *Engine) Info() app.Info {
	info := e.main.Info()
	info.Others = e.info.Others
	return info
}

// reader is the pack for a post's words, nil: the main one.
func (e *Engine) reader(words string) *other {
	g := language.Of(words)
	if !g.Foreign(e.info.Pack.Languages) {
		return nil
	}
	for _, o := range e.others {
		if !g.Foreign(o.info.Languages) {
			return o
		}
	}
	return e.rest
}

// use is the engine of a pack, opened if need be. A pack that can't be opened is not tried again.
func (o *other) use(ctx context.Context) (app.Engine, error) {
	select {
	case o.turn <- struct{}{}:
		defer func() { <-o.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if o.closed {
		return nil, app.ErrClosed
	}
	if o.engine == nil && o.err == nil {
		engine, err := o.open(ctx, o.info.Dir)
		if err != nil && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		o.engine, o.err = engine, err
	}
	return o.engine, o.err
}

// engineFor is the engine for a post, and the warning that it is not the one that its language asks for.
func (e *Engine) engineFor(ctx context.Context, words string) (app.Engine, []app.Warning, error) {
	o := e.reader(words)
	if o == nil {
		return e.main, nil, nil
	}
	engine, err := o.use(ctx)
	if err == nil {
		return engine, nil, nil
	}
	if ctx.Err() != nil || errors.Is(err, app.ErrClosed) {
		return nil, nil, err
	}
	return e.main, []app.Warning{{Code: app.WarningPack, Message: fmt.Sprintf("The pack %s, made for this language, can't be opened (%s), so %s read the post.",
		o.info.Ref(), strings.TrimSuffix(err.Error(), "."), e.info.Pack.Ref())}}, nil
}

// part is what one engine reads of a batch.
type part struct {
	engine app.Engine
	rows   []int
}

// Score keeps app.Scorer.
func (e *Engine) Score(ctx context.Context, posts ...app.Post) ([]app.Prediction, error) {
	var parts []part
	warnings := map[int][]app.Warning{}
	for i, p := range posts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		engine, warned, err := e.engineFor(ctx, p.Text)
		if err != nil {
			return nil, err
		}
		if warned != nil {
			warnings[i] = warned
		}
		at := slices.IndexFunc(parts, func(p part) bool { return p.engine == engine })
		if at < 0 {
			at, parts = len(parts), append(parts, part{engine: engine})
		}
		parts[at].rows = append(parts[at].rows, i)
	}
	out := make([]app.Prediction, len(posts))
	for _, p := range parts {
		if err := e.scorePart(ctx, p, posts, out); err != nil {
			return nil, err
		}
	}
	for i, more := range warnings {
		out[i].Warnings = append(slices.Clone(out[i].Warnings), more...)
	}
	if len(posts) == 0 {
		return e.main.Score(ctx)
	}
	return out, nil
}

func (e *Engine) scorePart(ctx context.Context, p part, posts []app.Post, out []app.Prediction) error {
	some := make([]app.Post, len(p.rows))
	for k, i := range p.rows {
		some[k] = posts[i]
	}
	got, err := p.engine.Score(ctx, some...)
	if err != nil {
		return err
	}
	for k, i := range p.rows {
		out[i] = got[k]
		if p.engine == e.main || !app.WantsEmbedding(ctx) || got[k].Err != nil {
			continue
		}
		out[i].Embedding = nil
		if out[i].Embedding, err = e.Embed(ctx, posts[i]); err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// Explain keeps app.Explainer.
func (e *Engine) Explain(ctx context.Context, p app.Post, l app.Label) (app.Attribution, error) {
	engine, _, err := e.engineFor(ctx, p.Text)
	if err != nil {
		return app.Attribution{}, err
	}
	return engine.Explain(ctx, p, l)
}

// Tokens shows what the pack that reads the text makes of it, if it is open already; else what the main one does.
func (e *Engine) Tokens(text string) app.TokenView { return e.opened(text).Tokens(text) }

// RawTokens keeps app.RawTokenizer.
func (e *Engine) RawTokens(text string, yield func(app.Token) bool) {
	if r, ok := e.opened(text).(app.RawTokenizer); ok {
		r.RawTokens(text, yield)
	}
}

func (e *Engine) opened(text string) app.Engine {
	o := e.reader(text)
	if o == nil {
		return e.main
	}
	select {
	case o.turn <- struct{}{}:
		defer func() { <-o.turn }()
		if o.engine != nil {
			return o.engine
		}
	default: // it is being opened
	}
	return e.main
}

// Embed keeps app.Embedder: always by the main pack.
func (e *Engine) Embed(ctx context.Context, p app.Post) ([]float32, error) {
	m, ok := e.main.(app.Embedder)
	if !ok {
		return nil, app.Errorf("represent the post", p.ID, app.KindUsage, "Choose a pack of format 2.", "the pack gives no representations")
	}
	return m.Embed(ctx, p)
}

// Rest keeps app.Rester.
func (e *Engine) Rest() {
	rest := func(engine app.Engine) {
		if r, ok := engine.(app.Rester); ok {
			r.Rest()
		}
	}
	rest(e.main)
	for _, o := range e.others {
		select {
		case o.turn <- struct{}{}:
			rest(o.engine)
			<-o.turn
		default: // it is being opened
		}
	}
}

// Close closes all packs that were opened.
func (e *Engine) Close() error {
	err := e.main.Close()
	for _, o := range e.others {
		o.turn <- struct{}{}
		if !o.closed && o.engine != nil {
			if failed := o.engine.Close(); err == nil {
				err = failed
			}
		}
		o.closed, o.engine = true, nil
		<-o.turn
	}
	return err
}
