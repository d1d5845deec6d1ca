package speech

import (
	"errors"
	"io/fs"
	"syscall"

	"duotone/app"

	"fyne.io/fyne/v2/lang"
)

// OwnWords are an error's own words, which name the file and why: in the language of the window where they are known there, else English.
func OwnWords(err error) string {
	e := innermost(err)
	if e == nil || e.Err == nil {
		return err.Error()
	}
	why := causeOf(e.Err, e.Kind)
	switch {
	case why == "":
		return err.Error()
	case e.Path == "":
		return why
	}
	return lang.L("{{.File}}: {{.Why}}", map[string]any{"File": e.Path, "Why": why})
}

// innermost is the error of a chain that knows best what happened; nil where none is the program's.
func innermost(err error) (last *app.Error) {
	for err != nil {
		var e *app.Error
		if !errors.As(err, &e) {
			break
		}
		last, err = e, e.Err
	}
	return last
}

// causeOf is a cause in the language of the window: by its own words, those of what is behind it, or what the system says; "" where it isn't known.
func causeOf(cause error, kind app.Kind) string {
	for c := cause; c != nil; c = errors.Unwrap(c) {
		if _, known := dictionary[c.Error()]; known {
			return Text(c.Error())
		}
	}
	switch {
	case errors.Is(cause, fs.ErrNotExist):
		return lang.L("there is no such file")
	case errors.Is(cause, syscall.ENOSPC):
		return lang.L("there is no room left on the disk")
	case errors.Is(cause, syscall.EROFS), errors.Is(cause, fs.ErrPermission) && kind == app.KindDisk:
		return lang.L("this may not be written to")
	case errors.Is(cause, fs.ErrPermission):
		return lang.L("this file may not be read")
	}
	return ""
}
