package app

import "context"

type unhurriedKey struct{}

// Unhurried marks work that somebody sees the progress of but does not wait for: an explanation beside scores that are on the
// screen already, a table that is scored while its window is used. An engine does it at a lower priority, where the system has
// one for threads, so that the window is drawn and a new post is scored in between.
func Unhurried(ctx context.Context) context.Context {
	return context.WithValue(ctx, unhurriedKey{}, true)
}

// IsUnhurried tells whether work was marked by Unhurried.
func IsUnhurried(ctx context.Context) bool {
	return ctx.Value(unhurriedKey{}) != nil
}

type residentKey struct{}

// Resident marks the opening of a model that stays open as long as a window does. It then keeps no memory between its runs, which takes them a twentieth longer: a
// command ends with its work, a window holds for good what its largest post once needed.
func Resident(ctx context.Context) context.Context {
	return context.WithValue(ctx, residentKey{}, true)
}

// IsResident tells whether an opening was marked by Resident.
func IsResident(ctx context.Context) bool {
	return ctx.Value(residentKey{}) != nil
}

type embeddingKey struct{}

// WithEmbedding asks a Scorer for Prediction.Embedding beside the scores: thousands of numbers a post, which few need.
func WithEmbedding(ctx context.Context) context.Context {
	return context.WithValue(ctx, embeddingKey{}, true)
}

// WantsEmbedding tells whether WithEmbedding asked.
func WantsEmbedding(ctx context.Context) bool {
	return ctx.Value(embeddingKey{}) != nil
}
