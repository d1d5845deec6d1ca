package present_test

import (
	"context"
	"errors"
	"testing"

	"duotone/app"
	"duotone/app/present"
)

// openedOnce counts how often its reader is opened and closed.
type openedOnce struct {
	app.Opener
	err            error
	opened, closed int
}

func (o *openedOnce) OpenReader(ctx context.Context) (app.PictureReader, error) {
	o.opened++
	if !app.IsResident(ctx) {
		return nil, errors.New("a window's reader is opened to stay")
	}
	if o.err != nil {
		return nil, o.err
	}
	return o, nil
}
func (o *openedOnce) Ref() string  { return "fake@1" }
func (o *openedOnce) Close() error { o.closed++; return nil }
func (o *openedOnce) ReadPicture(context.Context, *app.Picture) ([]app.PictureWord, error) {
	return []app.PictureWord{{Text: "hi"}}, nil
}

func TestAReaderIsOpenedOnceWhenItIsWanted(t *testing.T) {
	o := &openedOnce{}
	r := present.NewReader(o)
	if o.opened != 0 {
		t.Error("opened before a picture was there")
	}
	for range 2 {
		if words, err := r.ReadPicture(context.Background(), &app.Picture{}); err != nil || len(words) != 1 {
			t.Errorf("%v, %v", words, err)
		}
	}
	if err := r.Close(); err != nil || o.opened != 1 || o.closed != 1 {
		t.Errorf("opened %d times, closed %d times: %v", o.opened, o.closed, err)
	}
	if _, err := r.ReadPicture(context.Background(), &app.Picture{}); !errors.Is(err, app.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestAReaderThatIsMissingIsAskedForOnce(t *testing.T) {
	o := &openedOnce{err: app.Errorf("open", "", app.KindMissing, "", "none")}
	for _, r := range []*present.Reader{present.NewReader(o), present.NewReader(struct{ app.Opener }{})} {
		for range 2 {
			if _, err := r.ReadPicture(context.Background(), &app.Picture{}); app.KindOf(err) != app.KindMissing {
				t.Error(err)
			}
		}
	}
	if o.opened != 1 {
		t.Errorf("asked for %d times", o.opened)
	}
}
