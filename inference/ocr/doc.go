// Package ocr is what stands before and after the two graphs of a reader, which find lines of letters in a picture and read them:
// from a map of probabilities to boxes (Boxes), from a box to a level strip of pixels (Crop), from a strip's probabilities to words
// (Alphabet.Read), and the order in which lines are read (Order). It knows no runtime, keeps nothing and starts nothing.
//
// The steps and their constants are those of PaddleOCR's differentiable binarization and CTC, as RapidOCR 1.4 has them
// (Apache-2.0); testdata/reference.json holds both to the same boxes and texts.
package ocr
