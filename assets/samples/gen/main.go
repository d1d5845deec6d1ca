// Command gen draws the pictures of the sample posts that are no photographs: a sunset over the sea, a crowded beach, a
// thunderstorm over a picnic table and a closed door. The same drawing comes out each time.
//
//	go run ./assets/samples/gen -o assets/samples
package main

import (
	"flag"
	"fmt"
	"image/jpeg"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("o", ".", "the folder to write the pictures to")
	flag.Parse()
	for name, p := range map[string]struct {
		draw    func(*frame)
		quality int
	}{
		"sunset.jpg": {sunset, 84}, "crowded-beach.jpg": {beach, 62}, "storm.jpg": {storm, 80}, "door.jpg": {door, 84},
	} {
		f := newFrame(960, 640)
		p.draw(f)
		if err := f.save(filepath.Join(*out, name), p.quality); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func (f *frame) save(path string, quality int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := jpeg.Encode(file, f.image(), &jpeg.Options{Quality: quality}); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
