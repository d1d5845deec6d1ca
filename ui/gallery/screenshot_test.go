package gallery

import (
	"context"
	"image"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/ui/kit"
	"duotone/ui/kit/kittest"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
)

// fakes opens fakes.
type fakes struct{}

func (fakes) Packs() []app.PackInfo                                    { return nil }
func (fakes) Check(dir string) app.PackInfo                            { return app.PackInfo{Dir: dir} }
func (fakes) Devices(context.Context) []app.Device                     { return nil }
func (fakes) Open(context.Context, string, string) (app.Engine, error) { return &apptest.Fake{}, nil }

// stand makes a window in a language, with a fake for an engine; the next one speaks its own again.
func stand(t *testing.T, language string, width, height float32) *scene {
	t.Helper()
	if err := speech.Use(language); err != nil {
		t.Fatal(err)
	}
	f, err := newScene(fakes{}, "", "auto", t.TempDir(), shot{pane: "analyse", theme: "light", width: width, height: height, scale: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.close)
	return f
}

// buttonIn is the button below an object whose text begins so.
func buttonIn(o fyne.CanvasObject, text string) (found *kit.PressButton) {
	kittest.Walk(o, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.PressButton); ok && strings.HasPrefix(b.Text, text) {
			found = b
		}
	})
	return found
}

func TestEveryStoryCanBeDrawn(t *testing.T) {
	for language, size := range map[string][2]float32{"en": {1200, 800}, "de": {800, 600}} {
		m, err := drawShot(t.Context(), fakes{}, "", "auto", t.TempDir(),
			shot{pane: "analyse", theme: "dark", lang: language, state: "what-if", width: size[0], height: size[1], scale: 1})
		if err != nil {
			t.Fatal(err)
		}
		if m.Bounds() != image.Rect(0, 0, int(size[0]), int(size[1])) {
			t.Errorf("%v", m.Bounds())
		}
	}
	if _, err := drawShot(t.Context(), fakes{}, "", "auto", t.TempDir(), shot{pane: "analyse", theme: "light", lang: "en", state: "nonsense", width: 800, height: 600}); app.KindOf(err) != app.KindUsage {
		t.Errorf("an unknown state: %v", err)
	}
}

// A computer without a pack shows a window that says so.
func TestWithoutAPack(t *testing.T) {
	f, err := newScene(fakes{}, "", "auto", t.TempDir(), shot{pane: "analyse", theme: "light", width: 800, height: 600, scale: 1, state: "no-pack"})
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	if err := f.pose(t.Context(), shot{state: "no-pack"}); err != nil {
		t.Fatal(err)
	}
	if st := f.Analyse.State(); st.Engine.Loaded || st.Engine.Err == nil {
		t.Errorf("%+v", st.Engine)
	}
}
