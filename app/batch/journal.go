package batch

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"duotone/app"

	"github.com/gofrs/flock"
)

// madeFrom is all that a result depends on, in the order in which differences are told.
type madeFrom []made

type made struct {
	What  string `json:"what"`
	Value string `json:"value"`
}

// differences names what is not the same.
func (m madeFrom) differences(o madeFrom) []string {
	old := map[string]string{}
	for _, x := range o {
		old[x.What] = x.Value
	}
	var out []string
	for _, x := range m {
		if v, ok := old[x.What]; !ok || v != x.Value {
			out = append(out, x.What)
		}
		delete(old, x.What)
	}
	for what := range old {
		out = append(out, what)
	}
	return out
}

// record says how far a result is known to be on the disk.
type record struct {
	Read     int64        `json:"read"`     // rows of the input that are dealt with
	Chain    string       `json:"chain"`    // running hash of those rows
	Pictures pictureChain `json:"pictures"` // of those rows
	Bytes    int64        `json:"bytes"`    // of OUT.partial
	CRC      uint32       `json:"crc"`
	EBytes   int64        `json:"errors_bytes"` // of the file of errors
	ECRC     uint32       `json:"errors_crc"`
	Done     bool         `json:"done"` // all rows are there
	Summary  Summary      `json:"summary"`
}

type journalHeader struct {
	Journal  int      `json:"duotone_journal"` // version
	MadeFrom madeFrom `json:"made_from"`
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// journal is the file of a header and records, each on its line with a checksum: a line that was torn is none.
type journal struct {
	path string
	f    *os.File
}

// createJournal starts a journal. It is on the disk before anything else is written.
func createJournal(path string, from madeFrom) (*journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, diskError("write journal", path, err)
	}
	j := &journal{path, f}
	if err := j.line(journalHeader{1, from}); err != nil {
		f.Close()
		os.Remove(path)
		return nil, err
	}
	app.SyncDir(filepath.Dir(path))
	return j, nil
}

func (j *journal) line(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	line := fmt.Appendf(nil, "%08x %s\n", crc32.Checksum(data, castagnoli), data)
	if _, err := j.f.Write(line); err != nil {
		return diskError("write journal", j.path, err)
	}
	if err := j.f.Sync(); err != nil {
		return diskError("write journal", j.path, err)
	}
	return nil
}

// errNoJournal is of a file with whole lines, the first of which is no header: a kill leaves none like it.
var errNoJournal = errors.New("it is no journal of a run")

// tornHeader is what a kill may leave of a journal's first line.
var tornHeader = regexp.MustCompile(`^[0-9a-f]{0,8}$|^[0-9a-f]{8} (\{.*)?$`)

// readJournal gives the header and the records of a journal up to the first torn line, and where that begins. Without a
// whole header from is nil.
func readJournal(path string) (from madeFrom, records []record, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, 0, err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if from == nil && !tornHeader.Match(line) {
				return nil, nil, 0, errNoJournal
			}
			return from, records, size, nil
		}
		if err != nil {
			return nil, nil, 0, err
		}
		data, ok := checked(line)
		if !ok && from == nil {
			return nil, nil, 0, errNoJournal
		}
		if !ok {
			return from, records, size, nil
		}
		if from == nil {
			var h journalHeader
			if json.Unmarshal(data, &h) != nil || h.Journal != 1 {
				return nil, nil, 0, errNoJournal
			}
			from = h.MadeFrom
		} else {
			rec := record{Summary: newSummary()}
			if json.Unmarshal(data, &rec) != nil {
				return from, records, size, nil
			}
			records = append(records, rec)
		}
		size += int64(len(line))
	}
}

func checked(line []byte) ([]byte, bool) {
	sum, data, ok := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
	if !ok || len(sum) != 8 {
		return nil, false
	}
	return data, fmt.Sprintf("%08x", crc32.Checksum(data, castagnoli)) == string(sum)
}

// openJournal goes on with a journal, cut after its last whole line.
func openJournal(path string, size int64) (*journal, error) {
	f, err := os.OpenFile(path, os.O_WRONLY, 0o644)
	if err != nil {
		return nil, diskError("write journal", path, err)
	}
	if err := f.Truncate(size); err != nil {
		f.Close()
		return nil, diskError("write journal", path, err)
	}
	if _, err := f.Seek(size, io.SeekStart); err != nil {
		f.Close()
		return nil, diskError("write journal", path, err)
	}
	return &journal{path, f}, nil
}

func (j *journal) close() {
	if j != nil && j.f != nil {
		j.f.Close()
		j.f = nil
	}
}

// lastGood finds the last record whose bytes are what the files still hold.
func lastGood(records []record, partial, errs string) (record, bool, error) {
	good, err := prefixes(partial, records, func(r record) (int64, uint32) { return r.Bytes, r.CRC })
	if err != nil {
		return record{}, false, err
	}
	if errs != "" {
		egood, err := prefixes(errs, records, func(r record) (int64, uint32) { return r.EBytes, r.ECRC })
		if err != nil {
			return record{}, false, err
		}
		for i := range good {
			good[i] = good[i] && egood[i]
		}
	}
	for i := len(records) - 1; i >= 0; i-- {
		if good[i] {
			return records[i], true, nil
		}
	}
	return record{}, false, nil
}

// prefixes tells for each record whether the file begins with the bytes it speaks of. It reads the file once.
func prefixes(path string, records []record, of func(record) (int64, uint32)) ([]bool, error) {
	good := make([]bool, len(records))
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return good, nil
	}
	if err != nil {
		return nil, diskError("read", path, err)
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	h := crc32.New(castagnoli)
	var at int64
	for i, rec := range records {
		n, sum := of(rec)
		if n < at {
			break // records only ever grow
		}
		if _, err := io.CopyN(h, r, n-at); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, diskError("read", path, err)
		}
		at = n
		good[i] = h.Sum32() == sum
	}
	return good, nil
}

// sink is a file that grows, with a running checksum.
type sink struct {
	path  string
	f     *os.File
	w     *bufio.Writer
	bytes int64
	crc   uint32
}

// openSink opens a file cut back to the bytes that are known to be good.
func openSink(path string, bytes int64, crc uint32) (*sink, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err == nil {
		if err = f.Truncate(bytes); err == nil {
			_, err = f.Seek(bytes, io.SeekStart)
		}
	}
	if err != nil {
		if f != nil {
			f.Close()
		}
		return nil, diskError("write", path, err)
	}
	return &sink{path, f, bufio.NewWriterSize(f, 256<<10), bytes, crc}, nil
}

func (s *sink) write(p []byte) error {
	if _, err := s.w.Write(p); err != nil {
		return diskError("write", s.path, err)
	}
	s.bytes += int64(len(p))
	s.crc = crc32.Update(s.crc, castagnoli, p)
	return nil
}

func (s *sink) sync() error {
	if err := s.w.Flush(); err != nil {
		return diskError("write", s.path, err)
	}
	if err := s.f.Sync(); err != nil {
		return diskError("write", s.path, err)
	}
	return nil
}

func (s *sink) close() error {
	if s == nil || s.f == nil {
		return nil
	}
	err := s.f.Close()
	s.f = nil
	return err
}

func diskError(op, path string, err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	advice := app.Say("Make room or choose another place. What is done so far is kept: the same run goes on there.")
	switch folder := filepath.Dir(path); {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		advice = app.Say("You may not write in {{.folder}}: choose another place with -o.").With("folder", folder)
	case errors.Is(err, fs.ErrNotExist):
		advice = app.Say("Check that the folder {{.folder}} is there, or choose another place with -o.").With("folder", folder)
	}
	return &app.Error{Op: op, Path: path, Kind: app.KindDisk, Err: err, Advice: advice}
}

// lock keeps a second run away from a result.
func lock(out string) (*flock.Flock, error) {
	path := out + ".lock"
	for {
		l := flock.New(path)
		ok, err := l.TryLock()
		if err != nil {
			return nil, diskError("lock", path, err)
		}
		if !ok {
			return nil, app.Errorf("write", out, app.KindBusy, "Wait for it, or give this run another -o.", "another run is writing this result")
		}
		// The run that held it may have removed the file between our opening and locking it.
		mine, err1 := l.Stat()
		there, err2 := os.Stat(path)
		if err1 == nil && err2 == nil && os.SameFile(mine, there) {
			return l, nil
		}
		_ = l.Close()
	}
}

func unlock(l *flock.Flock) {
	// Before it is let go, so that nobody locks a file that is about to vanish; where an open file can't be removed, after.
	err := os.Remove(l.Path())
	_ = l.Close()
	if err != nil {
		_ = os.Remove(l.Path())
	}
}

func chainString(c rowChain) string { return hex.EncodeToString(c[:]) }

// tellChange is the error of a resumed run that would not make the same result.
func tellChange(out string, what []string) error {
	return app.Errorf("go on with", out+".partial", app.KindInput,
		"Put it back as it was, give another -o, or begin again with --force.",
		"it was begun with another %s", strings.Join(what, ", another "))
}
