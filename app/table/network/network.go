package network

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"

	nethtml "golang.org/x/net/html"
)

// Archives of social networks: what a person downloads of their own account. Their layouts are those of the networks' exports.
const (
	Twitter  = "twitter"  // tweets.js of an archive, with tweets_media beside it
	Mastodon = "mastodon" // outbox.json of an archive (ActivityPub)
	Facebook = "facebook" // your_posts_1.json
	Reddit   = "reddit"   // a Listing as Reddit's API gives it
)

// TwitterHead is how the files of a Twitter archive begin.
var TwitterHead = regexp.MustCompile(`^\s*window\.YTD\.([A-Za-z_]+)\.part(\d+)\s*=\s*`)

// ArchiveOf tells an archive by its first bytes, or "". A part of one that has no posts is an error.
func ArchiveOf(path string, head []byte) (string, error) {
	text := plaintext.PlainHead(head)
	if m := TwitterHead.FindSubmatch(text); m != nil {
		switch string(m[1]) {
		case "tweets", "tweet", "deleted_tweets", "community_tweet":
			return Twitter, nil
		}
		return "", app.Errorf("open input", path, app.KindFormat, "Give tweets.js of the same archive.", "this part of a Twitter archive (%s) has no posts", m[1])
	}
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return "", nil
	}
	text = text[:min(len(text), 64<<10)]
	has := func(s string) bool { return bytes.Contains(text, []byte(s)) }
	switch {
	case has(`"orderedItems"`) && has("activitystreams"):
		return Mastodon, nil
	case text[0] == '{' && has(`"Listing"`) && has(`"children"`):
		return Reddit, nil
	case text[0] == '[' && has(`"timestamp"`) && has(`"data"`) && (has(`"post"`) || has(`"attachments"`)) && !has(`"text"`):
		return Facebook, nil
	}
	return "", nil
}

// archived is a source of the posts of an archive: each element of its list becomes no, one or several posts, one a picture.
type archived struct {
	list  source.Source
	posts func(element json.RawMessage, s *archived) []archivedPost
	root  string // that paths of pictures start from
	ready []source.Row
	n     int64

	boosts, several, videos, mended int
}

// archivedPost is a post as it is read on, with the element it comes from.
type archivedPost struct {
	ID        string          `json:"id"`
	Text      string          `json:"text"`
	Image     string          `json:"image,omitempty"`
	CreatedAt string          `json:"created_at,omitempty"`
	Source    json.RawMessage `json:"source"`
}

func (s *archived) Columns() []source.Column { return nil }
func (s *archived) Close() error             { return s.list.Close() }

// Notes tell what is no post, and what was changed.
func (s *archived) Notes() (out []source.Note) {
	add := func(n int, one, many app.Sentence) {
		if n > 0 {
			out = append(out, source.Counted("archive", n, one, many))
		}
	}
	add(s.boosts, app.Say("1 entry is no post of its own (boosts, follows) and left out"),
		app.Say("{{.n}} entries are no post of its own (boosts, follows) and left out"))
	add(s.several, app.Say("1 post has several pictures; each picture is a row with the same words"),
		app.Say("{{.n}} posts have several pictures; each picture is a row with the same words"))
	add(s.videos, app.Say("1 attachment is no picture (videos, sounds) and left out"),
		app.Say("{{.n}} attachments are no picture (videos, sounds) and left out"))
	add(s.mended, app.Say("1 text was written as the wrong signs (é as Ã©) by Facebook, and mended"),
		app.Say("{{.n}} texts were written as the wrong signs (é as Ã©) by Facebook, and mended"))
	return out
}

func (s *archived) Next() (source.Row, error) {
	for len(s.ready) == 0 {
		r, err := s.list.Next()
		if err != nil {
			return source.Row{}, err
		}
		if r.Err != nil {
			s.n++
			r.N = s.n
			return r, nil
		}
		for _, p := range s.posts(r.Object, s) {
			p.Source = r.Object
			line, err := json.Marshal(p)
			if err != nil {
				return source.Row{}, err
			}
			s.n++
			s.ready = append(s.ready, source.Row{N: s.n, Object: line})
		}
	}
	r := s.ready[0]
	s.ready = s.ready[1:]
	return r, nil
}

// eachPicture makes a post of each picture, or one without.
func (s *archived) eachPicture(p archivedPost, pictures []string) []archivedPost {
	if len(pictures) == 0 {
		return []archivedPost{p}
	}
	if len(pictures) > 1 {
		s.several++
	}
	out := make([]archivedPost, len(pictures))
	for i, name := range pictures {
		out[i] = p
		out[i].Image = name
	}
	return out
}

// Open skips to the list of an archive's posts.
func Open(kind, path, root string, r io.Reader, done func() error) (source.Source, error) {
	s := &archived{root: root}
	var skip string
	switch kind {
	case Twitter:
		s.posts = tweets
		skip = "="
	case Mastodon:
		s.posts, skip = toots, `"orderedItems"`
	case Reddit:
		s.posts, skip = redditThings, `"children"`
	case Facebook:
		s.posts = facebookPosts
	}
	list, err := skipTo(r, skip)
	if err != nil {
		done()
		return nil, app.Errorf("open input", path, app.KindFormat, "Get a whole copy of the archive.", "it has no list of posts: %w", err)
	}
	s.list = plaintext.NewJSONStream(list, true, done)
	return s, nil
}

// skipTo reads up to the [ behind a mark in the first 256 KB.
func skipTo(r io.Reader, mark string) (io.Reader, error) {
	head, err := io.ReadAll(io.LimitReader(r, plaintext.HeadSize))
	if err != nil {
		return nil, err
	}
	at := max(0, bytes.Index(head, []byte(mark)))
	open := bytes.IndexByte(head[at:], '[')
	if open < 0 {
		return nil, errors.New("its beginning is another one")
	}
	return io.MultiReader(bytes.NewReader(head[at+open:]), r), nil
}

// tweets reads {"tweet": {…}}, or the tweet alone as older archives have it.
func tweets(element json.RawMessage, s *archived) []archivedPost {
	var outer struct {
		Tweet json.RawMessage `json:"tweet"`
	}
	if json.Unmarshal(element, &outer) == nil && outer.Tweet != nil {
		element = outer.Tweet
	}
	type media struct {
		Type string `json:"type"`
		URL  string `json:"media_url"`
		Safe string `json:"media_url_https"`
	}
	var t struct {
		ID       string `json:"id_str"`
		Number   any    `json:"id"`
		Full     string `json:"full_text"`
		Text     string `json:"text"`
		Created  string `json:"created_at"`
		Entities struct {
			Media []media `json:"media"`
		} `json:"entities"`
		Extended struct {
			Media []media `json:"media"`
		} `json:"extended_entities"`
	}
	_ = json.Unmarshal(element, &t) // what has another type is left empty
	if t.ID == "" && t.Number != nil {
		t.ID = fmt.Sprint(t.Number)
	}
	if t.Full == "" {
		t.Full = t.Text
	}
	all := t.Extended.Media
	if len(all) == 0 {
		all = t.Entities.Media
	}
	var pictures []string
	for _, m := range all {
		if m.Safe == "" {
			m.Safe = m.URL
		}
		name := m.Safe[strings.LastIndexByte(m.Safe, '/')+1:]
		if m.Type != "photo" && m.Type != "" || name == "" {
			s.videos++
			continue
		}
		pictures = append(pictures, s.mediaFile(t.ID+"-"+name))
	}
	return s.eachPicture(archivedPost{ID: t.ID, Text: html.UnescapeString(t.Full), CreatedAt: t.Created}, pictures)
}

// mediaFile is where an archive of Twitter has a picture.
func (s *archived) mediaFile(name string) string {
	for _, folder := range []string{"tweets_media", "tweet_media"} {
		if source.Exists(filepath.Join(s.root, folder)) {
			return folder + "/" + name
		}
	}
	return "tweets_media/" + name
}

// toots reads the activities of an outbox (ActivityStreams 2.0): what was written, without boosts.
func toots(element json.RawMessage, s *archived) []archivedPost {
	var a struct {
		Type   string          `json:"type"`
		Object json.RawMessage `json:"object"`
	}
	var o struct {
		ID         string `json:"id"`
		Content    string `json:"content"`
		Summary    string `json:"summary"`
		Published  string `json:"published"`
		Attachment []struct {
			Media string `json:"mediaType"`
			URL   string `json:"url"`
		} `json:"attachment"`
	}
	if json.Unmarshal(element, &a) != nil || a.Type != "Create" || json.Unmarshal(a.Object, &o) != nil {
		s.boosts++
		return nil
	}
	var pictures []string
	for _, m := range o.Attachment {
		if !strings.HasPrefix(m.Media, "image/") {
			s.videos++
			continue
		}
		pictures = append(pictures, s.below(strings.TrimPrefix(m.URL, "/")))
	}
	text := textOfHTML(o.Content)
	if o.Summary != "" {
		text = strings.TrimSpace(textOfHTML(o.Summary) + "\n" + text)
	}
	return s.eachPicture(archivedPost{ID: o.ID, Text: text, CreatedAt: o.Published}, pictures)
}

// below finds a path of an archive in the folder of the list, or in one above it.
func (s *archived) below(path string) string {
	up := ""
	for range 4 {
		if _, err := os.Stat(filepath.Join(s.root, up, filepath.FromSlash(path))); err == nil {
			return up + path
		}
		up += "../"
	}
	return path
}

// textOfHTML are the words of a post written as HTML: paragraphs and breaks are ends of lines.
func textOfHTML(s string) string {
	z := nethtml.NewTokenizer(strings.NewReader(s))
	var b strings.Builder
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return strings.TrimSpace(b.String())
		case nethtml.TextToken:
			b.WriteString(html.UnescapeString(string(z.Raw())))
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			if name, _ := z.TagName(); string(name) == "br" {
				b.WriteByte('\n')
			}
		case nethtml.EndTagToken:
			if name, _ := z.TagName(); string(name) == "p" {
				b.WriteByte('\n')
			}
		}
	}
}

// redditThings reads posts (t3) and comments (t1).
func redditThings(element json.RawMessage, s *archived) []archivedPost {
	var t struct {
		Data struct {
			ID      string  `json:"id"`
			Title   string  `json:"title"`
			Self    string  `json:"selftext"`
			Body    string  `json:"body"`
			Created float64 `json:"created_utc"`
		} `json:"data"`
	}
	if json.Unmarshal(element, &t) != nil || t.Data.ID == "" {
		s.boosts++
		return nil
	}
	text := strings.TrimSpace(t.Data.Title + "\n" + t.Data.Self + t.Data.Body)
	created := ""
	if t.Data.Created > 0 {
		created = fmt.Sprintf("%.0f", t.Data.Created)
	}
	return []archivedPost{{ID: t.Data.ID, Text: html.UnescapeString(text), CreatedAt: created}}
}

// facebookPosts reads {"timestamp", "data": [{"post"}], "attachments": [{"data": [{"media": {"uri"}}]}]}.
func facebookPosts(element json.RawMessage, s *archived) []archivedPost {
	var f struct {
		Timestamp int64 `json:"timestamp"`
		Data      []struct {
			Post string `json:"post"`
		} `json:"data"`
		Attachments []struct {
			Data []struct {
				Media struct {
					URI string `json:"uri"`
				} `json:"media"`
			} `json:"data"`
		} `json:"attachments"`
	}
	_ = json.Unmarshal(element, &f) // what has another type is left empty
	p := archivedPost{ID: fmt.Sprint(f.Timestamp), CreatedAt: fmt.Sprint(f.Timestamp)}
	for _, d := range f.Data {
		p.Text = strings.TrimSpace(p.Text + "\n" + d.Post)
	}
	if text, ok := mended(p.Text); ok {
		p.Text = text
		s.mended++
	}
	var pictures []string
	for _, a := range f.Attachments {
		for _, d := range a.Data {
			switch uri := d.Media.URI; {
			case uri == "":
			case !plaintext.PictureExtensions[strings.ToLower(filepath.Ext(uri))]:
				s.videos++
			default:
				pictures = append(pictures, s.below(uri))
			}
		}
	}
	if p.Text == "" && len(pictures) == 0 {
		s.boosts++
		return nil
	}
	return s.eachPicture(p, pictures)
}

// mended reads UTF-8 whose bytes Facebook writes as signs of their own.
func mended(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xFF {
			return s, false
		}
		b = append(b, byte(r))
	}
	return string(b), len(b) != len(s) && utf8.Valid(b)
}
