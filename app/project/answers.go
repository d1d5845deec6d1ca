package project

import (
	"context"
	"encoding/json"
	"math"
	"slices"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/store"
)

// HeadAnswer is what a pack's head said of a post, to the question that it was learned for. It is kept in the prediction.
type HeadAnswer struct {
	Question codebook.QuestionID
	Kind     app.QuestionKind
	Labels   []string           // that it gives
	Scores   map[string]float64 // by label
}

// answerIn reads the answer in a prediction; nil where there is none.
func answerIn(prediction json.RawMessage) *HeadAnswer {
	var p struct{ Answer *HeadAnswer }
	if json.Unmarshal(prediction, &p) != nil || p.Answer == nil || p.Answer.Question == "" {
		return nil
	}
	return p.Answer
}

// of is the answer in the words of a codebook's question; false where it is to another one, or in labels that are not offered.
func (a *HeadAnswer) of(q *codebook.Question) (codebook.Answer, bool) {
	if a == nil || q == nil || a.Question != q.ID {
		return "", false
	}
	for _, id := range a.Labels {
		if l, ok := q.Label(id); !ok || l.Retired {
			return "", false
		}
	}
	answer, err := q.AnswerOf(a.Labels...)
	return answer, err == nil
}

// Unsure is 1 where two labels are equally likely and 0 where one is certain; of many labels, that of the least certain one.
func (a *HeadAnswer) Unsure() float64 {
	p := make([]float64, 0, len(a.Scores))
	most := 0.0
	for _, v := range a.Scores {
		p = append(p, v)
		most = max(most, 1-math.Abs(2*v-1))
	}
	if a.Kind == app.ManyOf {
		return most
	}
	slices.Sort(p)
	if len(p) < 2 {
		return 0
	}
	return 1 - (p[len(p)-1] - p[len(p)-2])
}

// Answers reads what a pack's head said of each post; none where the pack has none.
func (sc Scores) Answers(ctx context.Context, pack string) (map[app.PostID]HeadAnswer, error) {
	return sc.answers(ctx, "SELECT post, json_extract(prediction, '$.answer') FROM score WHERE pack = ? AND json_valid(prediction)", pack)
}

func (sc Scores) answers(ctx context.Context, query, pack string) (map[app.PostID]HeadAnswer, error) {
	rows, err := sc.file.DB.QueryContext(ctx, query, pack)
	if err != nil {
		return nil, store.Explain(store.OpRead, sc.file.Path, err)
	}
	defer rows.Close()
	all := map[app.PostID]HeadAnswer{}
	for rows.Next() {
		var id app.PostID
		var raw *string
		if err := rows.Scan(&id, &raw); err != nil {
			return nil, store.Explain(store.OpRead, sc.file.Path, err)
		}
		var a HeadAnswer
		if raw != nil && json.Unmarshal([]byte(*raw), &a) == nil && a.Question != "" {
			all[id] = a
		}
	}
	return all, store.Explain(store.OpRead, sc.file.Path, rows.Err())
}

// Asks is the question that a pack's head answers; "" where it has none, as far as the first of its scores tell.
func (sc Scores) Asks(ctx context.Context, pack string) (codebook.QuestionID, error) {
	all, err := sc.answers(ctx, `SELECT post, json_extract(prediction, '$.answer') FROM
		(SELECT post, prediction FROM score WHERE pack = ? AND json_valid(prediction) LIMIT 200)`, pack)
	for _, a := range all {
		return a.Question, err
	}
	return "", err
}

// For is the pack whose scores are the most use for a question: of those whose heads answer it the one with the most scores, and the
// later of equals; else the one with the most scores of all.
func (sc Scores) For(ctx context.Context, question codebook.QuestionID) (string, error) {
	packs, err := sc.Packs(ctx)
	if err != nil {
		return "", err
	}
	best := ""
	for _, name := range sortedKeys(packs) {
		if packs[name] < packs[best] {
			continue
		}
		asks, err := sc.Asks(ctx, name)
		if err != nil {
			return "", err
		}
		if asks == question {
			best = name
		}
	}
	if best != "" {
		return best, nil
	}
	return sc.MostScored(ctx)
}

// To is what a model says in answer to a question: its head's answer, where that is the head's; of the words alone where those are asked about, and nothing (nil) where the
// question is not about sentiment.
func (s *Score) To(q *codebook.Question) *Score {
	if s == nil || q == nil {
		return nil
	}
	if head := answerIn(s.Prediction); head != nil {
		if answer, ok := head.of(q); ok {
			only := *s
			only.Given = answer
			if head.Kind != app.ManyOf && len(head.Labels) == 1 {
				only.Sure = head.Scores[head.Labels[0]]
			}
			return &only
		}
	}
	if q.Kind != codebook.Sentiment {
		return nil
	}
	part := map[codebook.Part]*app.Scores{codebook.OfWords: s.Words, codebook.OfPicture: s.Picture, codebook.OfPost: &s.Scores}[q.Of]
	if part == nil {
		return nil
	}
	only := *s
	only.Scores = *part
	return &only
}
