// Package assign shares the work of a project out: who labels which posts, which posts are drawn, which are near copies of one
// another, and how far everybody is. It decides, and leaves files to package project. The same seed gives the same answer
// everywhere.
package assign
