package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/cli/tools"
)

// pixelEngine shows the same two by one pixels for every picture.
type pixelEngine struct{ app.Engine }

func (pixelEngine) Info() app.Info {
	return app.Info{Pack: app.PackInfo{Name: "flat", Version: "3"}}
}
func (pixelEngine) Close() error { return nil }
func (pixelEngine) Pixels(context.Context, *app.Picture, []app.Rect) ([]float32, [3]int, error) {
	return []float32{1, -2, 3, 0.5, 0.25, -0.125}, [3]int{3, 1, 2}, nil
}

type pixelOpener struct{ app.Opener }

func (pixelOpener) Open(context.Context, string, string) (app.Engine, error) {
	return pixelEngine{}, nil
}

func runPixels(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, talk bytes.Buffer
	p := &program.Program{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &talk, NewOpener: func(...string) app.Opener { return pixelOpener{} }}
	status = Run(t.Context(), p, append([]string{"pixels"}, args...))
	return status, out.String(), talk.String()
}

func TestPixels(t *testing.T) {
	dir := t.TempDir()
	file, npy := filepath.Join(dir, "a & b.jpg"), filepath.Join(dir, "a.npy")
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 5, 4))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := runPixels(t, file, "--npy", npy)
	if status != program.ExitDone || stderr != "" {
		t.Fatal(status, stderr)
	}
	var got tools.PixelsReport
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err, stdout)
	}
	var values []byte
	for _, v := range []float32{1, -2, 3, 0.5, 0.25, -0.125} {
		values = binary.LittleEndian.AppendUint32(values, math.Float32bits(v))
	}
	sum := sha256.Sum256(values)
	want := tools.PixelsReport{V: 1, File: file, Format: "png", Width: 5, Height: 4, Shape: [4]int{1, 3, 1, 2}, Mean: 2.625 / 6,
		Sum: hex.EncodeToString(sum[:]), Pack: "flat@3"}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	written, err := os.ReadFile(npy)
	if err != nil {
		t.Fatal(err)
	}
	header := int(binary.LittleEndian.Uint16(written[8:]))
	if !bytes.HasPrefix(written, []byte("\x93NUMPY\x01\x00")) || (10+header)%64 != 0 || written[9+header] != '\n' ||
		!bytes.Contains(written, []byte("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 1, 2), }")) ||
		!bytes.Equal(written[10+header:], values) {
		t.Errorf("%q", written)
	}
	if status, stdout, _ := runPixels(t, file, "--npy", "-"); status != program.ExitDone || stdout != string(written) {
		t.Errorf("status %d, %q", status, stdout)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("%d files left in the folder", len(left))
	}
}

func TestPixelsFails(t *testing.T) {
	for _, c := range []struct {
		args []string
		exit int
		says string
	}{
		{[]string{"not-there.jpg"}, program.ExitError, "there is no such file"},
		{[]string{"https://example.org/a.jpg"}, program.ExitError, "never opens a connection"},
		{[]string{os.TempDir()}, program.ExitError, "folder"},
		{nil, program.ExitUsage, "pixels"},
		{[]string{"a", "b"}, program.ExitUsage, "pixels"},
	} {
		status, stdout, stderr := runPixels(t, c.args...)
		if status != c.exit || stdout != "" || !strings.Contains(stderr, c.says) {
			t.Errorf("%v: status %d, stdout %q, stderr %q", c.args, status, stdout, stderr)
		}
	}
}
