package kit_test

import (
	"testing"

	"duotone/ui/kit"
	"duotone/ui/kit/kittest"

	"fyne.io/fyne/v2"
)

func TestLooks(t *testing.T) {
	size := fyne.NewSize

	kittest.Golden(t, "composer", size(420, 130), size(260, 130), func() fyne.CanvasObject {
		c := kit.NewComposer()
		c.SetText("What a lovely day for a picnic!")
		c.SetTokens(9, 128, "")
		return c
	})
	kittest.Golden(t, "composer_cut", size(420, 130), size(260, 130), func() fyne.CanvasObject {
		c := kit.NewComposer()
		c.SetText("One post that goes on and on")
		c.SetTokens(140, 128, "goes on and on")
		return c
	})
	kittest.Golden(t, "table", size(420, 120), size(220, 160), func() fyne.CanvasObject {
		return kit.NewTable([][]string{{"Measured", "Value", "95 % interval"}, {"accuracy of what annotators say", "**76 %**", "72 – 79 %"}, {"ECE", "**0.05**", ""}})
	})
	kittest.Golden(t, "dropwell", size(420, 240), size(260, 120), func() fyne.CanvasObject { return kit.NewDropWell() })
	kittest.Golden(t, "toast", size(520, 60), size(280, 90), func() fyne.CanvasObject {
		toast := kit.NewToast()
		toast.Say(kit.Warning, "That is a folder. Drop one picture here, or score the folder in Batch.")
		t.Cleanup(toast.Dismiss)
		return toast
	})
	kittest.Golden(t, "history", size(520, 60), size(260, 60), func() fyne.CanvasObject {
		h := kit.NewHistory()
		items := []kit.HistoryItem{{Thumbnail: kittest.Scene(60, 40), Text: "a", Label: 2, Scored: true}, {Text: "Perfect solitude", Label: 0, Scored: true}}
		for range 5 {
			items = append(items, kit.HistoryItem{Thumbnail: kittest.Scene(40, 60), Text: "b", Label: 1, Scored: true})
		}
		h.SetItems(items, 2)
		return h
	})
}
