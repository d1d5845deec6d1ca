// Package table moves rows in and out of files: CSV and TSV, JSON lines and JSON, XLSX, Parquet, a folder of pictures and texts,
// and a ZIP of one.
//
// # Reading
//
// Open looks at an input: its format by its first bytes, the encoding and dialect of text, the columns, and which of them
// hold words, pictures and ids. A source.Source then gives one row at a time and keeps every column as it came. A row that can't be
// read has its reason in Row.Err, and those behind it are read on. Nothing of an input is believed: neither its name nor the
// sizes that it tells.
//
// # Writing
//
// Lines, workbook.Write and columnar.Write write cells. What stands in them is for the caller: package batch puts a result's columns
// behind those of the input.
//
// # Rooms
//
// Package source is what the formats have in common; plaintext, workbook, columnar and network read one family each and know nothing of
// one another. This package knows them all: it chooses, guesses what columns are for, and loads pictures; folders and ZIPs are its own.
package table
