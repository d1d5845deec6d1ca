// Package desk is one person's place at a project: commands in, immutable Views out, and the pictures of the posts that come next decoded
// ahead. It knows no window.
//
// A Desk may be called from several goroutines; its commands run one after the other, and its View is what the last one left. What a View
// shows as done has been synced to the disk before.
package desk
