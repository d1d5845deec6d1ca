// Package assets is what the program carries inside itself: its icon, the translations of its texts, and six sample posts.
package assets

import (
	"embed"
	"encoding/json"
	"strings"
)

// Translations holds one file a language, translations/CODE.json, as fyne's lang package reads them: from the English
// sentence to its translation. English is there too, so that every file has the same keys.
//
//go:embed translations/*.json
var Translations embed.FS

// Icon is the program's icon, a PNG of 512 × 512.
//
//go:embed icon.png
var Icon []byte

// Letters is an OpenType font (CFF) of what Fyne's own lack: Chinese, Japanese, Korean, Hebrew, Arabic, Armenian, Georgian, and
// emoji younger than 2016. It has no Latin; fonts/README.md says where it is from.
//
//go:embed fonts/more.otf
var Letters []byte

// Languages are the codes of those that every text has been translated to: English, the language of the keys, and the others by code.
func Languages() []string {
	files, err := Translations.ReadDir("translations")
	if err != nil {
		panic(err) // they are part of the program
	}
	codes := []string{"en"}
	for _, f := range files {
		if code := strings.TrimSuffix(f.Name(), ".json"); code != "en" {
			codes = append(codes, code)
		}
	}
	return codes
}

// Dictionary has the texts in a language, by the English ones; nil where there are none in it.
func Dictionary(language string) map[string]string {
	data, err := Translations.ReadFile("translations/" + language + ".json")
	if err != nil {
		return nil
	}
	texts := map[string]string{}
	if err := json.Unmarshal(data, &texts); err != nil {
		panic(err) // they are part of the program
	}
	return texts
}
