package app

import (
	"encoding/json"
	"math"
	"strconv"
)

// JSONVersion is the version of a scored post that MarshalJSON writes. Within a version fields are only ever added.
const JSONVersion = 2

// jsonPrediction is one scored post as files and scripts see it. N is how numbers are written.
type jsonPrediction[N ~float64] struct {
	V           int             `json:"v"`
	ID          string          `json:"id"`
	Label       *Label          `json:"label"`
	Scores      *jsonScores[N]  `json:"scores"`
	Meant       *jsonOpinion[N] `json:"meant"`
	Words       *jsonOpinion[N] `json:"words"`
	Picture     *jsonOpinion[N] `json:"picture"`
	Dominant    *Modality       `json:"dominant"`
	Balance     *jsonBalance[N] `json:"balance"`
	Attention   *jsonShare[N]   `json:"attention"`
	Incongruity *N              `json:"incongruity"`
	Irony       *N              `json:"irony"`
	Answer      *jsonAnswer[N]  `json:"answer,omitempty"`
	Language    *string         `json:"language"`
	// PictureWords are there where the picture was read.
	PictureWords *[]jsonPictureWord[N] `json:"picture_words,omitempty"`
	Warnings     []string              `json:"warnings"`
	Pack         string                `json:"pack"`
	Device       string                `json:"device"`
	Error        *jsonError            `json:"error"`
}

// jsonFirst is version 1: all digits, and neither the meaning nor the language; warnings were notices then.
type jsonFirst struct {
	V           int                   `json:"v"`
	ID          string                `json:"id"`
	Label       *Label                `json:"label"`
	Scores      *jsonScores[float64]  `json:"scores"`
	Words       *jsonOpinion[float64] `json:"words"`
	Picture     *jsonOpinion[float64] `json:"picture"`
	Dominant    *Modality             `json:"dominant"`
	Balance     *jsonBalance[float64] `json:"balance"`
	Attention   *jsonShare[float64]   `json:"attention"`
	Incongruity *float64              `json:"incongruity"`
	Irony       *float64              `json:"irony"`
	Pack        string                `json:"pack"`
	Device      string                `json:"device"`
	Notices     []jsonNotice          `json:"notices,omitempty"`
	Error       *jsonError            `json:"error"`
}

type jsonNotice struct {
	Kind    WarningCode `json:"kind"`
	Message string      `json:"message"`
}

// short is a number with at most four decimals: no model knows more.
type short float64

func (v short) MarshalJSON() ([]byte, error) {
	rounded := Rounded(float64(v))
	if math.IsNaN(rounded) || math.IsInf(rounded, 0) {
		return nil, &json.UnsupportedValueError{Str: strconv.FormatFloat(rounded, 'g', -1, 64)}
	}
	return strconv.AppendFloat(nil, rounded, 'f', -1, 64), nil
}

// Rounded is a score as files of version 2 have it, in JSON and in tables alike.
func Rounded(v float64) float64 {
	return math.Round(v*1e4)/1e4 + 0 // never −0
}

type jsonScores[N ~float64] struct {
	Negative N `json:"negative"`
	Neutral  N `json:"neutral"`
	Positive N `json:"positive"`
}

type jsonOpinion[N ~float64] struct {
	Label  Label          `json:"label"`
	Scores *jsonScores[N] `json:"scores"`
}

type jsonBalance[N ~float64] struct {
	Base    N `json:"base"`
	Words   N `json:"words"`
	Picture N `json:"picture"`
	// PictureWords is there where words in the picture reach the verdict.
	PictureWords *N `json:"picture_words,omitempty"`
}

type jsonShare[N ~float64] struct {
	Words   N `json:"words"`
	Picture N `json:"picture"`
}

// jsonAnswer is what a pack's head says: the label, or for many-of the labels, or for a scale also the expected step from 0.
type jsonAnswer[N ~float64] struct {
	Question string         `json:"question"`
	Kind     QuestionKind   `json:"kind"`
	Labels   []string       `json:"labels"`
	Step     *N             `json:"step,omitempty"`
	Scores   labelScores[N] `json:"scores"`
}

// labelScores is an object in the order of the labels.
type labelScores[N ~float64] struct {
	labels []string
	scores []float64
}

func (s labelScores[N]) MarshalJSON() ([]byte, error) {
	out := []byte("{")
	for i, l := range s.labels {
		key, err := json.Marshal(l)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(N(s.scores[i]))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}

func answerJSON[N ~float64](a *Answer) *jsonAnswer[N] {
	if a == nil {
		return nil
	}
	j := &jsonAnswer[N]{Question: a.Head.Question, Kind: a.Head.Kind, Labels: a.GivenLabels(), Scores: labelScores[N]{a.Head.Labels, a.Scores}}
	if a.Head.Kind == Scale {
		step := N(a.Step())
		j.Step = &step
	}
	return j
}

// jsonPictureWord is a word that was read in a picture; its corners are in fractions of the picture's width and height.
type jsonPictureWord[N ~float64] struct {
	Text       string  `json:"text"`
	Box        [4][2]N `json:"box"`
	Confidence N       `json:"confidence"`
	Line       int     `json:"line"`
	Weight     *N      `json:"weight"` // as Attribution has it; null where nobody asked why, or where the words do not reach the verdict
}

func pictureWordsJSON[N ~float64](words []PictureWord, why *Attribution) *[]jsonPictureWord[N] {
	if words == nil {
		return nil
	}
	out := make([]jsonPictureWord[N], len(words))
	for i, w := range words {
		out[i] = jsonPictureWord[N]{Text: w.Text, Confidence: N(w.Confidence), Line: w.Line}
		for c, corner := range w.Box {
			out[i].Box[c] = [2]N{N(corner.X), N(corner.Y)}
		}
		if why != nil && len(why.PictureWords) == len(words) {
			weight := N(why.PictureWords[i])
			out[i].Weight = &weight
		}
	}
	return &out
}

type jsonError struct {
	Kind    Kind   `json:"kind"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func scoresJSON[N ~float64](s Scores) *jsonScores[N] {
	return &jsonScores[N]{Negative: N(s[Negative]), Neutral: N(s[Neutral]), Positive: N(s[Positive])}
}

func opinionJSON[N ~float64](o *Opinion) *jsonOpinion[N] {
	if o == nil {
		return nil
	}
	return &jsonOpinion[N]{Label: o.Label, Scores: scoresJSON[N](o.Scores)}
}

func predictionJSON[N ~float64](p Prediction, version int, why *Attribution) jsonPrediction[N] {
	j := jsonPrediction[N]{V: version, ID: p.ID, Pack: p.Pack, Device: p.Device, Warnings: []string{}}
	for _, w := range p.Warnings {
		j.Warnings = append(j.Warnings, w.String())
	}
	if p.Err != nil {
		j.Error = &jsonError{Kind: KindOf(p.Err), Message: p.Err.Error(), Hint: HintOf(p.Err)}
		return j
	}
	j.Label, j.Scores, j.Dominant = &p.Label, scoresJSON[N](p.Scores), &p.Dominant
	j.Meant, j.Words, j.Picture = opinionJSON[N](p.Meant), opinionJSON[N](p.Words), opinionJSON[N](p.Picture)
	j.Answer = answerJSON[N](p.Answer)
	j.Balance = &jsonBalance[N]{Base: N(p.Balance.Base), Words: N(p.Balance.Words), Picture: N(p.Balance.Picture)}
	if by := N(p.Balance.PictureWords); by != 0 {
		j.Balance.PictureWords = &by
	}
	j.Attention = &jsonShare[N]{Words: N(p.Attention.Words), Picture: N(p.Attention.Picture)}
	if p.Words != nil && p.Picture != nil {
		v := N(p.Incongruity)
		j.Incongruity = &v
	}
	if p.Words != nil {
		v := N(p.Irony)
		j.Irony = &v
	}
	j.PictureWords = pictureWordsJSON[N](p.PictureWords, why)
	if p.Language != "" {
		j.Language = &p.Language
	}
	return j
}

// MarshalJSON writes version 2 of a scored post: numbers with at most four decimals, null for what the post or the pack doesn't
// have. Where there is an error the results are null. Incongruity is null unless both modalities are there, irony without
// words, meant where the pack doesn't tell it, language where it can't be told. picture_words is there only where the picture was read,
// with null for its words' weights.
func (p Prediction) MarshalJSON() ([]byte, error) { return p.JSON(JSONVersion, nil) }

// JSON writes a scored post as version 1 or 2. Version 1 is for scripts that were made for it, and has no words in pictures. Where the post was explained,
// why gives these their weights; it may be nil.
func (p Prediction) JSON(version int, why *Attribution) ([]byte, error) {
	switch version {
	case 1:
		j := predictionJSON[float64](p, 1, nil)
		first := jsonFirst{V: j.V, ID: j.ID, Label: j.Label, Scores: j.Scores, Words: j.Words, Picture: j.Picture, Dominant: j.Dominant,
			Balance: j.Balance, Attention: j.Attention, Incongruity: j.Incongruity, Irony: j.Irony, Pack: j.Pack, Device: j.Device, Error: j.Error}
		for _, w := range p.Warnings {
			first.Notices = append(first.Notices, jsonNotice{w.Code, w.Message})
		}
		return json.Marshal(first)
	case JSONVersion:
		return json.Marshal(predictionJSON[short](p, JSONVersion, why))
	}
	return nil, Errorf("write JSON", "", KindUsage, "There are the versions 1 and 2.", "there is no version %d", version)
}
