package gallery

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/ui"
	"duotone/ui/kit/speech"

	"github.com/disintegration/imaging"

	analysis "duotone/app/present/analyse"
)

// story is a named state of the Analyse pane, or a dialog over it.
type story struct {
	name string
	set  func(context.Context, *scene) error
}

// sampleStory shows a sample.
func sampleStory(i int) func(context.Context, *scene) error {
	return func(ctx context.Context, f *scene) error {
		f.Analyse.Example(i)
		return f.await(ctx, func(st *analysis.State) bool { return st.Sample == i && st.Settled() })
	}
}

var stories = []story{
	{"empty", func(ctx context.Context, f *scene) error {
		f.Analyse.Open(app.Post{})
		return f.await(ctx, (*analysis.State).Settled)
	}},
	{"typing", func(ctx context.Context, f *scene) error {
		f.Analyse.Open(app.Post{Text: "I waited two hours for this, and honestly it was wor"})
		return f.await(ctx, (*analysis.State).Settled)
	}},
	{"cut", func(ctx context.Context, f *scene) error {
		f.Analyse.Open(app.Post{Text: strings.Repeat("And then the train was late again, which is what I love about mornings. ", 14)})
		return f.await(ctx, (*analysis.State).Settled)
	}},
	{"scripts", func(ctx context.Context, f *scene) error {
		f.Analyse.Open(app.Post{Text: "Ça va très bien 🎉 👩‍👩‍👧 — Привет, как дела? café #LoveThisDay 今日はいい日 정말 좋아요 יום יפה! (شكرا) 🥺🫶"})
		return f.await(ctx, (*analysis.State).Settled)
	}},
	{"pull-apart", sampleStory(0)}, {"agree", sampleStory(1)}, {"sarcasm", sampleStory(2)},
	{"words-only", sampleStory(3)}, {"picture-only", sampleStory(4)}, {"neutral", sampleStory(5)},
	{"what-if", func(ctx context.Context, f *scene) error {
		if err := sampleStory(2)(ctx, f); err != nil {
			return err
		}
		st := f.Analyse.State()
		for i, w := range st.Words {
			if st.Post.Text[w.Start:w.End] == "lovely" { // which its story says to strike
				f.Analyse.ToggleWord(i)
			}
		}
		f.Analyse.Cover(app.Rect{X0: 0.55, Y0: 0.05, X1: 0.9, Y1: 0.55})
		return f.await(ctx, func(st *analysis.State) bool { return st.Before != nil && st.Settled() })
	}},
	{"picture-off", func(ctx context.Context, f *scene) error {
		if err := sampleStory(0)(ctx, f); err != nil {
			return err
		}
		f.Analyse.NoPicture(true)
		return f.await(ctx, func(st *analysis.State) bool { return st.Before != nil && st.Settled() })
	}},
	{"error-picture", func(ctx context.Context, f *scene) error {
		if err := sampleStory(1)(ctx, f); err != nil {
			return err
		}
		f.Analyse.PastePicture([]byte("\xff\xd8\xff\xe0 not much of a picture"))
		return f.await(ctx, func(st *analysis.State) bool { return st.Message != nil && st.Settled() })
	}},
	{"error-two", func(ctx context.Context, f *scene) error {
		if err := sampleStory(1)(ctx, f); err != nil {
			return err
		}
		f.Analyse.Drop([]string{"a.jpg", "b.jpg"})
		return f.await(ctx, func(st *analysis.State) bool { return st.Message != nil && st.Settled() })
	}},
	{"no-pack", func(ctx context.Context, f *scene) error {
		f.Analyse.Example(0)
		return f.await(ctx, func(st *analysis.State) bool { return st.Post.Picture != nil && st.Settled() })
	}},
	{"settings", func(ctx context.Context, f *scene) error {
		err := sampleStory(0)(ctx, f)
		f.Draw()
		f.Choose("Settings…")
		return err
	}},
	{"keys", func(ctx context.Context, f *scene) error {
		err := sampleStory(0)(ctx, f)
		f.Draw()
		f.Choose("Keys and mouse")
		return err
	}},
	{"about", func(ctx context.Context, f *scene) error {
		err := sampleStory(0)(ctx, f)
		f.Draw()
		f.Choose("About Duotone")
		return err
	}},
}

func stateNames() []string {
	var names []string
	for _, s := range stories {
		names = append(names, s.name)
	}
	for _, s := range paneStories() {
		names = append(names, s.name)
	}
	return names
}

// page is one picture of the storybook.
type page struct {
	file string
	shot shot
}

// storybook is every picture of docs/pictures.
func storybook() []page {
	var pages []page
	add := func(file string, s shot) {
		if s.width == 0 {
			s.width, s.height = 1200, 800
		}
		if s.pane == "" {
			s.pane = "analyse"
		}
		if s.theme == "" {
			s.theme = "light"
		}
		if s.lang == "" {
			s.lang = "en"
		}
		s.scale = max(s.scale, 1)
		pages = append(pages, page{file, s})
	}
	for _, s := range stories {
		add("analyse-"+s.name, shot{state: s.name})
	}
	add("analyse-pull-apart-dark", shot{state: "pull-apart", theme: "dark"})
	add("analyse-what-if-dark", shot{state: "what-if", theme: "dark"})
	add("analyse-pull-apart-narrow", shot{state: "pull-apart", width: 800, height: 600})
	add("analyse-pull-apart-narrow-dark", shot{state: "pull-apart", width: 640, height: 1500, theme: "dark"})
	add("analyse-pull-apart-wide", shot{state: "pull-apart", width: 2560, height: 1440})
	for _, code := range speech.Languages[1:] {
		add("analyse-sarcasm-"+code, shot{state: "sarcasm", lang: code})
	}
	add("analyse-pull-apart-large", shot{state: "pull-apart", scale: 1.5, width: 1400, height: 1000})
	for _, name := range ui.PaneNames[1:] {
		add(name, shot{pane: name, state: "pull-apart"})
	}
	add("models-german-dark", shot{pane: "models", state: "pull-apart", lang: "de", theme: "dark"})
	for _, s := range paneStories() {
		add(s.name, shot{pane: s.pane, state: s.name})
	}
	for _, s := range []paneStory{{pane: "label", name: "labelling"}, {pane: "batch", name: "batch-results"}, {pane: "measure", name: "measure-model"}} {
		add(s.name+"-german-dark", shot{pane: s.pane, state: s.name, lang: "de", theme: "dark"})
	}
	return pages
}

// drawStorybook draws all pages into a folder.
func drawStorybook(ctx context.Context, o app.Opener, pack, device, home, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i, p := range storybook() {
		m, err := drawShot(ctx, o, pack, device, filepath.Join(home, fmt.Sprint(i)), p.shot)
		if err != nil {
			return fmt.Errorf("%s: %w", p.file, err)
		}
		if err := writeJPEG(filepath.Join(dir, p.file+".jpg"), m); err != nil {
			return err
		}
	}
	return nil
}

// writeJPEG keeps a page small enough for a repository: no wider than a page shows it, with texts that still read.
func writeJPEG(path string, m image.Image) error {
	const widest, quality = 1280, 66
	if m.Bounds().Dx() > widest {
		m = imaging.Resize(imaging.Clone(m), widest, 0, imaging.Lanczos)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
