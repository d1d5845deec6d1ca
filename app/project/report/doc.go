// Package report tells of a project's people as one page and as tables: who did how much, how far they agree, on which labels, and
// on which posts they do not.
package report
