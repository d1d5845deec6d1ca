package ui

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#include <unistd.h>
static void give_back(void) { malloc_trim(0); }
// The library would have eight heaps a core, each with its own leavings. It decides when the ninth is made, and each thread of a program of Go
// makes one: so it is told before there are threads. It is left to keep large blocks for the next run: given
// back at once, a key took a quarter longer to its bars, for pages that had to be had anew.
__attribute__((constructor)) static void few_heaps(void) {
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	mallopt(M_ARENA_MAX, cores < 2 ? 2 : (int)cores);
}
#else
static void give_back(void) {}
#endif
*/
import "C"

// trimC has the C library give back what it keeps of memory that was freed.
func trimC() { C.give_back() }
