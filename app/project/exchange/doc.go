// Package exchange brings posts and labels into a project and out of it, as the files of other programs: tables of any
// kind, Label Studio's tasks, doccano's lines, an imagefolder of Hugging Face.
//
// What a file says is a stranger's word: it is checked before the project takes it, and what can't be taken is counted
// and told. The project itself knows nothing of these files.
package exchange
