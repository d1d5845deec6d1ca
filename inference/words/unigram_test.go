package words

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"duotone/app"
)

const unigramData = "../testdata/unigram/"

// manyWords reads with the small Unigram vocabulary of the fixtures and the rules of the small pack.
var manyWords = sync.OnceValue(func() *Reader {
	data, err := os.ReadFile(unigramData + "tokenizer.json")
	if err != nil {
		panic(err)
	}
	v, err := ParseVocabulary(data)
	if err != nil {
		panic(err)
	}
	var manifest struct{ Text Spec }
	data, err = os.ReadFile(tinyPack + "/pack.json")
	if err == nil {
		err = json.Unmarshal(data, &manifest)
	}
	if err != nil {
		panic(err)
	}
	spec := manifest.Text
	spec.Lowercase, spec.StripAccents = false, false
	if err := v.Suits(spec); err != nil {
		panic(err)
	}
	return NewReader(v, spec)
})

// TestUnigramAgainstReference compares ids and bytes with PyPI tokenizers on hard texts in twenty scripts.
func TestUnigramAgainstReference(t *testing.T) {
	for name, rules := range map[string]bool{"hard.jsonl": true, "plain.jsonl": false} {
		lines, wrong := 0, 0
		eachLine(t, unigramData+name, func(line []byte) {
			var row struct {
				Text    string
				Base64  []byte
				IDs, At []int32
			}
			if err := json.Unmarshal(line, &row); err != nil {
				t.Fatal(err)
			}
			if row.Base64 != nil {
				row.Text = string(row.Base64)
			}
			got := piecesOf(manyWords(), row.Text, rules)
			var want []Piece
			for i, id := range row.IDs[1 : len(row.IDs)-1] {
				want = append(want, Piece{id, row.At[2*i+2], row.At[2*i+3]})
			}
			if lines++; !slices.Equal(got, want) {
				if wrong++; wrong < 12 {
					t.Errorf("%q:\n got %s\nwant %s", row.Text, shown(got), shown(want))
				}
			}
		})
		if rules && lines < 2000 {
			t.Errorf("only %d texts in %s", lines, name)
		}
		t.Logf("%s: %d texts, %d wrong", name, lines, wrong)
	}
}

func eachLine(t *testing.T, path string, do func([]byte)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		do(in.Bytes())
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
}

func piecesOf(w *Reader, text string, rules bool) (all []Piece) {
	w.pieces(text, rules, func(p Piece) bool { all = append(all, p); return true })
	return all
}

func shown(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		fmt.Fprintf(&b, "%s %d-%d, ", manyWords().vocab.tokens[p.ID], p.Start, p.End)
	}
	return b.String()
}

// TestUnigramInParts: the pieces of a long word are the same whether it is read whole or settled bit by bit.
func TestUnigramInParts(t *testing.T) {
	u := manyWords().vocab.unigram
	var plain []string // what NFKC leaves alone
	for _, p := range manyWords().vocab.tokens {
		if p = strings.TrimPrefix(p, wordMark); strings.Trim(p, "abcdefghijklmnopqrstuvwxyz") == "" {
			plain = append(plain, p)
		}
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		var word []byte
		for len(word) < 5*longWord {
			word = append(word, plain[rnd.IntN(len(plain))]...)
		}
		var whole lattice
		whole.reset()
		full := append([]byte(wordMark), word...)
		u.enter(&whole, full, len(full))
		want := whole.back(len(full))
		got := piecesOf(manyWords(), string(word), false)
		if len(got) != len(want) {
			t.Fatalf("%d pieces, want %d", len(got), len(want))
		}
		for i, p := range want {
			if got[i].ID != p.id || int(got[i].End) != max(1, p.end-len(wordMark)) { // the mark has the first letter's place
				t.Fatalf("piece %d is %v, want %v", i, got[i], p)
			}
		}
	}
}

// TestUnigramHugeTexts: what somebody may paste by mistake has to be read in bounded time and memory.
func TestUnigramHugeTexts(t *testing.T) {
	for name, text := range map[string]string{
		"one word": strings.Repeat("a", 2<<20), "spaces": strings.Repeat(" ", 2<<20), "marks": "a" + strings.Repeat("\u0301\u0323", 1<<18),
		"unknown": strings.Repeat("\U00012000", 1<<18), "no spaces": strings.Repeat("ไม่มีช่องว่าง", 1<<14), "one URL": "https://" + strings.Repeat("a", 2<<20),
	} {
		ids, at, _ := manyWords().Read(text)
		if len(ids) > 128 || len(at) != len(ids) {
			t.Errorf("%s: %d ids", name, len(ids))
		}
		if v := manyWords().Tokens(text); v.Total < 2 {
			t.Errorf("%s: %d tokens", name, v.Total)
		}
	}
	v := manyWords().Tokens(strings.Repeat("\U00012000", 1<<18))
	if v.Total != 4 { // the mark of the word, and one piece for all that is unknown
		t.Errorf("unknown characters in a row are %d tokens", v.Total)
	}
}

// TestTypedNamesAreWords: nobody can type a special token.
func TestTypedNamesAreWords(t *testing.T) {
	v := manyWords().vocab
	for _, text := range []string{v.tokens[v.cls], v.tokens[v.sep], v.tokens[v.unknown], "<s>", "</s>", "▁", "a▁b"} {
		for _, p := range piecesOf(manyWords(), text, true) {
			if p.ID == v.cls || p.ID == v.sep {
				t.Errorf("%q is read as %q", text, v.tokens[p.ID])
			}
		}
	}
}

// TestUnigramFilesThatAreRefused: each of them is told why.
func TestUnigramFilesThatAreRefused(t *testing.T) {
	data, err := os.ReadFile(unigramData + "tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	good := string(data)
	for old, bad := range map[string][2]string{
		`{"type":"NFKC"}`:                    {`{"type":"NFC"}`, "normalizer"},
		`"clean_text":true`:                  {`"clean_text":false`, "normalizer"},
		`{"String":"▁"}`:                     {`{"String":"_"}`, "normalizer"},
		`"type":"WhitespaceSplit"`:           {`"type":"Whitespace"`, "pre_tokenizer"},
		`"prepend_scheme":"always","split"`:  {`"prepend_scheme":"never","split"`, "pre_tokenizer"},
		`"added_tokens":[]`:                  {`"added_tokens":[{"id":0,"content":"x"}]`, "added_tokens"},
		`"unk_id":3`:                         {`"unk_id":99999999`, "unk_id"},
		`"byte_fallback":false`:              {`"byte_fallback":true`, "byte_fallback"},
		`"vocab":[`:                          {`"vocab":[["x"],`, "vocab"},
		`"vocab":[[`:                         {`"vocab":[["x",1e300],[`, "score"},
		`{"SpecialToken":{"id":"< s >","typ`: {`{"SpecialToken":{"id":"a","typ`, "space"},
		`["< pad >",0.0]`:                    {`["",0.0]`, "empty"},
		`["< pad >",0.0],`:                   {`["a",0.0],`, "twice"},
	} {
		if strings.Count(good, old) < 1 {
			t.Fatalf("the fixture has no %s", old)
		}
		_, err := ParseVocabulary([]byte(strings.Replace(good, old, bad[0], 1)))
		if err == nil || !strings.Contains(err.Error(), bad[1]) {
			t.Errorf("%s: %v", bad[0], err)
		}
	}
	v, err := ParseVocabulary(data)
	if err != nil {
		t.Fatal(err)
	}
	if v.Suits(Spec{Lowercase: true}) == nil {
		t.Error("lower case suits it")
	}
}

// FuzzUnigram looks for panics, for offsets outside the text or out of order, and for texts that are read otherwise by parts.
func FuzzUnigram(f *testing.F) {
	for _, s := range []string{"", "What a day", "قطار می‌خواهم", "क्षत्रिय ज्ञान", "น้ำใจ", "e\u0301\u0323 각\u11a8 ﷺ ½", "👩🏽\u200d🚀 #LoveThisDay2015 @me", "\xff\xed\xa0\x80 a\u0301\u0323\U0001d165", "▁▁</s>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := manyWords()
		v := w.Tokens(text)
		ids, at, cut := w.Read(text)
		if len(ids) != len(v.Tokens) || len(at) != len(ids) || cut != v.CutFrom {
			t.Fatalf("read gives %d ids, cut %d; Tokens %d, cut %d", len(ids), cut, len(v.Tokens), v.CutFrom)
		}
		check := func(tok app.Token) bool {
			if tok.Start < 0 || tok.End > len(text) || tok.Start > tok.End || tok.Start == tok.End && !tok.Special {
				t.Fatalf("%+v in %d bytes", tok, len(text))
			}
			if utf8.ValidString(text) && !(utf8.ValidString(text[:tok.Start]) && utf8.ValidString(text[:tok.End])) {
				t.Fatalf("%+v cuts a character of %q", tok, text)
			}
			return true
		}
		for _, tok := range v.Tokens {
			check(tok)
		}
		w.RawTokens(text, check)
	})
}

func BenchmarkUnigram(b *testing.B) {
	for name, text := range map[string]string{
		"en": "What a lovely day at the beach with @friend, #LoveThisDay! Unbelievable sunsets 😀 https://example.org/x ",
		"de": "Das Essen war furchtbar, aber die Aussicht über dem Fluß war schön. ", "ar": "القطار متأخر مرّة أخرى، يا له من يومٍ جميل! ",
		"hi": "ट्रेन फिर से देर हो गई, क्या सुंदर दिन है! ", "th": "รถไฟมาช้าอีกแล้ว วันนี้ช่างสวยงามจริงๆ ", "zh": "火车又晚点了四十分钟，真是美好的一天！",
	} {
		b.Run(name, func(b *testing.B) {
			w, long, n := manyWords(), strings.Repeat(text, 200), 0
			for b.Loop() {
				w.pieces(long, true, func(Piece) bool { n++; return true })
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}
