package pack

import (
	"encoding/hex"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"duotone/app"
	"duotone/inference/words"

	"golang.org/x/text/language"
)

// The forms of names and hashes.
var (
	NameForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$`)
	HashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// PlainName tells why a file name would leave the pack's folder, or is none; "" if it is fine.
func PlainName(name string) string {
	switch {
	case name == "":
		return "the name is empty"
	case len(name) > 128:
		return "the name is longer than 128 bytes"
	case name == "." || name == "..":
		return "the name is a folder"
	case strings.ContainsAny(name, `/\:`):
		return "the name leads to another folder"
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Cf) }):
		return "the name has invisible characters"
	}
	return ""
}

// Check finds everything that is wrong within the manifest itself, without looking at the files.
func (m *Manifest) Check(p *Problems) {
	const at = "pack.json"
	if !NameForm.MatchString(m.Name) {
		p.Add(at, "name %.80q must be letters, digits, dots and dashes, at most 64", m.Name)
	}
	if !NameForm.MatchString(m.Version) {
		p.Add(at, "version %.80q must be letters, digits, dots and dashes, at most 64", m.Version)
	}
	m.checkFiles(p)
	m.checkLabels(p)
	m.checkLanguages(p)
	m.checkText(p)
	m.checkImage(p)
	m.checkNumbers(p)
	if m.OneModality != "" && m.OneModality != OwnHeads {
		p.Add(at, "one_modality is %.80q; it is %q or left out", m.OneModality, OwnHeads)
	}
	for _, name := range GraphNames {
		m.checkGraph(p, name)
	}
	m.checkSizes(p)
}

// bytes is what all files have together, by the manifest.
func (m *Manifest) bytes() int64 {
	all := int64(0)
	for _, f := range m.Files {
		if f.Bytes > 0 && all <= maxPack {
			all += min(f.Bytes, maxPack)
		}
	}
	return all
}

func (m *Manifest) checkFiles(p *Problems) {
	if len(m.Files) > maxFiles {
		p.Add("pack.json", "files lists %d files, more than %d", len(m.Files), maxFiles)
	}
	if all := m.bytes(); all > maxPack {
		p.Add("pack.json", "files add up to %d bytes, more than %d", all, int64(maxPack))
	}
	for _, name := range SortedKeys(m.Files) {
		f := m.Files[name]
		if why := PlainName(name); why != "" {
			p.Add("pack.json", "files: %.80q: %s", name, why)
		}
		if !HashForm.MatchString(f.SHA256) {
			p.Add("pack.json", "files: %.80q has no SHA-256 in lower-case hexadecimal", name)
		}
		if limit := sizeLimit(name); f.Bytes < 0 || f.Bytes > limit {
			p.Add("pack.json", "files: %.80q has %d bytes; the limit is %d", name, f.Bytes, limit)
		}
	}
}

func (m *Manifest) mustList(p *Problems, what, file string) {
	if why := PlainName(file); why != "" {
		p.Add("pack.json", "%s: file %.80q: %s", what, file, why)
	} else if _, ok := m.Files[file]; !ok {
		p.Add("pack.json", "%s: file %q is not listed in files", what, file)
	}
}

func (m *Manifest) checkLabels(p *Problems) {
	seen := map[app.Label]bool{}
	for i := range app.Labels {
		name, ok := m.ID2Label[fmt.Sprint(i)]
		l, known := app.ParseLabel(name)
		if !ok || !known {
			p.Add("pack.json", "id2label: class %d is %.40q and must be negative, neutral or positive", i, name)
			continue
		}
		seen[l] = true
	}
	if len(m.ID2Label) != len(app.Labels) || len(seen) != len(app.Labels) {
		p.Add("pack.json", "id2label must name negative, neutral and positive once each")
	}
}

// maxLanguages is more than any model knows.
const maxLanguages = 256

func (m *Manifest) checkLanguages(p *Problems) {
	if m.TellsMeaning() && len(m.Languages) == 0 {
		p.Add("pack.json", "languages must name the languages of the words, as BCP 47 (\"en\")")
	}
	if len(m.Languages) > maxLanguages {
		p.Add("pack.json", "languages names %d, more than %d", len(m.Languages), maxLanguages)
		return
	}
	seen := map[language.Tag]bool{}
	for _, name := range m.Languages {
		tag, err := language.Parse(name)
		switch {
		case len(name) > 64 || err != nil || tag == language.Und:
			p.Add("pack.json", "languages: %.40q is no language of BCP 47, such as \"en\" or \"pt-BR\"", name)
		case seen[tag]:
			p.Add("pack.json", "languages: %q is there twice", name)
		}
		seen[tag] = true
	}
}

func (m *Manifest) checkText(p *Problems) {
	t := m.Text
	m.mustList(p, "text.tokenizer", t.Tokenizer)
	if t.MaxTokens < 3 || t.MaxTokens > maxTokens {
		p.Add("pack.json", "text.max_tokens is %d and must be 3 to %d", t.MaxTokens, maxTokens)
	}
	for i, r := range t.Rules {
		if !slices.Contains(words.Rules, r) {
			p.Add("pack.json", "text.rules: %.40q is not a rule that this program knows (%s)", r, strings.Join(words.Rules, ", "))
		} else if slices.Contains(t.Rules[:i], r) {
			p.Add("pack.json", "text.rules: %q is there twice", r)
		}
	}
	if len(t.Rules) > 8*len(words.Rules) {
		p.Add("pack.json", "text.rules has %d entries", len(t.Rules))
	}
	for _, e := range SortedKeys(t.Emoji) {
		if e == "" || len(e) > 128 || len(t.Emoji[e]) > 256 || strings.ContainsFunc(e, words.IsRuleSpace) {
			p.Add("pack.json", "text.emoji: %.40q → %.40q is empty, too long, or has a space in the emoji", e, t.Emoji[e])
		}
	}
}

func (m *Manifest) checkImage(p *Problems) {
	im := m.Image
	bad := func(format string, args ...any) { p.Add("pack.json", "image."+format, args...) }
	if len(im.Size) != 2 || slices.Min(append(im.Size, 1)) < 1 || slices.Max(append(im.Size, 1)) > maxSide {
		bad("size is %v and must be [width, height], each 1 to %d", im.Size, maxSide)
	}
	if len(im.Grid) != 2 || slices.Min(append(im.Grid, 1)) < 1 || slices.Max(append(im.Grid, 1)) > maxGrid {
		bad("grid is %v and must be [columns, rows], each 1 to %d", im.Grid, maxGrid)
	}
	if im.Resize != "stretch-bilinear" {
		bad("resize is %.40q and this program knows stretch-bilinear", im.Resize)
	}
	if len(im.Background) != 3 || slices.Min(append(im.Background, 0)) < 0 || slices.Max(append(im.Background, 0)) > 255 {
		bad("background is %v and must be three numbers from 0 to 255", im.Background)
	}
	if im.Reduce < 0 || im.Reduce > maxReduce {
		bad("reduce is %d and must be 0, which is never, to %d", im.Reduce, maxReduce)
	}
	if len(im.Mean) != 3 || len(im.Std) != 3 {
		bad("mean and std must have three numbers each")
	}
	for _, s := range im.Std {
		if !(s > 1e-6 && s < 1e6) {
			bad("std is %v and must be over 0", im.Std)
			break
		}
	}
	for _, v := range im.Mean {
		if math.Abs(v) > 1e6 {
			bad("mean is %v", im.Mean)
			break
		}
	}
}

func (m *Manifest) checkNumbers(p *Problems) {
	bad := func(format string, args ...any) { p.Add("pack.json", format, args...) }
	t := m.Calibration.Temperature
	temperatures := map[string]float64{"both": t.Both, "words": t.Words, "picture": t.Picture}
	if m.TellsMeaning() {
		temperatures["meant"] = t.Meant
	}
	for _, name := range SortedKeys(temperatures) {
		v := temperatures[name]
		if !(v > 1e-3 && v < 1e3) {
			bad("calibration.temperature.%s is %v and must be between 0.001 and 1000", name, v)
		}
	}
	for name, s := range map[string]SigmoidSpec{"incongruity": m.Calibration.Incongruity, "irony": m.Calibration.Irony} {
		if !(s.Scale > 0 && s.Scale < 1e3) || math.Abs(s.Bias) > 1e3 {
			bad("calibration.%s: scale %v must be over 0 and bias %v a small number", name, s.Scale, s.Bias)
		}
	}
	for name, v := range map[string]float64{"incongruity": m.Thresholds.Incongruity, "irony": m.Thresholds.Irony,
		"dominance_margin": m.Thresholds.DominanceMargin} {
		if v < 0 || v > 1 {
			bad("thresholds.%s is %v and must be 0 to 1", name, v)
		}
	}
	if strings.TrimSpace(m.Golden.Text) == "" || len(m.Golden.Text) > 4096 || len(m.Golden.Logits) != 3 {
		bad("golden must have a short text and three logits")
	}
	if m.TellsMeaning() && len(m.Golden.Meant) != 3 {
		bad("golden must have three meant_logits")
	}
}

// SortedKeys are the keys of a map, sorted.
func SortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// HashOf is for messages and comparisons.
func HashOf(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
