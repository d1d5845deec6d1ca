package ui

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static void give_back(void) { malloc_trim(0); }
#else
static void give_back(void) {}
#endif
*/
import "C"

// trimC has the C library give back what it keeps of memory that was freed.
func trimC() { C.give_back() }
