// Package queue says in which order the posts of a project come up, and which questions are asked about them: as given, drawn by a seed,
// the unsurest first, the most different first, those on which people disagree. It writes nothing.
package queue
