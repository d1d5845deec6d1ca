package inference

import (
	"context"
	"os"
	"path/filepath"

	"duotone/app"
	"duotone/inference/reader"
)

// readerFolders are the folders with a reader.json in them, in the order of the places; a pack's own reader folder comes first.
func (o *Opener) readerFolders() []string {
	var found []string
	add := func(dir string) {
		if _, err := os.Stat(filepath.Join(dir, reader.ReaderFile)); err == nil {
			found = append(found, dir)
		}
	}
	for _, place := range o.places() {
		add(place)
		entries, err := os.ReadDir(place)
		if err != nil {
			continue
		}
		for _, entry := range entries {
			add(filepath.Join(place, entry.Name()))
		}
	}
	for _, dir := range o.dirs { // a pack that was named may lie beside its reader
		siblings, _ := filepath.Glob(filepath.Join(filepath.Dir(filepath.Clean(dir)), "*", reader.ReaderFile))
		for _, s := range siblings {
			found = append(found, filepath.Dir(s))
		}
	}
	return found
}

// OpenReader keeps app.PictureReaderOpener.
func (o *Opener) OpenReader(ctx context.Context) (app.PictureReader, error) {
	folders := o.readerFolders()
	if len(folders) == 0 {
		return nil, app.Errorf("open the reader", "", app.KindMissing,
			"Put a folder with a reader.json beside the packs; Duotone's archives have one (models/duotone-reader).", "no reader was found")
	}
	r, err := reader.Open(ctx, folders[0])
	if err != nil {
		return nil, err
	}
	return r, nil
}
