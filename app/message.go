package app

import "time"

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
