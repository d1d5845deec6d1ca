package app

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
)

// HeadPack is a pack that has no model but a head on that of another one, its base. It is one file, pack.json, so that writing it anew
// leaves the old one or the new one, never a mixture.
type HeadPack struct {
	Name, Version, Licence, Description string
	BaseName, BaseVersion               string
	Base                                Sum // of the base's pack.json, which has the hashes of all its files
	Head                                *Head
	Card                                string // Markdown
	Figures                             []Figure
	Learned                             LearnedFrom
}

// LearnedFrom is what a head was learned from.
type LearnedFrom struct {
	Codebook string   `json:"codebook,omitempty"` // version of the codebook
	Labels   int      `json:"labels"`             // answered posts
	People   int      `json:"people"`
	Date     string   `json:"date"` // 2006-01-02
	Seed     uint64   `json:"seed"`
	Plain    bool     `json:"plain"` // labels were not weighted against how often they are there
	Final    string   `json:"final"` // how several people's answers became one
	Strength float64  `json:"strength"`
	Posts    []PostID `json:"posts"` // hashes of their content
}

// jsonHeadPack is pack.json: models/PACK.md, *A head*.
type jsonHeadPack struct {
	Format      int               `json:"format"`
	Name        string            `json:"name"`
	Version     string            `json:"version"`
	Licence     string            `json:"licence"`
	Description string            `json:"description"`
	Base        *jsonBase         `json:"base"`
	Head        *jsonHead         `json:"head"`
	Learned     LearnedFrom       `json:"learned"`
	Figures     []jsonHeadFigures `json:"figures"`
	Card        string            `json:"card"`
}

type jsonBase struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

type jsonHead struct {
	Question    string       `json:"question"`
	Title       string       `json:"title,omitempty"`
	Kind        QuestionKind `json:"kind"`
	Asked       Asked        `json:"asked"`
	Temperature float64      `json:"temperature"`
	Size        int          `json:"size"`
	Labels      []jsonLabel  `json:"labels"`
}

type jsonLabel struct {
	Key     string  `json:"key"`
	Title   string  `json:"title,omitempty"`
	Bias    float64 `json:"bias"`
	Weights string  `json:"weights"` // little-endian float32 in base64
}

type jsonHeadFigures struct {
	Figure
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// HeadFormat is the format of packs with a head, and of their bases.
const HeadFormat = 2

// JSON is pack.json.
func (p *HeadPack) JSON() ([]byte, error) {
	h := p.Head
	j := jsonHeadPack{Format: HeadFormat, Name: p.Name, Version: p.Version, Licence: p.Licence, Description: p.Description, Learned: p.Learned,
		Base: &jsonBase{p.BaseName, p.BaseVersion, p.Base.String()}, Card: p.Card, Figures: []jsonHeadFigures{},
		Head: &jsonHead{Question: h.Question, Title: h.Title, Kind: h.Kind, Asked: h.Asked, Temperature: h.Temperature, Size: h.Size()}}
	for i, l := range h.Labels {
		raw := make([]byte, 0, 4*h.Size())
		for _, w := range h.Weights[i] {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(w))
		}
		j.Head.Labels = append(j.Head.Labels, jsonLabel{l, h.Titles[i], h.Bias[i], base64.StdEncoding.EncodeToString(raw)})
	}
	for _, f := range p.Figures {
		j.Figures = append(j.Figures, jsonHeadFigures{f, f.Low, f.High})
	}
	return json.MarshalIndent(j, "", " ")
}

// ParseHeadPack reads the pack.json of a pack with a head; nil and no error is that of another kind. What it returns has been checked,
// but for its name and version.
func ParseHeadPack(data []byte) (*HeadPack, error) {
	var kind struct {
		Base json.RawMessage `json:"base"`
		Head json.RawMessage `json:"head"`
	}
	if err := json.Unmarshal(data, &kind); err != nil || kind.Base == nil && kind.Head == nil {
		return nil, nil //nolint:nilerr // whoever reads the other kind tells what is wrong
	}
	var j jsonHeadPack
	if err := json.Unmarshal(data, &j); err != nil {
		return nil, fmt.Errorf("it does not have the form it should have: %w", err)
	}
	if j.Format != HeadFormat {
		return nil, fmt.Errorf("its format version is %d and this program knows %d for packs with a head", j.Format, HeadFormat)
	}
	if j.Base == nil || j.Head == nil {
		return nil, fmt.Errorf("a pack with a head has both base and head")
	}
	p := &HeadPack{Name: j.Name, Version: j.Version, Licence: j.Licence, Description: j.Description, BaseName: j.Base.Name,
		BaseVersion: j.Base.Version, Card: j.Card, Learned: j.Learned}
	sum, err := hex.DecodeString(j.Base.SHA256)
	if err != nil || len(sum) != len(p.Base) {
		return nil, fmt.Errorf("the hash of its base, %.80q, is none", j.Base.SHA256)
	}
	p.Base = Sum(sum)
	for _, f := range j.Figures {
		figure := f.Figure
		figure.Low, figure.High = f.Low, f.High
		p.Figures = append(p.Figures, figure)
	}
	p.Head, err = j.Head.head()
	return p, err
}

func (j *jsonHead) head() (*Head, error) {
	if j.Size < 1 || j.Size > MaxHeadSize || len(j.Labels) > MaxHeadLabels {
		return nil, fmt.Errorf("its head has %d labels of %d numbers", len(j.Labels), j.Size)
	}
	h := &Head{Question: j.Question, Title: j.Title, Kind: j.Kind, Asked: j.Asked, Temperature: j.Temperature}
	for _, l := range j.Labels {
		raw, err := base64.StdEncoding.DecodeString(l.Weights)
		if err != nil || len(raw) != 4*j.Size {
			return nil, fmt.Errorf("the label %.80q doesn't have %d weights", l.Key, j.Size)
		}
		row := make([]float32, j.Size)
		for i := range row {
			row[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
		h.Labels, h.Titles, h.Bias, h.Weights = append(h.Labels, l.Key), append(h.Titles, l.Title), append(h.Bias, l.Bias), append(h.Weights, row)
	}
	return h, h.Check()
}
