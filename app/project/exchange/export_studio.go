package exchange

import (
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

// studioWriter writes Label Studio's tasks, as its import takes them: data, annotations, predictions.
type studioWriter struct {
	out        io.Writer
	some       bool
	log, embed bool
	dir        string // of the export, from which pictures' paths count
}

// StudioConfig is the labelling interface that the export's annotations belong to: a question of choices for each of the
// codebook's, with Label Studio's own keys and hints.
func StudioConfig(book *codebook.Codebook, flags []string) string {
	var b strings.Builder
	b.WriteString("<View>\n  <Text name=\"text\" value=\"$text\"/>\n  <Image name=\"image\" value=\"$image\"/>\n")
	for i := range book.Questions {
		q := &book.Questions[i]
		many := "single"
		if q.Kind == codebook.ManyOf {
			many = "multiple"
		}
		fmt.Fprintf(&b, "  <Header value=%s/>\n  <Choices name=%s toName=\"text\" choice=\"%s\">", attribute(q.Ask), attribute(studioName(q.ID)), many)
		for k := range q.Labels {
			b.WriteString(studioLabel(&q.Labels[k]))
		}
		b.WriteString("</Choices>\n")
	}
	b.WriteString("  <Choices name=\"flags\" toName=\"text\" choice=\"multiple\">")
	for _, f := range flags {
		b.WriteString("<Choice value=" + attribute(f) + "/>")
	}
	b.WriteString("</Choices>\n  <TextArea name=\"note\" toName=\"text\"/>\n")
	// Its CSV and JSON_MIN hold what is in the interface and nothing else; people there need not see this.
	b.WriteString("  <View style=\"display:none\"><TextArea name=\"" + studioWho + "\" toName=\"text\"/></View>\n</View>")
	return b.String()
}

func studioLabel(l *codebook.Label) string {
	text := "<Choice value=" + attribute(l.Name)
	if l.Name != l.ID {
		text += " alias=" + attribute(l.ID) // what its results say
	}
	if l.Description != "" {
		text += " hint=" + attribute(string(l.Description))
	}
	return text + "/>"
}

func attribute(text string) string {
	return `"` + html.EscapeString(strings.Join(strings.Fields(text), " ")) + `"`
}

// studioMark begins the ids of results, which Label Studio keeps. They end with the annotator's name, which it does not keep.
const studioMark = "duotone:"

// studioWho is the field that carries the annotator's name through Label Studio's CSV and JSON_MIN, which know its own users alone.
const studioWho = "annotator_name"

const studioFiles = "/data/local-files/?d="

// studioLink is the address of a picture below dir. It begins with the folder's own name: Label Studio takes no storage that is the
// whole of what it serves, so that it serves the folder above, and dir is the storage.
func studioLink(dir, image string) string {
	return studioFiles + strings.ReplaceAll(url.QueryEscape(strings.TrimPrefix(filepath.ToSlash(filepath.Base(dir))+"/"+image, "//")), "+", "%20")
}

// StudioPictures says what Label Studio needs to be told before it shows the pictures of an export without embedded ones.
func StudioPictures(out string) app.Sentence {
	dir, err := filepath.Abs(filepath.Dir(out))
	if err != nil {
		dir = filepath.Dir(out)
	}
	return app.Say("for the pictures start Label Studio with LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED=true and LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT={{.root}}, "+
		"and add the folder {{.folder}} as a local storage of the project; or export with the pictures embedded (--embed)").With("root", filepath.Dir(dir)).With("folder", dir)
}

func studioChoice(id, from string, choices ...string) map[string]any {
	return map[string]any{"id": id, "from_name": from, "to_name": "text", "type": "choices", "value": map[string]any{"choices": choices}}
}

// studioName is what a question is called in Label Studio.
func studioName(id codebook.QuestionID) string {
	switch id {
	case codebook.Both:
		return "sentiment"
	case codebook.Words, codebook.Picture:
		return "sentiment_" + string(id)
	}
	return string(id)
}

func (w *studioWriter) write(r record) error {
	data := base(r)
	data[colStamp] = r.mark
	data["image"] = "" // Label Studio refuses a task without what its interface shows
	if r.image != "" {
		data["image"] = studioLink(w.dir, r.image)
		if w.embed {
			if pic, err := r.picture(); err == nil {
				data["image"] = "data:image/" + pic.Format + ";base64," + base64.StdEncoding.EncodeToString(pic.Data)
			}
		}
	}
	if l := r.labels[r.book.Main()]; l != "" {
		data["final_label"] = l
	}
	annotations := []any{}
	for _, who := range r.who() {
		annotations = append(annotations, studioAnnotation(r, who))
	}
	task := map[string]any{"data": data, "annotations": annotations, "predictions": []any{}}
	if s := r.score; s != nil {
		label := s.Label()
		task["meta"] = map[string]any{"duotone_model": exported(*s)}
		if _, asked := r.book.Question(codebook.Both); asked {
			task["predictions"] = []any{map[string]any{"model_version": s.Pack, "score": s.Scores[label],
				"result": []any{studioChoice("m1", "sentiment", label.String())}}}
		}
	}
	if w.log {
		meta, _ := task["meta"].(map[string]any)
		if meta == nil {
			meta = map[string]any{}
		}
		meta["duotone"] = append([]ledger.Event{}, r.log...)
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
	for _, q := range r.book.Questions {
		if ids := codebook.Answer(r.people[who][q.ID]).IDs(); len(ids) > 0 {
			result = append(result, studioChoice(studioMark+string(q.ID)+":"+who, studioName(q.ID), ids...))
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
		if e.Annotator == who && e.Act == ledger.ActLabel {
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
