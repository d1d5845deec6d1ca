package table

import (
	"container/list"
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"

	"golang.org/x/sync/singleflight"
	"golang.org/x/text/unicode/norm"
)

// Loader finds and reads the pictures that rows name. It keeps the last ones, so that a picture which many rows near
// each other show is read once. It may be used by several goroutines.
type Loader struct {
	base    string // folder that relative paths start from
	folder  string // --pictures, where it is a folder
	archive string // --pictures, where it is a ZIP
	limits  picture.Limits

	once singleflight.Group
	mu   sync.Mutex
	zips map[string]*archive
	kept map[string]*list.Element
	age  list.List // of keptPicture, the last one used in front
	size int64
}

type keptPicture struct {
	key string
	pic *app.Picture
}

const keepBytes = 4 << 20 // of encoded pictures

// NewLoader makes a loader for an input.
func NewLoader(in *Input, limits picture.Limits) (*Loader, error) {
	l := &Loader{base: in.base, limits: limits, zips: map[string]*archive{}, kept: map[string]*list.Element{}}
	p := in.Options.Pictures
	if p == "" {
		return l, nil
	}
	info, err := os.Stat(p)
	switch {
	case err != nil:
		return nil, &app.Error{Op: "open pictures", Path: p, Kind: app.KindMissing, Hint: "Give a folder or a ZIP with --pictures.", Err: errors.Unwrap(err)}
	case info.IsDir():
		l.folder = p
	default:
		l.archive = p
		_, err = l.zip(p)
	}
	return l, err
}

// Load reads the picture that a cell names: a path, a path into a ZIP, a file: or a data: URI. Without a name there is
// no picture and no error.
func (l *Loader) Load(ctx context.Context, ref string) (*app.Picture, error) {
	exact := ref
	ref = strings.TrimSpace(ref)
	switch {
	case ref == "":
		return nil, nil
	case len(ref) > 5 && strings.EqualFold(ref[:5], "data:"):
		return l.data(ref)
	case len(ref) > 7 && strings.EqualFold(ref[:7], "file://"):
		u, err := url.Parse(ref)
		if err != nil || u.Host != "" && u.Host != "localhost" {
			return nil, app.Errorf("open picture", short(ref), app.KindMissing, "Give a path.", "this file: address does not lead to a file here")
		}
		ref = filepath.FromSlash(u.Path)
	case plaintext.IsAddress(ref), strings.HasPrefix(ref, `\\`) && !strings.HasPrefix(ref, `\\?\`):
		return nil, app.Errorf("open picture", short(ref), app.KindNetwork,
			"Save the picture to a file first: Duotone never opens a socket.", "this is an address on the network")
	case noPath(ref) && !l.isThere(exact):
		return nil, app.Errorf("open picture", short(ref), app.KindMissing, "Name another column with --image-column.", "this is no path")
	}
	if exact != ref && l.isThere(exact) {
		ref = exact // a name may begin or end with a blank
	}
	if p := l.recall(ref); p != nil {
		return p, nil
	}
	v, err, _ := l.once.Do(ref, func() (any, error) {
		p, err := l.read(ctx, ref)
		if err == nil {
			l.keep(ref, p)
		}
		return p, err
	})
	if err != nil {
		if ctx.Err() == nil && errors.Is(err, context.Canceled) {
			return l.read(ctx, ref) // the other one that read it was cancelled, this one was not
		}
		return nil, err
	}
	return v.(*app.Picture), nil
}

func (l *Loader) recall(key string) *app.Picture {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.kept[key]
	if e == nil {
		return nil
	}
	l.age.MoveToFront(e)
	return e.Value.(keptPicture).pic
}

func (l *Loader) keep(key string, p *app.Picture) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept[key] != nil || len(p.Data) > keepBytes {
		return
	}
	l.kept[key] = l.age.PushFront(keptPicture{key, p})
	l.size += int64(len(p.Data))
	for l.size > keepBytes {
		e := l.age.Back()
		old := l.age.Remove(e).(keptPicture)
		delete(l.kept, old.key)
		l.size -= int64(len(old.pic.Data))
	}
}

// read looks for a path where it may lead: as it is, then with the other system's slashes.
func (l *Loader) read(ctx context.Context, ref string) (*app.Picture, error) {
	if l.archive != "" {
		return l.fromArchive(l.archive, ref)
	}
	for _, try := range l.places(ref) {
		if _, err := os.Stat(try); err == nil || errors.Is(err, fs.ErrPermission) {
			return picture.Read(ctx, try, l.limits) // of a folder or a device it says so
		}
		if zipPath, inner, ok := splitZIP(try); ok {
			return l.fromArchive(zipPath, inner)
		}
	}
	advice := app.Say("Relative paths start from the input's folder; name another with --pictures.")
	if l.folder != "" {
		advice = app.Say("Relative paths start from the folder of --pictures, {{.folder}}.").With("folder", l.folder)
	}
	return nil, &app.Error{Op: "open picture", Path: short(ref), Kind: app.KindMissing, Advice: advice, Err: fs.ErrNotExist}
}

// noPath tells what hardly is a path, rather than one that leads nowhere. Names may have line ends in them, but then they
// lead somewhere.
func noPath(ref string) bool { return len(ref) > 4096 || strings.ContainsAny(ref, "\x00\n\r") }

// isThere tells whether a file is called exactly so.
func (l *Loader) isThere(ref string) bool {
	return l.archive == "" && len(ref) <= 4096 && isFile(filepath.Join(l.start(), ref))
}

// start is the folder that relative paths start from.
func (l *Loader) start() string {
	if l.folder != "" {
		return l.folder
	}
	return l.base
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func (l *Loader) places(ref string) []string {
	base := l.start()
	var out []string
	add := func(r string) {
		if !filepath.IsAbs(r) {
			r = filepath.Join(base, r)
		}
		out = append(out, r)
		if other := otherForm(r); other != r {
			out = append(out, other)
		}
	}
	add(ref)
	slashed := strings.ReplaceAll(ref, `\`, "/")
	if slashed != ref {
		add(filepath.FromSlash(slashed))
	}
	// A table that was made on another computer has that computer's folders; the files of --pictures are meant.
	drive := len(slashed) > 2 && slashed[1] == ':' && slashed[2] == '/'
	if l.folder != "" && (drive || path.IsAbs(slashed)) {
		out = append(out, filepath.Join(l.folder, path.Base(slashed)))
	}
	return out
}

// otherForm is a path as it lies on the disk where each part of its name may be in the other Unicode form: archives made on a Mac have
// names in NFD, tables in NFC. Without such files it is the path itself.
func otherForm(p string) string {
	if _, err := os.Lstat(p); err == nil || isASCII(p) {
		return p
	}
	dir, name := filepath.Split(p)
	if dir = filepath.Clean(dir); dir != p && !isASCII(dir) {
		dir = otherForm(dir)
	}
	for _, form := range []norm.Form{norm.NFC, norm.NFD} {
		if try := filepath.Join(dir, form.String(name)); source.Exists(try) {
			return try
		}
	}
	return p
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// splitZIP finds a ZIP on the way to a file: archive.zip/a/b.jpg.
func splitZIP(p string) (zipPath, inner string, ok bool) {
	slashed := filepath.ToSlash(p)
	lower := strings.ToLower(slashed)
	for from := 0; ; {
		at := strings.Index(lower[from:], ".zip/")
		if at < 0 {
			return "", "", false
		}
		end := from + at + len(".zip")
		if info, err := os.Stat(filepath.FromSlash(slashed[:end])); err == nil && info.Mode().IsRegular() {
			return filepath.FromSlash(slashed[:end]), slashed[end+1:], true
		}
		from = end
	}
}

func (l *Loader) zip(p string) (*archive, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a := l.zips[p]; a != nil {
		return a, nil
	}
	a, err := openArchive(p)
	if err == nil {
		l.zips[p] = a
	}
	return a, err
}

func (l *Loader) fromArchive(zipPath, name string) (*app.Picture, error) {
	a, err := l.zip(zipPath)
	if err != nil {
		return nil, err
	}
	clean := path.Clean(strings.ReplaceAll(name, `\`, "/"))
	if _, ok := a.find(name); !ok {
		name = strings.TrimPrefix(clean, "/")
	}
	// The path may be written from where the archive lies: archive.zip/a.jpg.
	if _, ok := a.find(name); !ok {
		if rest, found := strings.CutPrefix(name, filepath.Base(zipPath)+"/"); found {
			name = rest
		}
	}
	data, err := a.read(name, l.limits.Bytes)
	if err != nil {
		return nil, err
	}
	return picture.New(filepath.Base(zipPath)+"/"+name, data, l.limits)
}

// data decodes a data: URI (RFC 2397). Its media type is not believed: the bytes tell what they are.
func (l *Loader) data(ref string) (*app.Picture, error) {
	const name = "data: URI"
	bad := func(kind app.Kind, format string, args ...any) error {
		return app.Errorf("open picture", short(ref), kind, "Write it as data:image/jpeg;base64,… or give a path.", format, args...)
	}
	head, body, ok := strings.Cut(ref, ",")
	if at := strings.Index(strings.ToLower(ref[:min(len(ref), 200)]), ";base64,"); at >= 0 {
		head, body = ref[:at+len(";base64")], ref[at+len(";base64,"):] // a comma may stand in a parameter before it
	}
	if !ok || len(head) > 200 {
		return nil, bad(app.KindPicture, "the data: URI has no comma")
	}
	if int64(len(body))/4*3 > l.limits.Bytes {
		return nil, bad(app.KindTooLarge, "the picture is over %d MB", l.limits.Bytes>>20)
	}
	var data []byte
	var err error
	if strings.HasSuffix(strings.ToLower(strings.ReplaceAll(head, " ", "")), ";base64") {
		data, err = decodeBase64(body)
	} else {
		var s string
		s, err = url.PathUnescape(body)
		data = []byte(s)
	}
	if err != nil {
		return nil, bad(app.KindPicture, "the data: URI is broken: %w", err)
	}
	return picture.New(name, data, l.limits)
}

// decodeBase64 takes what is in use: either alphabet, with or without padding, with line ends.
func decodeBase64(s string) ([]byte, error) {
	if strings.Contains(s, "%") {
		if u, err := url.PathUnescape(s); err == nil {
			s = u
		}
	}
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '\r', '\t', '=':
			return -1
		case '-':
			return '+'
		case '_':
			return '/'
		}
		return r
	}, s)
	return base64.RawStdEncoding.DecodeString(s)
}

// short keeps a cell readable in a message.
func short(s string) string {
	const most = 120
	if len(s) <= most {
		return source.Valid(s)
	}
	return source.Valid(s[:most]) + "…"
}
