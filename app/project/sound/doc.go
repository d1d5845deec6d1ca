// Package sound tells whether a row of a project's file says what was written there: by the row's sum, where it has one, by what its numbers
// can be, and by its name, which is its content's. A check counts the rows that don't, and a rescue leaves them out.
//
// A row is its cells by the names of their columns, as the database gives them. What can be mended is mended in place.
package sound
