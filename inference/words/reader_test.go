package words

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"duotone/app"

	"github.com/sugarme/tokenizer/model/wordpiece"
)

const tinyPack = "../testdata/pack-tiny"

// tinyWords is the reader of the small pack.
var tinyWords = sync.OnceValue(func() *Reader {
	var manifest struct{ Text Spec }
	data, err := os.ReadFile(tinyPack + "/pack.json")
	if err == nil {
		err = json.Unmarshal(data, &manifest)
	}
	if err == nil {
		data, err = os.ReadFile(tinyPack + "/" + manifest.Text.Tokenizer)
	}
	v, failed := ParseVocabulary(data)
	if err = errors.Join(err, failed); err != nil {
		panic(err)
	}
	return NewReader(v, manifest.Text)
})

type goldenTokens struct {
	IDs     []int64  `json:"ids"`
	Tokens  []string `json:"tokens"`
	Offsets [][2]int `json:"offsets"`
}

// TestTokensAgainstReference compares ids, tokens and offsets with the reference implementation's, with and without the
// pack's rules. DUOTONE_TOKENS names one more fixture of the same form.
func TestTokensAgainstReference(t *testing.T) {
	paths := []string{"../testdata/golden/tokens.jsonl", "../testdata/reference/hard.jsonl", "../testdata/reference/special.jsonl"}
	if other := os.Getenv("DUOTONE_TOKENS"); other != "" {
		paths = append(paths, other)
	}
	for _, path := range paths {
		t.Run(path, func(t *testing.T) { tokensAgainst(t, path) })
	}
}

func tokensAgainst(t *testing.T, path string) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, wrong := 0, 0
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var row struct {
			Text   string
			Base64 []byte
			Raw    goldenTokens
			Pack   json.RawMessage
		}
		if err := json.Unmarshal(in.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Base64 != nil {
			row.Text = string(row.Base64)
		}
		compare := func(what string, got, want goldenTokens) {
			if sameTokens(got, want) {
				return
			}
			if wrong++; wrong < 20 {
				t.Errorf("%s %q (%s):\n got %v\nwant %v", what, row.Text, base64.StdEncoding.EncodeToString([]byte(row.Text)), got, want)
			}
		}
		var raw, pack goldenTokens
		tinyWords().RawTokens(row.Text, func(tok app.Token) bool { return raw.add(tok) })
		if !strings.HasSuffix(path, "special.jsonl") && tinyWords().vocab.search(row.Text).first() {
			raw = plainTokens(row.Text) // those fixtures were made as training read: "[SEP]" is five plain characters
		}
		compare("raw", raw, row.Raw)
		if row.Pack != nil {
			want := row.Raw
			if string(row.Pack) != `"raw"` {
				want = goldenTokens{}
				if err := json.Unmarshal(row.Pack, &want); err != nil {
					t.Fatal(err)
				}
			}
			for _, tok := range tinyWords().Tokens(row.Text).Tokens {
				pack.add(tok)
			}
			compare("pack", pack, want)
		}
		lines++
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	if lines < 300 {
		t.Errorf("only %d texts in %s", lines, path)
	}
	t.Logf("%d texts, %d wrong", lines, wrong)
}

// first tells whether there is any token.
func (s *addedSearch) first() bool {
	at, _ := s.from(0)
	return at < len(s.text)
}

// plainTokens are a text's without rules, the names of special tokens taken for words.
func plainTokens(text string) (g goldenTokens) {
	w := tinyWords()
	g.add(w.special(w.vocab.cls))
	w.pieces(text, false, func(p Piece) bool { return g.add(w.token(p)) })
	g.add(w.special(w.vocab.sep))
	return g
}

func (g *goldenTokens) add(t app.Token) bool {
	g.IDs, g.Tokens, g.Offsets = append(g.IDs, t.ID), append(g.Tokens, t.Text), append(g.Offsets, [2]int{t.Start, t.End})
	return true
}

func sameTokens(a, b goldenTokens) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// TestEveryCharacterIsSortedAsInTheReference checks all 1.1 million of them.
func TestEveryCharacterIsSortedAsInTheReference(t *testing.T) {
	f, err := os.Open("../testdata/reference/characters.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var starts []rune
	var sorts []string
	for in := bufio.NewScanner(f); in.Scan(); {
		var start rune
		var sort string
		if n, _ := fmt.Sscanf(in.Text(), "%x %s", &start, &sort); n == 2 {
			starts, sorts = append(starts, start), append(sorts, sort)
		}
	}
	if len(starts) < 500 {
		t.Fatalf("only %d runs", len(starts))
	}
	run := 0
	for r := range rune(unicode.MaxRune + 1) {
		for run+1 < len(starts) && starts[run+1] <= r {
			run++
		}
		if 0xD800 <= r && r < 0xE000 {
			continue
		}
		got := "L"
		switch {
		case isSpace(r):
			got = "S"
		case isDropped(r):
			got = "D"
		case isNonspacing(r):
			got = "M"
		case isPunct(r):
			got = "P"
		}
		if got != sorts[run] {
			t.Errorf("%U is sorted %s, the reference says %s", r, got, sorts[run])
		}
	}
}

// TestHugeTexts: what somebody may paste by mistake has to be read in bounded time. The reference reads them likewise.
func TestHugeTexts(t *testing.T) {
	const size, part = 10 << 20, 2 << 20
	w := tinyWords()
	for name, c := range map[string]struct {
		text  string
		total int
	}{
		"one word":    {strings.Repeat("a", size), 3},
		"one URL":     {"https://" + strings.Repeat("a", size), 3},
		"marks":       {"a" + strings.Repeat("\u0301\u0323", part/4), 3},
		"one hashtag": {"#" + strings.Repeat("a", part), 4},
		"specials":    {strings.Repeat("[SEP", part/4), 2 + part/2},
		"ideographs":  {strings.Repeat("我", part/3), 2 + part/3},
	} {
		ids, _, cut := w.Read(c.text)
		if (cut >= 0) != (c.total > 128) || len(ids) != min(c.total, 128) {
			t.Errorf("%s: %d ids, cut from %d", name, len(ids), cut)
		}
		if v := w.Tokens(c.text); v.Total != c.total {
			t.Errorf("%s: %d tokens in all, want %d", name, v.Total, c.total)
		}
	}
}

// TestWordPiecesAgainstSlowOnes compares with the WordPiece step of sugarme/tokenizer, which tries every ending.
func TestWordPiecesAgainstSlowOnes(t *testing.T) {
	v := tinyWords().vocab
	slow := wordpiece.NewWordPieceBuilder().Vocab(&v.ids).MaxInputCharsPerWord(v.maxChars).Build()
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var word []byte
		for len(word) == 0 || rnd.IntN(4) > 0 {
			part := strings.TrimPrefix(v.tokens[rnd.IntN(len(v.tokens))], "##")
			runes := []rune(part)
			if len(runes) > 1 && rnd.IntN(2) == 0 {
				runes = runes[:1+rnd.IntN(len(runes)-1)]
			}
			word = append(word, string(runes)...)
		}
		if utf8.RuneCount(word) > v.maxChars {
			continue
		}
		want, err := slow.Tokenize(string(word))
		if err != nil {
			t.Fatal(err)
		}
		got := v.wordPieces(word, nil)
		if len(got) != len(want) {
			t.Fatalf("%q: %d pieces, want %v", word, len(got), want)
		}
		for i, p := range got {
			start, end := utf8.RuneCount(word[:p.start]), utf8.RuneCount(word[:p.end])
			if int(p.id) != want[i].Id || start != want[i].Offsets[0] || end != want[i].Offsets[1] {
				t.Fatalf("%q: piece %d is %v at %d:%d, want %v", word, i, p.id, start, end, want[i])
			}
		}
	}
}

// FuzzTokens looks for panics and for offsets outside the text or out of order.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"", "What a day", "İstanbul é我 #LoveThisDay2015 @me &amp;lt; https://x.y/z 👩🏽\u200d🚀", "\xff\xed\xa0\x80 a\u0301\u0323\U0001d165", "각\u302e", "a[SEP]b[CLS[MASK]]é[PAD]"} {
		f.Add(s)
	}
	w := tinyWords()
	f.Fuzz(func(t *testing.T, text string) {
		v := w.Tokens(text)
		ids, at, cut := w.Read(text)
		if len(ids) != len(v.Tokens) || len(at) != len(ids) || cut != v.CutFrom {
			t.Fatalf("read gives %d ids, cut %d; Tokens %d, cut %d", len(ids), cut, len(v.Tokens), v.CutFrom)
		}
		check := func(tok app.Token) bool {
			if tok.Start < 0 || tok.End > len(text) || tok.Start > tok.End || tok.Start == tok.End && !tok.Special {
				t.Fatalf("%+v in %d bytes", tok, len(text))
			}
			return true
		}
		for _, tok := range v.Tokens {
			check(tok)
		}
		w.RawTokens(text, check)
	})
}

func BenchmarkTokens(b *testing.B) {
	w := tinyWords()
	text := strings.Repeat("What a lovely day at the beach with @friend, #LoveThisDay! Unbelievable sunsets 😀 https://example.org/x ", 400)
	n := 0
	for b.Loop() {
		w.pieces(text, true, func(Piece) bool { n++; return true })
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tokens/s")
	b.SetBytes(int64(len(text)))
}
