//go:build !linux

package ui

func ignoreXErrors() bool { return false }
