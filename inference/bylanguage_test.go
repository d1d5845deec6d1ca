package inference

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"duotone/app"
	"duotone/inference/pack"
	"duotone/inference/session"
)

// named makes a pack with a name and languages of its own in a folder of packs.
func named(t *testing.T, folder, name string, languages ...string) string {
	t.Helper()
	dir := filepath.Join(folder, name)
	if err := os.CopyFS(dir, os.DirFS(tinyPack)); err != nil {
		t.Fatal(err)
	}
	edit(t, dir, func(m map[string]any) { m["name"], m["languages"] = name, languages })
	return dir
}

// TestTheLanguageChoosesThePack: with two packs there, one that is named reads everything; otherwise each post's language chooses.
func TestTheLanguageChoosesThePack(t *testing.T) {
	open(t, tinyPack) // skips where there is no runtime
	t.Setenv("DUOTONE_HOME", t.TempDir())
	folder := t.TempDir()
	small := named(t, folder, "a-small", "en")
	many := named(t, folder, "b-many", "de", "en", "fr")
	posts := []app.Post{{Text: "The train is forty minutes late again, and nobody says why"}, {Text: "Der Zug hat schon wieder vierzig Minuten Verspätung, und niemand sagt warum"},
		{Text: "ok"}, {Text: "Le train a encore quarante minutes de retard et personne ne dit pourquoi"}}
	for dir, want := range map[string][]string{
		"":    {"a-small@2", "b-many@2", "a-small@2", "b-many@2"},
		small: {"a-small@2", "a-small@2", "a-small@2", "a-small@2"},
		many:  {"b-many@2", "b-many@2", "b-many@2", "b-many@2"},
	} {
		e, err := NewOpener(folder).Open(t.Context(), dir, session.CPU)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Score(t.Context(), posts...)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range got {
			foreign := slices.ContainsFunc(p.Warnings, func(w app.Warning) bool { return w.Code == app.WarningLanguage })
			if p.Pack != want[i] || foreign != (dir == small && i%2 == 1) {
				t.Errorf("opened %q: post %d is read by %s, warnings %v", filepath.Base(dir), i, p.Pack, p.Warnings)
			}
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestAUnigramPackIsRead: up to its golden post, which needs a model that was trained with these pieces.
func TestAUnigramPackIsRead(t *testing.T) {
	dir := named(t, t.TempDir(), "many", "de", "ar")
	data, err := os.ReadFile("testdata/unigram/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "tokenizer.json"), data)
	sum := sha256.Sum256(data)
	edit(t, dir, func(m map[string]any) {
		at(m, "files")["tokenizer.json"] = map[string]any{"sha256": hex.EncodeToString(sum[:]), "bytes": len(data)}
	})
	if _, info := pack.Open(dir); len(info.Problems) != 1 || app.HintOf(pack.Error(info)) == "" {
		t.Errorf("lower case with Unigram: %v", info.Problems)
	}
	edit(t, dir, func(m map[string]any) { at(m, "text")["lowercase"], at(m, "text")["strip_accents"] = false, false })
	w, err := NewOpener().OpenWords(dir)
	if err != nil {
		t.Fatal(err)
	}
	text := "قطار باز هم دیر کرد؛ می‌خواهم بروم"
	v := w.Tokens(text)
	for _, tok := range v.Tokens[1 : len(v.Tokens)-1] {
		if tok.Start >= tok.End || tok.End > len(text) {
			t.Errorf("%+v", tok)
		}
	}
	if v.Total < 8 || !v.Tokens[0].Special {
		t.Errorf("%+v", v)
	}
}
