package ui

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static void give_back(void) { malloc_trim(0); }
static void bound(void) {
	mallopt(M_ARENA_MAX, 2);
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
}
#else
static void give_back(void) {}
static void bound(void) {}
#endif
*/
import "C"

// boundC keeps the C library from keeping memory in many places: it would have eight heaps a core, each with its own leavings, and what is as large as
// the weights of a model in them for good. It is called before there are threads.
func boundC() { C.bound() }

// trimC has the C library give back what it keeps of memory that was freed.
func trimC() { C.give_back() }
