// Package figures counts: how far the work is, how far people agree, and how good a model is by what people said; with the tables that these
// are written as. It reads a project and changes nothing.
package figures
