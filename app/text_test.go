package app

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWordSpans(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		" \t\n":                        "",
		"What a day":                   "What|a|day",
		"don't, #stop @me":             "don't,|#stop|@me",
		"我爱ok go":                      "我|爱|ok|go",
		"caf\u00e9\u00a0noir\u3000fin": "café|noir|fin",
		"\u200d x":                     "x",
		"👩\u200d🚀 up":                  "👩\u200d🚀|up",
		"bad\xff\xfebytes in \xc3":     "bad\xff\xfebytes|in|\xc3",
		"한국어 좋아요":                      "한국어|좋아요",
		"\x00\x01 a\x00b":              "a\x00b",
		"今日はとても楽しい。コーヒー「うまい」iPhoneを買った!": "今|日|はとても|楽|しい。|コーヒー|「|うまい」|iPhone|を|買|った!",
		"ｱﾆﾒすごーい": "ｱﾆﾒ|すごーい",
		"วันนี้อากาศดีมากๆทำงานเพราะแม่น้ำ5นาที": "วันนี้อากาศดีมากๆ|ทำ|งาน|เพราะ|แม่น้ำ|5|นาที",
		"ຂໍ້ຄວາມໄປເຮືອນ":           "ຂໍ້ຄວາມ|ໄປ|ເຮືອນ",
		"क्षमा करें, विद्यार्थी😂":  "क्षमा|करें,|विद्यार्थी|😂",
		"lovely😂😂👍🏽👍🏽 1️⃣🇫🇷🇩🇪❤️ok": "lovely|😂😂|👍🏽👍🏽|1️⃣|🇫🇷|🇩🇪|❤️|ok",
		"我\ufe00爱☕":                        "我\ufe00|爱|☕",
		"Apple™ 20°C x²":                   "Apple™|20°C|x²",
		"line\u2028break\u0085and\vmore\f": "line|break|and|more",
	} {
		var got []string
		for _, s := range WordSpans(text) {
			got = append(got, text[s.Start:s.End])
		}
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("WordSpans(%q) = %q, want %q", text, g, want)
		}
	}
}

func TestStrike(t *testing.T) {
	text := "I do not love this"
	for _, c := range []struct {
		struck []Span
		want   string
	}{
		{nil, text},
		{[]Span{{Start: 5, End: 9}}, "I do love this"},
		{[]Span{{Start: 5, End: 9}, {Start: 0, End: 2}}, "do love this"},
		{[]Span{{Start: 5, End: 9}, {Start: 7, End: 14}}, "I do this"},
		{[]Span{{Start: -5, End: 2}, {Start: 13, End: 99}}, "do not love"},
		{[]Span{{Start: 9, End: 5}, {Start: 3, End: 3}, {Start: 40, End: 50}}, text},
		{[]Span{{Start: 0, End: 18}}, ""},
	} {
		got := Strike(text, c.struck)
		if got.Text != c.want {
			t.Errorf("Strike(%v) = %q, want %q", c.struck, got.Text, c.want)
		}
		for i := range got.Text {
			if from, to := got.Origin(i, i+1); text[from:to] != got.Text[i:i+1] {
				t.Errorf("Strike(%v): byte %d comes from %d:%d %q", c.struck, i, from, to, text[from:to])
			}
		}
	}
}

func FuzzStrike(f *testing.F) {
	f.Add("I do not love this", 5, 9, 2, 7)
	f.Add("我爱\xff", -1, 3, 2, 100)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int) {
		got := Strike(text, []Span{{Start: a, End: b}, {Start: c, End: d}})
		if len(got.Text) > len(text) {
			t.Fatal("striking made a text longer")
		}
		for i := range len(got.Text) {
			if from, to := got.Origin(i, i+1); to != from+1 || text[from] != got.Text[i] {
				t.Fatalf("byte %d comes from %d:%d", i, from, to)
			}
		}
		at := 0
		for _, s := range WordSpans(got.Text) {
			if s.Start < at || s.End <= s.Start || s.End > len(got.Text) {
				t.Fatalf("span %v after %d", s, at)
			}
			if utf8.ValidString(got.Text) && !utf8.ValidString(got.Text[s.Start:s.End]) {
				t.Fatalf("span %v cuts a character", s)
			}
			at = s.End
		}
	})
}

// Where the third player brings nothing the other two have what they have between themselves, and the three of them add up.
func TestShapleyOfThree(t *testing.T) {
	two := Shapley(0.3, 0.6, 0.2, 0.7)
	v := Coalitions{0: 0.3, ByWords: 0.6, ByPicture: 0.2, ByWords | ByPicture: 0.7}
	for c := range ByPictureWords {
		v[c|ByPictureWords] = v[c]
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }
	b := ShapleyOfThree(v)
	if b.PictureWords != 0 || !near(b.Words, two.Words) || !near(b.Picture, two.Picture) {
		t.Errorf("%+v, want %+v", b, two)
	}
	v = Coalitions{0: 0.3, 1: 0.6, 2: 0.2, 3: 0.7, 4: 0.1, 5: 0.9, 6: 0.5, 7: 0.95}
	b = ShapleyOfThree(v)
	if sum := b.Base + b.Words + b.Picture + b.PictureWords; !near(sum, 0.95) {
		t.Errorf("%+v add up to %v, want 0.95", b, sum)
	}
	if want := 0.3/3 + 0.5/6 + 0.8/6 + 0.45/3; !near(b.Words, want) {
		t.Errorf("the words' part is %v, want %v", b.Words, want)
	}
}

func TestShapleyAddsUp(t *testing.T) {
	b := Shapley(0.3, 0.6, 0.2, 0.7)
	if sum := b.Base + b.Words + b.Picture; sum < 0.7-1e-12 || sum > 0.7+1e-12 {
		t.Errorf("base + words + picture = %v, want 0.7", sum)
	}
	if got := b.Dominant(0.05); got != Words {
		t.Errorf("dominant = %q, want words", got)
	}
	// A picture that pulls hard against the verdict does not carry it.
	if got := (Balance{Base: 0.8, Words: 0.1, Picture: -0.4}).Dominant(0.05); got != Words {
		t.Errorf("dominant = %q, want words", got)
	}
	if got := (Balance{Words: -0.1, Picture: 0.1, PictureWords: 0.4}).Dominant(0.05); got != Words {
		t.Errorf("dominant = %q, want words: those in the picture are words", got)
	}
	if got := (Balance{Words: 0.2, Picture: 0.22}).Dominant(0.05); got != Both {
		t.Errorf("dominant = %q, want both", got)
	}
}
