package tools

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/picture"

	"github.com/spf13/cobra"
)

func pixelsCommand(p *program.Program) *cobra.Command {
	var npy string
	var force bool
	cmd := &cobra.Command{
		Use:   "pixels FILE",
		Short: "Shows what the model sees of a picture: the shape, mean and hash of its pixel tensor",
		Long: "Shows what the model sees of a picture: one JSON object with the tensor's shape (batch, channels, height, " +
			"width), the mean of its values and the SHA-256 of its little-endian float32 bytes, besides the file's own " +
			"format and size.\nWith --npy it also writes the tensor for NumPy; - is stdout, and then nothing else is written.",
		Example: "  duotone pixels photo.jpg\n  duotone pixels photo.jpg --npy photo.npy",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runPixels(cmd.Context(), p, args[0], app.Out{Path: npy, Force: force, Inputs: args})
		},
	}
	cmd.Flags().StringVar(&npy, "npy", "", "write the tensor to this file in NumPy's format")
	cmd.Flags().BoolVar(&force, "force", false, "replace a file of --npy that is there")
	return cmd
}

// PixelsReport is what the command prints, version 1.
type PixelsReport struct {
	V      int     `json:"v"`
	File   string  `json:"file"`
	Format string  `json:"format"`
	Width  int     `json:"width"` // of the picture, upright
	Height int     `json:"height"`
	Shape  [4]int  `json:"shape"` // batch of one, channels, height, width
	Mean   float64 `json:"mean"`
	Sum    string  `json:"sha256"`
	Pack   string  `json:"pack"`
}

func runPixels(ctx context.Context, p *program.Program, file string, npy app.Out) error {
	if npy.Path != "" && npy.Path != "-" {
		if err := npy.Check(); err != nil {
			return err
		}
	}
	pic, err := picture.Read(ctx, file, picture.Limits{})
	if err != nil {
		return err
	}
	engine, err := p.OpenEngine(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	viewer, ok := engine.(app.PixelViewer)
	if !ok {
		return app.Errorf("show pixels", file, app.KindInternal, "", "this engine does not show them")
	}
	values, chw, err := viewer.Pixels(ctx, pic, nil)
	if err != nil {
		return err
	}
	report := PixelsReport{
		V: 1, File: file, Format: pic.Format, Width: pic.Width, Height: pic.Height,
		Shape: [4]int{1, chw[0], chw[1], chw[2]}, Pack: engine.Info().Pack.Ref(),
	}
	hash := sha256.New()
	if err := writeFloats(hash, values); err != nil {
		return err
	}
	report.Sum = hex.EncodeToString(hash.Sum(nil))
	for _, v := range values {
		report.Mean += float64(v)
	}
	report.Mean /= float64(len(values))
	if npy.Path != "" {
		if err := saveNPY(p, npy, report.Shape, values); err != nil || npy.Path == "-" {
			return err
		}
	}
	enc := json.NewEncoder(p.Stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(report)
}

// saveNPY writes the tensor into a file, or to the output for "-".
func saveNPY(p *program.Program, npy app.Out, shape [4]int, values []float32) error {
	if npy.Path == "-" {
		return writeNPY(p.Stdout, shape, values)
	}
	return npy.Write(func(w io.Writer) error { return writeNPY(w, shape, values) })
}

// writeNPY writes NumPy's format, version 1.0: the header is padded so that the values begin at a multiple of 64 bytes.
func writeNPY(w io.Writer, shape [4]int, values []float32) error {
	header := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d, %d), }",
		shape[0], shape[1], shape[2], shape[3])
	const prefix = 10
	header += strings.Repeat(" ", 63-(prefix+len(header))%64) + "\n"
	start := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(header)))
	if _, err := w.Write(append(start, header...)); err != nil {
		return err
	}
	return writeFloats(w, values)
}

// writeFloats writes little-endian float32.
func writeFloats(w io.Writer, values []float32) error {
	b := bufio.NewWriterSize(w, 1<<16)
	var four [4]byte
	for _, v := range values {
		binary.LittleEndian.PutUint32(four[:], math.Float32bits(v))
		b.Write(four[:]) // the writer remembers its first error
	}
	return b.Flush()
}
