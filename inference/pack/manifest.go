package pack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"duotone/app"
	"duotone/inference/words"
)

// The pack formats that this program knows: models/PACK.md. The first does not tell what is meant.
const firstFormat, lastFormat = 1, 2

// Manifest is pack.json, as models/PACK.md describes it.
type Manifest struct {
	Format      int                  `json:"format"`
	Name        string               `json:"name"`
	Version     string               `json:"version"`
	Licence     string               `json:"licence"`
	Description string               `json:"description"`
	Files       map[string]FileSpec  `json:"files"`
	ID2Label    map[string]string    `json:"id2label"`
	Graphs      map[string]GraphSpec `json:"graphs"`
	Text        words.Spec           `json:"text"`
	Image       imageSpec            `json:"image"`
	Calibration calibrationSpec      `json:"calibration"`
	Thresholds  app.Thresholds       `json:"thresholds"`
	Languages   []string             `json:"languages"`
	Figures     []figureSpec         `json:"figures"`
	Golden      goldenSpec           `json:"golden"`
	OneModality string               `json:"one_modality"`
}

// FileSpec is what a file of the pack has to be.
type FileSpec struct {
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// GraphSpec is a graph: its file, and its inputs and outputs in their order.
type GraphSpec struct {
	File    string       `json:"file"`
	Inputs  []TensorSpec `json:"inputs"`
	Outputs []TensorSpec `json:"outputs"`
}

// TensorSpec names a tensor; -1 in its shape is a size that may change from run to run.
type TensorSpec struct {
	Name  string  `json:"name"`
	Type  string  `json:"type"`
	Shape []int64 `json:"shape"`
}

type imageSpec struct {
	Size       []int     `json:"size"` // width, height
	Grid       []int     `json:"grid"` // columns, rows
	Resize     string    `json:"resize"`
	Background []int     `json:"background"`
	Mean       []float64 `json:"mean"`
	Std        []float64 `json:"std"`
	Reduce     int       `json:"reduce"`
}

// ImageSpec is the image section as the preprocessor takes it; check has seen to its form.
func (m *Manifest) ImageSpec() ImageSpec {
	s := ImageSpec{Size: [2]int(m.Image.Size), Grid: [2]int(m.Image.Grid), Resize: m.Image.Resize, Reduce: m.Image.Reduce}
	for i := range 3 {
		s.Background[i] = uint8(m.Image.Background[i])
		s.Mean[i], s.Std[i] = float32(m.Image.Mean[i]), float32(m.Image.Std[i])
	}
	return s
}

type calibrationSpec struct {
	Temperature TemperatureSpec `json:"temperature"`
	Incongruity SigmoidSpec     `json:"incongruity"`
	Irony       SigmoidSpec     `json:"irony"`
}

// TemperatureSpec are the temperatures of logits, by what they are of.
type TemperatureSpec struct {
	Both    float64 `json:"both"`
	Words   float64 `json:"words"`
	Picture float64 `json:"picture"`
	Meant   float64 `json:"meant"`
}

// Of is the temperature of a post's fused logits. With one modality they are that modality's own, and as sure as those are.
func (t TemperatureSpec) Of(words, picture bool) float64 {
	switch {
	case words && !picture:
		return t.Words
	case picture && !words:
		return t.Picture
	}
	return t.Both
}

// SigmoidSpec makes a probability of a logit.
type SigmoidSpec struct {
	Scale float64 `json:"scale"`
	Bias  float64 `json:"bias"`
}

type figureSpec struct {
	app.Figure
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

type goldenSpec struct {
	Text   string    `json:"text"`
	Logits []float64 `json:"logits"`
	Meant  []float64 `json:"meant_logits"`
}

// OwnHeads is the value of one_modality that spares a post's balance two passes.
const OwnHeads = "heads"

// GraphNames are the graphs of a pack in the order in which a post goes through them.
var GraphNames = []string{"text", "image", "fusion"}

// tensorContract is what models/PACK.md asks of a graph. A dimension is a number, or the name of one: equal names are
// equal sizes; names that begin with "?" may change from run to run, the others are fixed.
type tensorContract struct {
	name, typ string
	dims      []string
	optional  bool
	since     int // the first format that has it; 0: all have
}

var contract = map[string]struct{ inputs, outputs []tensorContract }{
	"text": {
		inputs:  []tensorContract{{name: "input_ids", typ: "int64", dims: dims("?B ?T")}, {name: "attention_mask", typ: "int64", dims: dims("?B ?T")}},
		outputs: []tensorContract{{name: "tokens", typ: "float32", dims: dims("?B ?T Dt")}},
	},
	"image": {
		inputs:  []tensorContract{{name: "pixels", typ: "float32", dims: dims("?B 3 H W")}},
		outputs: []tensorContract{{name: "patches", typ: "float32", dims: dims("?B N Di")}},
	},
	"fusion": {
		inputs: []tensorContract{
			{name: "tokens", typ: "float32", dims: dims("?B ?T Dt")}, {name: "attention_mask", typ: "int64", dims: dims("?B ?T")},
			{name: "patches", typ: "float32", dims: dims("?B N Di")}, {name: "image_mask", typ: "int64", dims: dims("?B")},
			{name: "patch_mask", typ: "int64", dims: dims("?B N"), optional: true},
		},
		outputs: []tensorContract{
			{name: "logits", typ: "float32", dims: dims("?B 3")}, {name: "text_logits", typ: "float32", dims: dims("?B 3")},
			{name: "image_logits", typ: "float32", dims: dims("?B 3")}, {name: "incongruity", typ: "float32", dims: dims("?B")},
			{name: "irony", typ: "float32", dims: dims("?B")}, {name: "attention", typ: "float32", dims: dims("?B heads Q ?T+N")},
			{name: "meant_logits", typ: "float32", dims: dims("?B 3"), since: 2},
			{name: "embedding", typ: "float32", dims: dims("?B D"), since: 2},
		},
	},
}

// TellsMeaning is whether the pack answers what is meant, and embeds.
func (m *Manifest) TellsMeaning() bool { return m.Format >= 2 }

func dims(s string) []string { return strings.Fields(s) }

// Problems gathers everything that is wrong.
type Problems []error

// Add notes something that is wrong at a path of the manifest, or with a file.
func (p *Problems) Add(path, format string, args ...any) {
	*p = append(*p, app.Errorf("check pack", path, app.KindPack, "", format, args...))
}

// ParseManifest reads pack.json. Whatever can't be understood at all is an error; what can be understood and is wrong is
// found by check.
func ParseManifest(data []byte) (*Manifest, error) {
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("it is not valid UTF-8")
	}
	var head struct {
		Format *int `json:"format"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("it is not valid JSON: %w", err)
	}
	switch {
	case head.Format == nil:
		return nil, fmt.Errorf("it states no format version")
	case *head.Format < firstFormat || *head.Format > lastFormat:
		return nil, fmt.Errorf("its format version is %d and this program knows %d to %d", *head.Format, firstFormat, lastFormat)
	}
	if twice := TwiceNamed(data); twice != "" {
		return nil, fmt.Errorf("%.80q is there twice, and readers would differ on which counts", twice)
	}
	m := new(Manifest)
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(m); err != nil {
		return nil, fmt.Errorf("it does not have the form it should have: %w", err)
	}
	return m, nil
}

// TwiceNamed is the first key that one object of valid JSON has twice, or "".
func TwiceNamed(data []byte) string {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	type level struct {
		keys map[string]bool // nil: a list
		key  bool            // a key comes next
	}
	var levels []level
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		top := len(levels) - 1
		if name, ok := token.(string); ok && top >= 0 && levels[top].key {
			if levels[top].keys[name] {
				return name
			}
			levels[top].keys[name], levels[top].key = true, false
			continue
		}
		if token == json.Delim('}') || token == json.Delim(']') {
			levels = levels[:top]
			continue
		}
		if top >= 0 {
			levels[top].key = levels[top].keys != nil
		}
		switch token {
		case json.Delim('{'):
			levels = append(levels, level{map[string]bool{}, true})
		case json.Delim('['):
			levels = append(levels, level{})
		}
	}
}

// Probability is sigmoid(scale · logit + bias).
func (s SigmoidSpec) Probability(logit float64) float64 {
	return 1 / (1 + math.Exp(-(s.Scale*logit + s.Bias)))
}
