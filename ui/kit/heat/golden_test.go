package heat_test

import (
	"strings"
	"testing"

	"duotone/ui/kit/heat"
	"duotone/ui/kit/kittest"

	"fyne.io/fyne/v2"
)

func TestLooks(t *testing.T) {
	size := fyne.NewSize

	kittest.Golden(t, "wordstrip", size(520, 80), size(300, 110), func() fyne.CanvasObject {
		s := heat.NewWordStrip()
		s.Set(storyWords(), heat.Contribution)
		return s
	})
	kittest.Golden(t, "heatpicture", size(420, 300), size(260, 300), func() fyne.CanvasObject {
		h := heat.NewPicture()
		h.SetPicture(kittest.Scene(300, 200))
		cols, rows, weights := hill(14, 14)
		h.SetHeat(cols, rows, weights, true)
		h.SetCovered([]heat.Rect{{X0: 0.6, Y0: 0.55, X1: 0.9, Y1: 0.9}})
		return h
	})
}

func storyWords() []heat.Word {
	texts := []struct {
		s string
		w float64
	}{
		{"What", 0.01}, {"a", 0}, {"lovely", -0.31}, {"day", -0.04}, {"for", 0.02}, {"a", 0}, {"picnic", 0.12}, {"!", -0.02},
		{"😂", 0.2}, {"naïve", 0.05}, {"ruined", 0.28},
	}
	var words []heat.Word
	at := 0
	for i, t := range texts {
		if i > 0 && t.s != "!" {
			at++
		}
		words = append(words, heat.Word{Text: t.s, Start: at, End: at + len(t.s), Weight: t.w})
		at += len(t.s)
	}
	words[6].Struck = true
	for _, s := range []string{"this", "part", "is", "cut"} {
		words = append(words, heat.Word{Text: s, Start: at + 1, End: at + 1 + len(s), Cut: true})
		at += 1 + len(s)
	}
	return words
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
		kittest.Golden(t, "script_"+name, fyne.NewSize(420, 60), fyne.NewSize(200, 110), func() fyne.CanvasObject {
			s := heat.NewWordStrip()
			var words []heat.Word
			for i, f := range strings.Fields(text) {
				words = append(words, heat.Word{Text: f, Weight: 0.3 - 0.1*float64(i)})
			}
			s.Set(words, heat.Contribution)
			return s
		})
	}
}
