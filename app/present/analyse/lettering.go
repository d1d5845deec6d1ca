package analyse

import (
	"context"
	"errors"
	"slices"
	"strings"

	"duotone/app"
)

// Lettering is the words in the picture of the post.
type Lettering struct {
	Words    []app.PictureWord // as they were read, or corrected
	Struck   []bool            // one a word: it is taken away
	Reading  bool              // they are being read
	NoReader bool              // there is no reader: what the picture says is not known
}

// Left are the words that are not struck out.
func (l Lettering) Left() []app.PictureWord {
	left := []app.PictureWord{}
	for i, w := range l.Words {
		if !l.Struck[i] {
			left = append(left, w)
		}
	}
	return left
}

// Lines are the words of each line.
func (l Lettering) Lines() []string {
	if len(l.Words) == 0 {
		return nil
	}
	return strings.Split(app.PictureText(l.Words), "\n")
}

// readLettering reads the words in the picture beside the loop; what is being read in another is given up. A post that comes with them keeps
// them.
func (ps *pictures) readLettering() {
	ps.reading.Drop()
	ps.state.Lettering = Lettering{}
	pic, reader := ps.state.Post.Picture, ps.p.options.Reader
	switch words := ps.state.Post.PictureWords; {
	case pic == nil:
		ps.state.Post.PictureWords = nil
	case words != nil:
		ps.state.Lettering = Lettering{Words: words, Struck: make([]bool, len(words))}
	case reader != nil:
		ps.state.Lettering.Reading = true
		ps.p.Latest(&ps.reading, func(ctx context.Context) func(*core) {
			words, err := reader.ReadPicture(app.Unhurried(ctx), pic)
			return func(c *core) { c.pictures.lettered(words, err) }
		})
	}
}

func (ps *pictures) lettered(words []app.PictureWord, err error) {
	ps.state.Lettering = Lettering{Words: words, Struck: make([]bool, len(words))}
	switch {
	case err == nil:
		ps.relettered()
	case app.KindOf(err) == app.KindMissing:
		ps.state.Lettering.NoReader = true
	case !errors.Is(err, context.Canceled) && !errors.Is(err, app.ErrClosed):
		ps.fail(app.PlacePicture, err)
	}
}

// relettered gives the post the words that are left, and has it scored with them.
func (ps *pictures) relettered() {
	before := len(ps.state.Post.PictureWords)
	ps.state.Post.PictureWords = ps.state.Lettering.Left()
	if before+len(ps.state.Post.PictureWords) > 0 {
		ps.scoring.plain = nil // it was scored without them
		ps.scoring.changed(0)
	}
}

// ToggleLettering strikes the i-th word in the picture out, or takes it back in.
func (p *Presenter) ToggleLettering(i int) {
	p.Do(func(c *core) {
		l := &c.state.Lettering
		if i < 0 || i >= len(l.Struck) {
			return
		}
		l.Struck = slices.Clone(l.Struck)
		l.Struck[i] = !l.Struck[i]
		c.state.Welcome = false
		c.pictures.relettered()
	})
}

// CorrectLettering replaces what was read, line by line. A line with as many words as before keeps their places; else its words have the place of the
// line. An empty line is none.
func (p *Presenter) CorrectLettering(lines []string) {
	lines = slices.Clone(lines)
	p.Do(func(c *core) {
		corrected := correct(c.state.Lettering.Words, lines)
		if slices.Equal(corrected, c.state.Lettering.Words) {
			return
		}
		c.pictures.reading.Drop() // a person's words need no reading
		c.state.Lettering = Lettering{Words: corrected, Struck: make([]bool, len(corrected))}
		c.state.Welcome = false
		c.pictures.relettered()
	})
}

func correct(words []app.PictureWord, lines []string) []app.PictureWord {
	var out []app.PictureWord
	number := 0
	for _, text := range lines {
		n := 0
		for n < len(words) && words[n].Line == words[0].Line {
			n++
		}
		old, fields := words[:n], strings.Fields(text)
		words = words[n:]
		for i, f := range fields {
			w := app.PictureWord{Text: f, Confidence: 1, Line: number}
			switch {
			case len(fields) == n:
				w.Box = old[i].Box
				if old[i].Text == f {
					w.Confidence = old[i].Confidence
				}
			case n > 0: // from the first word's left edge to the last one's right
				first, last := old[0].Box, old[n-1].Box
				w.Box = app.Corners{first[0], last[1], last[2], first[3]}
			default:
				w.Box[1].X, w.Box[2].X, w.Box[2].Y, w.Box[3].Y = 1, 1, 1, 1
			}
			out = append(out, w)
		}
		if len(fields) > 0 {
			number++
		}
	}
	return out
}
