package words

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sugarme/tokenizer/model"
)

// Vocabulary is a BERT WordPiece vocabulary, or one of Unigram.
type Vocabulary struct {
	unigram  *unigram         // nil: WordPiece
	ids      model.Vocab      // every entry, as the file has it
	tokens   []string         // by id; "" where there is none
	inner    map[string]int32 // entries that go on a word, without their prefix
	longest  int              // bytes of the longest entry
	prefix   string           // "##"
	unknown  int32            // [UNK]
	cls, sep int32
	maxChars int // longer words are unknown
	added    []addedToken
}

// addedToken is a token that the reference finds in a text before anything else reads it.
type addedToken struct {
	text string
	id   int32
}

// tokenizerFile is what Duotone reads of a Hugging Face tokenizer.json. Its normaliser is pack.json's business.
type tokenizerFile struct {
	Added []struct {
		ID         int64  `json:"id"`
		Content    string `json:"content"`
		SingleWord bool   `json:"single_word"`
		LeftStrip  bool   `json:"lstrip"`
		RightStrip bool   `json:"rstrip"`
		Normalized bool   `json:"normalized"`
	} `json:"added_tokens"`
	Normalizer    *normalizerPart    `json:"normalizer"`
	PreTokenizer  *preTokenizerPart  `json:"pre_tokenizer"`
	PostProcessor *postProcessorPart `json:"post_processor"`
	Model         struct {
		Type         string          `json:"type"`
		Unknown      string          `json:"unk_token"`
		Prefix       *string         `json:"continuing_subword_prefix"`
		MaxChars     int             `json:"max_input_chars_per_word"`
		UnknownID    *int64          `json:"unk_id"`
		ByteFallback bool            `json:"byte_fallback"`
		Vocab        json.RawMessage `json:"vocab"`
	} `json:"model"`
}

// maxTokenID keeps a hostile vocabulary from asking for gigabytes.
const maxTokenID = 1 << 21

// ParseVocabulary reads tokenizer.json and tells all that keeps it from being read as BERT's, or where it is one of Unigram as what models/PACK.md says.
func ParseVocabulary(data []byte) (*Vocabulary, error) {
	var f tokenizerFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("it is not a tokenizer file: %w", err)
	}
	if f.Model.Type == "Unigram" {
		return parseUnigram(&f)
	}
	var wrong []string
	var entries map[string]int64
	if err := json.Unmarshal(f.Model.Vocab, &entries); err != nil && f.Model.Type == "WordPiece" {
		return nil, fmt.Errorf("it is not a tokenizer file: %w", err)
	}
	is := func(what, have, want string) {
		if have != want {
			wrong = append(wrong, fmt.Sprintf("%s is %.40q and must be %s", what, have, want))
		}
	}
	is("model.type", f.Model.Type, "WordPiece")
	if n := f.Normalizer; n != nil {
		is("normalizer.type", n.Type, "BertNormalizer")
		for what, v := range map[string]*bool{"clean_text": n.CleanText, "handle_chinese_chars": n.ChineseChars} {
			if v != nil && !*v {
				wrong = append(wrong, "normalizer."+what+" must be true")
			}
		}
	}
	if f.PreTokenizer != nil {
		is("pre_tokenizer.type", f.PreTokenizer.Type, "BertPreTokenizer")
	}
	v := &Vocabulary{ids: model.Vocab{}, inner: map[string]int32{}, prefix: "##", maxChars: f.Model.MaxChars}
	if f.Model.Prefix != nil {
		v.prefix = *f.Model.Prefix
	}
	if v.prefix == "" || v.maxChars < 1 || v.maxChars > 1000 {
		wrong = append(wrong, "model must have a continuing_subword_prefix and a max_input_chars_per_word of 1 to 1000")
	}
	top := int64(-1)
	for token, id := range entries {
		if id < 0 || id > maxTokenID || token == "" {
			wrong = append(wrong, fmt.Sprintf("vocab has %.40q with the id %d", token, id))
			break
		}
		top = max(top, id)
	}
	for name, id := range map[string]*int32{f.Model.Unknown: &v.unknown, "[CLS]": &v.cls, "[SEP]": &v.sep} {
		n, ok := entries[name]
		if !ok {
			wrong = append(wrong, fmt.Sprintf("vocab has no %.40q", name))
		}
		*id = int32(n)
	}
	if len(wrong) > 0 {
		return nil, errors.New(strings.Join(wrong, "; "))
	}
	v.tokens = make([]string, top+1)
	for token, id := range entries {
		v.ids[token] = int(id)
		v.tokens[id] = token
		v.longest = max(v.longest, len(token))
		if rest, ok := strings.CutPrefix(token, v.prefix); ok {
			v.inner[rest] = int32(id)
		}
	}
	for _, a := range f.Added {
		// Others need the reference's own search; BERT's five are all plain. Only RawTokens reads them.
		if id, ok := entries[a.Content]; ok && id == a.ID && !a.SingleWord && !a.LeftStrip && !a.RightStrip && !a.Normalized {
			v.added = append(v.added, addedToken{a.Content, int32(id)})
		}
	}
	return v, nil
}

// addedSearch finds added tokens in a text from left to right, in time linear in its length.
type addedSearch struct {
	text  string
	added []addedToken
	next  []int // where each is next; len(text): nowhere
}

func (v *Vocabulary) search(text string) *addedSearch {
	s := &addedSearch{text, v.added, make([]int, len(v.added))}
	for i := range s.next {
		s.next[i] = -1
	}
	return s
}

// from gives the first token at or after base, the longest of those that begin there; len(text): there is none.
func (s *addedSearch) from(base int) (at int, token addedToken) {
	at = len(s.text)
	for i, a := range s.added {
		if s.next[i] < base {
			s.next[i] = len(s.text)
			if n := strings.Index(s.text[base:], a.text); n >= 0 {
				s.next[i] = base + n
			}
		}
		if n := s.next[i]; n < at || n == at && n < len(s.text) && len(a.text) > len(token.text) {
			at, token = n, a
		}
	}
	return at, token
}

// bytePiece is a word piece and the bytes of the word it stands for.
type bytePiece struct {
	id         int32
	start, end int
}

// wordPieces cuts one normalised word into the longest entries, from the left (Wu et al. 2016, as BERT does it); a word
// that can't be cut is unknown as a whole. Each step tries no more than the longest entry has bytes, without allocating.
func (v *Vocabulary) wordPieces(word []byte, out []bytePiece) []bytePiece {
	out = out[:0]
	if id, ok := v.ids[string(word)]; ok {
		return append(out, bytePiece{int32(id), 0, len(word)})
	}
	for start := 0; start < len(word); {
		end, id, found := min(len(word), start+v.longest), int32(0), false
		for ; end > start; end-- {
			if end < len(word) && !utf8.RuneStart(word[end]) {
				continue
			}
			if start == 0 {
				var n int
				n, found = v.ids[string(word[:end])]
				id = int32(n)
			} else {
				id, found = v.inner[string(word[start:end])]
			}
			if found {
				break
			}
		}
		if !found {
			return append(out[:0], bytePiece{v.unknown, 0, len(word)})
		}
		out = append(out, bytePiece{id, start, end})
		start = end
	}
	return out
}
