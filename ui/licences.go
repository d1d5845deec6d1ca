package ui

import (
	"runtime/debug"
	"strings"
)

// runtimeLicences names what is used without being a Go module.
const runtimeLicences = "- ONNX Runtime, MIT, © Microsoft Corporation\n" +
	"- libjpeg-turbo, IJG and BSD 3-Clause, © The libjpeg-turbo Project\n" +
	"- letters and emoji: WenQuanYi Micro Hei, Apache 2.0; DejaVu Sans, DejaVu Fonts License; Fluent Emoji, MIT, © Microsoft Corporation\n"

// licences lists what the program is built from, as its build noted it, so that the list is never out of date. The texts
// lie in the folder licenses of each archive.
func licences() string {
	var b strings.Builder
	b.WriteString(runtimeLicences)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			b.WriteString("- " + d.Path + " " + d.Version + "\n")
		}
	}
	return b.String()
}
