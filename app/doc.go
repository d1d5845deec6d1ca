// Package app is what Duotone does, without a window and without a runtime: posts, predictions, attributions, and the
// interfaces behind which a model answers.
//
// # Glossary
//
//   - Post: words, a picture, or both. One of them may be missing.
//   - Prediction: what a model says of one post: scores for the words alone, the picture alone and both together.
//   - Attribution: why. A weight for each word and each patch of the picture, for one label.
//   - Balance: how far each modality moved the probability of the label shown (two-player Shapley values).
//   - Incongruity: the probability that words and picture pull apart. Irony: that the words mean the opposite.
//   - Pack: a folder with a model and all that is needed to feed it.
//
// # Goroutines
//
// A Scorer and an Explainer may be called from any number of goroutines. They start none that outlive the
// call, but for what an engine loads to be quicker at the next one; its Close waits for that. A
// cancelled context ends the call with the context's error within 100 ms; nothing that the runtime still uses is freed
// before it has let go. A cancel is not a failure: it is never shown.
//
// A Session is the presenter of the window, and keeps this contract:
//
//   - Commands (SetText, Drop, ToggleWord and the rest) may be called from any goroutine, return at once and do no
//     reading or computing on the caller's goroutine. They take effect in the order of the calls.
//   - One goroutine, the loop, owns all that changes. It blocks on nothing but its queue. Reading pictures, scoring,
//     explaining and opening packs run on goroutines of their own and hand their results to the loop as commands.
//   - A State is immutable once published, with all that it points to. The watcher gets states one at a time, in order,
//     and only the latest: a slow watcher misses states, it never delays the loop.
//   - The last request wins. Each change of the post raises the generation; a result of an earlier one is shown only as
//     Stale, and only when just the words have changed. What is being read or opened is given up for the next.
//   - There is one run of the engine at a time. A new one cancels it and begins when it has returned.
//   - A result that is not of the post on the screen is marked Stale and stays until the new one is there.
//   - An engine is closed when another one has taken its place and it has let go of what it ran, or by Close.
//   - Close cancels everything and returns when every goroutine of the session has ended.
package app
