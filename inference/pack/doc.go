// Package pack reads model packs as something hostile: the manifest, the graphs as far as their form goes, the vocabulary, and what a
// picture becomes for the image graph. All that is wrong with one is told at once. It runs nothing and knows no runtime.
package pack
