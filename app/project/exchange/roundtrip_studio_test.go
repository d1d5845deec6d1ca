package exchange

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// studioTrip is one trip to Label Studio and back: what is changed there, and what the project is to hold then.
type studioTrip struct {
	t   *testing.T
	rng *rand.Rand
	all bool                                    // its JSON, in which annotations can come and go
	is  map[string]map[string]map[string]string // by post and person: what is said
}

// saidBy is what people say in a project: by post and person the answers by question, flags and note.
func saidBy(t *testing.T, p *project.Project) map[string]map[string]map[string]string {
	t.Helper()
	l, err := p.Log.Ledger(t.Context())
	must(t, err)
	all := map[string]map[string]map[string]string{}
	for _, id := range ids(t, p) {
		all[string(id)] = map[string]map[string]string{}
		for _, who := range l.People(id) {
			one := map[string]string{}
			for _, q := range []codebook.QuestionID{codebook.Words, codebook.Picture, codebook.Both} {
				if a, _, ok := l.Answer(who, id, q, 0); ok {
					one[studioName(q)] = string(a)
				}
			}
			if flags := l.Flags(who, id); len(flags) > 0 {
				one["flags"] = strings.Join(flags, ";")
			}
			if note := l.Note(who, id); note != "" {
				one["note"] = note
			}
			if len(one) > 0 {
				all[string(id)][who] = one
			}
		}
	}
	return all
}

// put writes one field of an annotation; no values: the field goes.
func put(result []any, name, kind string, values ...string) []any {
	result = slices.DeleteFunc(slices.Clone(result), func(x any) bool { return x.(map[string]any)["from_name"] == name })
	if len(values) == 0 {
		return result
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	value := map[string]any{"choices": list}
	if kind == "textarea" {
		value = map[string]any{"text": list}
	}
	return append(result, map[string]any{"id": fmt.Sprint("made-there-", name), "from_name": name, "to_name": "text", "type": kind, "value": value})
}

// edit changes an annotation as somebody there would; mine becomes what it says.
func (s *studioTrip) edit(result []any, mine map[string]string) []any {
	switch s.rng.IntN(5) {
	case 0, 1:
		q := []string{"sentiment", "sentiment_words"}[s.rng.IntN(2)]
		mine[q] = []string{"negative", "neutral", "positive"}[s.rng.IntN(3)]
		return put(result, q, "choices", mine[q])
	case 2:
		flags := [][]string{nil, {"unclear"}, {"offensive", "sarcastic"}}[s.rng.IntN(3)]
		if mine["flags"] = strings.Join(flags, ";"); len(flags) == 0 {
			delete(mine, "flags")
		}
		return put(result, "flags", "choices", flags...)
	case 3:
		mine["note"] = fmt.Sprint("noted there\nand \"quoted\" ", s.rng.IntN(1000))
		return put(result, "note", "textarea", mine["note"])
	}
	return result
}

// change changes some of the annotations of all tasks.
func (s *studioTrip) change(tasks []map[string]any) {
	for _, task := range tasks {
		var mark stamp
		must(s.t, json.Unmarshal([]byte(task["data"].(map[string]any)[colStamp].(string)), &mark))
		people := s.is[string(mark.Post)]
		var kept []any
		for _, a := range task["annotations"].([]any) {
			a := a.(map[string]any)
			who := ""
			for _, x := range a["result"].([]any) {
				if parts := strings.SplitN(x.(map[string]any)["id"].(string), ":", 3); len(parts) == 3 {
					who = parts[2]
				}
			}
			mine := people[who]
			if mine == nil || s.rng.IntN(2) == 0 {
				kept = append(kept, a)
				continue
			}
			if s.all && s.rng.IntN(6) == 0 { // deleted there
				delete(people, who)
				continue
			}
			a["result"] = s.edit(a["result"].([]any), mine)
			kept = append(kept, a)
		}
		if s.all && s.rng.IntN(3) == 0 && people["new@there.org"] == nil {
			people["new@there.org"] = map[string]string{"sentiment": "neutral"}
			kept = append(kept, map[string]any{"completed_by": map[string]any{"email": "new@there.org"}, "result": put(nil, "sentiment", "choices", "neutral")})
		}
		if !s.all && s.rng.IntN(3) == 0 && people["annotator 1"] == nil { // its rows know people by numbers alone; the answer may be another one's to the letter
			answer := []string{"negative", "neutral", "positive"}[s.rng.IntN(3)]
			people["annotator 1"] = map[string]string{"sentiment": answer}
			kept = append(kept, map[string]any{"result": put(nil, "sentiment", "choices", answer)})
		}
		task["annotations"] = kept
	}
}

// flat are tasks as Label Studio's JSON_MIN and CSV have them: a row an annotation.
func flat(tasks []map[string]any) (rows []map[string]string) {
	for _, task := range tasks {
		for n, a := range task["annotations"].([]any) {
			row := map[string]string{"annotation_id": fmt.Sprint(len(rows)), "annotator": "1", "created_at": "2026-11-24T01:51:39.8Z",
				"updated_at": "2026-11-24T01:51:39.8Z", "lead_time": "2.5", "id": fmt.Sprint(len(rows))}
			for k, v := range task["data"].(map[string]any) {
				row[k] = fmt.Sprint(v)
			}
			if len(a.(map[string]any)["result"].([]any)) == 0 {
				continue
			}
			for _, x := range results(task, n) {
				x := x.(map[string]any)
				kind := "choices"
				list, _ := x["value"].(map[string]any)[kind].([]any)
				if list == nil {
					kind = "text"
					list = x["value"].(map[string]any)[kind].([]any)
				}
				row[x["from_name"].(string)] = fmt.Sprint(list[0])
				if len(list) > 1 {
					row[x["from_name"].(string)] = jsonText(map[string]any{kind: list})
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// Whatever people change in Label Studio arrives, by each of its three exports: answers, flags, notes, and in its JSON annotations that
// were deleted and made there. Nothing else changes, nothing doubles, and a second import changes nothing; again and again.
func TestRandomEditsInLabelStudioArrive(t *testing.T) {
	for _, kind := range []string{"JSON", "JSON_MIN", "CSV"} {
		for _, log := range []bool{true, false} {
			t.Run(fmt.Sprint(kind, log), func(t *testing.T) {
				dir := t.TempDir()
				p := labelled(t, dir)
				s := &studioTrip{t: t, rng: rand.New(rand.NewPCG(7, 27)), all: kind == "JSON"}
				for range 4 {
					s.thereAndBack(p, dir, kind, log)
				}
			})
		}
	}
}

func (s *studioTrip) thereAndBack(p *project.Project, dir, kind string, log bool) {
	t := s.t
	t.Helper()
	posts := len(ids(t, p))
	tasks := studioTasks(t, p, dir, log)
	s.is = saidBy(t, p)
	before := saidBy(t, p)
	s.change(tasks)
	path := filepath.Join(dir, "back.json")
	switch kind {
	case "JSON":
		saveTasks(t, dir, tasks)
	case "CSV":
		path = filepath.Join(dir, "back.csv")
		saveSheet(FormatCSV)(t, path, flat(tasks))
	default:
		raw, err := json.Marshal(flat(tasks))
		must(t, err)
		must(t, os.WriteFile(path, raw, 0o600))
	}
	dry, err := Import(t.Context(), p, path, ImportOptions{DryRun: true})
	must(t, err)
	if fmt.Sprint(saidBy(t, p)) != fmt.Sprint(before) {
		t.Fatal("a dry run changed something")
	}
	r, err := Import(t.Context(), p, path, ImportOptions{})
	must(t, err)
	if r.Posts != 0 || r.Failed+r.Strange > 0 || len(r.Left) > 0 || dry.Added != r.Added || dry.Changed != r.Changed {
		t.Fatalf("%+v, the dry run %+v", r, dry)
	}
	got := saidBy(t, p)
	for post, want := range s.is {
		for who := range mergedKeys(want, got[post]) {
			if !maps.Equal(got[post][who], want[who]) {
				t.Errorf("%s of %s: %v, want %v (was %v)", who, post, got[post][who], want[who], before[post][who])
			}
		}
	}
	again, err := Import(t.Context(), p, path, ImportOptions{})
	must(t, err)
	if again.Posts+again.Changed+again.Added.Events != 0 {
		t.Fatalf("the second import changed something: %+v", again)
	}
	if n := len(ids(t, p)); n != posts {
		t.Fatalf("%d posts became %d", posts, n)
	}
	if r, err := p.Check(t.Context(), false); err != nil || len(r.Damage)+len(r.Loose) > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
}

func mergedKeys[V any](a, b map[string]V) map[string]bool {
	all := map[string]bool{}
	for k := range a {
		all[k] = true
	}
	for k := range b {
		all[k] = true
	}
	return all
}

// What was positive, was made negative elsewhere, and is positive again there, is positive: the latest edit holds and not the first.
func TestAnAnswerThatIsWhatItWasBefore(t *testing.T) {
	dir := t.TempDir()
	p := newProject(t)
	_, err := Import(t.Context(), p, write(t, "a.csv", "id,text,label\n1,one,positive\n"), ImportOptions{Annotator: "ana"})
	must(t, err)
	o := others[0]
	for _, label := range []string{"negative", "positive", "negative", "positive"} {
		path, rows := o.export(t, p, dir, true)
		rows[0]["label:ana"] = label
		o.save(t, path, rows)
		_, err := Import(t.Context(), p, path, ImportOptions{})
		must(t, err)
		l, err := p.Log.Ledger(t.Context())
		must(t, err)
		if got, _, _ := l.Answer("ana", ids(t, p)[0], codebook.Both, 0); string(got) != label {
			t.Fatalf("it reads %s, want %s", got, label)
		}
	}
}

// Answers to what was asked once more have columns of their own, and only where there are any.
func TestAnswersToRepeatsHaveColumns(t *testing.T) {
	dir := t.TempDir()
	p := newProject(t)
	_, err := Import(t.Context(), p, write(t, "a.csv", "id,text,label\n1,one,positive\n2,two,negative\n"), ImportOptions{Annotator: "ana"})
	must(t, err)
	for _, o := range others[:5] {
		_, rows := o.export(t, p, dir, false)
		if _, there := rows[0]["label_again:ana"]; there || rows[0]["asked_again"] != "" {
			t.Errorf("%s: columns of nothing: %v", o.format, rows[0])
		}
	}
	_, err = p.Log.Append(t.Context(), ledger.Event{Annotator: "ana", Act: ledger.ActLabel, Post: ids(t, p)[1], Question: codebook.Both, Round: 1, Value: "neutral"})
	must(t, err)
	for _, o := range others[:5] {
		_, rows := o.export(t, p, dir, false)
		if got := rows[1]["label_again:ana"] + rows[1]["asked_again"]; got != "neutral" && got != `{"ana":{"both":"neutral"}}` {
			t.Errorf("%s: %q", o.format, got)
		}
	}
}

// Somebody in Label Studio says what another one has said, to the letter: in its CSV and JSON_MIN these are two people's answers, where
// the file names people.
func TestTheSameAnswerOfTwoIsTwoPeoples(t *testing.T) {
	for _, ext := range []string{".json", ".csv"} {
		dir := t.TempDir()
		p := newProject(t)
		_, err := Import(t.Context(), p, write(t, "a.csv", "id,text,label\n1,one,positive\n2,two,negative\n"), ImportOptions{Annotator: "ana"})
		must(t, err)
		tasks := studioTasks(t, p, dir, false)
		tasks[0]["annotations"] = append(tasks[0]["annotations"].([]any), map[string]any{"result": put(nil, "sentiment", "choices", "positive")})
		path := filepath.Join(dir, "back"+ext)
		if rows := flat(tasks); ext == ".csv" {
			saveSheet(FormatCSV)(t, path, rows)
		} else {
			must(t, os.WriteFile(path, []byte(jsonText(rows)), 0o600))
		}
		_, err = Import(t.Context(), p, path, ImportOptions{})
		must(t, err)
		if got := saidBy(t, p)[string(ids(t, p)[0])]; len(got) != 2 || got["ana"]["sentiment"] != "positive" || got["annotator 1"]["sentiment"] != "positive" {
			t.Errorf("%s: %v", ext, got)
		}
	}
}
