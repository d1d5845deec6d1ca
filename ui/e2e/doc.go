// Package e2e drives the real program in a real window: it starts an X server of its own (Xvfb), a window manager
// (openbox) and the program with the small test pack, types and clicks with xdotool, drops files by the XDND protocol,
// and looks at what the window says in the file that DUOTONE_STATE_FILE names and at the pixels of the screen.
//
//	go test -tags "migrated_fynedo e2e" ./ui/e2e
//
// DUOTONE_BIN names a program that is built already, DUOTONE_ORT the runtime library, DUOTONE_E2E_OUT a folder for the
// pictures of the screen.
package e2e
