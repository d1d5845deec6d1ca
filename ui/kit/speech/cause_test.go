package speech

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/assets"
)

// everyday are errors that people see, by the words in which each is known.
func everyday(path string) map[string]error {
	at := func(kind app.Kind, hint string, cause error) error {
		return fmt.Errorf("in passing: %w", &app.Error{Op: "open", Path: path, Kind: kind, Hint: hint, Err: cause})
	}
	return map[string]error{
		"there is no such file":                               at(app.KindMissing, "Check its name.", &fs.PathError{Op: "open", Path: path, Err: syscall.ENOENT}),
		"this file may not be read":                           at(app.KindMissing, "", &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}),
		"this may not be written to":                          at(app.KindDisk, "", &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}),
		"there is no room left on the disk":                   at(app.KindDisk, "", &fs.PathError{Op: "write", Path: path, Err: syscall.ENOSPC}),
		"the file is empty":                                   app.Errorf("open picture", path, app.KindPicture, "Save or copy it again.", "the file is empty"),
		"the file ends too early":                             app.Errorf("open picture", path, app.KindPicture, "", "this JPEG can't be read: %w", fmt.Errorf("the file ends too early")),
		"it is written to all the time, and may only be read": app.Errorf("open project", path, app.KindBusy, "Wait until nobody works in it, then try again.", "it is written to all the time, and may only be read"),
		"a file of this name is there already":                app.Errorf("make project", path, app.KindUsage, "Choose another name, or open the project that is there.", "a file of this name is there already"),
	}
}

// An error that people see is told in the window's language to its last word, with the file that it is about.
func TestErrorsAreToldInTheWindowsLanguage(t *testing.T) {
	defer func() { _ = Use("en") }()
	path := filepath.Join("pictures", "a.jpg")
	english := map[string]string{}
	for _, code := range append([]string{"en"}, assets.Languages()[1:]...) {
		if err := Use(code); err != nil {
			t.Fatal(err)
		}
		for why, err := range everyday(path) {
			got := Complaint(err)
			if code == "en" {
				if english[why] = got; !strings.Contains(got, path+": "+why) || !strings.Contains(got, app.HintOf(err)) {
					t.Errorf("of %q it says\n%s", why, got)
				}
				continue
			}
			if !strings.Contains(got, path) {
				t.Errorf("%s: it doesn't name the file:\n%s", code, got)
			}
			said := strings.Split(got, "\n")
			for i, line := range strings.Split(english[why], "\n") {
				if i >= len(said) || said[i] == line {
					t.Errorf("%s: %q is told in English:\n%s", code, why, got)
				}
			}
		}
	}
	// What nobody has translated is told as it is, and nothing of it is lost.
	strange := app.Errorf("open pack", path, app.KindPack, "", "graph %d of 3 is odd", 2)
	if got := Complaint(strange); !strings.Contains(got, strange.Error()) {
		t.Errorf("of a cause that is not known it says\n%s", got)
	}
}

// Advice with something put into it is translated in a message, as it is in a complaint.
func TestMessagesOfErrorsAreTranslated(t *testing.T) {
	defer func() { _ = Use("en") }()
	if err := Use("de"); err != nil {
		t.Fatal(err)
	}
	err := app.Errorf("find column", "x", app.KindUsage, "", "there is none").Advise(app.Say("Name one with --text-column. The columns are: {{.columns}}.").With("columns", "a, b"))
	m, ok := app.ErrorMessage(err)
	if !ok || Message(&m) != "Das geht hier nicht. Wählen Sie unter Worte eine andere. Die Spalten sind: a, b." {
		t.Errorf("advice with something put in is told as %q", Message(&m))
	}
	if _, ok := app.ErrorMessage(fmt.Errorf("open: %w", context.Canceled)); ok {
		t.Error("a cancel is told")
	}
}

// What becomes of answers when a codebook is replaced is told in the window's language.
func TestCodebookChangesAreToldInTheWindowsLanguage(t *testing.T) {
	defer func() { _ = Use("en") }()
	old, err := codebook.Parse([]byte("[[question]]\nid = \"pet\"\nask = \"Which?\"\nkind = \"one-of\"\n[[question.label]]\nid = \"cat\"\n[[question.label]]\nid = \"bird\"\n[[question.label]]\nid = \"dog\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	next := old.Clone()
	next.Questions[0].Labels = next.Questions[0].Labels[1:]
	next.Questions[0].Labels[0] = codebook.Label{ID: "parrot", Name: "parrot", Was: []string{"bird"}}
	_, _, told, err := old.Replace(next, codebook.Used{"pet": {"cat": 3, "bird": 2}})
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{
		"en": "question pet: cat is not offered any more; its 3 answers stay; question pet: bird is parrot now, with its 2 answers",
		"de": "Frage pet: cat wird nicht mehr angeboten; seine 3 Antworten bleiben; Frage pet: bird ist jetzt parrot, mit seinen 2 Antworten",
		"fr": "question pet\u00a0: cat n’est plus proposé\u202f; ses 3 réponses restent; question pet\u00a0: bird est maintenant parrot, avec ses 2 réponses",
	} {
		if err := Use(code); err != nil {
			t.Fatal(err)
		}
		if got := Say(app.Together(told)); got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
}
