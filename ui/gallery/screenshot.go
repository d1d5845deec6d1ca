// Package gallery has the named states of the window ("storybook"), and draws them without a display. It stands on the window, of which it sees
// ui.Still alone; neither the window nor a pane knows of it.
package gallery

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/picture"
	"duotone/ui"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"github.com/spf13/cobra"

	analysis "duotone/app/present/analyse"
)

// AddTo gives the command line the command that draws the gallery.
func AddTo(p *program.Program) {
	p.AddCommands = func(root *cobra.Command, p *program.Program) {
		root.AddCommand(ScreenshotCommand(func() (app.Opener, string, string) { return p.Opener(), p.Pack, p.Device }))
	}
}

// shot says what to draw off-screen.
type shot struct {
	pane, theme, lang, state string
	text, image              string
	width, height            float32
	scale                    float64
}

// ScreenshotCommand is `duotone screenshot`: any pane in any named state, drawn without a display by the real engine.
// opener is called when the command runs, when its flags are known.
func ScreenshotCommand(opener func() (o app.Opener, pack, device string)) *cobra.Command {
	s := shot{}
	var out, size, book string
	var force bool
	cmd := &cobra.Command{
		Use:   "screenshot",
		Short: "Draws the window off-screen, without a display",
		Long: "Draws a pane of the window into a PNG, without a display and with the real engine.\n" +
			"States: " + strings.Join(stateNames(), ", ") + ".",
		Example: "  duotone screenshot -o shot.png --theme dark --text \"What a lovely day\" --image storm.jpg --size 1200x800\n" +
			"  duotone screenshot --storybook docs/pictures",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, pack, device := opener()
			home, err := os.MkdirTemp("", "duotone-shot")
			if err != nil {
				return err
			}
			defer os.RemoveAll(home)
			if book != "" {
				return drawStorybook(cmd.Context(), o, pack, device, home, book)
			}
			if out == "" {
				return app.Errorf("screenshot", "", app.KindUsage, "Name a file with -o.", "there is no file to write to")
			}
			if _, err := fmt.Sscanf(size, "%fx%f", &s.width, &s.height); err != nil || s.width < 100 || s.height < 100 || s.width > 8000 || s.height > 8000 {
				return app.Errorf("screenshot", "", app.KindUsage, "Write it as 1200x800, 100 to 8000 each.", "the size %q can't be used", size)
			}
			file := app.Out{Path: out, Force: force, Inputs: []string{s.image}}
			if err := file.Check(); err != nil {
				return err
			}
			m, err := drawShot(cmd.Context(), o, pack, device, home, s)
			if err != nil {
				return err
			}
			return file.Write(func(w io.Writer) error { return png.Encode(w, m) })
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&out, "output", "o", "", "the PNG to write")
	flags.BoolVar(&force, "force", false, "replace a PNG that is there")
	flags.StringVar(&s.pane, "pane", "analyse", "the pane: "+strings.Join(ui.PaneNames, ", "))
	flags.StringVar(&s.theme, "theme", "light", "light or dark")
	flags.StringVar(&s.lang, "lang", "en", "the language: "+strings.Join(speech.Languages, ", "))
	flags.StringVar(&s.text, "text", "", "the words of a post")
	flags.StringVar(&s.image, "image", "", "the picture of a post")
	flags.StringVar(&size, "size", "1200x800", "width x height")
	flags.StringVar(&s.state, "state", "", "a named state")
	flags.Float64Var(&s.scale, "text-scale", 1, "how many times larger than usual texts are")
	flags.StringVar(&book, "storybook", "", "draw all named states into this folder")
	return cmd
}

// drawShot draws one picture. It waits until the session has computed all of it.
func drawShot(ctx context.Context, o app.Opener, pack, device, home string, s shot) (image.Image, error) {
	if !known(ui.PaneNames, s.pane) {
		return nil, app.Errorf("screenshot", "", app.KindUsage, "Panes: "+strings.Join(ui.PaneNames, ", ")+".", "there is no pane %q", s.pane)
	}
	if !known(speech.Languages, s.lang) {
		return nil, app.Errorf("screenshot", "", app.KindUsage, "Languages: "+strings.Join(speech.Languages, ", ")+".", "there is no language %q", s.lang)
	}
	if s.theme != "light" && s.theme != "dark" {
		return nil, app.Errorf("screenshot", "", app.KindUsage, "Themes: light, dark.", "there is no theme %q", s.theme)
	}
	if err := speech.Use(s.lang); err != nil {
		return nil, err
	}
	f, err := newScene(o, pack, device, home, s)
	if err != nil {
		return nil, err
	}
	defer f.close()
	if err := f.pose(ctx, s); err != nil {
		return nil, err
	}
	f.Draw()
	f.Window.Resize(fyne.NewSize(s.width, s.height-1)) // labels that wrap take their height from their first layout
	f.Window.Resize(fyne.NewSize(s.width, s.height))
	return f.Window.Canvas().Capture(), nil
}

// scene is a window that is brought into named states.
type scene struct {
	*ui.Still
	made []string // folders that go with it
}

// newScene makes the window of a shot.
func newScene(o app.Opener, pack, device, home string, s shot) (*scene, error) {
	if s.state == "no-pack" {
		o = nil
	}
	still, err := ui.NewStill(ui.StillOptions{Opener: o, Pack: pack, Device: device, Home: home, Theme: s.theme, Pane: s.pane, TextScale: s.scale, Width: s.width, Height: s.height})
	return &scene{Still: still}, err
}

func (f *scene) close() {
	f.Close()
	for _, dir := range f.made {
		kit.RemoveFolder(dir)
	}
}

func known(list []string, name string) bool {
	for _, n := range list {
		if n == name {
			return true
		}
	}
	return false
}

// pose brings the window into the state that is to be drawn.
func (f *scene) pose(ctx context.Context, s shot) error {
	for _, p := range paneStories() {
		if p.name == s.state {
			f.Show(p.pane)
			f.Analyse.Start(0)
			if err := f.await(ctx, (*analysis.State).Settled); err != nil {
				return err
			}
			return p.set(ctx, f)
		}
	}
	if s.state != "" {
		for _, st := range stories {
			if st.name == s.state {
				return st.set(ctx, f)
			}
		}
		return app.Errorf("screenshot", "", app.KindUsage, "States: "+strings.Join(stateNames(), ", ")+".", "there is no state %q", s.state)
	}
	if s.text != "" || s.image != "" {
		post := app.Post{Text: s.text}
		if s.image != "" {
			p, err := picture.Read(ctx, s.image, picture.Limits{})
			if err != nil {
				return err
			}
			post.Picture = p
		}
		f.Analyse.Open(post)
	} else {
		f.Analyse.Start(0)
	}
	return f.await(ctx, (*analysis.State).Settled)
}

// await waits for a state.
func (f *scene) await(ctx context.Context, ok func(*analysis.State) bool) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	_, err := f.Analyse.Wait(ctx, ok)
	if errors.Is(err, context.DeadlineExceeded) {
		return app.Errorf("screenshot", "", app.KindInternal, "", "the window did not come to rest")
	}
	return err
}
