package ledger

import (
	"strings"
	"unicode"

	"duotone/app"

	"golang.org/x/text/unicode/norm"
)

// CleanName is an annotator's name without what the eye doesn't see, so that the same name is the same person.
func CleanName(name string) (string, error) {
	clean := norm.NFC.String(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(name, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " "))
	if clean == "" || len([]rune(clean)) > 100 {
		return "", app.Errorf("name the annotator", "", app.KindUsage, "Give a name, as --annotator NAME or in the pane.",
			"the annotator's name is empty or longer than 100 characters")
	}
	return clean, nil
}
