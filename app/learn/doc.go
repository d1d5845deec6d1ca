// Package learn fits heads on the labels that people gave: logistic regressions over a pack's embedding of each post, small enough to
// be learned in seconds and honest enough to say how good they are.
//
// A Task is the question with its examples. Learn fits a head and shows it before anybody keeps it: every figure is of posts that the
// head was not fitted on, in outer folds which keep posts that are nearly the same together; how strongly weights are held down is
// chosen in inner folds of the others. The same task with the same seed gives the same head.
//
// # How it is fitted
//
// The embedding's numbers are brought to a variance of one and turned into their main directions (space). There the loss is nearly
// as curved one way as another, so that L-BFGS needs few steps. One of several labels is multinomial logistic regression, many of
// several one-vs-rest; a scale is the adjacent-category logit model (Agresti, Analysis of Ordinal Categorical Data, 2010, 4.1): one
// direction for all steps, so that few labels go far. All three are linear in the embedding, and so a head is one matrix (app.Head).
package learn
