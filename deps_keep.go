//go:build tools

package main

// The libraries that the rooms use, so that their versions are pinned before the first import.
import (
	_ "fyne.io/fyne/v2"
	_ "github.com/adrg/xdg"
	_ "github.com/disintegration/imaging"
	_ "github.com/go-analyze/charts"
	_ "github.com/gofrs/flock"
	_ "github.com/mattn/go-sqlite3"
	_ "github.com/parquet-go/parquet-go"
	_ "github.com/schollz/progressbar/v3"
	_ "github.com/sugarme/tokenizer"
	_ "github.com/sugarme/tokenizer/model/wordpiece"
	_ "github.com/wlynxg/chardet"
	_ "github.com/xuri/excelize/v2"
	_ "github.com/yalue/onnxruntime_go"
	_ "golang.design/x/clipboard"
	_ "golang.org/x/image/webp"
	_ "golang.org/x/net/html/charset"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/term"
	_ "golang.org/x/text/unicode/norm"
	_ "gonum.org/v1/gonum/stat"
	_ "gonum.org/v1/plot"
)
