package kit_test

import (
	"slices"
	"strings"
	"testing"

	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// A click anywhere in a list opens a post: no strip between two rows swallows it.
func TestEveryClickOnAListOpensAPost(t *testing.T) {
	test.NewTempApp(t)
	var opened []int
	l := kit.NewPostList(3, func(i int) string { return strings.Repeat("x", i+1) }, func(i int) { opened = append(opened, i) })
	w := test.NewTempWindow(t, l)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(200, 400))
	row := l.CreateItem().MinSize().Height
	clicks := 0
	for y := float32(1); y < 3*row; y += 2 {
		test.TapCanvas(w.Canvas(), fyne.NewPos(100, y))
		clicks++
	}
	if len(opened) != clicks || !slices.IsSorted(opened) || opened[len(opened)-1] != 2 {
		t.Errorf("%d clicks opened %v", clicks, opened)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(100, 390))
	if len(opened) != clicks {
		t.Error("a click below the last row opens a post")
	}
}
