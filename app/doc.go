// Package app is what Duotone does, without a window and without a runtime: posts, predictions, attributions, and the
// interfaces behind which a model answers.
//
// # Glossary
//
//   - Post: words, a picture, or both. One of them may be missing.
//   - Prediction: what a model says of one post: scores for the words alone, the picture alone and both together.
//   - Attribution: why. A weight for each word and each patch of the picture, for one label.
//   - Balance: how far each modality moved the probability of the label shown (two-player Shapley values).
//   - Says and means: the label of what a post says, and of what its author means by it (Prediction.Meant). Sarcastic: the two are
//     opposites.
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
// Nothing in this package starts a goroutine. What decides for the window is in app/present and the packages below it,
// whose contract package present has.
package app
