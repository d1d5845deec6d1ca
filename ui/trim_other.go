//go:build !linux

package ui

// boundC has nothing to ask for either.
func boundC() {}

// trimC has nothing to ask for: the system's own library gives memory back.
func trimC() {}
