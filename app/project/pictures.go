package project

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"duotone/app"
	"duotone/app/picture"
	"duotone/app/project/store"
)

// Pictures are the pictures of the posts: kept by hash, with the places where they were seen, or in the file itself.
type Pictures struct{ file *store.File }

// Read reads a picture from the file itself or from the first place where it still is what it was.
func (p Pictures) Read(ctx context.Context, ref PictureRef) (*app.Picture, error) {
	if ref.Embedded {
		var data []byte
		err := p.file.DB.QueryRowContext(ctx, "SELECT data FROM picture_data WHERE sum = ?", ref.Sum).Scan(&data)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, store.Explain(store.OpRead, p.file.Path, err)
		}
		if err == nil {
			return checked(picture.New(ref.Name, data, picture.Limits{}))(ref)
		}
	}
	first := app.Errorf("find picture", ref.Name, app.KindMissing,
		"Name the folder where it is now: Find pictures… in the Label pane, or duotone project import FILE --relink FOLDER.",
		"it is not where it was")
	var changed error
	for _, path := range ref.Paths {
		if !exists(path) {
			continue
		}
		pic, err := checked(picture.Read(ctx, path, picture.Limits{}))(ref)
		if err == nil {
			return pic, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		changed = err
	}
	if changed != nil {
		return nil, changed
	}
	if len(ref.Paths) > 0 {
		first.Path = ref.Paths[0]
	}
	return nil, first
}

// checked holds a picture against its hash.
func checked(pic *app.Picture, err error) func(PictureRef) (*app.Picture, error) {
	return func(ref PictureRef) (*app.Picture, error) {
		if err != nil {
			return nil, err
		}
		if pic.Sum.String() != ref.Sum {
			return nil, app.Errorf("find picture", ref.Name, app.KindPicture,
				"Put the old file back, or import the new one as a post of its own.", "the file has changed since it was imported")
		}
		return pic, nil
	}
}

// Post reads a post with its picture. Without the picture the error is in Post.Err, and the words are there.
func (p Pictures) Post(ctx context.Context, i Item) app.Post {
	post := app.Post{ID: string(i.ID), Text: i.Text}
	if i.Picture != nil {
		post.Picture, post.Err = p.Read(ctx, *i.Picture)
	}
	return post
}

// ForModel is Post with the words that were read in its picture, which have no places there.
func (p Pictures) ForModel(ctx context.Context, i Item) app.Post {
	post := p.Post(ctx, i)
	post.PictureWords = i.PictureWords()
	return post
}

// Count is the number of pictures.
func (p Pictures) Count(ctx context.Context) (int, error) {
	var n int
	err := p.file.DB.QueryRowContext(ctx, "SELECT count(*) FROM picture").Scan(&n)
	return n, store.Explain(store.OpRead, p.file.Path, err)
}

// all lists them, once each.
func (p Pictures) all(ctx context.Context) ([]PictureRef, error) {
	var refs []PictureRef
	seen := map[string]bool{}
	err := Posts(p).Each(ctx, func(i Item) error {
		if i.Picture != nil && !seen[i.Picture.Sum] {
			seen[i.Picture.Sum] = true
			refs = append(refs, *i.Picture)
		}
		return nil
	})
	return refs, err
}

// Relink looks for pictures that are not where they were below a folder, by name and size first and by hash always, and
// remembers where they are. It tells how many were found and how many are still missing.
func (p Pictures) Relink(ctx context.Context, folder string) (found, missing int, err error) {
	refs, err := p.all(ctx)
	if err != nil {
		return 0, 0, err
	}
	wanted := map[int64]map[string]bool{} // by size, then hash
	for _, ref := range refs {
		if _, err := p.Read(ctx, ref); err == nil {
			continue
		}
		if wanted[ref.Bytes] == nil {
			wanted[ref.Bytes] = map[string]bool{}
		}
		wanted[ref.Bytes][ref.Sum] = true
		missing++
	}
	if missing == 0 {
		return 0, 0, ctx.Err()
	}
	at := map[string]string{}
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if path == folder {
				return err
			}
			return nil // a folder that may not be read holds nothing for us
		}
		if ctx.Err() != nil || !d.Type().IsRegular() {
			return ctx.Err()
		}
		info, err := d.Info()
		if err != nil || len(wanted[info.Size()]) == 0 {
			return nil
		}
		pic, err := picture.Read(ctx, path, picture.Limits{})
		if err == nil && wanted[info.Size()][pic.Sum.String()] {
			at[pic.Sum.String()] = path
			delete(wanted[info.Size()], pic.Sum.String())
		}
		return ctx.Err()
	})
	if err != nil {
		return 0, missing, &app.Error{Op: "look for pictures in", Path: folder, Kind: app.KindMissing, Err: err,
			Hint: "Name a folder that exists and may be read."}
	}
	err = p.file.Write(ctx, func(tx *sql.Tx) error {
		for _, sum := range sortedKeys(at) {
			_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO picture_path (sum, path) VALUES (?,?)", sum, p.file.Relative(at[sum]))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, missing, err
	}
	return len(at), missing - len(at), nil
}

// Embed puts all pictures that can be found into the file and tells how many are missing.
func (p Pictures) Embed(ctx context.Context) (embedded, missing int, err error) {
	refs, err := p.all(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, ref := range refs {
		if ref.Embedded {
			continue
		}
		pic, err := p.Read(ctx, ref)
		if err != nil {
			if ctx.Err() != nil {
				return embedded, missing, ctx.Err()
			}
			missing++
			continue
		}
		err = p.file.Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO picture_data (sum, data) VALUES (?,?)", ref.Sum, pic.Data)
			return err
		})
		if err != nil {
			return embedded, missing, err
		}
		embedded++
	}
	return embedded, missing, nil
}

// Found is the first place where a picture's file is, or "".
func (r *PictureRef) Found() string {
	if r == nil {
		return ""
	}
	for _, path := range r.Paths {
		if exists(path) {
			return path
		}
	}
	return ""
}

// FileName is a name for a copy of the picture that is the same everywhere and can't leave its folder.
func (r *PictureRef) FileName() string {
	ext := map[string]string{"jpeg": ".jpg", "png": ".png", "gif": ".gif", "webp": ".webp", "bmp": ".bmp", "tiff": ".tiff"}[r.Format]
	return strings.ToLower(r.Sum[:min(16, len(r.Sum))]) + ext
}
