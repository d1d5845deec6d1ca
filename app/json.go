package app

import "encoding/json"

// jsonPrediction is one scored post as files and scripts see it, version 1. Fields are only ever added.
type jsonPrediction struct {
	V           int                `json:"v"`
	ID          string             `json:"id"`
	Label       *Label             `json:"label"`
	Scores      map[string]float64 `json:"scores"`
	Words       *jsonOpinion       `json:"words"`
	Picture     *jsonOpinion       `json:"picture"`
	Dominant    *Modality          `json:"dominant"`
	Balance     *Balance           `json:"balance"`
	Attention   *Share             `json:"attention"`
	Incongruity *float64           `json:"incongruity"`
	Irony       *float64           `json:"irony"`
	Pack        string             `json:"pack"`
	Device      string             `json:"device"`
	Notices     []Notice           `json:"notices,omitempty"`
	Error       *jsonError         `json:"error"`
}

type jsonOpinion struct {
	Label  Label              `json:"label"`
	Scores map[string]float64 `json:"scores"`
}

type jsonError struct {
	Kind    Kind   `json:"kind"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func scoreMap(s Scores) map[string]float64 {
	m := make(map[string]float64, len(s))
	for _, l := range Labels {
		m[l.String()] = s[l]
	}
	return m
}

func opinionJSON(o *Opinion) *jsonOpinion {
	if o == nil {
		return nil
	}
	return &jsonOpinion{Label: o.Label, Scores: scoreMap(o.Scores)}
}

// MarshalJSON writes version 1 of a scored post: full precision, so that reading it back gives the same numbers. Where
// there is an error the results are null. Incongruity is null unless both modalities are there, irony without words.
func (p Prediction) MarshalJSON() ([]byte, error) {
	j := jsonPrediction{V: 1, ID: p.ID, Pack: p.Pack, Device: p.Device, Notices: p.Notices}
	if p.Err != nil {
		j.Error = &jsonError{Kind: KindOf(p.Err), Message: p.Err.Error(), Hint: HintOf(p.Err)}
		return json.Marshal(j)
	}
	j.Label, j.Scores, j.Dominant = &p.Label, scoreMap(p.Scores), &p.Dominant
	j.Words, j.Picture = opinionJSON(p.Words), opinionJSON(p.Picture)
	j.Balance, j.Attention = &p.Balance, &p.Attention
	if p.Words != nil && p.Picture != nil {
		j.Incongruity = &p.Incongruity
	}
	if p.Words != nil {
		j.Irony = &p.Irony
	}
	return json.Marshal(j)
}
