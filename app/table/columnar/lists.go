package columnar

import (
	"bufio"
	"encoding/json"
	"io"

	"duotone/app"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// listLevels are, for each list that a column lies in, outermost first, the definition level from which that list has an element.
func listLevels(schema *parquet.Schema, path []string) (levels []int) {
	level := 0
	var node parquet.Node = schema
	for _, name := range path {
		var next parquet.Node
		for _, f := range node.Fields() {
			if f.Name() == name {
				next = f
			}
		}
		if next == nil {
			return levels
		}
		node = next
		if node.Optional() {
			level++
		}
		if node.Repeated() {
			level++
			levels = append(levels, level)
		}
	}
	return levels
}

// nest builds the lists of one column of one row from its values' levels (Dremel's record assembly, for one column).
type nest struct {
	levels []int     // as listLevels gives them
	root   any       // nil: null
	open   []*nested // the list under way at each depth
	any    bool
}

type nested struct{ items []any }

func (l *nested) MarshalJSON() ([]byte, error) {
	if l.items == nil {
		return []byte("[]"), nil
	}
	return json.Marshal(l.items)
}

// add adds a value with its levels.
func (n *nest) add(repetition, definition int, value json.RawMessage) {
	n.any = true
	if n.open == nil {
		n.open = make([]*nested, len(n.levels))
	}
	put := func(depth int, v any) { // into the list above that depth
		if depth == 0 {
			n.root = v
			return
		}
		if l := n.open[depth-1]; l != nil {
			l.items = append(l.items, v)
		}
	}
	for depth := min(repetition, len(n.levels)); depth < len(n.levels); depth++ {
		switch exists := n.levels[depth] - 1; {
		case definition < exists:
			put(depth, nil)
			return
		case definition == exists:
			put(depth, &nested{})
			return
		}
		l := &nested{}
		put(depth, l)
		n.open[depth] = l
	}
	put(len(n.levels), value)
}

// What a page may unpack to.
const (
	MaxPage      = 128 << 20 // bytes of a page unpacked, where it was packed to
	maxPageRatio = 20        // less than this part: pictures don't pack, and their pages may be large
)

// pagesFit walks over the heads of a file's pages and refuses those that a few bytes unpack to much: the library takes memory for a
// whole page several times over.
func pagesFit(path string, r io.ReaderAt, size int64, m *format.FileMetaData) error {
	for _, g := range m.RowGroups {
		for _, c := range g.Columns {
			at, left := c.MetaData.DataPageOffset, c.MetaData.TotalCompressedSize
			if d := c.MetaData.DictionaryPageOffset; d > 0 && d < at {
				at = d
			}
			for left > 0 && at > 0 && at < size {
				section := io.NewSectionReader(r, at, size-at)
				b := bufio.NewReaderSize(section, 4096)
				var head format.PageHeader
				var protocol thrift.CompactProtocol
				if err := thrift.NewDecoder(protocol.NewReader(b)).Decode(&head); err != nil {
					break // that the page is broken is told when it is read
				}
				here, err := section.Seek(0, io.SeekCurrent)
				if err != nil || head.CompressedPageSize < 0 {
					break
				}
				if u := int64(head.UncompressedPageSize); u > MaxPage && u > maxPageRatio*int64(head.CompressedPageSize) || u < 0 {
					return app.Errorf("open Parquet file", path, app.KindTooLarge, "Write it again with smaller cells.",
						"a part of it unpacks to %d MB, which would fill the memory", u>>20)
				}
				step := here - int64(b.Buffered()) + int64(head.CompressedPageSize)
				if step <= 0 {
					break
				}
				at, left = at+step, left-step
			}
		}
	}
	return nil
}
