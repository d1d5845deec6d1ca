package similar

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"duotone/app"
)

// keptFile is the file beside a result: a line that says what it is and what made it, then for each post 16 bytes of its name, the length of
// its vectors in 4, and the vectors with their checksum. It is added to, so that what is read of a large table survives a cut; a record
// that was being written then is left out. What is in it can be made again, so it is nobody's loss.
type keptFile struct {
	path string
	out  *os.File // to add to; nil: not open
}

const (
	keptMagic   = "duotone similar posts"
	mostVectors = 2*app.MaxHeadSize + 12
)

func keptHead(name string) string { return keptMagic + " " + name + "\n" }

// read hands out what is there under a name of the posts that are mine. A file of another name is as if it was not there. Where it holds posts
// that are not mine any more, it is written anew without them: whoever took a row out of the result has taken it out of here too.
func (k *keptFile) read(ctx context.Context, name string, mine map[app.PostID]bool, each func(app.PostID, Vectors)) error {
	f, _, err := app.OpenRegular(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &app.Error{Op: opMake, Path: k.path, Kind: app.KindDisk, Err: err, Hint: keptHint}
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	if head, err := readHead(r); err != nil || head != keptHead(name) {
		return nil //nolint:nilerr // it is another pack's, or nothing of ours
	}
	strange, end := 0, false
	for n := 0; !end; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		id, v, ok, err := readKept(r)
		switch {
		case errors.Is(err, io.EOF):
			end = true
		case err != nil:
			strange, end = strange+1, true // cut off, or damaged from here on
		case !ok || !mine[id]:
			strange++
		default:
			each(id, v)
		}
	}
	if strange > 0 {
		return k.clean(name, mine)
	}
	return nil
}

const keptHint = "Remove the file, or see who may write to it and its folder. It holds nothing that can't be made again."

func readHead(r *bufio.Reader) (string, error) {
	var head []byte
	for len(head) < 200 {
		b, err := r.ReadByte()
		if err != nil {
			return "", err
		}
		if head = append(head, b); b == '\n' {
			return string(head), nil
		}
	}
	return "", errors.New("it has no first line")
}

// readKept reads one record; not ok: its vectors are damaged.
func readKept(r io.Reader) (id app.PostID, v Vectors, ok bool, err error) {
	var head [20]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return "", v, false, err
	}
	n := binary.LittleEndian.Uint32(head[16:])
	if n > mostVectors {
		return "", v, false, fmt.Errorf("a record of %d bytes", n)
	}
	raw := make([]byte, n)
	if _, err := io.ReadFull(r, raw); err != nil {
		return "", v, false, io.ErrUnexpectedEOF
	}
	v, ok = Parse(raw)
	return app.PostID(hex.EncodeToString(head[:16])), v, ok, nil
}

func writeKept(w io.Writer, id app.PostID, v Vectors) error {
	name, err := hex.DecodeString(string(id))
	if err != nil || len(name) != 16 {
		return fmt.Errorf("%q is no name of a post", id)
	}
	raw := v.Bytes()
	record := append(name, 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(record[16:], uint32(len(raw)))
	_, err = w.Write(append(record, raw...))
	return err
}

// clean writes the file anew with what is whole and mine.
func (k *keptFile) clean(name string, mine map[app.PostID]bool) error {
	if err := k.close(); err != nil {
		return err
	}
	f, _, err := app.OpenRegular(k.path)
	if err != nil {
		return k.failed(err)
	}
	defer f.Close()
	return k.failed(app.WritePrivate(k.path, func(w io.Writer) error {
		out, r := bufio.NewWriter(w), bufio.NewReaderSize(f, 1<<20)
		if _, err := readHead(r); err != nil {
			return err
		}
		if _, err := out.WriteString(keptHead(name)); err != nil {
			return err
		}
		for {
			id, v, ok, err := readKept(r)
			if err != nil {
				return out.Flush() // the end, or where it was cut off
			}
			if ok && mine[id] {
				if err := writeKept(out, id, v); err != nil {
					return err
				}
			}
		}
	}))
}

// add adds vectors; a file of another name is begun anew.
func (k *keptFile) add(name string, all map[app.PostID]Vectors) error {
	if k.out == nil {
		if err := k.open(name); err != nil {
			return k.failed(err)
		}
	}
	w := bufio.NewWriterSize(k.out, 1<<18)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if err := writeKept(w, id, all[id]); err != nil {
			return k.failed(err)
		}
	}
	return k.failed(w.Flush())
}

// there tells whether there is a file of this name.
func (k *keptFile) there() bool {
	_, err := os.Stat(k.path)
	return err == nil
}

func (k *keptFile) open(name string) error {
	begin := true
	f, _, err := app.OpenRegular(k.path)
	switch {
	case err == nil:
		head, _ := readHead(bufio.NewReader(f))
		f.Close()
		if begin = head != keptHead(name); begin && !strings.HasPrefix(head, keptMagic) {
			return errors.New("it is another file of this name")
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if begin {
		if err := app.WritePrivate(k.path, func(w io.Writer) error { _, err := io.WriteString(w, keptHead(name)); return err }); err != nil {
			return err
		}
	}
	k.out, err = os.OpenFile(k.path, os.O_WRONLY|os.O_APPEND, 0)
	return err
}

func (k *keptFile) close() error {
	if k.out == nil {
		return nil
	}
	err := errors.Join(k.out.Sync(), k.out.Close())
	k.out = nil
	return k.failed(err)
}

func (k *keptFile) failed(err error) error {
	if err == nil {
		return nil
	}
	return &app.Error{Op: opMake, Path: k.path, Kind: app.KindDisk, Err: err, Hint: keptHint}
}
