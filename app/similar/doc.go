// Package similar finds the posts that a model takes for most alike: by their words, by their picture, or by both.
//
// A Maker has a pack read the parts of each post into Vectors, a byte a number. Where they are kept is a Set's matter: a project keeps them in
// its own file, where they go with the post that is erased; a result in one file beside it. They are kept under the name of what made them,
// which holds the pack's hash: those of another pack are never compared.
//
// An Index holds a whole set in memory. Taken plainly, the vectors of any two posts point nearly the same way, and what little they differ
// in is mostly whether they praise or blame. So the mean of the set is taken away, and posts are compared in the directions in which they
// differ most, each divided by the root of its spread: half of what whitening does (Su et al. 2021, arXiv:2103.15316). A search looks at
// every post: nothing is left out that is near.
package similar
