// Package source is what all formats of tables have in common: rows and their columns, where they come from, what there is to tell of
// them, and what a person asks of an input. It reads no format.
package source
