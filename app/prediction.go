package app

import (
	"context"
	"math"
	"strings"
	"time"
)

// Opinion is what one modality says on its own.
type Opinion struct {
	Label  Label  `json:"label"`
	Scores Scores `json:"scores"`
}

// Modality names what carried a verdict.
type Modality string

// The values of Prediction.Dominant.
const (
	Words   Modality = "words"
	Image   Modality = "picture"
	Both    Modality = "both" // neither beyond the pack's margin
	Nothing Modality = ""     // not known: the post could not be scored
)

// Balance is how far each modality moved the probability of the label shown: the exact Shapley values of a game of two
// players, φ_words = ½[(v(TI) − v(I)) + (v(T) − v(∅))] and φ_picture likewise, where v is the fused model's probability
// of that label with the missing modality masked. Where words that were read in the picture reach the verdict they are a third player
// (ShapleyOfThree). Base and all parts add up to the label's score.
type Balance struct {
	Base         float64 `json:"base"`
	Words        float64 `json:"words"`
	Picture      float64 `json:"picture"`
	PictureWords float64 `json:"picture_words,omitempty"` // 0: none reach the verdict
}

// Share is how the attention of the fused read-out divides between words and picture. It adds up to 1 and is not by
// itself an explanation (Jain & Wallace 2019).
type Share struct {
	Words   float64 `json:"words"`
	Picture float64 `json:"picture"`
}

// Prediction is what a model says of one post. Where Err is set, nothing else but ID, Pack and Device is.
type Prediction struct {
	ID          string
	Label       Label    // what the post says
	Scores      Scores   // words and picture together
	Meant       *Opinion // what its author means; nil: the pack doesn't tell
	Words       *Opinion // nil: the post has no words
	Picture     *Opinion // nil: the post has no picture
	Dominant    Modality
	Balance     Balance
	Attention   Share
	Incongruity float64 // probability that words and picture pull apart; 0 unless both are there
	Irony       float64 // probability that the words are ironic; 0 without words
	PullsApart  bool    // Incongruity is at or over the pack's threshold
	Ironic      bool    // Irony is at or over the pack's threshold
	Language    string  // of the words, as BCP 47 ("en"); "" where it can't be told
	Pack        string  // "name@version"
	Device      string  // "cpu", "webgpu", …
	Warnings    []Warning
	// PictureWords are the post's; nil: its picture was not read.
	PictureWords []PictureWord
	Answer       *Answer   // of the pack's head to its question; nil: it has none, or the post has no such part
	Embedding    []float32 // only where WithEmbedding asked for it: as Embedder.Embed gives it
	Err          error
}

// Sarcastic tells whether the post probably means the opposite of what it says.
func (p Prediction) Sarcastic() bool {
	return p.Err == nil && p.Meant != nil && p.Label != Neutral && p.Meant.Label != Neutral && p.Label != p.Meant.Label
}

// Turn is how far the meaning lies from what is said, 0 to 1: half the difference between the two of p(positive) − p(negative).
// It is 0 where the pack doesn't tell the meaning.
func (p Prediction) Turn() float64 {
	if p.Meant == nil {
		return 0
	}
	return math.Abs(p.Scores.Balance()-p.Meant.Scores.Balance()) / 2
}

// Warning is something a person should know about a prediction that is no error.
type Warning struct {
	Code    WarningCode
	Message string // one sentence, in English
}

// String is the code and the sentence, as files have them: "cut: The words go on after …".
func (w Warning) String() string { return string(w.Code) + ": " + w.Message }

// WarningCode says what a warning is about, for programs and translations. Codes are never renamed.
type WarningCode string

// The codes of warnings.
const (
	WarningCut      WarningCode = "cut"      // the words go on after the last token that was read
	WarningFallback WarningCode = "fallback" // a device failed and the CPU did the work
	WarningLanguage WarningCode = "language" // the words are in a language that the pack wasn't made for
	WarningPack     WarningCode = "pack"     // the pack made for the language can't be opened, and another one read the post
)

// Scorer scores posts.
type Scorer interface {
	// Score returns one prediction a post, in order. A post that can't be scored has its reason in Prediction.Err
	// and does not stop the others. The error is for what stops them all (a cancel, a closed engine); the
	// predictions are then nil. Score may be called from several goroutines.
	Score(ctx context.Context, posts ...Post) ([]Prediction, error)
}

// Explainer says why a model answers as it does.
type Explainer interface {
	// Explain attributes the probability of a label to words and patches. A post with neither, or one that can't be
	// read, is an error. Explain may be called from several goroutines.
	Explain(ctx context.Context, p Post, l Label) (Attribution, error)
}

// AnswerExplainer is an optional ability of an Engine, of one whose pack has a head (PackInfo.Head).
type AnswerExplainer interface {
	// ExplainAnswer attributes the probability of one of the head's labels, as Explain does. Attribution.Label says nothing then.
	ExplainAnswer(ctx context.Context, p Post, label int) (Attribution, error)
}

// Attribution is why: weights for one label. Positive weights speak for the label, negative ones against it.
type Attribution struct {
	Label Label `json:"label"`
	// Contribution: how much the label's probability drops when a word is struck (leave-one-out), by bytes of
	// Post.Text, one span a word; and when patches are hidden (occlusion).
	Words   []Span `json:"words"`
	Picture *Grid  `json:"picture"` // nil: no picture
	// PictureWords: the same contribution of each of Post.PictureWords; nil where they do not reach the verdict.
	PictureWords []float64 `json:"picture_words,omitempty"`
	// Attention: the read-out's mass on each word and each patch; never negative. Together they add up to 1.
	WordAttention    []Span `json:"word_attention"`
	PictureAttention *Grid  `json:"picture_attention"`
	// Meaning: the same contributions to what is meant; nil where the pack doesn't tell it.
	Meaning *Meaning `json:"meaning"`
	// Balance of the label that was asked about, only by ExplainAnswer, and where the question is of the whole post.
	Balance *Balance `json:"balance,omitempty"`
}

// Meaning is what makes a post mean what it means, and what makes it ironic.
type Meaning struct {
	Label       Label         `json:"label"` // the one that is meant
	Meant       Contributions `json:"meant"` // to the probability that Label is meant
	Irony       Contributions `json:"irony"`
	Incongruity Contributions `json:"incongruity"`
}

// Contributions are how much a probability drops when a word is struck and when a patch is hidden, as in Attribution.
type Contributions struct {
	Words        []Span    `json:"words"`
	Picture      *Grid     `json:"picture"` // nil: no picture
	PictureWords []float64 `json:"picture_words,omitempty"`
}

// Said are those to the label that was asked about.
func (a *Attribution) Said() Contributions { return Contributions{a.Words, a.Picture, a.PictureWords} }

// TokenView is what a model reads of a text.
type TokenView struct {
	Tokens  []Token // special tokens included, after the cut
	Total   int     // tokens that the whole text has, special ones included
	Max     int     // tokens that the model reads
	CutFrom int     // the first byte that is not read, or -1
}

// Token is one word piece.
type Token struct {
	ID         int64
	Text       string
	Start, End int  // bytes of the text as typed; 0,0 for special tokens
	Special    bool // [CLS], [SEP]
}

// Tokenizer shows what a model reads.
type Tokenizer interface {
	// Tokens never fails: any bytes are a text. It may be called from several goroutines.
	Tokens(text string) TokenView
}

// RawTokenizer is an optional ability of an Engine: plain BERT WordPiece.
type RawTokenizer interface {
	// RawTokens hands the tokens of a text to yield until it returns false: without the pack's own text rules, uncut,
	// special tokens included.
	RawTokens(text string, yield func(Token) bool)
}

// WordReader shows what a pack's words become, without a runtime.
type WordReader interface {
	Tokenizer
	RawTokenizer
}

// WordOpener is an optional ability of an Opener: only the words of a pack.
type WordOpener interface {
	// OpenWords opens the tokenizer of the pack in dir ("" is the default one); errors are those of Opener.Open.
	OpenWords(dir string) (WordReader, error)
}

// RuntimeTeller is an optional ability of an Opener: which runtime library there is.
type RuntimeTeller interface {
	// Runtime gives the version and the file of the runtime library, or why there is none.
	Runtime() (version, path string, err error)
	// Processor says in what way the runtime calculates on this processor, where there are several; "" if there is no runtime.
	Processor() string
}

// Bencher is an optional ability of an Engine: how long its graphs alone take.
type Bencher interface {
	// Bare runs only the graphs, with the runtime's own settings, on posts whose words and pictures have been read beforehand, as many at a time as a bulk
	// run has, and returns the time. Posts that can't be read are an error.
	Bare(ctx context.Context, posts ...Post) (BareTimes, error)
	// Forget empties all caches, so that nothing is measured twice.
	Forget()
}

// Rester is an optional ability of an Engine: it lets go of what only makes the next posts quicker.
type Rester interface {
	// Rest is for when nobody has asked for anything for a while. Calls under way, and those that follow, are answered as ever.
	Rest()
}

// BareTimes are what Bencher.Bare measures. The parts are sums over all posts and workers.
type BareTimes struct {
	Wall                time.Duration // of the graphs, from the first post to the last
	Processor           time.Duration // likewise, over all threads; 0 if it is not known
	Text, Image, Fusion time.Duration
	Pixels, Words       time.Duration // reading the pictures and words beforehand, which is not in Wall
}

// Embedder is an optional ability of a Scorer: posts as points, so that different ones can be found and heads can be learned.
type Embedder interface {
	// Embed gives one vector of unit length a post, always of the same size within one engine: the pack's own embedding, or where
	// it has none the mean of the words' states and that of the picture's, each zero where that modality is missing. A post with
	// neither is an error.
	Embed(ctx context.Context, p Post) ([]float32, error)
}

// Info describes an open engine.
type Info struct {
	Pack       PackInfo
	Others     []PackInfo // packs beside it, which read posts in languages that it wasn't made for; see Prediction.Pack
	Device     string     // "cpu", "webgpu", "cuda", "directml", "coreml"
	DeviceNote string     // one line: why this device and why not the others
	Devices    []Device   // what was probed
	Runtime    string     // version of the runtime library
}

// PackOf is the pack that a prediction names, as Pack.Ref gives it; Pack where none of them is.
func (i Info) PackOf(ref string) PackInfo {
	for _, p := range i.Others {
		if p.Ref() == ref && ref != i.Pack.Ref() {
			return p
		}
	}
	return i.Pack
}

// Held is an engine's main pack alone, for what has to be of one pack, such as scores that are kept by its name. It is closed with the engine.
func Held(e Engine) Engine {
	if several, ok := e.(interface{ Held() Engine }); ok {
		return several.Held()
	}
	return e
}

// Engine is an open pack on a device.
type Engine interface {
	Scorer
	Explainer
	Tokenizer
	Info() Info
	// Close waits for what is running and frees everything. Calls after it return ErrClosed.
	Close() error
}

// Device is a place where a model can run.
type Device struct {
	Name   string `json:"name"` // as in Info.Device
	Usable bool   `json:"usable"`
	Note   string `json:"note"` // its own description, or why not and what would help
}

// PackInfo is what a pack's manifest says, for people.
type PackInfo struct {
	Dir         string
	Name        string
	Version     string
	Licence     string
	Description string
	Format      int      // of the pack: models/PACK.md
	Languages   []string // BCP 47, of the words it was made for; none: it doesn't say
	Meaning     bool     // it tells what is meant
	Embedding   int      // size of its own embedding; 0: it has none
	Sum         Sum      // hash of its manifest, which has the hashes of all its files
	Head        *Head    // learned on people's labels; nil: a pack that stands by itself
	Base        string   // of a pack with a head: Ref of the pack that it was learned on
	BaseSum     Sum      // likewise, the Sum of that pack
	Bytes       int64    // all files together
	Card        string   // Markdown of CARD.md; empty when not there
	Figures     []Figure
	Thresholds  Thresholds
	Problems    []error // everything that is wrong with it; not empty: it can't be opened
}

// Ref is "name@version".
func (p PackInfo) Ref() string { return p.Name + "@" + p.Version }

// Root is the pack whose embeddings this one gives: itself, or the base of its head, as far as that is known.
func (p PackInfo) Root() PackInfo {
	if p.Head == nil {
		return p
	}
	name, version, _ := strings.Cut(p.Base, "@")
	return PackInfo{Name: name, Version: version, Licence: p.Licence, Embedding: p.Embedding, Sum: p.BaseSum, Languages: p.Languages, Thresholds: p.Thresholds}
}

// Figure is one held-out measurement, as the pack states it.
type Figure struct {
	Name      string  `json:"name"`
	Value     float64 `json:"value"`
	Low, High float64 `json:"-"`
	N         int     `json:"n"`
	Split     string  `json:"split"`
	Command   string  `json:"command"`
}

// Thresholds turn probabilities into words.
type Thresholds struct {
	Incongruity     float64 `json:"incongruity"`
	Irony           float64 `json:"irony"`
	DominanceMargin float64 `json:"dominance_margin"`
}

// Opener finds and opens packs. main hands one to the commands and to the window, which is how they reach the runtime
// without importing it.
type Opener interface {
	// Packs lists the packs found, the broken ones too, the default one first.
	Packs() []PackInfo
	// Check reads one folder and reports everything that is wrong with it in PackInfo.Problems.
	Check(dir string) PackInfo
	// Open opens the pack in dir on a device ("auto", or a Device.Name). "" is the default pack, with the others that are found beside it for posts in
	// languages that it wasn't made for.
	Open(ctx context.Context, dir, device string) (Engine, error)
	// Devices probes the CPU and every GPU provider.
	Devices(ctx context.Context) []Device
}
