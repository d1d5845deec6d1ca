package app

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestSettingsSurviveARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	s, err := OpenSettings(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Change(func(v *Settings) { v.Theme, v.TextScale = "dark", 1.5 }) || s.Change(func(*Settings) {}) {
		t.Error("what has changed is not told")
	}
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenSettings(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Get(); got.Theme != "dark" || got.TextScale != 1.5 || got.Width != 1200 {
		t.Errorf("read back %+v", got)
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("files left behind: %v", left)
	}
}

func TestSettingsTakeNoHarmFromAFile(t *testing.T) {
	for name, data := range map[string]string{
		"cut":      `{"theme":"dark"`,
		"empty":    ``,
		"wrong":    `{"theme":7}`,
		"array":    `[]`,
		"overflow": `{"text_scale":1e999}`,
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "settings.json")
		os.WriteFile(path, []byte(data), 0o600)
		s, err := OpenSettings(dir)
		if err == nil || KindOf(err) != KindFormat {
			t.Errorf("%s: error %v", name, err)
		}
		if !reflect.DeepEqual(s.Get(), DefaultSettings()) {
			t.Errorf("%s: %+v", name, s.Get())
		}
		if kept, _ := os.ReadFile(path + ".bad"); string(kept) != data {
			t.Errorf("%s: kept %q", name, kept)
		}
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "settings.json"),
		[]byte(`{"theme":"pink","text_scale":900,"width":-3,"height":1e30,"heat_opacity":5,"later":true}`), 0o600)
	s, err := OpenSettings(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := DefaultSettings()
	if !reflect.DeepEqual(s.Get(), want) {
		t.Errorf("%+v", s.Get())
	}
}

func TestSettingsHoldWhereSavingFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o600)
	s, _ := OpenSettings(filepath.Join(file, "below"))
	s.Change(func(v *Settings) { v.Theme = "light" })
	err := s.Save()
	if KindOf(err) != KindDisk || HintOf(err) == "" {
		t.Errorf("error %v", err)
	}
	if s.Get().Theme != "light" {
		t.Error("the change is gone")
	}
}
