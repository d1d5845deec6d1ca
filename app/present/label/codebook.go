package label

import (
	"context"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/picture"
	"duotone/app/project"
	"duotone/app/project/desk"
)

// SetCodebook makes a template, by its name, or a file the project's codebook, and lays out the queue again.
func (p *Presenter) SetCodebook(source string) uint64 {
	return p.replace(func() (*codebook.Codebook, error) {
		if slices.Contains(codebook.Templates(), source) {
			return codebook.Template(source)
		}
		return codebook.Read(source)
	})
}

// UseCodebook makes a codebook the project's, which must not be changed any more. One that says what the project's says changes nothing.
func (p *Presenter) UseCodebook(book *codebook.Codebook) uint64 {
	return p.replace(func() (*codebook.Codebook, error) { return book, nil })
}

// mostTold is how many lines on what became of labels a message has.
const mostTold = 5

// replace takes another codebook into the project and tells what that means.
func (p *Presenter) replace(read func() (*codebook.Codebook, error)) uint64 {
	return p.commands(func(ctx context.Context, d *desk.Desk) error {
		next, err := read()
		if err != nil {
			return err
		}
		if len(codebook.Diff(d.View().Codebook, next)) == 0 {
			return nil
		}
		_, done, err := d.Project().Replace(ctx, d.View().Annotator, next, false)
		if err != nil {
			return err
		}
		said := app.Say("This is version {{.n}} of the codebook.").With("n", done.Version)
		hint := app.Sentence{}
		if told := done.Told; len(told) > 0 {
			if more := len(told) - mostTold; more > 0 {
				told = append(told[:mostTold:mostTold], app.Say("… and {{.n}} more").With("n", more))
			}
			hint = app.Together(told)
		}
		if done.Open > 0 {
			said = app.Say("This is version {{.n}} of the codebook; {{.open}} answers mean nothing in it and are asked again.").With("n", done.Version).With("open", done.Open)
		}
		p.options.Tell(app.Message{Kind: app.MessageInfo, Text: said, Hint: hint})
		return d.Reload(ctx)
	}, (*core).settled)
}

// SaveCodebook writes the project's codebook as a file.
func (p *Presenter) SaveCodebook(path string) {
	p.long(app.Say("Writing…"), func(ctx context.Context, open *project.Project, _ meter) (app.Sentence, error) {
		book, err := open.Codebook(ctx)
		if err != nil {
			return app.Sentence{}, err
		}
		text, err := book.TOML()
		if err != nil {
			return app.Sentence{}, err
		}
		file := app.Out{Path: path, Inputs: []string{open.Path()}}
		return app.Say("The codebook is in {{.path}}.").With("path", path), file.Write(func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		})
	})
}

// exampleSide is how large the pictures of examples are, in pixels.
const exampleSide = 560

// illustrate reads the pictures of a codebook's examples, which lie in the project's folder.
func (c *core) illustrate() {
	book := c.state.View.Codebook
	if book == nil || book == c.illustrated {
		return
	}
	c.illustrated, c.state.Examples = book, nil
	var names []string
	for _, q := range book.Asked() {
		for _, l := range q.Offered() {
			for _, e := range l.Examples {
				if e.Picture != "" && len(names) < 100 && !slices.Contains(names, e.Picture) {
					names = append(names, e.Picture)
				}
			}
		}
	}
	if len(names) == 0 {
		return
	}
	dir := filepath.Dir(c.state.Path)
	c.p.Work(func(ctx context.Context) func(*core) {
		found := map[string]image.Image{}
		for _, name := range names {
			pic, err := picture.Read(ctx, filepath.Join(dir, filepath.FromSlash(name)), picture.DefaultLimits)
			if err != nil {
				continue // the guide says that there is none
			}
			if m, err := picture.Thumbnail(ctx, pic, exampleSide); err == nil {
				found[name] = m
			}
		}
		return func(c *core) {
			if c.illustrated == book {
				c.state.Examples = found
			}
		}
	})
}

// Picked is a picture that was chosen for an example.
type Picked struct {
	Source  string      // as it was asked for
	Name    string      // as the codebook has it
	Picture image.Image // small; nil where Err says why there is none
	Err     error
}

// PickExample takes a picture for an example. One that lies in the project's folder or below is named, another one is copied into a
// folder beside the project, where it goes along. It is the last of State.Picked when that is done.
func (p *Presenter) PickExample(path string) {
	p.Do(func(c *core) {
		if c.project == nil {
			return
		}
		open := c.project
		p.Work(func(ctx context.Context) func(*core) {
			picked := Picked{Source: path}
			picked.Name, picked.Picture, picked.Err = takeExample(ctx, open, path)
			return func(c *core) {
				if c.project == open {
					c.state.Picked = append(slices.Clip(c.state.Picked), picked)
				}
			}
		})
	})
}

func takeExample(ctx context.Context, open *project.Project, path string) (name string, small image.Image, err error) {
	pic, err := picture.Read(ctx, path, picture.DefaultLimits)
	if err != nil {
		return "", nil, err
	}
	m, err := picture.Thumbnail(ctx, pic, exampleSide)
	if err != nil {
		return "", nil, err
	}
	if rel, err := filepath.Rel(open.Dir(), path); err == nil && filepath.IsLocal(rel) && !strings.ContainsAny(filepath.ToSlash(rel), "\\:") {
		return filepath.ToSlash(rel), m, nil
	}
	name = open.ExampleName(pic.Sum.String(), pic.Format)
	target := filepath.Join(open.Dir(), filepath.FromSlash(name))
	if _, err := os.Stat(target); err == nil { // by content it is the same one
		return name, m, nil
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
		return "", nil, &app.Error{Op: "copy picture", Path: target, Kind: app.KindDisk, Err: err, Hint: "Check that the folder may be written to."}
	}
	err = app.Out{Path: target, Inputs: []string{path}}.Write(func(w io.Writer) error {
		_, err := w.Write(pic.Data)
		return err
	})
	return name, m, err
}
