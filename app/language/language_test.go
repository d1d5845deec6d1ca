package language

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func lines(t testing.TB, name string) (all []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n") {
		all = append(all, line)
	}
	return all
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func TestBuiltIn(t *testing.T) {
	if got := Known(); !slices.Equal(got, []string{"de", "en", "es", "fr", "hi-Latn", "it", "pt"}) {
		t.Errorf("it knows %v", got)
	}
	for _, bad := range []string{"", magic, magic + "{}\n", magic + `{"languages":["en"],"buckets":9,"longest":1,"scale":[1],"bias":[1]}` + "\nx"} {
		if _, err := read([]byte(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestRates: English posts are nearly never taken for another language, sentences in others nearly always. Posts of our own; -v prints
// the rates.
func TestRates(t *testing.T) {
	own := []string{"en"}
	wrong, posts := 0, lines(t, "en.txt")
	for _, text := range posts {
		if g := Of(text); g.Foreign(own) {
			wrong++
			t.Errorf("taken for %s: %s", g.Language, text)
		}
	}
	t.Logf("en: %d of %d taken for another language", wrong, len(posts))
	for _, name := range []string{"de", "fr", "es", "hi-Latn"} {
		seen, right, n := 0, 0, 0
		for _, text := range lines(t, name+".txt") {
			if letters(text) < 30 {
				continue
			}
			n++
			g := Of(text)
			if g.Foreign(own) {
				seen++
			} else {
				t.Logf("not seen: %s", text)
			}
			if g.Language == name {
				right++
			}
		}
		t.Logf("%s: %d of %d seen, %d called by their name", name, seen, n, right)
		if 10*seen < 9*n || 10*right < 9*n {
			t.Errorf("%s: %d of %d seen, %d called by their name", name, seen, n, right)
		}
	}
	for _, line := range lines(t, "other.txt") {
		want, text, _ := strings.Cut(line, " ")
		if g := Of(text); g.Language != want || !g.Foreign(own) {
			t.Errorf("%s is called %q, foreign %v: %s", want, g.Language, g.Foreign(own), text)
		}
	}
}

// TestTweets measures any file of English posts, JSON lines with a field text; those of a field source alone where DUOTONE_LANGUAGE_SOURCE
// names it. DUOTONE_LANGUAGE_FOREIGN=1: the posts are in other languages, and those of 30 letters or more count.
func TestTweets(t *testing.T) {
	path := os.Getenv("DUOTONE_LANGUAGE_POSTS")
	if path == "" {
		t.Skip("DUOTONE_LANGUAGE_POSTS names no file")
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	foreign, source := os.Getenv("DUOTONE_LANGUAGE_FOREIGN") != "", os.Getenv("DUOTONE_LANGUAGE_SOURCE")
	taken, n := 0, 0
	for s := bufio.NewScanner(f); s.Scan(); {
		var row struct{ Text, Source string }
		if err := json.Unmarshal(s.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if source != "" && row.Source != source || foreign && letters(strings.Join(wordsOf(row.Text), "")) < 30 {
			continue
		}
		n++
		g := Of(row.Text)
		if g.Foreign([]string{"en"}) {
			taken++
		}
		if g.Foreign([]string{"en"}) != foreign {
			t.Logf("%q %.2f: %s", g.Language, g.odds["en"], row.Text)
		}
	}
	t.Logf("%d of %d are taken for another language than English: %.2f in 500", taken, n, 500*float64(taken)/math.Max(float64(n), 1))
}

func TestShortOrEmptyTellsNothing(t *testing.T) {
	for _, text := range []string{"", " ", "lol", "😀😀😀", "https://beispiel.example/schöne-grüße-aus-dem-wunderschönen-süden", "@guten_morgen_deutschland",
		"#Wunderschönen #GutenMorgen", "1234567890123", "\xff\xfe", "Grazie!", "ok ja"} {
		if g := Of(text); g.Language != "" || g.Foreign([]string{"en"}) {
			t.Errorf("%q is called %q", text, g.Language)
		}
	}
}

// TestWhatIsNoSentenceOfOneLanguage: posts in two languages at once, of names, of emoji, of a word or two. A post is called foreign where most of it
// surely is; what is short or all names is left to the pack that is chosen.
func TestWhatIsNoSentenceOfOneLanguage(t *testing.T) {
	for _, c := range []struct {
		text, want string
		foreign    bool
	}{
		{"Yaar I am so tired, kal subah phir se office jana hai aur boss bhi gussa hai", "hi-Latn", true},
		{"The movie was a total waste of time, bilkul mat dekhna", "en", false},
		{"Kya baat hai bro!", "hi-Latn", true},
		{"bahut accha", "", false},
		{"मस्त है", "und-Deva", true},
		{"Das Meeting war total nice, aber der Call danach einfach too much", "de", true},
		{"So much fun today, Prost und schönes Wochenende!", "de", true},
		{"Narendra Modi, Rahul Gandhi, Arvind Kejriwal, Priyanka Chopra", "", false},
		{"Schweinsteiger, Lahm, Klose, Neuer, Podolski", "", false},
		{"Jean-Luc Mélenchon et Emmanuel Macron", "fr", true}, // "et"
		{"Grillabend Mit Freunden An Einem See Bei Salzburg", "de", true}, {"DIESE BAHN FÄHRT HEUTE SCHON WIEDER NICHT", "de", true},
		{"😂😂😂🔥🔥", "", false}, {"👍🏽", "", false}, {"❤️ @maria 😍", "", false}, {"#GutenMorgen 😀", "", false},
		{"oui", "", false}, {"Danke!", "", false}, {"हाँ", "", false}, {"좋아요", "", false}, {"最高", "", false}, {"תודה", "he", true},
		{"New Delhi station पर बहुत भीड़ है, train फिर लेट", "und-Deva", true},
		{"Best ramen in town, thanks 一風堂!", "en", false}, {"私は London の新しい model が好きです", "ja", true},
	} {
		g := Of(c.text)
		if g.Language != c.want || g.Foreign([]string{"en"}) != c.foreign {
			t.Errorf("%q is called %q, foreign %v; want %q, %v", c.text, g.Language, g.Foreign([]string{"en"}), c.want, c.foreign)
		}
	}
}

// TestForeignTo: whether a language is foreign depends on what the pack names, and where it names one that can't be told nothing is claimed.
func TestForeignTo(t *testing.T) {
	german, russian := "Der Zug hat schon wieder vierzig Minuten Verspätung", "Поезд снова опаздывает на сорок минут"
	hindi, latin := "ट्रेन फिर से चालीस मिनट लेट है", "Train phir se chalis minute late hai yaar, kya karein"
	for _, c := range []struct {
		text      string
		languages []string
		want      bool
	}{
		{german, nil, false}, {german, []string{"en"}, true}, {german, []string{"en", "de"}, false}, {german, []string{"de-AT"}, false},
		{german, []string{"en", "nl"}, false}, {german, []string{"ru"}, true}, {russian, []string{"en"}, true}, {russian, []string{"en", "ru"}, false},
		{russian, []string{"bg"}, false}, {russian, []string{"sr-Latn"}, true}, {russian, []string{"no such language"}, true},
		{hindi, []string{"en"}, true}, {hindi, []string{"hi"}, false}, {latin, []string{"en"}, true}, {latin, []string{"hi", "en"}, false},
		{latin, []string{"hi-Latn"}, false}, {german, []string{"hi-Latn"}, true}, {german, []string{"hi"}, true},
		{"電車がまた四十分遅れています", []string{"ja"}, false}, {"電車がまた四十分遅れています", []string{"zh"}, true},
		{"火车又晚点了四十分钟", []string{"zh-TW", "en"}, false},
	} {
		if got := Of(c.text).Foreign(c.languages); got != c.want {
			t.Errorf("%s is foreign to %v: %v", c.text, c.languages, got)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("Der Zug hat schon wieder vierzig Minuten Verspätung")
	f.Add("\xff' '' e\u0301\u0301\u0301 #x @y &amp;")
	f.Fuzz(func(t *testing.T, text string) {
		g := Of(text)
		sum := 0.0
		for _, p := range g.odds {
			sum += p
		}
		if g.odds != nil && math.Abs(sum-1) > 1e-6 {
			t.Errorf("odds add up to %v", sum)
		}
		if g.Foreign(Known()) && g.odds != nil {
			t.Errorf("%q is foreign to all known languages", text)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	for b.Loop() {
		Of("What a lovely day at the beach with my best friends, and then the rain came down on us")
	}
}
