package picture

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"duotone/app"
)

const (
	opOpen   = "open picture"
	opDecode = "decode picture"
)

// Read reads and checks the picture file at path. Only regular files are opened, and nothing over a limit is read.
// Errors are of the kinds missing, too-large, picture, network (an address instead of a path) or input (an empty path).
func Read(ctx context.Context, path string, lim Limits) (*app.Picture, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	lim = lim.filled()
	local, err := localPath(path)
	if err != nil {
		return nil, err
	}
	data, err := readFile(local, lim.Bytes)
	if err != nil {
		return nil, err
	}
	p, err := New(filepath.Base(local), data, lim)
	var e *app.Error
	if errors.As(err, &e) {
		e.Path = path
	}
	if p != nil {
		if abs, err := filepath.Abs(local); err == nil {
			p.Path = abs
		}
	}
	return p, err
}

// scheme is two letters or more, so that a drive letter is none.
var scheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.\-]+):(//)?`)

// localPath refuses what would make this program, or the system in its name, talk to another computer.
func localPath(path string) (string, error) {
	if path == "" {
		return "", app.Errorf(opOpen, path, app.KindInput, "Name a picture file.", "the path is empty")
	}
	if strings.ContainsRune(path, 0) {
		return "", app.Errorf(opOpen, "", app.KindMissing, "Check the path.", "the path holds a zero byte")
	}
	if m := scheme.FindStringSubmatch(path); m != nil && (m[2] != "" || strings.EqualFold(m[1], "data")) {
		if _, err := os.Lstat(path); err == nil && m[2] == "" {
			return path, nil // a file that happens to be called data:…
		}
		if u, err := url.Parse(path); err == nil && u.Scheme == "file" && (u.Host == "" || u.Host == "localhost") {
			return fileURLPath(u.Path), nil
		}
		shown := path
		if len(shown) > 200 {
			shown = shown[:200] + "…"
		}
		return "", app.Errorf(opOpen, shown, app.KindNetwork,
			"Duotone never opens a connection: save the picture as a file and name that.", "this is an address, not a file")
	}
	if isShare(runtime.GOOS, path) {
		return "", app.Errorf(opOpen, path, app.KindNetwork,
			"Copy the picture to this computer, or give the share a drive letter.", "this path leads to another computer")
	}
	return path, nil
}

// isShare tells whether Windows would open a connection for a path: \\server\share, but not \\?\C:\.
func isShare(goos, path string) bool {
	if goos != "windows" {
		return false
	}
	p := strings.ReplaceAll(path, "/", `\`)
	if !strings.HasPrefix(p, `\\`) {
		return false
	}
	drive := strings.HasPrefix(p, `\\?\`) && len(p) > 5 && p[5] == ':'
	return !drive
}

// fileURLPath turns the path of a file: address into the system's own form: /C:/a.png is C:/a.png on Windows.
func fileURLPath(p string) string {
	if runtime.GOOS == "windows" && len(p) > 2 && p[0] == '/' && p[2] == ':' {
		p = p[1:]
	}
	return filepath.FromSlash(p)
}

// readFile reads a regular file of at most limit bytes.
func readFile(path string, limit int64) ([]byte, error) {
	f, info, err := app.OpenRegular(path)
	switch {
	case errors.Is(err, app.ErrFolder):
		return nil, app.Errorf(opOpen, path, app.KindPicture, "Name a picture file in it.", "%w", err)
	case errors.Is(err, app.ErrSpecial):
		return nil, app.Errorf(opOpen, path, app.KindPicture, "Name a picture file.", "%w", err)
	case err != nil:
		return nil, missing(path, err)
	}
	defer f.Close()
	if info.Size() > limit {
		return nil, tooManyBytes(path, info.Size(), limit)
	}
	data := make([]byte, 0, info.Size()+1)
	buf := io.LimitReader(f, limit+1)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := buf.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, missing(path, err)
		}
	}
	if int64(len(data)) > limit {
		return nil, tooManyBytes(path, int64(len(data)), limit)
	}
	return data, nil
}

func missing(path string, err error) error {
	hint := "Check the path."
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = errors.New("there is no such file")
		hint = "Check the path and that the file has not been moved."
	case errors.Is(err, fs.ErrPermission):
		err = errors.New("this file may not be read")
		hint = "Give yourself the right to read it."
	default:
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
	}
	return &app.Error{Op: opOpen, Path: path, Kind: app.KindMissing, Hint: hint, Err: err}
}

func tooManyBytes(path string, n, limit int64) error {
	return app.Errorf(opOpen, path, app.KindTooLarge, "Save the picture smaller.",
		"the file has %s, over the limit of %s", megabytes(n), megabytes(limit))
}

func megabytes(n int64) string { return fmt.Sprintf("%.4g MB", float64(n)/(1<<20)) }

// New checks the encoded picture in data: its format, dimensions and what decoding it would cost, without decoding it.
// It keeps data, which must not change afterwards. name is what people call it. Errors are of the kinds picture and
// too-large.
func New(name string, data []byte, lim Limits) (*app.Picture, error) {
	lim = lim.filled()
	if len(data) == 0 {
		return nil, app.Errorf(opOpen, name, app.KindPicture, "Save or copy it again.", "the file is empty")
	}
	if int64(len(data)) > lim.Bytes {
		return nil, tooManyBytes(name, int64(len(data)), lim.Bytes)
	}
	format, err := sniff(name, data)
	if err != nil {
		return nil, err
	}
	h, err := probe(format, data)
	if err != nil {
		return nil, damaged(opOpen, name, format, err)
	}
	if err := h.within(name, lim); err != nil {
		return nil, err
	}
	w, ht := h.orientation.size(h.width, h.height)
	return &app.Picture{Name: name, Data: data, Format: format, Width: w, Height: ht, Sum: sha256.Sum256(data)}, nil
}

// within holds a header against the limits.
func (h header) within(name string, lim Limits) error {
	tooLarge := func(format string, args ...any) error {
		return app.Errorf(opOpen, name, app.KindTooLarge, "Save the picture smaller: a side of 2,000 pixels is plenty.",
			format, args...)
	}
	pixels := int64(h.width) * int64(h.height)
	switch {
	case h.width <= 0 || h.height <= 0:
		return app.Errorf(opOpen, name, app.KindPicture, "Save or export it again.", "the picture has no pixels (%d × %d)",
			h.width, h.height)
	case max(h.width, h.height) > lim.Side:
		return tooLarge("the picture is %d × %d pixels, over the limit of %d a side", h.width, h.height, lim.Side)
	case pixels > lim.Pixels:
		return tooLarge("the picture is %d × %d pixels, over the limit of %.4g megapixels", h.width, h.height,
			float64(lim.Pixels)/1e6)
	case h.jpeg.scans > maxScans || pixels*int64(h.jpeg.scans) > maxScanWork:
		return tooLarge("the JPEG has %d scans over %d × %d pixels, which would take too long to decode", h.jpeg.scans,
			h.width, h.height)
	case h.memory > lim.Memory:
		return tooLarge("decoding %d × %d pixels would take %s of memory, over the limit of %s", h.width, h.height,
			megabytes(h.memory), megabytes(lim.Memory))
	}
	return nil
}

// damaged says that a file of a known format can't be read.
func damaged(op, name, format string, err error) error {
	hint := "Save or export it again, or open it elsewhere to see whether it is whole."
	return &app.Error{Op: op, Path: name, Kind: app.KindPicture, Hint: hint, Err: fmt.Errorf("this %s can't be read: %w", formatNames[format], err)}
}
