package analyse

import (
	"image"
	"time"

	"duotone/app"
)

// State is everything the Analyse pane shows. It is immutable: what it points to is never changed after it was
// published, so it may be read from any goroutine.
type State struct {
	Seq uint64 // counts the states

	// The post as it is now, with what was taken away.
	Post        app.Post
	TextVersion uint64        // rises when the words were changed by something else than SetText
	Typed       uint64        // the number of the last words that Type brought
	Lettering   Lettering     // the words in the picture
	Preview     image.Image   // the picture, upright, for the screen; nil: no picture
	Loading     bool          // a picture is being read
	Words       []app.Span    // the words of Post.Text, as attributions count them
	Tokens      app.TokenView // what the model reads of the words; Max is 0 while there is no engine
	Welcome     bool          // nothing has been changed since the first sample was shown
	Sample      int           // which of the samples this is, parts taken away or not; -1: none

	// What the model says. All of it stays, as Stale, while something newer is computed.
	Prediction *app.Prediction // nil: nothing to show
	Before     *app.Prediction // of the post with nothing taken away; nil unless something is
	Stale      bool            // Prediction is of an earlier post
	Busy       bool            // scoring or explaining
	Slow       bool            // and it takes long enough to say so
	Took       time.Duration
	Problem    error // why this post could not be scored; nil: it could, or it is empty

	Explained   app.Label        // the label that Attribution is to explain
	Follow      bool             // Explained follows the verdict
	About       About            // what the weights that are shown speak for
	Attribution *app.Attribution // nil: none yet
	AttrStale   bool             // Attribution is of an earlier post or label
	AttrOf      app.Post         // the post that Attribution is of

	// Of a pack with a head: the label of its own question that AboutAnswer explains, and the one that Attribution is of. -1: none.
	Answer       int
	AnswerFollow bool // Answer follows the answer
	AttrAnswer   int

	Threshold    float64 // of incongruity, in force
	ThresholdSet bool    // it is not the pack's own

	Heat      bool    // the picture's heat is shown
	Strength  float64 // of it, 0 to 1
	Attention bool    // heat shows attention, not contribution
	Details   string  // as in the settings: what carried the verdict is "open", "closed", or "" where there is room

	Engine  app.EngineState
	Message *app.Message // nil: none

	History []Entry // oldest first
	At      int     // the entry that is shown; len(History): a post that is not in it yet
}

// About is what the weights over words and picture speak for. All but a label come with every explanation, whichever label that is of.
type About int

// The things that weights can speak for.
const (
	AboutLabel   About = iota // Explained
	AboutMeaning              // that it means what it means
	AboutIrony
	AboutPull   // that words and picture pull apart
	AboutAnswer // State.Answer
)

// Verdict is the prediction when it is of the post that is shown, or nil.
func (s *State) Verdict() *app.Prediction {
	if s.Stale {
		return nil
	}
	return s.Prediction
}

// Answered is what the pack's head says of the post that is shown; nil: it has none, or the post has no such part.
func (s *State) Answered() *app.Answer {
	if s.Prediction == nil {
		return nil
	}
	return s.Prediction.Answer
}

// Speaks tells whether Attribution is of what was chosen to be explained.
func (s *State) Speaks() bool {
	a := s.Attribution
	if s.About == AboutAnswer && s.Answer >= 0 {
		return a != nil && s.AttrAnswer == s.Answer
	}
	return a != nil && s.AttrAnswer < 0 && a.Label == s.Explained
}

// Settled tells whether all is shown that will be without another command.
func (s *State) Settled() bool {
	if s.Loading || s.Busy || s.Lettering.Reading || s.Engine.Phase == app.PhaseOpening {
		return false
	}
	if s.Problem != nil || s.Engine.Phase == app.PhaseFailed {
		return true
	}
	empty := !s.Post.HasWords() && !s.Post.HasPicture()
	return empty && s.TextVersion > 0 || s.Verdict() != nil && s.Attribution != nil && !s.AttrStale
}

// Entry is one post of the history.
type Entry struct {
	Post  app.Post
	Name  string      // that a person gave it; "": none
	Away  *Away       // its picture, where that is to be read again; nil: Post has it, or it has none
	Thumb image.Image // nil: no picture
	Label app.Label   // of what is meant, where the pack tells that: as the headline has it
	Score float64
	Known bool // Label and Score are set
}
