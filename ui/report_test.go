package ui

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"io"
	"log"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
	"duotone/app/measure"
	"duotone/assets"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"

	charts "duotone/app/batch/report"
	look "duotone/ui/theme"
)

// lacking tells which languages have no words for a text of the charts, one after the other.
func lacking(t *testing.T) func(text string) []string {
	t.Helper()
	texts := map[string]map[string]string{}
	for _, code := range assets.Languages() {
		data, err := assets.Translations.ReadFile("translations/" + code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		in := map[string]string{}
		if err := json.Unmarshal(data, &in); err != nil {
			t.Fatal(err)
		}
		texts[code] = in
	}
	return func(text string) (none []string) {
		for code, in := range texts {
			if in[text] == "" {
				none = append(none, code)
			}
		}
		return none
	}
}

// What the charts say is asked for by another room, where the search for untranslated texts doesn't look.
func TestChartsAreTranslated(t *testing.T) {
	lacks := lacking(t)
	said, label := 0, app.Positive
	for _, days := range []int{2, 100, 1000, 5000} { // by day, week, month and year
		tally := charts.NewTally(0.5)
		for i := range 3 {
			tally.Add(batch.Verdict{
				Date: time.Date(2020, 1, 1+i*days/2, 0, 0, 0, 0, time.UTC), Words: &label, Picture: &label, Dominant: app.Words,
				Answered: true, Answer: []string{"", "flood"}[i%2], Language: []string{"en", "und-Arab", "de"}[i],
			})
		}
		list := tally.Charts(charts.Reader{Language: "en", Say: func(text string) string {
			said++
			if none := lacks(text); none != nil {
				t.Errorf("%q is missing in %v", text, none)
			}
			return text
		}})
		if len(list) != 6 {
			t.Errorf("%d charts", len(list))
		}
	}
	for _, ece := range []float64{0.1, math.NaN()} {
		if err := measure.PlotReliability(io.Discard, "png", "a@1", measure.Calibration{ECE: ece}, func(text string) string {
			if none := lacks(text); none != nil {
				t.Errorf("%q is missing in %v", text, none)
			}
			return text
		}); err != nil {
			t.Error(err)
		}
	}
	if said < 40 {
		t.Errorf("only %d texts were asked for", said)
	}
}

// The window reads its language at its start; a report that is drawn by a command has no window.
func TestReportSpeaksTheLanguage(t *testing.T) {
	home := t.TempDir()
	t.Setenv("DUOTONE_HOME", home)
	if err := os.WriteFile(filepath.Join(home, "settings.json"), []byte(`{"language": "de"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer // Fyne's complaints about texts that it has no translation of
	log.SetOutput(&said)
	t.Cleanup(func() {
		log.SetOutput(os.Stderr)
		if err := speech.Use("en"); err != nil {
			t.Error(err)
		}
	})
	fake := &apptest.Fake{}
	post := app.Post{Text: "What a lovely day"}
	p, err := fake.Score(t.Context(), post)
	if err != nil {
		t.Fatal(err)
	}
	a, err := fake.Explain(t.Context(), post, app.Positive)
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteReport(t.Context(), app.Out{Path: filepath.Join(home, "why.png")}, post, p[0], a, 0.5); err != nil {
		t.Fatal(err)
	}
	if got := lang.L("positive"); got != "positiv" || said.Len() > 0 {
		t.Errorf("the report says %q; %s", got, said.String())
	}
}

func TestPlotFollowsTheTheme(t *testing.T) {
	white := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	draw.Draw(white, white.Rect, image.White, image.Point{}, draw.Src)
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.Light, 1))
	p := plot.NewSheet()
	p.Image.SetMinSize(fyne.NewSize(64, 64))
	w := test.NewTempWindow(t, p)
	p.Set(white)
	level := func() uint8 { return color.GrayModel.Convert(w.Canvas().Capture().At(32, 32)).(color.Gray).Y }
	light := level()
	a.Settings().SetTheme(look.New(look.Dark, 1))
	if dark := level(); light < 200 || dark > 60 {
		t.Errorf("white paper is %d in light, %d in dark", light, dark)
	}
}
