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

type embeddingKey struct{}

// WithEmbedding asks a Scorer for Prediction.Embedding beside the scores: thousands of numbers a post, which few need.
func WithEmbedding(ctx context.Context) context.Context {
	return context.WithValue(ctx, embeddingKey{}, true)
}

// WantsEmbedding tells whether WithEmbedding asked.
func WantsEmbedding(ctx context.Context) bool {
	return ctx.Value(embeddingKey{}) != nil
}
