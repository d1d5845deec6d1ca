package inference

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/inference/pack"
	"duotone/inference/words"
)

// copyPack copies the small pack to a folder of the test's own.
func copyPack(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pack")
	if err := os.CopyFS(dir, os.DirFS(tinyPack)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// edit changes pack.json as generic JSON.
func edit(t testing.TB, dir string, change func(m map[string]any)) {
	t.Helper()
	path := filepath.Join(dir, "pack.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	change(m)
	if data, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	write(t, path, data)
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// at walks into generic JSON.
func at(v any, path ...string) map[string]any {
	for _, key := range path {
		v = v.(map[string]any)[key]
	}
	return v.(map[string]any)
}

func tensors_(m map[string]any, graph, side string) []any {
	return at(m, "graphs", graph)[side].([]any)
}

func TestSoundPackOpens(t *testing.T) {
	k, info := pack.Open(copyPack(t))
	if k == nil {
		t.Fatal(pack.Error(info))
	}
	if info.Format != 2 || !info.Meaning || info.Embedding != 112 || !slices.Equal(info.Languages, []string{"en"}) {
		t.Errorf("format %d, languages %v, an embedding of %d", info.Format, info.Languages, info.Embedding)
	}
	if info.Ref() != "pack-tiny@2" || info.Card == "" || info.Bytes < 1<<20 || k.Patches != 16 || k.TextDim != 32 || k.ImageDim != 16 || !k.Masks {
		t.Errorf("read %+v, %d patches, widths %d and %d", info.Ref(), k.Patches, k.TextDim, k.ImageDim)
	}
}

// TestBrokenPacks: what is wrong is found and named, and the pack never opens.
func TestBrokenPacks(t *testing.T) {
	for name, c := range map[string]struct {
		break_ func(t *testing.T, dir string)
		want   string // in one of the problems
	}{
		"no folder":   {func(t *testing.T, dir string) { os.RemoveAll(dir) }, "no such file"},
		"no manifest": {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "pack.json")) }, "no such file"},
		"not JSON":    {func(t *testing.T, dir string) { write(t, filepath.Join(dir, "pack.json"), []byte("{")) }, "not valid JSON"},
		"huge manifest": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "pack.json"), make([]byte, pack.MaxManifest+1))
		}, "at most"},
		"newer format": {func(t *testing.T, dir string) { edit(t, dir, func(m map[string]any) { m["format"] = 3 }) }, "format version is 3"},
		"no format":    {func(t *testing.T, dir string) { edit(t, dir, func(m map[string]any) { delete(m, "format") }) }, "no format version"},
		"wrong form":   {func(t *testing.T, dir string) { edit(t, dir, func(m map[string]any) { m["graphs"] = 3 }) }, "form"},
		"changed byte": {flip("text.onnx"), "SHA-256"},
		"shorter file": {func(t *testing.T, dir string) { os.Truncate(filepath.Join(dir, "image.onnx"), 100) }, "100 bytes"},
		"longer file":  {func(t *testing.T, dir string) { grow(t, filepath.Join(dir, "image.onnx")) }, "at most"},
		"missing file": {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "fusion.onnx")) }, "fusion.onnx: no such file"},
		"unlisted graph": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { delete(at(m, "files"), "text.onnx") })
		}, "not listed"},
		"link out": {func(t *testing.T, dir string) {
			path := filepath.Join(dir, "tokenizer.json")
			os.Rename(path, filepath.Join(dir, "..", "outside.json"))
			os.Symlink(filepath.Join("..", "outside.json"), path)
		}, "not a plain file"},
		"link within": {func(t *testing.T, dir string) {
			path := filepath.Join(dir, "tokenizer.json")
			os.Rename(path, path+".real")
			os.Symlink("tokenizer.json.real", path)
		}, "not a plain file"},
		"manifest is a link": {func(t *testing.T, dir string) {
			path := filepath.Join(dir, "pack.json")
			os.Rename(path, path+".real")
			os.Symlink("pack.json.real", path)
		}, "not a plain file"},
		"folder as a file": {func(t *testing.T, dir string) {
			os.Remove(filepath.Join(dir, "CARD.md"))
			os.Mkdir(filepath.Join(dir, "CARD.md"), 0o755)
		}, "not a plain file"},
		"path up":       {outside("../outside.onnx"), "leads to another folder"},
		"absolute path": {outside("/etc/hostname"), "leads to another folder"},
		"windows path":  {outside(`..\outside.onnx`), "leads to another folder"},
		"drive":         {outside(`C:outside.onnx`), "leads to another folder"},
		"dots":          {outside(".."), "is a folder"},
		"no hash": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "files", "text.onnx")["sha256"] = "" })
		}, "no SHA-256"},
		"missing input": {func(t *testing.T, dir string) { edit(t, dir, drop("text", "inputs", 1)) }, "attention_mask is missing"},
		"format 0":      {func(t *testing.T, dir string) { edit(t, dir, func(m map[string]any) { m["format"] = 0 }) }, "format version is 0"},
		"meaning in format 1": {func(t *testing.T, dir string) { edit(t, dir, func(m map[string]any) { m["format"] = 1 }) },
			`"meant_logits" is not a tensor`},
		"no meaning":   {func(t *testing.T, dir string) { edit(t, dir, drop("fusion", "outputs", 6)) }, "meant_logits is missing"},
		"no embedding": {func(t *testing.T, dir string) { edit(t, dir, drop("fusion", "outputs", 7)) }, "embedding is missing"},
		"embedding of any size": {func(t *testing.T, dir string) { edit(t, dir, set("fusion", "outputs", 7, "shape", []int{-1, -1})) },
			"must be a fixed size"},
		"other embedding": {func(t *testing.T, dir string) { edit(t, dir, set("fusion", "outputs", 7, "shape", []int{-1, 111})) },
			"shape [-1 112] in the graph"},
		"meaning of four": {func(t *testing.T, dir string) { edit(t, dir, set("fusion", "outputs", 6, "shape", []int{-1, 4})) },
			"must be 3"},
		"no languages": {func(t *testing.T, dir string) { edit(t, dir, func(m map[string]any) { delete(m, "languages") }) },
			"languages must name"},
		"no such language": {languages("en", "klingon!"), `"klingon!" is no language`},
		"undetermined":     {languages("und"), "no language"},
		"language twice":   {languages("en", "EN"), `"EN" is there twice`},
		"no kelvin of the meaning": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { delete(at(m, "calibration", "temperature"), "meant") })
		}, "temperature.meant"},
		"no golden meaning": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { delete(at(m, "golden"), "meant_logits") })
		}, "golden must have three meant_logits"},
		"missing output": {func(t *testing.T, dir string) { edit(t, dir, drop("fusion", "outputs", 0)) }, "logits is missing"},
		"input not in pack.json": {func(t *testing.T, dir string) { edit(t, dir, drop("fusion", "inputs", 4)) },
			`input "patch_mask" of the graph is not in pack.json`},
		"unknown tensor": {func(t *testing.T, dir string) { edit(t, dir, set("text", "inputs", 0, "name", "word_ids")) }, `"word_ids" is not a tensor`},
		"wrong type":     {func(t *testing.T, dir string) { edit(t, dir, set("text", "inputs", 0, "type", "int32")) }, "must be int64"},
		"wrong rank":     {func(t *testing.T, dir string) { edit(t, dir, set("image", "outputs", 0, "shape", []int{-1, 16})) }, "dimensions"},
		"wrong width":    {func(t *testing.T, dir string) { edit(t, dir, set("text", "outputs", 0, "shape", []int{-1, -1, 33})) }, "shape [-1 -1 32] in the graph"},
		"wrong patches": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "image")["grid"] = []int{5, 4} })
		}, "does not make the 16 patches"},
		"wrong size": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "image")["size"] = []int{64, 65} })
		}, "does not fit the pixels"},
		"huge size": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "image")["size"] = []int{1 << 30, 1 << 30} })
		}, "image.size"},
		"zero std": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "image")["std"] = []int{0, 1, 1} })
		}, "over 0"},
		"other resize": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "image")["resize"] = "crop" })
		}, "stretch-bilinear"},
		"other heads": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { m["one_modality"] = "tails" })
		}, "one_modality"},
		"unknown rule": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "text")["rules"] = []string{"shout"} })
		}, "shout"},
		"too many tokens": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "text")["max_tokens"] = 1 << 40 })
		},
			"max_tokens"},
		"two classes": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { delete(at(m, "id2label"), "1") })
		}, "id2label"},
		"same class": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "id2label")["1"] = "positive" })
		}, "id2label"},
		"zero kelvin": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "calibration", "temperature")["both"] = 0 })
		}, "temperature"},
		"threshold": {func(t *testing.T, dir string) {
			edit(t, dir, func(m map[string]any) { at(m, "thresholds")["irony"] = 7 })
		}, "thresholds.irony"},
		"not a graph": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "text.onnx"), []byte("hello"))
			rehash(t, dir, "text.onnx")
		}, "not a sound ONNX"},
		"swapped graph": {func(t *testing.T, dir string) {
			swap(t, dir)
			rehash(t, dir, "text.onnx")
			rehash(t, dir, "image.onnx")
		}, "is missing from the graph"},
		"not a tokenizer": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "tokenizer.json"), []byte(`{"model":{"type":"BPE"}}`))
			rehash(t, dir, "tokenizer.json")
		}, "must be WordPiece"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := copyPack(t)
			c.break_(t, dir)
			k, info := pack.Open(dir)
			if k != nil || len(info.Problems) == 0 {
				t.Fatal("it opened")
			}
			err := pack.Error(info)
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v\ndoes not say %q", err, c.want)
			}
			if kind := app.KindOf(err); kind != app.KindPack && kind != app.KindMissing || app.HintOf(err) == "" {
				t.Errorf("kind %s, hint %q", kind, app.HintOf(err))
			}
		})
	}
}

// TestAllProblemsAtOnce: one look tells everything.
func TestAllProblemsAtOnce(t *testing.T) {
	dir := copyPack(t)
	flip("text.onnx")(t, dir)
	os.Remove(filepath.Join(dir, "CARD.md"))
	edit(t, dir, func(m map[string]any) {
		at(m, "text")["rules"] = []string{"shout"}
		at(m, "thresholds")["irony"] = -1
		at(m, "image")["grid"] = []int{1, 1}
		m["name"] = "../evil"
		m["languages"] = []string{"en", "--"}
		delete(at(m, "calibration", "temperature"), "meant")
		drop("fusion", "outputs", 7)(m)
	})
	_, info := pack.Open(dir)
	all := pack.Error(info).Error()
	for _, want := range []string{"text.onnx: its SHA-256", "CARD.md: no such file", "shout", "thresholds.irony", "image.grid", "../evil",
		"languages:", "temperature.meant", "embedding is missing"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among the problems:\n%s", want, all)
		}
	}
}

func languages(names ...string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		edit(t, dir, func(m map[string]any) { m["languages"] = names })
	}
}

func flip(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 1
		write(t, path, data)
	}
}

func grow(t *testing.T, path string) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("more"); err != nil {
		t.Fatal(err)
	}
}

func outside(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		edit(t, dir, func(m map[string]any) {
			at(m, "files")[name] = at(m, "files")["text.onnx"]
			at(m, "graphs", "text")["file"] = name
		})
	}
}

func drop(graph, side string, i int) func(map[string]any) {
	return func(m map[string]any) {
		list := tensors_(m, graph, side)
		at(m, "graphs", graph)[side] = append(append([]any{}, list[:i]...), list[i+1:]...)
	}
}

func set(graph, side string, i int, field string, value any) func(map[string]any) {
	return func(m map[string]any) { tensors_(m, graph, side)[i].(map[string]any)[field] = value }
}

func swap(t *testing.T, dir string) {
	a, b := filepath.Join(dir, "text.onnx"), filepath.Join(dir, "image.onnx")
	for _, move := range [][2]string{{a, a + "x"}, {b, a}, {a + "x", b}} {
		if err := os.Rename(move[0], move[1]); err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzManifest looks for panics, and for manifests that pass the check and then break the code behind it.
func FuzzManifest(f *testing.F) {
	data, err := os.ReadFile(filepath.Join(tinyPack, "pack.json"))
	if err != nil {
		f.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		f.Fatal(err)
	}
	delete(at(m, "text"), "emoji")
	small, _ := json.Marshal(m)
	f.Add(small)
	f.Add([]byte(`{"format":1}`))
	f.Add([]byte(`{"format":2,"languages":["en","x-","\u0000"]}`))
	f.Add([]byte(`{"format":1,"graphs":{"text":{"inputs":[{"shape":[null]}]}},"image":{"size":[1,2,3],"grid":[0]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := pack.ParseManifest(data)
		if err != nil {
			return
		}
		var p pack.Problems
		m.Check(&p)
		m.Describe("x")
		if len(p) == 0 {
			if _, err := pack.NewImagePreprocessor(m.ImageSpec()); err != nil {
				t.Errorf("the check passed and the preprocessor did not: %v", err)
			}
			if m.Size("N") < 1 || m.Size("Dt") < 1 || m.Size("Di") < 1 || m.Size("heads") < 1 || m.Size("Q") < 1 || m.Format > 1 && m.Size("D") < 1 {
				t.Error("a size is unknown")
			}
		}
	})
}

// FuzzONNX looks for panics in reading a graph's signature.
func FuzzONNX(f *testing.F) {
	data, err := os.ReadFile(filepath.Join(tinyPack, "image.onnx"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte{0x3a, 0x02, 0x5a, 0x00})
	f.Fuzz(func(t *testing.T, data []byte) {
		if g, err := pack.ReadONNX(data); err == nil && g == nil {
			t.Error("neither a graph nor an error")
		}
	})
}

// FuzzTokenizerFile looks for panics, and for vocabularies that read beyond themselves.
func FuzzTokenizerFile(f *testing.F) {
	f.Add([]byte(`{"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
		"vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3,"##b":4}}}`), "ab b é")
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		v, err := words.ParseVocabulary(data)
		if err != nil {
			return
		}
		words.NewReader(v, words.Spec{MaxTokens: 16, Lowercase: true, StripAccents: true}).Tokens(text)
	})
}
