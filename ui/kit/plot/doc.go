// Package plot draws the numbers of a prediction and of many: the verdict, bars, balance, a gauge, shares, confusion. See
// package kit for what holds for every widget.
package plot
