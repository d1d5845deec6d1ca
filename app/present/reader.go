package present

import (
	"context"
	"sync"

	"duotone/app"
)

// Reader reads the words in pictures for all presenters. It opens the reader beside the packs when the first picture is to be read. It keeps
// app.PictureReader; Ref is "" until Ready or the first picture has opened it.
type Reader struct {
	opener app.Opener
	mu     sync.Mutex
	opened app.PictureReader
	failed error // why it could not be opened; that is not tried again
}

// NewReader makes one.
func NewReader(o app.Opener) *Reader { return &Reader{opener: o} }

// ReadPicture keeps app.PictureReader. Where there is no reader, the error is of kind missing.
func (r *Reader) ReadPicture(ctx context.Context, p *app.Picture) ([]app.PictureWord, error) {
	reader, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	return reader.ReadPicture(ctx, p)
}

// Ref keeps app.PictureReader.
func (r *Reader) Ref() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.opened == nil {
		return ""
	}
	return r.opened.Ref()
}

// Ready tells why nothing can be read, nil where it can: it opens the reader.
func (r *Reader) Ready(ctx context.Context) error {
	_, err := r.open(ctx)
	return err
}

func (r *Reader) open(ctx context.Context) (app.PictureReader, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.opened != nil || r.failed != nil {
		return r.opened, r.failed
	}
	o, ok := r.opener.(app.PictureReaderOpener)
	if !ok {
		r.failed = app.Errorf("open the reader", "", app.KindMissing, "", "this program has none")
		return nil, r.failed
	}
	reader, err := o.OpenReader(app.Resident(ctx))
	if err != nil && ctx.Err() != nil {
		return nil, err // the next picture tries again
	}
	r.opened, r.failed = reader, err
	return reader, err
}

// Close waits for what is being read. Nothing is read after it.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	opened := r.opened
	r.opened, r.failed = nil, app.ErrClosed
	if opened == nil {
		return nil
	}
	return opened.Close()
}
