// Package ledger is what people said of posts, without a file: an Event is one record of the log, and a Ledger what is true after a set of
// events (labels, flags, notes, what can be undone), in the order of (Seq, ID). It is a pure function of the set, hence undo, the audit trail
// and merging. A Final makes one answer of several people's.
//
// A Ledger belongs to one goroutine.
package ledger
