package speech

import (
	"fmt"
	"testing"

	"duotone/app"
)

// What is to be done about an error, and what a file's notes say, is said in the language and the words of the window, whatever is put into it.
func TestAdviceAndNotesAreTheWindows(t *testing.T) {
	defer func() { _ = Use("en") }()
	err := fmt.Errorf("open: %w", app.Errorf("find column", "x", app.KindUsage, "", "there is none").
		Advise(app.Say("Name one with --text-column. The columns are: {{.columns}}.").With("columns", "a, b")))
	if got := app.HintOf(err); got != "Name one with --text-column. The columns are: a, b." {
		t.Errorf("a command says %q", got)
	}
	notes := app.Together([]app.Sentence{app.Say("{{.n}} lines are comments and left out").With("n", 3),
		app.Say("sheet {{.name}} is read, of {{.n}}: {{.names}}; --sheet names another").With("name", "A").With("n", 2).With("names", "A, B")})
	if got := notes.String(); got != "3 lines are comments and left out; sheet A is read, of 2: A, B; --sheet names another" {
		t.Errorf("in English it is %q", got)
	}
	for code, want := range map[string][2]string{
		"en": {"Choose another under Words. The columns are: a, b.", "3 lines are comments and left out; sheet A is read, of 2: A, B"},
		"de": {"Wählen Sie unter Worte eine andere. Die Spalten sind: a, b.", "3 Zeilen sind Kommentare und bleiben weg; gelesen wird das Blatt A von 2: A, B"},
		"fr": {"Choisissez-en une autre sous Mots. Les colonnes sont : a, b.", "3 lignes sont des commentaires et sont laissées de côté; la feuille A est lue, sur 2 : A, B"},
	} {
		if err := Use(code); err != nil {
			t.Fatal(err)
		}
		if got := [2]string{Advice(err), Say(notes)}; got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
}
