package project

import (
	"testing"

	"duotone/app"
	"duotone/app/codebook"
)

func TestALabelOfAnotherCodebookIsNotSuggested(t *testing.T) {
	q := codebook.Question{ID: "topic", Kind: codebook.OneOf, Labels: []codebook.Label{{ID: "flood", Name: "Flood"}}}
	for label, offered := range map[string]bool{"flood": true, "gone": false} {
		if _, ok := (&HeadAnswer{Question: "topic", Kind: app.OneOf, Labels: []string{label}}).of(&q); ok != offered {
			t.Errorf("%s is suggested: %v", label, ok)
		}
	}
}
