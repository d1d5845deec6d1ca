package ui

/*
#cgo LDFLAGS: -ldl
#include <dlfcn.h>
#include <stddef.h>

static int ignore(void *display, void *event) { return 0; }

// The library is the one that GLFW has loaded; where there is none (Wayland) there is nothing to do.
static int ignoreXErrors(void) {
	void *x = dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD);
	if (x == NULL) return 0;
	void *(*set)(int (*)(void *, void *)) = (void *(*)(int (*)(void *, void *)))dlsym(x, "XSetErrorHandler");
	if (set == NULL) return 0;
	set(ignore);
	return 1;
}
*/
import "C"

// ignoreXErrors keeps the program alive when the X server refuses a request. Xlib ends the program at the first one, and
// one comes whenever another program goes away while it is being answered: GLFW tells the source of a drop that it has
// been taken, and that window may be gone by then. It is called once the window's library is loaded.
func ignoreXErrors() bool { return C.ignoreXErrors() != 0 }
