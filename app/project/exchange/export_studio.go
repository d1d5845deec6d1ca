package exchange

import (
	"encoding/base64"
	"html"
	"io"
	"net/url"
	"strings"
	"time"

	"duotone/app/project"
)

// studioWriter writes Label Studio's tasks, as its import takes them: data, annotations, predictions.
type studioWriter struct {
	out        io.Writer
	some       bool
	log, embed bool
}

// StudioConfig is the labelling interface that the export's annotations belong to.
func StudioConfig(flags []string) string {
	var choices strings.Builder
	for _, f := range flags {
		choices.WriteString(`<Choice value="` + html.EscapeString(f) + `"/>`)
	}
	return strings.Replace(studioConfig, "FLAGS", choices.String(), 1)
}

const studioConfig = `<project.View>
  <Text name="text" value="$text"/>
  <Image name="image" value="$image"/>
  <Choices name="sentiment" toName="text" choice="single"><Choice value="negative"/><Choice value="neutral"/><Choice value="positive"/></Choices>
  <Choices name="sentiment_words" toName="text" choice="single"><Choice value="negative"/><Choice value="neutral"/><Choice value="positive"/></Choices>
  <Choices name="sentiment_picture" toName="text" choice="single"><Choice value="negative"/><Choice value="neutral"/><Choice value="positive"/></Choices>
  <Choices name="flags" toName="text" choice="multiple">FLAGS</Choices>
  <TextArea name="note" toName="text"/>
</project.View>`

// studioMark begins the ids of results, which Label Studio keeps. They end with the annotator's name, which it does not keep.
const studioMark = "duotone:"

// studioWho is the field that carries the annotator's name through Label Studio's CSV and JSON_MIN, which know its own users alone.
const studioWho = "annotator_name"

const studioFiles = "/data/local-files/?d="

func studioChoice(id, from string, choices ...string) map[string]any {
	return map[string]any{"id": id, "from_name": from, "to_name": "text", "type": "choices", "value": map[string]any{"choices": choices}}
}

func studioName(pass project.Pass) string {
	if pass == project.PassBoth {
		return "sentiment"
	}
	return "sentiment_" + string(pass)
}

func (w *studioWriter) write(r record) error {
	data := base(r)
	data[colStamp] = r.mark
	data["image"] = "" // Label Studio refuses a task without what its interface shows
	if r.image != "" {
		data["image"] = studioFiles + (&url.URL{Path: r.image}).EscapedPath()
		if w.embed {
			if pic, err := r.picture(); err == nil {
				data["image"] = "data:image/" + pic.Format + ";base64," + base64.StdEncoding.EncodeToString(pic.Data)
			}
		}
	}
	if l := r.labels[project.PassBoth]; l != "" {
		data["final_label"] = l
	}
	annotations := []any{}
	for _, who := range r.who() {
		annotations = append(annotations, studioAnnotation(r, who))
	}
	task := map[string]any{"data": data, "annotations": annotations, "predictions": []any{}}
	if s := r.score; s != nil {
		label := s.Label()
		task["predictions"] = []any{map[string]any{"model_version": s.Pack, "score": s.Scores[label],
			"result": []any{studioChoice("m1", "sentiment", label.String())}}}
		task["meta"] = map[string]any{"duotone_model": exported(*s)}
	}
	if w.log {
		meta, _ := task["meta"].(map[string]any)
		if meta == nil {
			meta = map[string]any{}
		}
		meta["duotone"] = append([]project.Event{}, r.log...)
		task["meta"] = meta
	}
	mark := ",\n"
	if !w.some {
		mark, w.some = "[\n", true
	}
	_, err := io.WriteString(w.out, mark+jsonText(task))
	return err
}

// who lists everybody who has done anything with the post.
func (r record) who() []string {
	all := map[string]bool{}
	for _, names := range [][]string{sortedKeys(r.people), sortedKeys(r.flagsOf), sortedKeys(r.notes), sortedKeys(r.skipped)} {
		for _, name := range names {
			all[name] = true
		}
	}
	return sortedKeys(all)
}

// studioAnnotation is one person's work on a post. It has no completed_by: Label Studio refuses people it doesn't know.
func studioAnnotation(r record, who string) map[string]any {
	result := []any{}
	a := map[string]any{"annotator": who, "was_cancelled": r.skipped[who] && len(r.people[who]) == 0, "ground_truth": false}
	for _, pass := range project.Passes {
		if l := r.people[who][pass]; l != "" {
			result = append(result, studioChoice(studioMark+string(pass)+":"+who, studioName(pass), l))
		}
	}
	if flags := r.flagsOf[who]; len(flags) > 0 {
		result = append(result, studioChoice(studioMark+"flags:"+who, "flags", flags...))
	}
	if note := r.notes[who]; note != "" {
		result = append(result, map[string]any{"id": studioMark + "note:" + who, "from_name": "note", "to_name": "text", "type": "textarea",
			"value": map[string]any{"text": []string{note}}})
	}
	if len(result) > 0 {
		result = append(result, map[string]any{"id": studioMark + "who:" + who, "from_name": studioWho, "to_name": "text", "type": "textarea",
			"value": map[string]any{"text": []string{who}}})
	}
	for _, e := range r.log {
		if e.Annotator == who && e.Act == project.ActLabel {
			a["unique_id"], a["lead_time"], a["created_at"] = e.ID, e.Took.Seconds(), e.At.Format(time.RFC3339Nano)
		}
	}
	a["result"] = result
	return a
}

func (w *studioWriter) close() error {
	if !w.some {
		_, err := io.WriteString(w.out, "[]\n")
		return err
	}
	_, err := io.WriteString(w.out, "\n]\n")
	return err
}
