package verdict

import (
	"duotone/app"
	"duotone/ui/kit/plot"

	"fyne.io/fyne/v2/lang"
)

// Bars are what rows of bars are made of.
type Bars struct {
	Prediction *app.Prediction // nil: there is none yet
	Before     *app.Prediction // of the post with nothing taken away, nil: nothing is
	Meaning    bool            // the pack tells what is meant
	Pending    bool            // words and picture by themselves are not known yet

	NoWords, NoPicture bool // the words or the picture are switched off
}

// Rows is what words and picture say, alone and together, and what is meant.
func Rows(b Bars) []plot.ScoreRow {
	words := plot.ScoreRow{Name: lang.L("words"), Note: lang.L("no words"), Hint: lang.L("What the words say by themselves, as if there were no picture.")}
	picture := plot.ScoreRow{Name: lang.L("picture"), Note: lang.L("no picture"), Hint: lang.L("What the picture says by itself, as if there were no words.")}
	together := plot.ScoreRow{Name: lang.L("together"), Whole: true, Mark: lang.L("reads"), Hint: lang.L("What the post says as a whole: words and picture read together (fusion).")}
	meaning := plot.ScoreRow{Name: lang.L("meaning"), Whole: true, Mark: lang.L("means"), Hint: lang.L("What its author means by it, which irony turns into something else than it says.")}
	if b.NoWords {
		words.Note = lang.L("switched off")
	}
	if b.NoPicture {
		picture.Note = lang.L("switched off")
	}
	if b.Pending {
		words.Note, picture.Note = "…", "…"
	}
	if p, before := b.Prediction, b.Before; p != nil {
		if before == nil {
			before = &app.Prediction{}
		}
		fillRow(&together, &app.Opinion{Scores: p.Scores}, &app.Opinion{Scores: before.Scores}, b.Before != nil)
		fillRow(&words, p.Words, before.Words, true)
		fillRow(&picture, p.Picture, before.Picture, true)
		fillRow(&meaning, p.Meant, before.Meant, true)
	}
	rows := []plot.ScoreRow{words, picture, together}
	if b.Meaning {
		rows = append(rows, meaning)
	}
	return rows
}

// fillRow writes an opinion into a row, with that of before where it is to be compared.
func fillRow(r *plot.ScoreRow, now, before *app.Opinion, compare bool) {
	if now == nil {
		return
	}
	r.Present, r.Scores, r.Top = true, now.Scores[:], int(now.Scores.Top())
	if before != nil && compare {
		r.Before = before.Scores[:]
	}
}
