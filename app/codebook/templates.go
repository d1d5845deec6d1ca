package codebook

import (
	"embed"
	"path"
	"strings"

	"duotone/app"
)

//go:embed templates/*.toml
var templates embed.FS

// Templates are the names of the codebooks that come with the program.
func Templates() []string {
	files, err := templates.ReadDir("templates")
	if err != nil {
		return nil
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(f.Name(), ".toml")
	}
	return names
}

// Template is one of them.
func Template(name string) (*Codebook, error) {
	data, err := templates.ReadFile(path.Join("templates", path.Base(name)+".toml"))
	if err != nil {
		return nil, app.Errorf(opRead, name, app.KindUsage, "Choose one of "+strings.Join(Templates(), ", ")+".", "there is no template of this name")
	}
	return Parse(data)
}
