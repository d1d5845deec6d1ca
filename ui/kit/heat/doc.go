// Package heat draws what the words and the parts of a picture did: the strip of words and the picture under heat, and what
// of both has been taken away. See package kit for what holds for every widget.
package heat
