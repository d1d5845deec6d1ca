// Package reader reads the words in pictures by a reader that lies beside the packs: its manifest, checked like a pack's, and the way of a
// picture through finding and reading. What maps and strips mean is package ocr's.
package reader
