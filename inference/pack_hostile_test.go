package inference

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/inference/pack"
	"duotone/inference/session"

	"google.golang.org/protobuf/encoding/protowire"
)

// rehash puts a file's present hash and size into pack.json.
func rehash(t testing.TB, dir, name string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	edit(t, dir, func(m map[string]any) {
		at(m, "files")[name] = map[string]any{"sha256": pack.HashOf(sha256.Sum256(data)), "bytes": len(data)}
	})
}

// message is a protobuf message of length-delimited and number fields: number, value, number, value …
func message(parts ...any) []byte {
	var b []byte
	for i := 0; i < len(parts); i += 2 {
		num := protowire.Number(parts[i].(int))
		switch v := parts[i+1].(type) {
		case int:
			b = protowire.AppendVarint(protowire.AppendTag(b, num, protowire.VarintType), uint64(v))
		case string:
			b = protowire.AppendString(protowire.AppendTag(b, num, protowire.BytesType), v)
		case []byte:
			b = protowire.AppendBytes(protowire.AppendTag(b, num, protowire.BytesType), v)
		}
	}
	return b
}

// outsideTensor is a tensor whose values lie in another file.
func outsideTensor() []byte {
	return message(pack.TensorName, "w", pack.TensorExternal, message(1, "location", 2, "../../../etc/passwd"), pack.TensorLocation, 1)
}

// rewritten gives a file of the pack other contents, listed properly.
func rewritten(name string, change func(data []byte) []byte) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, path, change(data))
		rehash(t, dir, name)
	}
}

// inManifest replaces a part of pack.json as text.
func inManifest(old, new string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		path := filepath.Join(dir, "pack.json")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte(old)) {
			t.Fatalf("pack.json has no %s", old)
		}
		write(t, path, bytes.Replace(data, []byte(old), []byte(new), 1))
	}
}

// inVocabulary changes the vocabulary of tokenizer.json.
func inVocabulary(change func(model, vocab map[string]any)) func(*testing.T, string) {
	return rewritten("tokenizer.json", func(data []byte) []byte {
		var m map[string]any
		if err := json.Unmarshal(data, &m); err != nil {
			panic(err)
		}
		change(at(m, "model"), at(m, "model", "vocab"))
		data, _ = json.Marshal(m)
		return data
	})
}

// TestHostilePacks: packs that somebody made to do harm. TestBrokenPacks has those that are wrong in plainer ways.
func TestHostilePacks(t *testing.T) {
	always := func(b []byte) func([]byte) []byte { return func([]byte) []byte { return b } }
	more := func(b []byte) func([]byte) []byte { return func(data []byte) []byte { return append(data, b...) } }
	deep := []byte(nil)
	for range 40 { // a branch in a branch in a branch
		deep = message(pack.GraphNode, message(pack.NodeAttribute, message(pack.AttributeGraph, deep)))
	}
	for name, c := range map[string]struct {
		make func(t *testing.T, dir string)
		want string
	}{
		"deep JSON": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "pack.json"), bytes.Repeat([]byte("["), 1<<20))
		}, "not valid JSON"},
		"deep objects": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "pack.json"), bytes.Repeat([]byte(`{"a":`), 1<<20))
		}, "not valid JSON"},
		"not UTF-8":             {inManifest(`"licence"`, "\"\xff\": 1, \"licence\""), "UTF-8"},
		"a key twice":           {inManifest(`"licence"`, `"format": 1, "licence"`), `"format" is there twice`},
		"a file twice":          {inManifest(`"files": {`, `"files": {"a": {}, "a": {},`), `"a" is there twice`},
		"a label twice":         {inManifest(`"id2label": {`, `"id2label": {"0": "positive",`), `"0" is there twice`},
		"NaN":                   {inManifest(`"irony": {`, `"x": NaN, "irony": {`), "not valid JSON"},
		"infinity":              {inManifest(`"dominance_margin": `, `"dominance_margin": 1e999, "y": `), "form"},
		"negative threshold":    {inManifest(`"dominance_margin": `, `"dominance_margin": -1e300, "y": `), "dominance_margin"},
		"negative reduce":       {inManifest(`"resize":`, `"reduce": -4, "resize":`), "reduce"},
		"zero-byte graph":       {rewritten("image.onnx", always(nil)), "holds no graph"},
		"one-byte graph":        {rewritten("image.onnx", always([]byte{0x3a})), "not a sound ONNX"},
		"half a graph":          {rewritten("image.onnx", func(d []byte) []byte { return d[:len(d)/2] }), "not a sound ONNX"},
		"weights elsewhere":     {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphInitializer, outsideTensor())))), "another file"},
		"sparse elsewhere":      {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphSparse, message(1, outsideTensor()))))), "another file"},
		"constant elsewhere":    {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphNode, message(pack.NodeAttribute, message(pack.AttributeTensor, outsideTensor())))))), "another file"},
		"branch elsewhere":      {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphNode, message(pack.NodeAttribute, message(pack.AttributeGraph, message(pack.GraphInitializer, outsideTensor()))))))), "another file"},
		"function elsewhere":    {rewritten("text.onnx", more(message(pack.ModelFunctions, message(pack.FunctionNode, message(pack.NodeAttribute, message(pack.AttributeTensor, outsideTensor())))))), "another file"},
		"sparse constant":       {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphNode, message(pack.NodeAttribute, message(pack.AttributeSparse, message(pack.SparseValues, outsideTensor()))))))), "another file"},
		"sparse zeros":          {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphSparse, message(pack.SparseValues, message(pack.TensorName, "w"), 3, 1<<40))))), "sparse weights"},
		"declared terabytes":    {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphInitializer, message(pack.TensorName, "w", pack.TensorDims, 1<<20, pack.TensorDims, 1<<20, pack.TensorType, 1, pack.TensorRaw, "0123"))))), "another number of values"},
		"declared overflow":     {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphInitializer, message(pack.TensorName, "w", pack.TensorDims, []byte("\x80\x80\x80\x80\x10\x80\x80\x80\x80\x10"), pack.TensorType, 1, pack.TensorRaw, ""))))), "another number of values"},
		"less than nothing":     {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphInitializer, message(pack.TensorName, "w", pack.TensorDims, -5, pack.TensorType, 1, pack.TensorRaw, "0123"))))), "another number of values"},
		"half a weight":         {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphInitializer, message(pack.TensorName, "w", pack.TensorDims, 2, pack.TensorType, 1, pack.TensorRaw, "0123"))))), "another number of values"},
		"compiled elsewhere":    {rewritten("text.onnx", always(message(pack.ModelGraph, message(pack.GraphNode, message(pack.NodeOp, "EPContext"))))), "another file"},
		"training part":         {rewritten("text.onnx", more(message(pack.ModelTraining, message(1, message(pack.GraphInitializer, outsideTensor()))))), "training part"},
		"two graphs":            {rewritten("text.onnx", more(message(pack.ModelGraph, message(pack.GraphInput, message(pack.ValueName, "x"))))), "two graphs"},
		"branches without end":  {rewritten("text.onnx", always(message(pack.ModelGraph, deep))), "nested too deeply"},
		"tokenizer of 1 GB":     {inManifest(`"tokenizer.json": {`, `"tokenizer.json": {"bytes": 1073741824, "x": {}}, "other.json": {`), "the limit is"},
		"many gigabytes":        {func(t *testing.T, dir string) { edit(t, dir, gigabytes(3)) }, "add up to"},
		"numbers that overflow": {func(t *testing.T, dir string) { edit(t, dir, gigabytes(60)) }, "add up to"},
		"1,000 files":           {func(t *testing.T, dir string) { edit(t, dir, thousandFiles) }, "more than 64"},
		"all languages":         {languages(manyLanguages()...), "more than 256"},
		"endless language":      {languages("en-" + strings.Repeat("abcdefgh-", 500) + "x"), "no language"},
		"hot meaning":           {inManifest(`"meant": 1.0`, `"meant": -1e300`), "temperature.meant"},
		"embedding of millions": {inManifest(`"shape": [-1, 112]`, `"shape": [-1, 2147483647]`), "is no size"},
		"empty vocabulary":      {inVocabulary(func(model, _ map[string]any) { model["vocab"] = map[string]any{} }), "vocab has no"},
		"vocabulary is a list":  {inVocabulary(func(model, _ map[string]any) { model["vocab"] = []string{"a"} }), "not a tokenizer file"},
		"negative id":           {inVocabulary(func(_, vocab map[string]any) { vocab["evil"] = -1 }), "the id -1"},
		"huge id":               {inVocabulary(func(_, vocab map[string]any) { vocab["evil"] = 1 << 40 }), "the id"},
		"id is a text":          {inVocabulary(func(_, vocab map[string]any) { vocab["evil"] = "7" }), "not a tokenizer file"},
		"empty token":           {inVocabulary(func(_, vocab map[string]any) { vocab[""] = 7 }), "the id 7"},
		"no [SEP]":              {inVocabulary(func(_, vocab map[string]any) { delete(vocab, "[SEP]") }), "[SEP]"},
		"no prefix":             {inVocabulary(func(model, _ map[string]any) { model["continuing_subword_prefix"] = "" }), "prefix"},
		"endless words":         {inVocabulary(func(model, _ map[string]any) { model["max_input_chars_per_word"] = 1 << 40 }), "max_input_chars"},
		"tokenizer is no JSON":  {rewritten("tokenizer.json", always([]byte{0})), "not a tokenizer file"},
		"name with a zero":      {outside("text\x00.onnx"), "invisible"},
		"name with an override": {outside("text\u202exnno.onnx"), "invisible"},
		"endless name":          {outside(strings.Repeat("a", 5000)), "longer than 128"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := copyPack(t)
			c.make(t, dir)
			k, info := pack.Open(dir)
			if k != nil || len(info.Problems) == 0 {
				t.Fatal("it opened")
			}
			err := pack.Error(info)
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%.600v\ndoes not say %q", err, c.want)
			}
			if app.KindOf(err) != app.KindPack || app.HintOf(err) == "" || len(err.Error()) > 20000 {
				t.Errorf("kind %s, hint %q, %d bytes", app.KindOf(err), app.HintOf(err), len(err.Error()))
			}
		})
	}
}

// gigabytes claims n graphs of 2 GB beside the others, which are not there.
func gigabytes(n int) func(map[string]any) {
	return func(m map[string]any) {
		for i := range n {
			at(m, "files")[fmt.Sprintf("more%d.onnx", i)] = map[string]any{"sha256": strings.Repeat("0", 64), "bytes": pack.MaxGraph}
		}
	}
}

func manyLanguages() (names []string) {
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			names = append(names, string(a)+string(b))
		}
	}
	return names
}

func thousandFiles(m map[string]any) {
	for i := range 1000 {
		at(m, "files")[fmt.Sprintf("more%d", i)] = map[string]any{"sha256": strings.Repeat("0", 64), "bytes": 1}
	}
}

// TestOwnPackFromAnyFolder: spaces, other scripts and a link to the folder itself are no reason to refuse a pack.
func TestOwnPackFromAnyFolder(t *testing.T) {
	open(t, tinyPack)
	root := t.TempDir()
	for _, name := range []string{"my own pack", "packung für café", "包裝 📦", "#1 100% 'quoted' & \"so\"", strings.Repeat("long", 60)} {
		dir := filepath.Join(root, name, "v 1")
		if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(dir, os.DirFS(tinyPack)); err != nil {
			t.Fatal(err)
		}
		if info := NewOpener().Check(dir); len(info.Problems) > 0 {
			t.Errorf("%s: %v", name, pack.Error(info))
		}
		e, err := NewOpener(dir).Open(t.Context(), dir, session.CPU)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, err := e.Score(t.Context(), app.Post{Text: "hello"}); err != nil || got[0].Err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		e.Close()
	}
	link := filepath.Join(root, "link")
	if err := os.Symlink(filepath.Join(root, "my own pack", "v 1"), link); err != nil {
		t.Skip(err)
	}
	if info := NewOpener().Check(link); len(info.Problems) > 0 {
		t.Errorf("a link to a pack's folder: %v", pack.Error(info))
	}
}

// TestGraphsOfNewerONNX: what the runtime can't load is told with the version that the graph was made for and what to do.
func TestGraphsOfNewerONNX(t *testing.T) {
	for name, c := range map[string]struct {
		more []byte
		want string
	}{
		"newer operators": {message(pack.ModelOpset, message(pack.OpsetVersion, 999)), "made for ONNX opset 999"},
		"newer format":    {message(pack.ModelFormat, 999), "format 999"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := copyPack(t)
			rewritten("text.onnx", func(d []byte) []byte { return append(d, c.more...) })(t, dir)
			e, err := NewOpener(dir).Open(t.Context(), dir, session.CPU)
			if err == nil {
				e.Close()
				t.Fatal("it opened")
			}
			if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "ONNX Runtime "+session.RuntimeVersion) || !strings.Contains(app.HintOf(err), "newer runtime") {
				t.Errorf("%v\nhint %q", err, app.HintOf(err))
			}
			if strings.Contains(err.Error(), "::") || strings.Contains(err.Error(), ".cc:") {
				t.Errorf("it shows code: %v", err)
			}
		})
	}
}
