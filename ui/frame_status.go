package ui

import (
	"strconv"

	"duotone/app"
	"duotone/app/say"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2/lang"

	analysis "duotone/app/present/analyse"
	uimodels "duotone/ui/models"
)

// draw shows a state. It runs on the UI thread.
func (f *frame) draw(st *analysis.State) {
	f.analyse.Draw(st)
	for _, draw := range f.draws {
		draw()
	}
	kit.SetLabel(f.status, statusOf(st))
	f.statusTip.SetText(uimodels.WhyDevice(st.Engine.Info))
	if m := st.Message; m != nil && m.ID != f.said {
		f.said = m.ID
		if m.Err != nil {
			f.log.Warn("message", "text", m.Text.String(), "error", m.Err)
		}
		if m.Place == app.PlaceWindow || f.names[f.at] != "analyse" {
			f.toast.Say(kit.ToastKindOf(m.Kind), speech.Message(m))
		}
	}
	tip.Check(f.window.Canvas())
	f.dump.write(f, st)
}

// statusOf is the status line: pack, device, time.
func statusOf(st *analysis.State) string {
	e := st.Engine
	switch {
	case e.Phase == app.PhaseOpening && !e.Loaded:
		return lang.L("Opening the model…")
	case !e.Loaded:
		return lang.L("No model is open.")
	}
	read := e.Info.Pack
	if st.Prediction != nil {
		read = e.Info.PackOf(st.Prediction.Pack)
	}
	text := read.Ref() + " · " + speech.Device(e.Info.Device)
	if st.Took > 0 {
		text += " · " + milliseconds(st)
	}
	if p := st.Prediction; p != nil {
		for _, n := range p.Warnings {
			if n.Code == app.WarningFallback { // the others are said beside the verdict
				text += " · " + speech.Say(say.Warning(n))
			}
		}
	}
	if e.Phase == app.PhaseOpening {
		text += " · " + lang.L("Opening the model…")
	}
	return text
}

func milliseconds(st *analysis.State) string {
	return strconv.FormatInt(max(st.Took.Milliseconds(), 1), 10) + " ms"
}
