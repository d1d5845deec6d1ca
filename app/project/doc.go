// Package project keeps what people say about posts: one project is one file, and nothing in it is ever lost.
//
// # The file
//
// A project (`.duotone`) is an SQLite database in WAL mode. Posts are named by their content, so that a renamed picture or
// a row imported again is the same post. Pictures are kept by reference (hash and the places where they were seen) or
// embedded. Everything a person does is one Event appended to a log that the database itself refuses to change or
// to delete from; an erasure alone takes a post out of it, with all that was said of it. What is true now is a ledger of these events
// (package ledger). Merging two projects is the union of their events, whatever the order and however often.
//
// A Project has parts, each with one idea: the Log (what people said), Posts and Pictures (of what), Scores (what models
// said). What speaks of the whole file is its own: settings, codebooks, check, backup, rescue, merge, extract, erase.
//
// Below it lie store (the file), sound (what a row may be) and ledger; above it queue (in which order posts come up), desk (one person at
// work), figures, assign, find, report and exchange.
//
// # Questions
//
// What people are asked is a codebook (package codebook), changed by events as well. An answer keeps the revision under which it
// was given; a ledger reads it as today's codebook has it, or takes the question for open where nobody can tell.
//
// # Durability
//
// Append returns after the event has been synced to the disk (synchronous=FULL). What the screen shows as done has
// been appended before.
//
// # Goroutines
//
// A Project may be used from several goroutines and a file from several processes: writers wait for each other.
package project
