// Package find finds posts of a project by what they are and by what people said of them. An Index holds all of it in memory,
// folded so that case and accents do not matter; it is read once and follows the log. Nothing here changes a project.
//
// A query is words that all have to be there, in the post, its columns, its name or somebody's note:
//
//	wind "off shore" -sun        both, and not the third
//	label:positive by:ana        an answer; together: ana's answer
//	stance:for                   an answer to a question, or what a column holds
//	flag:sarcastic note:irony    flags and notes
//	is:open is:disputed          also done, skipped, decided, known, copy; has:picture, has:words, has:note
//	#17 #p17 #3fa2…              jumps to the post of that place, name or id
package find
