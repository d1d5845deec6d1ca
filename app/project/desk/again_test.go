package desk_test

import (
	"testing"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/projecttest"
)

// TestAskedAgain: posts are asked about once more in the order that is given, their answers shown and still there until new ones come.
func TestAskedAgain(t *testing.T) {
	ctx := t.Context()
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(5)...)
	now := &projecttest.Clock{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	d := projecttest.NewDesk(t, p, desk.Options{Now: now.Now})
	var posts []app.PostID
	for range 5 {
		posts = append(posts, d.View().Slot.Post)
		projecttest.Must(t, d.Label(ctx, app.Negative.String()))
	}
	again := projecttest.NewDesk(t, p, desk.Options{Now: now.Now, Again: &desk.Again{Question: codebook.Both, Posts: []app.PostID{posts[3], "gone", posts[1]}, Since: now.Now()}})
	v := again.View()
	if v.Total != 2 || v.Done != 0 || v.Slot.Post != posts[3] || v.Answer != codebook.SentimentAnswer(app.Negative) || !v.Again {
		t.Fatalf("%+v", v)
	}
	projecttest.Must(t, again.Label(ctx, app.Positive.String()))
	projecttest.Must(t, again.Label(ctx, app.Negative.String())) // said once more, it is done
	if v = again.View(); v.Done != 2 || !v.Finished {
		t.Errorf("%d of %d", v.Done, v.Total)
	}
	projecttest.Must(t, again.Undo(ctx))
	if v = again.View(); v.Done != 1 || v.Slot.Post != posts[1] || v.Answer != codebook.SentimentAnswer(app.Negative) {
		t.Errorf("after the undo: %+v", v)
	}
	if v = projecttest.NewDesk(t, p, desk.Options{}).View(); v.Done != 5 || counts(v) != [3]int{4, 0, 1} {
		t.Errorf("%v", counts(v))
	}
}
