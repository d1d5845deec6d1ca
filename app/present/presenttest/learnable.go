package presenttest

import (
	"fmt"
	"path/filepath"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// Topics are the labels of the question "topic" of Learnable.
var Topics = []string{"flood", "party", "match"}

// topicWords are how posts of each topic speak.
var topicWords = [][]string{{"water", "river", "rain", "dam"}, {"music", "dance", "cake", "guests"}, {"goal", "team", "referee", "league"}}

// Learnable is a project of n posts about three topics, which Ana has said of all but the last rest of them. Every 17th answer is wrong.
func Learnable(t testing.TB, n, rest int) string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "topics"+project.Ext)
	p, err := project.Create(ctx, path, project.DefaultSettings())
	must(err)
	defer p.Close()
	topic := codebook.Question{ID: "topic", Ask: "What is it about?", Of: codebook.OfPost, Kind: codebook.OneOf}
	for _, label := range Topics {
		topic.Labels = append(topic.Labels, codebook.Label{ID: label})
	}
	tone := codebook.Question{ID: "tone", Ask: "Is it loud?", Of: codebook.OfWords, Kind: codebook.ManyOf, Labels: []codebook.Label{{ID: "loud"}}}
	_, _, err = p.Replace(ctx, "Ana", &codebook.Codebook{Title: "Topics", Questions: []codebook.Question{topic, tone}}, false)
	must(err)
	a, err := p.Posts.Adder(ctx, true)
	must(err)
	var posts []app.Post
	for i := range n {
		words := topicWords[i%3]
		post := app.Post{Text: fmt.Sprintf("%s and %s number %d, %d times", words[i/3%4], words[(i/3+i/12+1)%4], i, i*i)}
		posts = append(posts, post)
		must(a.Add(project.Incoming{Post: post}))
	}
	must(a.Commit())
	for i, post := range posts[:n-rest] {
		label := Topics[i%3]
		if i%17 == 16 {
			label = Topics[(i+1)%3]
		}
		_, err := p.Log.Append(ctx, ledger.Event{Annotator: "Ana", Act: ledger.ActLabel, Post: post.ContentID(), Question: "topic", Value: label})
		must(err)
	}
	return path
}
