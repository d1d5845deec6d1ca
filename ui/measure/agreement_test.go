package measure

import (
	"fmt"
	"testing"
)

// A column in which nobody has a figure is left out, whatever the others hold.
func TestColumnsWithoutFiguresAreLeftOut(t *testing.T) {
	got := filled([][]string{{"", "posts", "κ", "α"}, {"a", "3", "–", "–"}, {"b", "4", "–", "0.50"}})
	if want := "[[ posts α] [a 3 –] [b 4 0.50]]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}
