package program

import (
	"duotone/app/table/source"

	"github.com/spf13/cobra"
)

// ReadFlags are the flags of every command that reads a table: how its text is read, and which columns are what. Which format it has is each command's own.
func ReadFlags(c *cobra.Command, o *source.Options) {
	fl := c.Flags()
	fl.StringVar(&o.TextColumn, "text-column", "", "the column with the words; - for none")
	fl.StringVar(&o.ImageColumn, "image-column", "", "the column with the picture; - for none")
	fl.StringVar(&o.IDColumn, "id-column", "", "the column with the id; - for the row's number")
	fl.StringVar(&o.Pictures, "pictures", "", "the folder or ZIP that pictures' paths start from")
	fl.StringVar(&o.Encoding, "encoding", "", "the input's encoding: utf-8, utf-16le, windows-1252, …")
	fl.StringVar(&o.Delimiter, "delimiter", "", "what stands between cells: comma, semicolon, tab, pipe or one character")
	fl.StringVar(&o.Quote, "quote", "", "quotes around cells: auto, double, none")
	fl.StringVar(&o.Header, "header", "", "whether the first row names the columns: auto, yes, no")
	fl.StringVar(&o.Sheet, "sheet", "", "the sheet of an XLSX, by name or number; the one that looks like posts")
	fl.IntVar(&o.SkipRows, "skip-rows", 0, "lines at the beginning (rows of a sheet) that are none of the table")
	fl.StringVar(&o.Comment, "comment", "", "what lines of CSV and TSV begin with that are none of the table: #")
}
