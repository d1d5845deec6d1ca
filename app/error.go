package app

import (
	"errors"
	"fmt"
)

// Kind says what sort of thing went wrong; programs decide by it, never by an error's text.
type Kind string

// The kinds of errors. They appear in files as "kind".
const (
	KindInput    Kind = "input"     // a post that holds nothing that can be scored
	KindMissing  Kind = "missing"   // a file that is not there or may not be read
	KindPicture  Kind = "picture"   // a picture that can't be decoded
	KindTooLarge Kind = "too-large" // a file or picture over a limit
	KindNetwork  Kind = "network"   // an address where a file was expected: Duotone never opens a socket
	KindFormat   Kind = "format"    // a file or row that does not have the form it should have
	KindPack     Kind = "pack"      // a pack that can't be opened
	KindRuntime  Kind = "runtime"   // the runtime library is missing or failed
	KindDevice   Kind = "device"    // a device that can't be used
	KindDisk     Kind = "disk"      // writing failed: full, read-only, forbidden
	KindBusy     Kind = "busy"      // somebody else is using it
	KindUsage    Kind = "usage"     // a command called the wrong way
	KindInternal Kind = "internal"  // a defect in Duotone
)

// Error says what was being done, what went wrong and what a person can do about it.
type Error struct {
	Op   string // "open picture", "open pack": what was being done
	Path string // the file or thing it was done to; may be empty
	Kind Kind
	Hint string   // what to do next, one sentence in the words of a command; may be empty. The window's words for it are its translation, English too
	Err  error    // the cause; may be nil
	Told Sentence // what happened, in words that can be translated; the zero value: the kind tells it

	Advice Sentence // in place of Hint, where something is put into it
}

// Error is one line without the hint.
func (e *Error) Error() string {
	s := e.Op
	if e.Path != "" {
		s += " " + e.Path
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error whose cause is a formatted text.
func Errorf(op, path string, kind Kind, hint, format string, args ...any) *Error {
	return &Error{Op: op, Path: path, Kind: kind, Hint: hint, Err: fmt.Errorf(format, args...)}
}

// Advise puts advice in place of the hint, and gives the error back.
func (e *Error) Advise(s Sentence) *Error {
	e.Hint, e.Advice = "", s
	return e
}

// KindOf is the kind of the first Error in a chain; KindInternal for any other error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// HintOf is the first hint or advice in a chain, in the words of a command, or "".
func HintOf(err error) string { return AdviceOf(err).String() }

// AdviceOf is the first hint or advice in a chain, to be translated; the zero value where there is none.
func AdviceOf(err error) Sentence {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			break
		}
		if e.Hint != "" {
			return Say(e.Hint)
		}
		if e.Advice.Key != "" {
			return e.Advice
		}
		err = e.Err
	}
	return Sentence{}
}

// ErrClosed is returned by an engine that has been closed.
var ErrClosed = errors.New("the engine is closed")

// ErrEmpty is the cause in the error of a post with neither words nor a picture.
var ErrEmpty = errors.New("the post has neither words nor a picture")
