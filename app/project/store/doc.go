// Package store is the file of a project: an SQLite database in WAL mode, how it is made, opened, brought up to date, copied and written
// to, and what its errors tell a person. It knows its tables (schema.go) and nothing of what is in them.
//
// A File may be used from several goroutines and a file from several processes: writers wait for each other.
package store
