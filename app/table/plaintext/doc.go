// Package plaintext reads rows from text: encodings, as a file says or shows them; CSV and TSV in the dialects that are met; JSON, by lines
// and as an array. What one torn row spoils is that row.
package plaintext
