package words

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// What Duotone reads of the other parts of a tokenizer.json.
type (
	normalizerPart struct {
		Type         string           `json:"type"`
		CleanText    *bool            `json:"clean_text"`
		ChineseChars *bool            `json:"handle_chinese_chars"`
		StripAccents *bool            `json:"strip_accents"`
		Lowercase    *bool            `json:"lowercase"`
		Parts        []normalizerPart `json:"normalizers"`
		Pattern      struct {
			String string `json:"String"`
		} `json:"pattern"`
		Content string `json:"content"`
	}
	preTokenizerPart struct {
		Type        string             `json:"type"`
		Parts       []preTokenizerPart `json:"pretokenizers"`
		Replacement string             `json:"replacement"`
		Prepend     string             `json:"prepend_scheme"`
		Split       *bool              `json:"split"`
	}
	postProcessorPart struct {
		Type   string `json:"type"`
		Single []struct {
			Special *struct {
				ID string `json:"id"`
			} `json:"SpecialToken"`
			Sequence *struct {
				ID string `json:"id"`
			} `json:"Sequence"`
		} `json:"single"`
	}
)

// scoredPiece is an entry of a Unigram vocabulary: ["piece", score].
type scoredPiece struct {
	text  string
	score float64
}

func (p *scoredPiece) UnmarshalJSON(data []byte) error {
	pair := []any{&p.text, &p.score}
	if err := json.Unmarshal(data, &pair); err != nil || len(pair) != 2 {
		return errors.Join(err, fmt.Errorf("%.40q is no piece with its score", data))
	}
	return nil
}

// parseUnigram reads the one form of a Unigram tokenizer that models/PACK.md has, and tells all that is otherwise.
func parseUnigram(f *tokenizerFile) (*Vocabulary, error) {
	var wrong []string
	complain := func(form string, values ...any) { wrong = append(wrong, fmt.Sprintf(form, values...)) }
	spaces, ok := f.Normalizer.unigramSpaces()
	if !ok {
		complain("normalizer must be a Sequence of Replace (a character by a space), BertNormalizer (clean_text alone) and NFKC")
	}
	if !f.PreTokenizer.isUnigrams() {
		complain("pre_tokenizer must be a Sequence of WhitespaceSplit and Metaspace (%s, always, split)", wordMark)
	}
	if len(f.Added) > 0 {
		complain("added_tokens must be empty")
	}
	if f.Model.ByteFallback {
		complain("model.byte_fallback must be false")
	}
	var pieces []scoredPiece
	if err := json.Unmarshal(f.Model.Vocab, &pieces); err != nil || len(pieces) < 4 || len(pieces) > maxTokenID {
		complain("model.vocab must be 4 to %d pieces with their scores (%v)", maxTokenID, err)
		return nil, errors.New(strings.Join(wrong, "; "))
	}
	v := &Vocabulary{tokens: make([]string, len(pieces)), ids: nil}
	scores := make([]float64, len(pieces))
	for i, p := range pieces {
		v.tokens[i], scores[i] = p.text, p.score
		if math.IsNaN(p.score) || math.Abs(p.score) > 1e6 {
			complain("the score of piece %d is %v", i, p.score)
			break
		}
	}
	first, last := f.PostProcessor.ends()
	v.cls, v.sep = int32(slices.Index(v.tokens, first)), int32(slices.Index(v.tokens, last))
	v.unknown = -1
	if id := f.Model.UnknownID; id != nil && *id >= 0 && *id < int64(len(pieces)) {
		v.unknown = int32(*id)
	}
	for what, id := range map[string]int32{"the token before a text (post_processor)": v.cls, "the token after a text (post_processor)": v.sep, "model.unk_id": v.unknown} {
		if id < 0 || !strings.Contains(v.tokens[id], " ") { // else somebody could type it
			complain("%s must be a piece whose name holds a space", what)
		}
	}
	if len(wrong) > 0 {
		return nil, errors.New(strings.Join(wrong, "; "))
	}
	u, err := newUnigram(v.tokens, scores, v.unknown)
	if err != nil {
		return nil, err
	}
	u.spaces, v.unigram = spaces, u
	return v, nil
}

// unigramSpaces are the characters that the normaliser reads as spaces, and whether it is the one that a Unigram pack has.
func (n *normalizerPart) unigramSpaces() (spaces string, ok bool) {
	if n == nil || n.Type != "Sequence" || len(n.Parts) < 2 {
		return "", false
	}
	k := len(n.Parts) - 2
	for _, p := range n.Parts[:k] {
		if p.Type != "Replace" || utf8.RuneCountInString(p.Pattern.String) != 1 || p.Pattern.String < "\u0080" || p.Content != " " {
			return "", false
		}
		spaces += p.Pattern.String
	}
	is := func(b *bool, want bool) bool { return b != nil && *b == want }
	clean := n.Parts[k]
	return spaces, strings.Contains(spaces, wordMark) && clean.Type == "BertNormalizer" && is(clean.CleanText, true) &&
		is(clean.ChineseChars, false) && is(clean.StripAccents, false) && is(clean.Lowercase, false) && n.Parts[k+1].Type == "NFKC"
}

func (p *preTokenizerPart) isUnigrams() bool {
	if p == nil || p.Type != "Sequence" || len(p.Parts) != 2 || p.Parts[0].Type != "WhitespaceSplit" {
		return false
	}
	m := p.Parts[1]
	return m.Type == "Metaspace" && m.Replacement == wordMark && m.Prepend == "always" && (m.Split == nil || *m.Split)
}

// ends are the names of the tokens before and after a text.
func (p *postProcessorPart) ends() (first, last string) {
	if p == nil || p.Type != "TemplateProcessing" || len(p.Single) != 3 {
		return "", ""
	}
	s := p.Single
	if s[0].Special == nil || s[1].Sequence == nil || s[2].Special == nil {
		return "", ""
	}
	return s[0].Special.ID, s[2].Special.ID
}

// Suits tells what in a pack's text section does not go with its tokenizer.
func (v *Vocabulary) Suits(spec Spec) error {
	if v.unigram != nil && (spec.Lowercase || spec.StripAccents) {
		return errors.New("a Unigram tokenizer reads letters as they are: lowercase and strip_accents of text in pack.json must be false")
	}
	return nil
}
