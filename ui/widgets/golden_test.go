package widgets_test

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/ui/theme"
	"duotone/ui/widgets"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// looks are the ways in which every widget is drawn: both themes, narrow, and large text.
var looks = []struct {
	name   string
	mode   theme.Mode
	scale  float32
	narrow bool
}{
	{"light", theme.Light, 1, false},
	{"dark", theme.Dark, 1, false},
	{"narrow", theme.Light, 1, true},
	{"large", theme.Light, 1.5, false},
}

// golden draws a widget in every look and compares it with testdata. DUOTONE_SHOW=dir writes the pictures there instead.
func golden(t *testing.T, name string, wide, narrow fyne.Size, build func() fyne.CanvasObject) {
	t.Helper()
	for _, look := range looks {
		t.Run(name+"/"+look.name, func(t *testing.T) {
			a := test.NewTempApp(t)
			a.Settings().SetTheme(theme.New(look.mode, look.scale))
			size := wide
			if look.narrow {
				size = narrow
			}
			size = fyne.NewSize(size.Width*look.scale, size.Height*look.scale)
			o := build()
			w := test.NewTempWindow(t, container.NewStack(o))
			w.Resize(size)
			file := name + "_" + look.name + ".png"
			if dir := os.Getenv("DUOTONE_SHOW"); dir != "" {
				writePNG(t, filepath.Join(dir, file), w.Canvas().Capture())
				return
			}
			test.AssertRendersToImage(t, file, w.Canvas())
		})
	}
}

func TestLooks(t *testing.T) {
	size := fyne.NewSize
	before := &[3]float64{0.20, 0.30, 0.50}
	golden(t, "scorebars", size(520, 130), size(330, 130), func() fyne.CanvasObject {
		b := widgets.NewScoreBars()
		b.SetRows([]widgets.ScoreRow{
			{Name: "words", Present: true, Scores: [3]float64{0.05, 0.15, 0.80}, Top: 2},
			{Name: "picture", Present: true, Scores: [3]float64{0.66, 0.30, 0.04}, Top: 0},
			{Name: "both", Present: true, Scores: [3]float64{0.71, 0.21, 0.08}, Top: 0, Before: before},
		})
		return b
	})
	golden(t, "scorebars_missing", size(520, 130), size(330, 130), func() fyne.CanvasObject {
		b := widgets.NewScoreBars()
		b.SetRows([]widgets.ScoreRow{
			{Name: "words", Present: true, Scores: [3]float64{0.001, 0.001, 0.998}, Top: 2},
			{Name: "picture", Note: "no picture"},
			{Name: "both", Present: true, Scores: [3]float64{0.001, 0.001, 0.998}, Top: 2},
		})
		return b
	})
	golden(t, "balance", size(520, 60), size(300, 60), func() fyne.CanvasObject {
		b := widgets.NewBalance()
		b.Set(-0.12, 0.49, 0.34, true)
		return b
	})
	golden(t, "gauge", size(260, 70), size(180, 70), func() fyne.CanvasObject {
		g := widgets.NewGauge("pull apart")
		g.Set(0.87, 0.5, true)
		return g
	})
	golden(t, "verdict", size(400, 60), size(320, 60), func() fyne.CanvasObject {
		v := widgets.NewVerdict()
		v.Set(0, 0.71, true, false)
		return v
	})
	golden(t, "wordstrip", size(520, 80), size(300, 110), func() fyne.CanvasObject {
		s := widgets.NewWordStrip()
		s.Set(storyWords(), widgets.Contribution)
		return s
	})
	golden(t, "heatpicture", size(420, 300), size(260, 300), func() fyne.CanvasObject {
		h := widgets.NewHeatPicture()
		h.SetPicture(scene(300, 200))
		cols, rows, weights := hill(14, 14)
		h.SetHeat(cols, rows, weights, true)
		h.SetCovered([]widgets.Rect{{X0: 0.6, Y0: 0.55, X1: 0.9, Y1: 0.9}})
		return h
	})
	golden(t, "composer", size(420, 130), size(260, 130), func() fyne.CanvasObject {
		c := widgets.NewComposer()
		c.SetText("What a lovely day for a picnic!")
		c.SetTokens(9, 128, "")
		return c
	})
	golden(t, "composer_cut", size(420, 130), size(260, 130), func() fyne.CanvasObject {
		c := widgets.NewComposer()
		c.SetText("One post that goes on and on")
		c.SetTokens(140, 128, "goes on and on")
		return c
	})
	golden(t, "table", size(420, 120), size(220, 160), func() fyne.CanvasObject {
		return widgets.NewTable([][]string{{"Measured", "Value", "95 % interval"}, {"accuracy of what annotators say", "**76 %**", "72 – 79 %"}, {"ECE", "**0.05**", ""}})
	})
	golden(t, "dropwell", size(420, 240), size(260, 120), func() fyne.CanvasObject { return widgets.NewDropWell() })
	golden(t, "toast", size(520, 60), size(280, 90), func() fyne.CanvasObject {
		toast := widgets.NewToast()
		toast.Say(widgets.Warning, "That is a folder. Drop one picture here, or score the folder in Batch.")
		t.Cleanup(toast.Dismiss)
		return toast
	})
	golden(t, "history", size(520, 60), size(260, 60), func() fyne.CanvasObject {
		h := widgets.NewHistory()
		items := []widgets.HistoryItem{{Thumbnail: scene(60, 40), Text: "a", Label: 2, Scored: true}, {Text: "Perfect solitude", Label: 0, Scored: true}}
		for range 5 {
			items = append(items, widgets.HistoryItem{Thumbnail: scene(40, 60), Text: "b", Label: 1, Scored: true})
		}
		h.SetItems(items, 2)
		return h
	})
	golden(t, "confusion", size(420, 220), size(300, 220), func() fyne.CanvasObject {
		c := widgets.NewConfusion("people", "model")
		c.Set([]string{"negative", "neutral", "positive"}, [][]int{{62, 21, 3}, {18, 140, 22}, {1, 30, 214}})
		return c
	})
	golden(t, "distribution", size(420, 80), size(380, 80), func() fyne.CanvasObject {
		d := widgets.NewDistribution()
		d.Set([3]int{86, 180, 245})
		return d
	})
}

func storyWords() []widgets.Word {
	texts := []struct {
		s string
		w float64
	}{
		{"What", 0.01}, {"a", 0}, {"lovely", -0.31}, {"day", -0.04}, {"for", 0.02}, {"a", 0}, {"picnic", 0.12}, {"!", -0.02},
		{"😂", 0.2}, {"naïve", 0.05}, {"ruined", 0.28},
	}
	var words []widgets.Word
	at := 0
	for i, t := range texts {
		if i > 0 && t.s != "!" {
			at++
		}
		words = append(words, widgets.Word{Text: t.s, Start: at, End: at + len(t.s), Weight: t.w})
		at += len(t.s)
	}
	words[6].Struck = true
	for _, s := range []string{"this", "part", "is", "cut"} {
		words = append(words, widgets.Word{Text: s, Start: at + 1, End: at + 1 + len(s), Cut: true})
		at += 1 + len(s)
	}
	return words
}

// scene is a picture with something in it: a sky, a sun, a sea.
func scene(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: 0x80, G: uint8(0x90 + y*0x50/h), B: 0xD0, A: 0xFF}
			if y > h*6/10 {
				c = color.NRGBA{R: 0x20, G: 0x50, B: 0x70, A: 0xFF}
			}
			if dx, dy := x-w/3, y-h/3; dx*dx+dy*dy < h*h/50 {
				c = color.NRGBA{R: 0xFF, G: 0xF0, B: 0xA0, A: 0xFF}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// hill is weights with a height at the sun and a hollow in the sea.
func hill(cols, rows int) (int, int, []float64) {
	w := make([]float64, cols*rows)
	for i := range w {
		c, r := float64(i%cols)-float64(cols)/3, float64(i/cols)-float64(rows)/3
		d, s := float64(i%cols)-float64(cols)*0.7, float64(i/cols)-float64(rows)*0.8
		w[i] = 0.3/(1+(c*c+r*r)/4) - 0.2/(1+(d*d+s*s)/3)
	}
	return cols, rows, w
}

// The scripts whose letters are carried in the program: no font of the computer is asked for.
func TestScripts(t *testing.T) {
	for name, text := range map[string]string{
		"arabic": "يا له من يوم جميل، 24 نزهة #picnic (في الحديقة)!", "hebrew": "איזה יום יפה לפיקניק, (Tel Aviv) ב-24 היום!",
		"east": "今 日 は ピ ク ニ ッ ク 日 和 です ね 정말 아름다운 하루예요", "caucasus": "Ի՜նչ գեղեցիկ օր է რა მშვენიერი დღეა",
		"emoji": "❤️ 😂 👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 1️⃣ ☀️ ☔ 🥺 🥰 🤯 🧡 🫠 🫶 🥹 🛼 🪩 🫨 🩷",
	} {
		golden(t, "script_"+name, fyne.NewSize(420, 60), fyne.NewSize(200, 110), func() fyne.CanvasObject {
			s := widgets.NewWordStrip()
			var words []widgets.Word
			for i, f := range strings.Fields(text) {
				words = append(words, widgets.Word{Text: f, Weight: 0.3 - 0.1*float64(i)})
			}
			s.Set(words, widgets.Contribution)
			return s
		})
	}
}
