package speech

import (
	"duotone/app"

	"fyne.io/fyne/v2/lang"
)

// Device is how a device is written for people.
func Device(device string) string {
	switch device {
	case "cpu":
		return "CPU"
	case "webgpu":
		return "GPU (WebGPU)"
	case "cuda":
		return "GPU (CUDA)"
	case "directml":
		return "GPU (DirectML)"
	case "coreml":
		return "CoreML"
	}
	return device
}

// Message is what a message says, with what to do next.
func Message(m *app.Message) string {
	text := Say(m.Text)
	if hint := Say(m.Hint); hint != "" {
		text += " " + hint
	}
	return text
}

// Label is the name of a label.
func Label(l app.Label) string {
	switch l {
	case app.Negative:
		return lang.L("negative")
	case app.Neutral:
		return lang.L("neutral")
	}
	return lang.L("positive")
}

// Final is the name of a way to a final label: by adjudication, by majority, or as somebody says.
func Final(by, annotator string) string {
	switch by {
	case "adjudication":
		return lang.L("By adjudication")
	case "majority":
		return lang.L("By majority")
	}
	return annotator
}
