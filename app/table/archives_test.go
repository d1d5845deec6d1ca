package table

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/table/columnar"
	"duotone/app/table/source"

	"github.com/parquet-go/parquet-go"
)

const (
	tweetsJS = `window.YTD.tweets.part0 = [
  { "tweet" : { "id_str" : "1", "full_text" : "fish &amp; chips, friends", "created_at" : "Sat Feb 03 20:00:00 +0000 2024",
    "extended_entities" : { "media" : [ { "type" : "photo", "media_url_https" : "https://pbs.twimg.com/media/AbC.jpg" } ] } } },
  { "tweet" : { "id_str" : "2", "full_text" : "awful",
    "extended_entities" : { "media" : [ { "type" : "photo", "media_url_https" : "https://pbs.twimg.com/media/a.jpg" },
      { "type" : "photo", "media_url_https" : "https://pbs.twimg.com/media/b.jpg" }, { "type" : "video", "media_url_https" : "https://pbs.twimg.com/x/v.jpg" } ] } } },
  { "tweet" : { "id_str" : "3", "full_text" : "[brackets], \"quotes\" = done" } }
]`
	outbox = `{"@context":"https://www.w3.org/ns/activitystreams","id":"outbox.json","type":"OrderedCollection","totalItems":3,"orderedItems":[
 {"type":"Create","object":{"id":"https://x/1","type":"Note","content":"<p>a <b>good</b> day<br />really &amp; truly</p><p>yes</p>","published":"2024-02-03T20:00:00Z",
   "attachment":[{"type":"Document","mediaType":"image/jpeg","url":"/media_attachments/files/1/p.jpg"},{"type":"Document","mediaType":"video/mp4","url":"/v.mp4"}]}},
 {"type":"Announce","object":"https://y/2"},
 {"type":"Create","object":{"id":"https://x/3","type":"Note","content":"<p>bad</p>"}}],"more":1}`
	listing  = `{"kind":"Listing","data":{"after":null,"children":[{"kind":"t3","data":{"id":"p1","title":"A day","selftext":"was good &amp; long","created_utc":1706918400.0}},{"kind":"t1","data":{"id":"c1","body":"bad"}},{"kind":"more","data":{}}],"before":null}}`
	yourPost = `[{"timestamp":1706918400,"data":[{"post":"Caf\u00c3\u00a9 am See"}],"attachments":[{"data":[{"media":{"uri":"posts/media/p.jpg"}}]}],"title":"x"},
 {"timestamp":1706918401,"data":[{"post":"plain"}]},{"timestamp":1706918402,"title":"x was with y"}]`
)

// The archives that people download of their own accounts are read as what they are, with their pictures.
func TestArchivesOfNetworks(t *testing.T) {
	dir := t.TempDir()
	jpg := apptest.JPEG(1, 20, 10)
	for name, data := range map[string]string{"data/tweets.js": tweetsJS, "data/tweets_media/1-AbC.jpg": string(jpg), "data/tweets_media/2-a.jpg": string(jpg),
		"data/tweets_media/2-b.jpg": string(jpg), "m/outbox.json": outbox, "m/media_attachments/files/1/p.jpg": string(jpg), "r/posts.json": listing,
		"f/posts/your_posts_1.json": yourPost, "f/posts/media/p.jpg": string(jpg)} {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		posts []string // id: words, + for a picture
		notes int
	}{
		"data/tweets.js":            {[]string{"1: fish & chips, friends+", "2: awful+", "2: awful+", `3: [brackets], "quotes" = done`}, 2},
		"m/outbox.json":             {[]string{"https://x/1: a good day\nreally & truly\nyes+", "https://x/3: bad"}, 2},
		"r/posts.json":              {[]string{"p1: A day\nwas good & long", "c1: bad"}, 1},
		"f/posts/your_posts_1.json": {[]string{"1706918400: Café am See+", "1706918401: plain"}, 2},
	} {
		in, got := posts(t, filepath.Join(dir, name), source.Options{})
		var told []string
		for _, p := range got {
			s := p.ID + ": " + p.Text
			if p.Picture != nil {
				s += "+"
			}
			if p.Err != nil {
				s += p.Err.Error()
			}
			told = append(told, s)
		}
		if fmt.Sprintf("%q", told) != fmt.Sprintf("%q", c.posts) || in.Archive == "" {
			t.Errorf("%s: %q, %s", name, told, in.Describe())
		}
		src, err := in.Rows()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := src.Next(); err != nil {
				break
			}
		}
		if n := source.NotesOf(src); len(n) != c.notes {
			t.Errorf("%s: %v", name, n)
		}
		src.Close()
	}
	// A torn archive tells where it ends.
	_, rows := readAll(t, write(t, "tweets.js", []byte(tweetsJS[:strings.Index(tweetsJS, `"3"`)])), source.Options{})
	if last := rows[len(rows)-1]; len(rows) != 4 || last.Err == nil {
		t.Errorf("%d rows, %v", len(rows), last.Err)
	}
}

// What is no table says what it is, rather than to be read as one.
func TestWhatIsNoTableSaysSo(t *testing.T) {
	for name, data := range map[string]string{
		"page.csv": "<!DOCTYPE html>\n<html><body>a, b</body></html>\n", "page.html": "\n <html>\n", "feed.xml": "<?xml version=\"1.0\"?>\n<rss/>\n", "drawing.csv": "<svg xmlns='x'/>",
		"doc.rtf": "{\\rtf1\\ansi hello}\n", "doc.csv": "%PDF-1.4\n1 0 obj\n", "like.js": "window.YTD.like.part0 = [ { \"like\" : {} } ]", "data.js": "var posts = [\n{\"text\": \"a\"}\n]\n",
		"conf.js": "window.__THAR_CONFIG = {\n}", "script.csv": "#!/bin/sh\necho a,b\n",
	} {
		_, err := Open(deadline(t), write(t, name, []byte(data)), nil, source.Options{})
		if app.KindOf(err) != app.KindFormat || app.HintOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, data := range []string{"text\nvar is a word\n", "text,n\n\"<html> is a tag\",1\n", "id,text\n1,window.YTD.tweets is a name\n"} {
		if _, err := Open(deadline(t), write(t, "a.csv", []byte(data)), nil, source.Options{}); err != nil {
			t.Errorf("%q: %v", data, err)
		}
	}
}

// Bytes are no words, from whatever file they come.
func TestBytesAreNoWords(t *testing.T) {
	type row struct {
		Text []byte `parquet:"text"`
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, []row{{[]byte("\xff\xfe\x00\x01")}, {[]byte("hello")}}); err != nil {
		t.Fatal(err)
	}
	_, got := posts(t, write(t, "a.parquet", b.Bytes()), source.Options{})
	if len(got) != 2 || app.KindOf(got[0].Err) != app.KindFormat || got[1].Err != nil || got[1].Text != "hello" {
		t.Errorf("%+v", got)
	}
	_, got = posts(t, write(t, "a.csv", []byte("id,text\n1,\"data:application/octet-stream;base64,AAAA\"\n2,\"data: is a word; base64, too\"\n")), source.Options{})
	if got[0].Err == nil || got[1].Err != nil {
		t.Errorf("%+v", got)
	}
}

// Lists within lists, lists that are not there and lists with nothing in them stay what they are.
func TestListsOfParquet(t *testing.T) {
	type inner struct {
		A []*int64 `parquet:"a,list"`
	}
	type row struct {
		Text  string     `parquet:"text"`
		Lists [][]string `parquet:"lists,list"`
		Maybe *inner     `parquet:"maybe,optional"`
		Plain []int64    `parquet:"plain"`
	}
	_ = inner{}
	one := int64(1)
	rows := []row{
		{Text: "a", Lists: [][]string{{"x", "y"}, {}, {"z"}}, Maybe: &inner{A: []*int64{&one, nil}}, Plain: []int64{1, 2}},
		{Text: "b"},
		{Text: "c", Lists: [][]string{{"q"}}, Maybe: &inner{}, Plain: []int64{}},
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, rows); err != nil {
		t.Fatal(err)
	}
	in, got := readAll(t, write(t, "a.parquet", b.Bytes()), source.Options{})
	var cells []string
	for _, r := range got {
		for _, c := range r.Cells[1:] {
			cells = append(cells, string(c.JSON))
		}
	}
	t.Log(source.ColumnNames(in.Columns), cells)
	if len(cells) != 9 || cells[0] != `[["x","y"],[],["z"]]` || cells[6] != `[["q"]]` || cells[1] != `[1,null]` || cells[4] != "null" || cells[2] != "[1,2]" {
		t.Errorf("%q", cells)
	}
}

// A time without a place isn't said to be Greenwich's, and a page that unpacks to gigabytes is refused.
func TestTimesAndBombsOfParquet(t *testing.T) {
	schema := parquet.NewSchema("x", parquet.Group{"text": parquet.String(), "naive": parquet.TimestampAdjusted(parquet.Microsecond, false), "sure": parquet.Timestamp(parquet.Millisecond)})
	var b bytes.Buffer
	w := parquet.NewGenericWriter[any](&b, schema)
	if _, err := w.WriteRows([]parquet.Row{{parquet.Int64Value(1706990400123456).Level(0, 0, 0), parquet.Int64Value(1706990400000).Level(0, 0, 1), parquet.ByteArrayValue([]byte("a")).Level(0, 0, 2)}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	in, rows := readAll(t, write(t, "a.parquet", b.Bytes()), source.Options{})
	if a, s := in.CellText(rows[0], 0), in.CellText(rows[0], 1); a != "2024-02-03T20:00:00.123456" || s != "2024-02-03T20:00:00Z" {
		t.Errorf("%q, %q", a, s)
	}
	type row struct {
		Text string `parquet:"text,zstd"`
	}
	b.Reset()
	if err := parquet.Write(&b, []row{{"hello"}, {strings.Repeat("A", columnar.MaxPage+1000)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(deadline(t), write(t, "a.parquet", b.Bytes()), nil, source.Options{}); app.KindOf(err) != app.KindTooLarge || app.HintOf(err) == "" {
		t.Errorf("%d bytes: %v", b.Len(), err)
	}
	b.Reset()
	if err := parquet.Write(&b, []row{{"hello"}, {strings.Repeat("A", source.MaxLine+1000)}, {"bye"}}); err != nil {
		t.Fatal(err)
	}
	if _, rows := readAll(t, write(t, "a.parquet", b.Bytes()), source.Options{}); len(rows) != 3 || app.KindOf(rows[1].Err) != app.KindTooLarge || rows[2].Err != nil {
		t.Errorf("a cell over the limit: %d rows", len(rows))
	}
}
