package app

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
)

// Sentence is a sentence that can be translated: an English template with {{.Name}} in it, which is its own key, and
// what to put in. The zero value is no sentence.
type Sentence struct {
	Key       string
	Labels    map[string]Label  // put in by the translated name of the label
	Texts     map[string]string // put in by their translation
	Values    map[string]string // put in as they are
	Fractions map[string]string // numbers with a point, put in as the reader's language writes them
	Parts     []Sentence        // of Together
}

// Say makes a sentence without anything to put in.
func Say(key string) Sentence { return Sentence{Key: key} }

// Verbatim makes a sentence that is in the reader's language already.
func Verbatim(text string) Sentence {
	if text == "" {
		return Sentence{}
	}
	return Say("{{.Text}}").With("Text", text)
}

// Together makes one sentence of several, with semicolons between them.
func Together(parts []Sentence) Sentence {
	if len(parts) == 0 {
		return Sentence{}
	}
	return Sentence{Key: "{{.Parts}}", Parts: parts}
}

// Joined is what a sentence's parts are together, each as say says it.
func (s Sentence) Joined(say func(Sentence) string) string {
	texts := make([]string, len(s.Parts))
	for i, p := range s.Parts {
		texts[i] = say(p)
	}
	return strings.Join(texts, "; ")
}

// With puts a value in.
func (s Sentence) With(name string, value any) Sentence {
	values := map[string]string{name: fmt.Sprint(value)}
	for k, v := range s.Values {
		values[k] = v
	}
	s.Values = values
	return s
}

// Number puts a number in, formatted by a verb of fmt as "%.2f", with the decimal sign of the reader's language.
func (s Sentence) Number(name, format string, value float64) Sentence {
	numbers := map[string]string{name: fmt.Sprintf(format, value)}
	for k, v := range s.Fractions {
		numbers[k] = v
	}
	s.Fractions = numbers
	return s
}

// Decimal writes a number that has a point in it as a language does; say puts English into it, "0.5" among others.
func Decimal(say func(english string) string, number string) string {
	if sign := strings.Trim(say("0.5"), "05"); sign != "." && sign != "" {
		return strings.Replace(number, ".", sign, 1)
	}
	return number
}

// Text puts a text in that is a key for translation itself.
func (s Sentence) Text(name, key string) Sentence {
	texts := map[string]string{name: key}
	for k, v := range s.Texts {
		texts[k] = v
	}
	s.Texts = texts
	return s
}

// Label puts a label's name in.
func (s Sentence) Label(name string, l Label) Sentence {
	labels := map[string]Label{name: l}
	for k, v := range s.Labels {
		labels[k] = v
	}
	s.Labels = labels
	return s
}

// String is the sentence in English.
func (s Sentence) String() string { return s.In(nil) }

// In is the sentence by a dictionary from English; what that does not have stays English.
func (s Sentence) In(dictionary map[string]string) string {
	if s.Parts != nil {
		return s.Joined(func(p Sentence) string { return p.In(dictionary) })
	}
	say := func(key string) string { return cmp.Or(dictionary[key], key) }
	out := say(s.Key)
	for name, l := range s.Labels {
		out = strings.ReplaceAll(out, "{{."+name+"}}", say(l.String()))
	}
	for name, text := range s.Texts {
		out = strings.ReplaceAll(out, "{{."+name+"}}", say(text))
	}
	for name, v := range s.Fractions {
		out = strings.ReplaceAll(out, "{{."+name+"}}", Decimal(say, v))
	}
	for name, v := range s.Values {
		out = strings.ReplaceAll(out, "{{."+name+"}}", v)
	}
	return out
}

// Percent is a probability as a whole number of hundredths.
func Percent(v float64) int { return int(v*100 + 0.5) }

// ErrorSentence is what happened, for a person: the kind in plain words, and the error's own line.
func ErrorSentence(err error) Sentence {
	var told *Error
	if errors.As(err, &told) && told.Told.Key != "" {
		return told.Told
	}
	if s := KindSentence(KindOf(err)); s.Key != "" {
		return s
	}
	return Say("Something went wrong in Duotone: {{.Error}}").With("Error", err.Error())
}

// KindSentence is what an error of a kind is, for a person; empty for one inside Duotone.
func KindSentence(k Kind) Sentence {
	return Say(map[Kind]string{
		KindInput:    "There is nothing to score.",
		KindMissing:  "This file is not there or can't be read.",
		KindPicture:  "This picture can't be read.",
		KindTooLarge: "This picture is too large.",
		KindNetwork:  "This is an address; Duotone only reads files on this computer.",
		KindFormat:   "This file does not have the form it should have.",
		KindPack:     "This pack can't be opened.",
		KindRuntime:  "The runtime library is missing or failed.",
		KindDevice:   "This device can't be used.",
		KindDisk:     "Writing failed.",
		KindBusy:     "Somebody else is using it.",
		KindUsage:    "This can't be done here.",
	}[k])
}
