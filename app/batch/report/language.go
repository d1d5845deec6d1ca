package report

import "cmp"

// languageNames are those of the languages that package language tells, and of letters that more than one language is written in.
var languageNames = map[string]string{
	"ar": "Arabic", "bn": "Bengali", "bo": "Tibetan", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fr": "French", "gu": "Gujarati",
	"he": "Hebrew", "hi": "Hindi", "hi-Latn": "Hindi in Latin letters", "hy": "Armenian", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "km": "Khmer",
	"kn": "Kannada", "ko": "Korean", "lo": "Lao", "ml": "Malayalam", "my": "Burmese", "nl": "Dutch", "pa": "Punjabi", "pt": "Portuguese", "si": "Sinhala",
	"ta": "Tamil", "te": "Telugu", "th": "Thai", "zh": "Chinese",
	"und-Arab": "in Arabic letters", "und-Cyrl": "in Cyrillic letters", "und-Deva": "in Devanagari", "und-Ethi": "in Ethiopic letters",
}

// spelled are counts of languages by their names; one that has none here keeps its code.
func spelled(counts map[string]int64) map[string]int64 {
	out := map[string]int64{}
	for code, n := range counts {
		out[cmp.Or(languageNames[code], code)] += n
	}
	return out
}
