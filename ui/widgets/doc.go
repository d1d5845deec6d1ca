// Package widgets draws what a prediction says: bars, balance, heat over words and pictures. Plain values go in,
// callbacks come out; nothing here knows what a model is.
//
// Each widget keeps its state in itself and its canvas objects in its renderer, whose Refresh reads state and theme again
// and creates as little as it can. Setters and callbacks belong to the UI thread. Nothing moves when a number changes:
// room for the widest number is always taken. Nothing is said by colour alone: a label has a shape, a sign has a mark.
package widgets
