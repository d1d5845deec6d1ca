package say

import (
	"strings"

	"duotone/app"
)

// languages are the names of those that a warning can be about, by BCP 47, as keys for translation.
var languages = map[string]string{
	"de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "el": "Greek",
	"zh": "Chinese", "ja": "Japanese", "ko": "Korean", "he": "Hebrew", "hi-Latn": "Hindi", "th": "Thai", "bn": "Bengali", "ta": "Tamil", "te": "Telugu",
}

// letters are those of languages that their script alone doesn't tell.
var letters = map[string]string{"und-Cyrl": "Cyrillic", "und-Arab": "Arabic", "und-Deva": "Devanagari"}

// Notes are what a person must know beside the verdict: a language that the pack doesn't read, words that are not read, and whatever else
// the engine warns of that is about this post. What is about the computer is said elsewhere.
func Notes(p *app.Prediction, text string, tokens app.TokenView, reads []string) []app.Sentence {
	var all []app.Sentence
	if p != nil {
		for _, w := range p.Warnings {
			switch w.Code {
			case app.WarningCut, app.WarningFallback:
			case app.WarningLanguage:
				all = append(all, unread(p.Language, reads))
			default:
				all = append(all, Warning(w))
			}
		}
	}
	if tokens.CutFrom >= 0 && tokens.CutFrom < len(text) {
		if read, words := wordsBefore(text, tokens.CutFrom); read < words {
			all = append(all, app.Say("Too long: only the first {{.Read}} of {{.All}} words are read.").With("Read", read).With("All", words))
		}
	}
	return all
}

// unread says which language it is and which the pack reads, where both have names.
func unread(language string, reads []string) app.Sentence {
	name, script := languages[language], letters[language]
	if len(reads) == 1 && languages[reads[0]] != "" {
		says := func(key string) app.Sentence { return app.Say(key).Text("Reads", languages[reads[0]]) }
		switch {
		case name != "":
			return says("Written in {{.Language}}: this model reads {{.Reads}}.").Text("Language", name)
		case script != "":
			return says("Written in {{.Script}} letters: this model reads {{.Reads}}.").Text("Script", script)
		}
		return says("Written in another language: this model reads {{.Reads}}.")
	}
	if name != "" {
		return app.Say("Written in {{.Language}}, which this model doesn't read.").Text("Language", name)
	}
	return app.Say("This is not in a language that the model reads.")
}

// wordsBefore counts the words of a text that end before a byte, and all of them.
func wordsBefore(text string, at int) (before, all int) {
	words := app.WordSpans(text)
	for _, w := range words {
		if w.End <= at {
			before++
		}
	}
	return before, len(words)
}

// Warning says a warning in a way that can be translated.
func Warning(w app.Warning) app.Sentence {
	switch w.Code {
	case app.WarningCut:
		return app.Say("The words go on after the last one the model reads.")
	case app.WarningLanguage:
		return app.Say("The words seem to be in another language than the model was made for.")
	case app.WarningFallback:
		return app.Say("The device failed; the CPU did the work.")
	case app.WarningPack:
		return app.Say("The pack for this language can't be opened; another one read the post.")
	}
	return app.Say(w.Message)
}

// Line is sentences said one after the other; say puts one into the reader's language.
func Line(all []app.Sentence, say func(app.Sentence) string) string {
	var b strings.Builder
	for _, s := range all {
		b.WriteString(say(s))
	}
	return b.String()
}
