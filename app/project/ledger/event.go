package ledger

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"duotone/app"
	"duotone/app/codebook"

	"github.com/google/uuid"
)

// Act is what a person did.
type Act string

// The acts. All but Undo and Redo can be undone.
const (
	ActLabel      Act = "label"      // Value is the answer
	ActFlag       Act = "flag"       // Value is the flag
	ActUnflag     Act = "unflag"     // Value is the flag
	ActNote       Act = "note"       // Value is the whole note; "" takes it away
	ActSkip       Act = "skip"       // not to be asked again
	ActLater      Act = "later"      // to be asked at the end
	ActAdjudicate Act = "adjudicate" // Value is the final answer
	ActClear      Act = "clear"      // the annotator's own label is taken back
	ActEdit       Act = "edit"       // Target is EditText or EditColumn + a column's name, Value what it is now
	ActCodebook   Act = "codebook"   // of no post; Value is a codebook.Revision
	ActGold       Act = "gold"       // Value is the answer that is known to be right; "": none any more
	ActUndo       Act = "undo"       // Target is the event undone
	ActRedo       Act = "redo"       // Target is the event done again
)

// Event is one record of the log. It never changes.
type Event struct {
	ID        string              `json:"id"`        // a UUID
	Seq       int64               `json:"seq"`       // Lamport clock: larger than any that its writer had seen
	Annotator string              `json:"annotator"` // who
	At        time.Time           `json:"at"`        // when, to the millisecond, UTC
	Act       Act                 `json:"act"`
	Post      app.PostID          `json:"post"`
	Question  codebook.QuestionID `json:"pass"`            // of a flag or a note, the built-in question of the part that was shown; "pass" is what earlier versions called it
	Round     int                 `json:"round,omitempty"` // 0, or 1 for a post asked again to measure self-consistency
	Value     string              `json:"value,omitempty"`
	Target    string              `json:"target,omitempty"` // of Undo and Redo
	Took      time.Duration       `json:"took_ns,omitempty"`
	Order     string              `json:"order,omitempty"` // the order of the queue it came from; OrderImport for an imported one
	Shown     Shown               `json:"shown"`
}

// Targets of ActEdit.
const (
	EditText   = "text"
	EditColumn = "column:"
)

// OrderImport is the Order of labels that came with an import. They are nobody's to undo.
const OrderImport = "import"

// OrderReading is the Order of judgements of posts that the person chose to read, and that no queue put.
const OrderReading = "reading"

// Shown is what was on the screen when a person judged.
type Shown struct {
	Words      bool       `json:"words"`
	Picture    bool       `json:"picture"`
	Suggestion Suggestion `json:"suggestion,omitempty"` // when the model's label was to be shown
	Model      string     `json:"model,omitempty"`      // the pack whose label was seen before judging
	Label      string     `json:"label,omitempty"`      // the label seen before judging
	Accepted   bool       `json:"accepted,omitempty"`   // judged by taking the model's label with one key
	Codebook   string     `json:"codebook,omitempty"`   // the revision of the codebook that was answered; "": the built-in one
}

// Compare orders events: by clock, then by name, which is the same in every copy.
func Compare(a, b Event) int {
	return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID))
}

// undoable tells whether an event can be the target of an undo.
func (e Event) undoable() bool {
	return e.Act != ActUndo && e.Act != ActRedo && e.Act != ActEdit && e.Act != ActCodebook && e.Act != ActGold && e.Order != OrderImport
}

// maxText is how long an edited text can be, in bytes: as long as a row of a table.
const maxText = 64 << 20

// Check tells what is wrong with an event from outside.
func (e *Event) Check() error {
	if _, err := uuid.Parse(e.ID); err != nil {
		return fmt.Errorf("a judgement's id is %q", app.Short(e.ID, 40))
	}
	name, err := CleanName(e.Annotator)
	if err != nil || name != e.Annotator {
		return fmt.Errorf("a judgement's annotator is %q", app.Short(e.Annotator, 40))
	}
	if e.Seq < 1 || e.Seq > MaxSeq || e.Round < -1 || e.Round > 1 || e.Took < 0 || len(e.Value) > MaxNote && e.Act != ActEdit && e.Act != ActCodebook || len(e.Value) > maxText {
		return fmt.Errorf("judgement %s is out of bounds", e.ID)
	}
	if e.Act == ActCodebook {
		if _, err := codebook.ParseRevision(e.Value); err != nil || e.Question != "" || e.Post != "" {
			return fmt.Errorf("judgement %s holds a codebook that can't be read: %w", e.ID, err)
		}
		return nil
	}
	if err := e.Question.Check(); err != nil {
		return fmt.Errorf("judgement %s is of no question: %w", e.ID, err)
	}
	switch e.Act {
	case ActLabel, ActAdjudicate:
		if err := codebook.Answer(e.Value).Check(); err != nil {
			return fmt.Errorf("judgement %s: %w", e.ID, err)
		}
	case ActGold:
		if err := codebook.Answer(e.Value).Check(); e.Value != "" && err != nil {
			return fmt.Errorf("judgement %s: %w", e.ID, err)
		}
	case ActUndo, ActRedo:
		if _, err := uuid.Parse(e.Target); err != nil {
			return fmt.Errorf("judgement %s undoes %q", e.ID, app.Short(e.Target, 40))
		}
	case ActEdit:
		if e.Target != EditText && !strings.HasPrefix(e.Target, EditColumn) {
			return fmt.Errorf("judgement %s edits %q", e.ID, app.Short(e.Target, 40))
		}
	case ActFlag, ActUnflag, ActNote, ActSkip, ActLater, ActClear:
	default:
		return fmt.Errorf("judgement %s does %q", e.ID, app.Short(string(e.Act), 20))
	}
	return nil
}

// Suggestion says when the model's label is shown.
type Suggestion string

// When the model's label is shown. People follow it: hidden is the default.
const (
	SuggestHidden Suggestion = "hidden"
	SuggestAfter  Suggestion = "after"
	SuggestBefore Suggestion = "before"
)

// MaxSeq keeps a hostile clock from running over.
const MaxSeq = 1 << 53

// MaxNote is how long a note can be, in bytes.
const MaxNote = 10_000

// Imported is the label that a post came with: nobody's here.
func Imported(l app.Label) Event {
	return Event{Annotator: "import", At: time.UnixMilli(0), Act: ActLabel, Question: codebook.Both, Value: string(codebook.SentimentAnswer(l)), Order: OrderImport,
		Shown: Shown{Words: true, Picture: true}}
}
