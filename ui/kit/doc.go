// Package kit holds the parts that every pane is made of: what is typed in, dropped on, asked and said. Plain values go in,
// callbacks come out; nothing here knows what a model is. The charts of a prediction are in plot, heat over its words and
// picture in heat, the menu bar in menu, what is said in the window's language in speech; what they draw and wait with in paint, script, tip and clock.
//
// Each widget keeps its state in itself and its canvas objects in its renderer, whose Refresh reads state and theme again
// and creates as little as it can. Setters and callbacks belong to the UI thread. Nothing moves when a number changes:
// room for the widest number is always taken. Nothing is said by colour alone: a label has a shape, a sign has a mark.
package kit
