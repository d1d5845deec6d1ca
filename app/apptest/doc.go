// Package apptest helps to test whatever stands on app's interfaces: a deterministic engine without a model, and the
// contract that every engine keeps.
package apptest
