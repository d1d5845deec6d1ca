// Package assign shares the work of a project out: who labels which posts, which posts are drawn, which are near copies of one
// another, and how far everybody is. What it decides is written down by package project. The same seed gives the same answer
// everywhere.
package assign
