// Package session runs one graph in ONNX Runtime: loading the library, devices, tensors, a run that a cancelled context stops. ort.go alone
// knows the runtime's own package.
package session
