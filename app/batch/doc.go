// Package batch scores a whole file of posts and loses none of them.
//
// # The way of a row
//
// Package table reads the rows and says where their words, pictures and ids are. A bounded number of rows is under way at any
// time: one goroutine reads, several load pictures and score, one writes in the order of the input. A row that can't be read or
// scored is written with its reason and does not stop the others.
//
// # What lies beside an unfinished result
//
// While OUT is being made there are three files beside it:
//
//	OUT.partial   what is written so far
//	OUT.journal   a header that says what OUT is made from, then records of how far OUT.partial is known to be on the disk
//	OUT.lock      held by the run that writes, so that a second one says so instead of mixing
//
// A record is only added after the bytes it speaks of have been synced. After a kill or a power cut the same command
// reads the last record that fits, cuts OUT.partial back to it and goes on; the header tells whether the input, the pack
// or an option has changed meanwhile. When all rows are there, OUT.partial is synced and renamed to OUT and the other
// two files are removed. Results that can't be appended to (XLSX, Parquet) are collected as JSON lines in OUT.partial
// and made from those at the end; the same lines always make the same bytes.
//
// # Goroutines
//
// Run owns all the goroutines it starts and returns when they have ended, but for one case: a read from a pipe that does
// not answer can't be interrupted, and is left behind.
package batch
