package ui

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#include <unistd.h>
static void give_back(void) { malloc_trim(0); }
// The library would have eight heaps a core, each with its own leavings. It decides when the ninth is made, and each thread of a program of Go
// makes one: so it is told before there are threads. Left to itself it would also keep ever larger blocks for the next time, up to 32 MB each and
// 64 MB at the end of a heap: what reading the words in a photograph needs would stay until somebody asks for it. A post's own blocks are smaller than
// that, and are kept.
__attribute__((constructor)) static void few_heaps(void) {
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	mallopt(M_ARENA_MAX, cores < 2 ? 2 : (int)cores);
	mallopt(M_MMAP_THRESHOLD, 8 << 20);
	mallopt(M_TRIM_THRESHOLD, 16 << 20);
}
#else
static void give_back(void) {}
#endif
*/
import "C"

// trimC has the C library give back what it keeps of memory that was freed.
func trimC() { C.give_back() }
