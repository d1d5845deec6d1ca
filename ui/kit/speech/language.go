// Package speech says things in the language of the window: sentences of the program, errors, the names of labels and devices.
package speech

import (
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"

	"duotone/app"
	names "duotone/app/language"
	"duotone/assets"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// Languages are those that every text has been translated to, by code, English first.
var Languages = assets.Languages()

// own are the names of languages in themselves, which are the same whatever the window speaks.
var own = map[string]string{"de": "Deutsch", "en": "English", "fr": "Français"}

// Endonym is what those who speak a language call it.
func Endonym(code string) string { return cmp.Or(own[code], code) }

// LanguageName is the name of the language of a text (BCP 47) in the language of the window; "" where it isn't known.
func LanguageName(code string) string {
	if code == "" {
		return ""
	}
	return names.Name(code, language, Text)
}

// dictionary holds the texts of the language in use. Fyne complains about texts that it does not know, such as a hint
// that comes from the system; they are shown as they are.
var dictionary = map[string]string{}

// Text is a text in the language of the window, or as it is where there is no translation.
func Text(text string) string {
	if _, ok := dictionary[text]; !ok {
		return text
	}
	return lang.L(text)
}

// language is the code of the language in use.
var language = "en"

// Language is the code of the language that the window speaks.
func Language() string { return language }

// Use makes lang.L speak a language; "" follows the system. It is called before any text is drawn.
func Use(code string) error {
	data, err := assets.Translations.ReadFile("translations/" + languageOf(code) + ".json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &dictionary); err != nil {
		return err
	}
	language = languageOf(code)
	if code == "" {
		return lang.AddTranslationsForLocale(data, fyne.Locale(languageOf(code)))
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		// Fyne asks the system for the language and can't be told another one: our texts take the place of those.
		return lang.AddTranslationsForLocale(data, lang.SystemLocale())
	}
	// Fyne chooses the language from the environment whenever translations are added, and never again.
	restore := setEnv(map[string]string{"LC_ALL": code, "LANGUAGE": code})
	defer restore()
	return lang.AddTranslationsForLocale(data, fyne.Locale(code))
}

// languageOf is the code of a language that there is, for a setting.
func languageOf(code string) string {
	if code == "" {
		code, _, _ = strings.Cut(string(lang.SystemLocale()), "-")
	}
	if slices.Contains(Languages, code) {
		return code
	}
	return "en"
}

func setEnv(values map[string]string) (restore func()) {
	var undo []func()
	for name, v := range values {
		if old, was := os.LookupEnv(name); was {
			undo = append(undo, func() { os.Setenv(name, old) })
		} else {
			undo = append(undo, func() { os.Unsetenv(name) })
		}
		os.Setenv(name, v)
	}
	return func() {
		for _, f := range undo {
			f()
		}
	}
}

// Quote puts the marks around a text that the language of the window quotes by.
func Quote(text string) string { return lang.L("“{{.Text}}”", map[string]any{"Text": text}) }

// Complaint is an error in the language of the window: what happened, what to do next, and the error's own words, which name the file.
func Complaint(err error) string {
	lines := []string{Say(app.ErrorSentence(err)), Advice(err), OwnWords(err)}
	var told *app.Error
	if app.KindSentence(app.KindOf(err)).Key == "" || errors.As(err, &told) && told.Told.Key != "" { // the sentence has the error in it
		lines = lines[:2]
	}
	return strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
}

// Advice is what to do about an error, in the language and the words of the window; "" where nobody knows.
func Advice(err error) string { return Say(app.AdviceOf(err)) }

// Say is a sentence in the language of the window.
func Say(s app.Sentence) string {
	if s.Parts != nil {
		return s.Joined(Say)
	}
	if _, ok := dictionary[s.Key]; !ok {
		return s.String()
	}
	data := map[string]any{}
	for name, l := range s.Labels {
		data[name] = lang.L(l.String())
	}
	for name, text := range s.Texts {
		data[name] = Text(text)
	}
	for name, v := range s.Fractions {
		data[name] = app.Decimal(Text, v)
	}
	for name, v := range s.Values {
		data[name] = v
	}
	return lang.L(s.Key, data)
}
