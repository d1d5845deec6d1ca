package inference

import (
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"

	"duotone/app"
	"duotone/inference/pack"
)

// openHead opens a pack with a head, on its base; nil and no problem where dir holds a pack of another kind.
func (o *Opener) openHead(dir string) (k *pack.Pack, info app.PackInfo, is bool) {
	info = app.PackInfo{Dir: dir}
	h, data, err := readHead(dir)
	if h == nil && err == nil {
		return nil, info, false
	}
	if info = describeHead(dir, h, data); err != nil {
		var p pack.Problems
		p.Add("pack.json", "%w", err)
		info.Problems = p
		return nil, info, true
	}
	base, err := o.base(dir, h)
	if err != nil {
		info.Problems = []error{err}
		return nil, info, true
	}
	k, of := pack.Open(base)
	info = onBase(info, of)
	if k == nil {
		return nil, info, true
	}
	if of.Sum != h.Base {
		info.Problems = []error{app.Errorf("open pack", dir, app.KindBusy, "Open it again.", "its base %s was replaced while it was being opened", base)}
		return nil, info, true
	}
	if k.Embedding != h.Head.Size() {
		info.Problems = []error{app.Errorf("open pack", dir, app.KindPack, "Learn it again.",
			"the head reads embeddings of %d numbers and its base gives %d", h.Head.Size(), k.Embedding)}
		return nil, info, true
	}
	k.Dir, k.Head, k.Info = base, h.Head, info
	return k, info, true
}

// readHead reads what pack.json says of a head; all nil where it is of another kind, or can't be read.
func readHead(dir string) (*app.HeadPack, []byte, error) {
	data, err := readManifest(dir)
	if err != nil {
		return nil, nil, nil //nolint:nilerr // pack.Open tells what is wrong
	}
	h, err := app.ParseHeadPack(data)
	if h == nil && err == nil {
		return nil, nil, nil
	}
	if err == nil {
		err = wrongHead(data, h)
	}
	return h, data, err
}

func readManifest(dir string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return pack.ReadPlain(root, "pack.json", pack.MaxManifest)
}

// wrongHead tells what only this room can tell of a head's manifest: what every manifest must keep.
func wrongHead(data []byte, h *app.HeadPack) error {
	if _, err := pack.ParseManifest(data); err != nil {
		return err
	}
	var p pack.Problems
	for what, name := range map[string]string{"name": h.Name, "version": h.Version} {
		if !pack.NameForm.MatchString(name) {
			p.Add("pack.json", "%s %.80q must be letters, digits, dots and dashes, at most 64", what, name)
		}
	}
	if len(p) > 0 {
		return p[0]
	}
	return nil
}

func describeHead(dir string, h *app.HeadPack, data []byte) app.PackInfo {
	info := app.PackInfo{Dir: dir, Format: app.HeadFormat, Bytes: int64(len(data)), Sum: sha256.Sum256(data)}
	if h != nil {
		info.Name, info.Version, info.Licence, info.Description = h.Name, h.Version, h.Licence, h.Description
		info.Card, info.Figures, info.Head, info.Base = h.Card, h.Figures, h.Head, h.BaseName+"@"+h.BaseVersion
		info.BaseSum = h.Base
	}
	return info
}

// onBase adds what a pack with a head has from its base.
func onBase(info, base app.PackInfo) app.PackInfo {
	info.Languages, info.Meaning, info.Embedding, info.Thresholds = base.Languages, base.Meaning, base.Embedding, base.Thresholds
	info.Problems = base.Problems
	return info
}

// base finds the pack that a head was learned on: beside it, or where packs are looked for.
func (o *Opener) base(dir string, h *app.HeadPack) (string, error) {
	hint := "Get the pack " + h.BaseName + "@" + h.BaseVersion + " and put it beside this one, or learn this one again on the pack that is there."
	changed := ""
	for _, place := range append(neighbours(dir), o.folders()...) {
		data, err := readManifest(place)
		if err != nil {
			continue
		}
		if sha256.Sum256(data) == h.Base {
			return place, nil
		}
		if m, err := pack.ParseManifest(data); err == nil && m.Name == h.BaseName && m.Files != nil {
			changed = place + " is " + m.Name + "@" + m.Version
		}
	}
	if changed != "" {
		return "", app.Errorf("open pack", dir, app.KindPack, hint,
			"it was learned on %s@%s, and %s, but with other contents: a head on another model would tell nonsense", h.BaseName, h.BaseVersion, changed)
	}
	return "", app.Errorf("open pack", dir, app.KindPack, hint, "it was learned on the pack %s@%s, which is not here", h.BaseName, h.BaseVersion)
}

// neighbours are the folders beside a pack's.
func neighbours(dir string) []string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(filepath.Dir(abs))
	if err != nil {
		return nil
	}
	var all []string
	for _, e := range entries {
		if e.IsDir() {
			all = append(all, filepath.Join(filepath.Dir(abs), e.Name()))
		}
	}
	return all
}

// answer is what the pack's head says of a post; nil where the post lacks the part that it asks of. The embedding is that of the view
// that answerView gives.
func (w *work) answer(x *encoded, a answer) *app.Answer {
	h := w.pack.Head
	if h == nil || !asks(h.Asked, x) {
		return nil
	}
	return &app.Answer{Head: h, Scores: h.Probabilities(w.embedding(x, a))}
}

// asks tells whether a post has what a question is asked of.
func asks(asked app.Asked, x *encoded) bool {
	return asked == app.AskedOfPost || asked == app.AskedOfWords && x.text != nil || asked == app.AskedOfPicture && x.patches != nil
}

// answerView is the view that the pack's head looks at, and whether it is another one than the whole post's.
func (e *engine) answerView(x *encoded) (v view, other bool) {
	v = x.view()
	if h := e.pack.Head; h != nil && v.words && v.picture && h.Asked != app.AskedOfPost {
		v.words, v.picture = h.Asked == app.AskedOfWords, h.Asked == app.AskedOfPicture
		return v, true
	}
	return v, false
}

// ExplainAnswer keeps app.AnswerExplainer.
func (e *engine) ExplainAnswer(ctx context.Context, p app.Post, label int) (app.Attribution, error) {
	h := e.pack.Head
	if h == nil || label < 0 || label >= len(h.Labels) {
		return app.Attribution{}, app.Errorf("explain the post", "", app.KindUsage, "", "the pack %s has no such label", e.pack.Info.Ref())
	}
	return e.explained(ctx, h.Asked.Of(p), 0, label)
}

// answerBalance is how far words and picture moved the probability of a label of the head, as judge has it of the verdict.
func (w *work) answerBalance(ctx context.Context, x *encoded, label int) (*app.Balance, error) {
	worth := func(ctx context.Context, x *encoded) (worths, error) {
		views := []view{{hidden: -1}, {words: x.text != nil, hidden: -1}, {picture: x.patches != nil, hidden: -1}, x.view()}
		answers, err := w.fuse(ctx, x, views...)
		if err != nil {
			return worths{}, err
		}
		var v [4]float64
		for i, a := range answers {
			v[i] = w.pack.Head.Probabilities(w.embedding(x, a))[label]
		}
		return worths{v[0], v[1], v[2], v[3]}, nil
	}
	if x.second != "" && x.patches != nil {
		b, err := w.balanceOfThree(ctx, x, worth)
		return &b, err
	}
	v, err := worth(ctx, x)
	b := app.Shapley(v.none, v.words, v.picture, v.both)
	return &b, err
}
