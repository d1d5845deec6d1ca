//go:build !unix

package picture

const nonblock = 0
