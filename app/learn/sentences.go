package learn

import "duotone/app"

// Round says where the loop of labelling and learning stands: labels so far, the figure, and what more labels would bring.
func (r *Result) Round() []app.Sentence {
	f := r.Own.MacroF1
	return []app.Sentence{app.Say("So far {{.n}} labels give a macro F1 of {{.f1}} ({{.low}} to {{.high}}).").With("n", len(r.Examples)).
		Number("f1", "%.1f", 100*f.Value).Number("low", "%.1f", 100*f.Low).Number("high", "%.1f", 100*f.High), r.Gain.Sentence()}
}

// Sentences say which is better, the head or what it was held against.
func (r *Result) Sentences() []app.Sentence {
	var all []app.Sentence
	if r.Pack != nil {
		all = append(all, r.Pack.Sentence("the pack itself"))
	}
	if r.Earlier != nil {
		all = append(all, r.Earlier.Sentence("the earlier head"))
	}
	return all
}

// Sentence says which of two is better, and whether that may be chance. name is what the other one is called, and is translated.
func (v *Versus) Sentence(name string) app.Sentence {
	p := v.p()
	s := app.Say("No better than {{.other}}, as far as these posts can tell: of {{.n}} posts this head alone has {{.a}} right and {{.other}} alone {{.b}} (McNemar, p = {{.p}}).")
	switch {
	case p >= 0.05:
	case v.Test.OnlyA > v.Test.OnlyB:
		s = app.Say("Better than {{.other}}: of {{.n}} posts this head alone has {{.a}} right and {{.other}} alone {{.b}} (McNemar, p = {{.p}}).")
	default:
		s = app.Say("Worse than {{.other}}: of {{.n}} posts this head alone has {{.a}} right and {{.other}} alone {{.b}} (McNemar, p = {{.p}}).")
	}
	return s.Text("other", name).With("n", v.Posts).With("a", v.Test.OnlyA).With("b", v.Test.OnlyB).Number("p", "%.2g", p)
}

// p is McNemar's, exact where few posts differ.
func (v *Versus) p() float64 {
	if v.Test.OnlyA+v.Test.OnlyB < 25 {
		return v.Test.Exact
	}
	return v.Test.P
}

// Sentence says what more labels would bring, or that they bring little.
func (g Gain) Sentence() app.Sentence {
	s := app.Say("{{.more}} more labels would bring about {{.points}} points of macro F1 ({{.low}} to {{.high}}).")
	if g.Little() {
		s = app.Say("More labels bring little: {{.more}} more about {{.points}} points of macro F1 ({{.low}} to {{.high}}).")
	}
	return s.With("more", g.More).Number("points", "%.1f", g.Points).Number("low", "%.1f", g.PointsLow).Number("high", "%.1f", g.High)
}

// Doubt says what is suspected of a post's labels.
func (r *Result) Doubt(s Suspect) app.Sentence {
	switch {
	case s.Given < 0:
		return app.Say("{{.label}} too?").Text("label", r.Question.LabelName(s.Likely))
	case s.Likely < 0:
		return app.Say("not {{.label}}?").Text("label", r.Question.LabelName(s.Given))
	}
	return app.Say("{{.label}} → {{.likely}}?").Text("label", r.Question.LabelName(s.Given)).Text("likely", r.Question.LabelName(s.Likely))
}
