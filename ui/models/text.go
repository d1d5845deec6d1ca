package models

import (
	"fmt"
	"math"
	"strings"

	"duotone/app"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// figuresTable is the held-out measurements of a pack, each with its interval and what it was measured on.
func figuresTable(p app.PackInfo) fyne.CanvasObject {
	if len(p.Figures) == 0 {
		return container.NewVBox()
	}
	rows := [][]string{{lang.L("Measured"), lang.L("Value"), lang.L("95 % interval"), lang.L("On")}}
	for _, f := range p.Figures {
		value, interval := figureText(f)
		on := f.Split
		if f.N > 0 {
			on = lang.L("{{.n}} posts", map[string]any{"n": f.N}) + ", " + f.Split
		}
		rows = append(rows, []string{f.Name, "**" + value + "**", interval, strings.Trim(on, ", ")})
	}
	title := widget.NewLabelWithStyle(lang.L("Figures"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	return container.NewVBox(title, kit.NewTable(rows))
}

// figureText writes a measurement with two digits. A pack gives shares in percent, and an error of calibration (ECE) as a
// fraction.
func figureText(f app.Figure) (value, interval string) {
	write := func(v float64) string {
		if math.Abs(f.Value) <= 1 {
			return paint.Fraction(v)
		}
		return fmt.Sprintf("%.0f", v)
	}
	value, unit := write(f.Value), ""
	if math.Abs(f.Value) > 1 {
		unit = " %"
	}
	if f.Low != 0 || f.High != 0 {
		interval = write(f.Low) + " – " + write(f.High) + unit
	}
	return value + unit, interval
}

// needs says what a device takes that can't be used, in plain words.
func needs(device string) string {
	switch device {
	case "cuda":
		return lang.L("needs an NVIDIA GPU, its driver and a runtime library built for CUDA")
	case "directml":
		return lang.L("is there on Windows alone, and needs DirectML.dll beside the program")
	case "coreml":
		return lang.L("is there on macOS alone")
	case "webgpu":
		return lang.L("needs a GPU with a driver for Vulkan, Direct3D 12 or Metal")
	}
	return lang.L("can't be used")
}

// devicesText tells of each device whether it can be used, and why not, as Markdown.
func devicesText(info app.Info) string {
	var b strings.Builder
	for _, d := range info.Devices {
		if d.Usable {
			fmt.Fprintf(&b, "- **%s** %s. %s\n", speech.Device(d.Name), lang.L("can be used"), sentence(d.Note))
			continue
		}
		fmt.Fprintf(&b, "- **%s** %s.", speech.Device(d.Name), needs(d.Name))
		if d.Name != "directml" && d.Name != "coreml" && d.Note != "" {
			fmt.Fprintf(&b, " %s", lang.L("The driver says: {{.note}}", map[string]any{"note": sentence(d.Note)}))
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "\n%s %s\n", lang.L("Runtime"), info.Runtime)
	return b.String()
}

func sentence(note string) string {
	if note = strings.TrimSpace(note); note == "" || strings.HasSuffix(note, ".") {
		return note
	}
	return note + "."
}

// WhyDevice tells why the model runs where it runs, for the status line.
func WhyDevice(info app.Info) string {
	if info.Device == "" {
		return ""
	}
	lines := []string{lang.L("Runs on: {{.device}}", map[string]any{"device": speech.Device(info.Device)})}
	for _, d := range info.Devices {
		if !d.Usable {
			lines = append(lines, speech.Device(d.Name)+": "+needs(d.Name))
		}
	}
	return strings.Join(lines, "\n")
}
