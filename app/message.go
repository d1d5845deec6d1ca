package app

import (
	"context"
	"errors"
	"time"
)

// Place is the part of the window a message belongs to.
type Place string

// The places.
const (
	PlaceWindow  Place = ""
	PlacePicture Place = "picture"
	PlaceWords   Place = "words"
)

// Message is one sentence for a person, which goes away by itself.
type Message struct {
	ID    uint64 // rises from one to the next
	Kind  MessageKind
	Place Place
	Text  Sentence
	Hint  Sentence // what to do; may be empty
	Err   error    // what is behind it, for the log; may be nil
}

// ErrorMessage is an error as a message: what happened and what to do. What was only asked in the wrong place is no
// failure. false: it is a cancel, which is silence, or none.
func ErrorMessage(err error) (Message, bool) {
	if err == nil || errors.Is(err, context.Canceled) {
		return Message{}, false
	}
	kind := MessageError
	if KindOf(err) == KindUsage {
		kind = MessageWarning
	}
	return Message{Kind: kind, Text: ErrorSentence(err), Hint: AdviceOf(err), Err: err}, true
}

// MessageKind says how a message is to be shown.
type MessageKind string

// The kinds of messages.
const (
	MessageInfo    MessageKind = "info"    // something was done: copied, saved
	MessageWarning MessageKind = "warning" // something was not done, and what can be done instead
	MessageError   MessageKind = "error"   // something failed
)

// Lifetime is how long a message of this kind stays before it goes away by itself.
func (k MessageKind) Lifetime() time.Duration {
	switch k {
	case MessageError:
		return 12 * time.Second
	case MessageWarning:
		return 8 * time.Second
	default:
		return 4 * time.Second
	}
}
