package session

import (
	"sync"
)

// tensors lends memory for inputs, so that a bulk run does not make new ones for each post. What is in it is old.
var tensors sync.Pool // of *[]float32

// Borrow lends memory for n numbers.
func Borrow(n int) *[]float32 {
	b, _ := tensors.Get().(*[]float32)
	if b == nil || cap(*b) < n {
		s := make([]float32, n)
		return &s
	}
	*b = (*b)[:n]
	return b
}

// GiveBack takes back what was lent.
func GiveBack(all ...*[]float32) {
	for _, b := range all {
		if cap(*b) <= 8<<20 {
			tensors.Put(b)
		}
	}
}
