//go:build !unix

package app

const nonblock = 0
