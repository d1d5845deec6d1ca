package assets

import (
	"embed"
	"path"
)

//go:generate go run ./samples/gen -o samples

//go:embed samples/*.jpg
var pictures embed.FS

// Sample is a post that shows something. Its words and drawn pictures are our own; samples/SOURCES.md says where the
// photographs are from.
type Sample struct {
	Name        string // in English, a key of the translations: what a menu says
	Story       string // likewise: what to look for, one sentence
	Text        string // empty: a post without words
	Picture     []byte // a JPEG; nil: a post without a picture
	PictureName string // its file's name, or empty
}

// Samples lists the six, in the order in which they are best seen. The first is what a new window opens with.
func Samples() []Sample {
	list := []Sample{
		{
			Name:  "Disagreeing",
			Story: "The words praise the quiet, the old photograph shows a crowd. Switch off the picture, or the words, and see each alone.",
			Text:  "Perfect solitude", PictureName: "crowded-beach.jpg",
		},
		{
			Name:  "Agreeing",
			Story: "Words and picture say the same, and both push the verdict the same way.",
			Text:  "This sunset is breathtaking!", PictureName: "sunset.jpg",
		},
		{
			Name:  "Sarcasm",
			Story: "The praise is not meant: the post says positive and means negative. Strike out “lovely” and see what is left.",
			Text:  "The picnic is ruined and we are soaked. What a lovely day!", PictureName: "storm.jpg",
		},
		{
			Name:  "Words only",
			Story: "No picture: the words carry it all. Its row stays empty, which is not the same as zero.",
			Text:  "Third cancelled train this week and nobody at the desk can tell me why. I am so tired of this.",
		},
		{
			Name:        "Picture only",
			Story:       "No words: the picture carries it all.",
			PictureName: "coffee.jpg",
		},
		{
			Name:  "Neutral",
			Story: "A notice and a door. Neither takes a side.",
			Text:  "The meeting has moved to room 12 on the second floor.", PictureName: "door.jpg",
		},
	}
	for i := range list {
		if s := &list[i]; s.PictureName != "" {
			s.Picture, _ = pictures.ReadFile(path.Join("samples", s.PictureName)) // embedded: a test opens each
		}
	}
	return list
}
