package source

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"

	"duotone/app"
)

// OpenFile opens a file of the input.
func OpenFile(path string) (*os.File, fs.FileInfo, error) {
	f, info, err := app.OpenRegular(path)
	if err != nil {
		return nil, nil, Missing(path, err)
	}
	return f, info, nil
}

// Missing is the error of a file that can't be opened.
func Missing(path string, err error) error {
	hint := "Check its name and whether you may read it."
	kind := app.KindMissing
	var p *fs.PathError
	switch {
	case errors.Is(err, app.ErrSpecial):
		kind, hint = app.KindFormat, "Save what comes out of it to a file, or pipe it in: … | duotone score -."
	case errors.Is(err, app.ErrFolder):
		kind, hint = app.KindFormat, "Name a file."
	case errors.As(err, &p):
		err = p.Err
	}
	return &app.Error{Op: "open input", Path: path, Kind: kind, Hint: hint, Err: err}
}

// OpenZIP opens a ZIP that is a file.
func OpenZIP(p string) (*zip.Reader, *os.File, error) {
	f, info, err := OpenFile(p)
	if err != nil {
		return nil, nil, err
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		f.Close()
		return nil, nil, app.Errorf("open archive", p, app.KindFormat, "Check that the file is whole.", "%w", err)
	}
	return z, f, nil
}

// PictureType is the media type of an encoded picture by its first bytes, or "".
func PictureType(b []byte) string {
	for _, k := range []struct{ sign, media string }{{"\xff\xd8\xff", "image/jpeg"}, {"\x89PNG\r\n\x1a\n", "image/png"}, {"GIF87a", "image/gif"},
		{"GIF89a", "image/gif"}, {"II*\x00", "image/tiff"}, {"MM\x00*", "image/tiff"}} {
		if bytes.HasPrefix(b, []byte(k.sign)) {
			return k.media
		}
	}
	if len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP" {
		return "image/webp"
	}
	return ""
}

// Exists tells whether a file is at a path.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
