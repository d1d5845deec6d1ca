package ui

import (
	"duotone/app"
	"duotone/app/present/label"
	"duotone/app/present/score"
	"duotone/app/present/similar"

	analysis "duotone/app/present/analyse"
	core "duotone/app/similar"
)

// asks has a watcher tell which post a pane shows, so that its like can be looked for. next may be nil.
func asks[S any](p *similar.Presenter, at similar.Place, question func(*S) similar.Question, next func(*S)) func(*S) {
	return func(st *S) {
		p.Ask(at, question(st))
		if next != nil {
			next(st)
		}
	}
}

// looksIn has a watcher tell which result is open.
func looksIn(p *similar.Presenter, next func(*score.State)) func(*score.State) {
	return func(st *score.State) {
		p.Result(core.Result{Path: st.Result, Rows: st.Rows, In: st.Input})
		next(st)
	}
}

// drawSimilar shows similar posts in the panes that have a part for them.
func drawSimilar(st *similar.State, panes ...interface{ DrawSimilar(*similar.State) }) {
	for _, pane := range panes {
		pane.DrawSimilar(st)
	}
}

// shownPost is that of Analyse, when it has settled: one that is being written is looked for when its verdict is there.
func shownPost(st *analysis.State) similar.Question {
	if st.Verdict() == nil {
		return similar.Question{Words: true, Picture: true}
	}
	post := st.Post
	post.WhatIf = app.WhatIf{}
	return similar.Question{Post: post, Words: true, Picture: true}
}

// readRow is the row that Batch reads.
func readRow(st *score.State) similar.Question {
	if st.At == score.NoRow || st.At >= len(st.Rows) {
		return similar.Question{Words: true, Picture: true}
	}
	return similar.Question{In: similar.InResult, At: st.At, Words: true, Picture: true}
}

// labelledPost is the one that is labelled, as far as it may be seen.
func labelledPost(st *label.State) similar.Question {
	if !st.Open() || st.View.Empty {
		return similar.Question{Words: true, Picture: true}
	}
	return similar.Question{In: similar.InProject, ID: st.View.Item.ID, Words: st.View.ShowWords, Picture: st.View.ShowPicture}
}

// likesShown is what is shown of similar posts in a pane, for tests that drive a real window.
type likesShown struct {
	Open  bool          `json:"open"`
	In    similar.Where `json:"in"`
	Phase similar.Phase `json:"phase"`
	Busy  bool          `json:"busy"`
	Found []string      `json:"found"` // names of the posts
}

// likesOf is that of each pane, in the order of their places.
func likesOf(st *similar.State) (all []likesShown) {
	for _, p := range st.Panels {
		shown := likesShown{Open: p.Open, In: p.In, Phase: st.Sets[p.In].Phase, Busy: p.Busy}
		for _, h := range p.Hits {
			shown.Found = append(shown.Found, h.Name)
		}
		all = append(all, shown)
	}
	return all
}
