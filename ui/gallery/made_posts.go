package gallery

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/project"

	analysis "duotone/app/present/analyse"
	"duotone/app/project/desk"
)

// madePost is a post of the pictures of the window: words of our own over a sample's picture.
type madePost struct {
	text    string
	picture string // the file name of a sample's; empty: none
	label   app.Label
}

// madePosts are what the pictures of the Batch and Measure panes show. The labels are one person's.
var madePosts = []madePost{
	{"Perfect solitude", "crowded-beach.jpg", app.Negative},
	{"This sunset is breathtaking!", "sunset.jpg", app.Positive},
	{"The picnic is ruined and we are soaked. What a lovely day!", "storm.jpg", app.Negative},
	{"Third cancelled train this week and nobody at the desk can tell me why.", "", app.Negative},
	{"First coffee of the day, and the sun is out", "coffee.jpg", app.Positive},
	{"The meeting has moved to room 12 on the second floor.", "door.jpg", app.Neutral},
	{"Best holiday we ever had", "sunset.jpg", app.Positive},
	{"They call this a quiet beach", "crowded-beach.jpg", app.Negative},
	{"Opening hours change on Monday", "door.jpg", app.Neutral},
	{"I could sit here all evening", "sunset.jpg", app.Positive},
	{"The roof has been leaking since noon and nobody answers the phone", "storm.jpg", app.Negative},
	{"So happy for both of you!", "", app.Positive},
	{"Great service as always: forty minutes for a coffee", "coffee.jpg", app.Negative},
	{"New cups in the kitchen", "coffee.jpg", app.Neutral},
	{"Locked out again. Wonderful.", "door.jpg", app.Negative},
	{"Nothing beats a storm watched from a warm room", "storm.jpg", app.Positive},
	{"The number 7 leaves at ten past", "", app.Neutral},
	{"Worst weekend of the year", "storm.jpg", app.Negative},
	{"Thank you all for coming, it was beautiful", "crowded-beach.jpg", app.Positive},
	{"Good morning", "sunset.jpg", app.Positive},
}

// firstDay is the date of the first made post; each of the others is a day later.
var firstDay = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// writeMade writes the made posts as a table with their pictures beside it, in a folder of its own, and returns the table's path.
func writeMade(samples []analysis.Sample) (string, error) {
	dir, err := os.MkdirTemp("", "duotone-made-")
	if err != nil {
		return "", err
	}
	for _, s := range samples {
		if len(s.Picture) > 0 {
			if err := os.WriteFile(filepath.Join(dir, s.Name), s.Picture, 0o600); err != nil {
				return filepath.Join(dir, "none"), err
			}
		}
	}
	path := filepath.Join(dir, "posts.csv")
	f, err := os.Create(path)
	if err != nil {
		return path, err
	}
	w := csv.NewWriter(f)
	rows := [][]string{{"id", "date", "text", "picture"}}
	for i, p := range madePosts {
		rows = append(rows, []string{fmt.Sprint(i + 1), firstDay.AddDate(0, 0, i).Format(time.DateOnly), p.text, p.picture})
	}
	rows = append(rows, []string{fmt.Sprint(len(rows)), firstDay.AddDate(0, 0, len(madePosts)).Format(time.DateOnly), "The picture of this one is gone", "gone.jpg"})
	if err := w.WriteAll(rows); err != nil {
		_ = f.Close()
		return path, err
	}
	return path, f.Close()
}

// sampleNamed finds a sample by its picture's file name; nil: there is none.
func sampleNamed(samples []analysis.Sample, name string) *analysis.Sample {
	for i := range samples {
		if name != "" && samples[i].Name == name {
			return &samples[i]
		}
	}
	return nil
}

// madeProject makes a project of the made posts, labelled by one person and scored by the model, in a folder of its own.
func madeProject(ctx context.Context, samples []analysis.Sample, engine app.Engine) (path, dir string, err error) {
	if dir, err = os.MkdirTemp("", "duotone-made-"); err != nil {
		return "", "", err
	}
	path = filepath.Join(dir, "posts"+project.Ext)
	p, err := project.Create(ctx, path, project.DefaultSettings())
	if err != nil {
		return path, dir, err
	}
	defer p.Close()
	a, err := p.Posts.Adder(ctx, true)
	if err != nil {
		return path, dir, err
	}
	defer a.Cancel()
	for i, made := range madePosts {
		post := app.Post{ID: fmt.Sprint(i + 1), Text: made.text}
		if s := sampleNamed(samples, made.picture); s != nil {
			if post.Picture, err = picture.New(s.Name, s.Picture, picture.Limits{}); err != nil {
				return path, dir, err
			}
		}
		if err := a.Add(project.Incoming{Post: post}); err != nil {
			return path, dir, err
		}
	}
	if err := a.Commit(); err != nil {
		return path, dir, err
	}
	now := firstDay
	desk, err := desk.New(ctx, p, desk.Options{Annotator: "Ana", Now: func() time.Time { now = now.Add(2 * time.Second); return now }})
	if err != nil {
		return path, dir, err
	}
	for _, made := range madePosts {
		if err := desk.Label(ctx, made.label.String()); err != nil {
			return path, dir, err
		}
	}
	if engine == nil {
		return path, dir, nil
	}
	_, err = p.ScoreAll(ctx, engine.Info().Pack.Ref(), engine, nil)
	return path, dir, err
}
