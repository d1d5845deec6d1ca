package tools

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"duotone/app"
	"duotone/app/cli/program"
	"duotone/app/picture"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

type benchFlags struct {
	posts, rounds int
	size          string
	json          bool
}

func benchCommand(p *program.Program) *cobra.Command {
	var f benchFlags
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measures posts a second: the whole pipeline and the bare graphs, in one run",
		Long: "Draws pictures, writes them as JPEG files, and scores posts of about 20 tokens with them: once from the file's " +
			"bytes to the scores (the pipeline), once only the graphs on tensors made beforehand with the runtime's own settings (bare), " +
			"in turns. ratio is the pipeline's time over the bare time. Only ratios within one run say much; times depend on what else runs.",
		Example: "  duotone bench\n  duotone bench --json --size 500x375",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runBench(cmd.Context(), p, f) },
	}
	cmd.Flags().IntVar(&f.posts, "posts", 32, "posts a round")
	cmd.Flags().IntVar(&f.rounds, "rounds", 9, "rounds of each sort")
	cmd.Flags().StringVar(&f.size, "size", "1200x900", "width and height of the pictures")
	cmd.Flags().BoolVar(&f.json, "json", false, "one JSON object")
	return cmd
}

// benchReport is what the command prints, version 1. Times are of one post, in milliseconds.
type benchReport struct {
	V        int       `json:"v"`
	Pack     string    `json:"pack"`
	Device   string    `json:"device"`
	Cores    int       `json:"cores"`
	Posts    int       `json:"posts"` // a round
	Rounds   int       `json:"rounds"`
	Size     string    `json:"size"`
	Pipeline benchTime `json:"pipeline"`
	Bare     benchTime `json:"bare"`
	Ratio    float64   `json:"ratio"` // of the two times
	// Of the processor times of the two: feels less of what else runs. 0: not known on this system.
	ProcessorRatio float64 `json:"processor_ratio"`
	// Of one post on one core; the graphs in the bare rounds, the others while their tensors were made.
	TextMS    float64 `json:"text_ms"`
	ImageMS   float64 `json:"image_ms"`
	FusionMS  float64 `json:"fusion_ms"`
	PixelsMS  float64 `json:"pixels_ms"` // decoding and resizing
	WordsMS   float64 `json:"words_ms"`
	PeakBytes int64   `json:"peak_rss_bytes"` // after the first round; 0: not known on this system
}

// benchTime is the median round.
type benchTime struct {
	Seconds float64 `json:"seconds"`
	PerPost float64 `json:"ms_per_post"`
	Rate    float64 `json:"posts_per_second"`
	CPU     float64 `json:"processor_ms_per_post"`
}

func runBench(ctx context.Context, p *program.Program, f benchFlags) error {
	var w, h int
	if n, err := fmt.Sscanf(f.size, "%dx%d", &w, &h); n != 2 || err != nil || w < 1 || h < 1 || w > 8000 || h > 8000 {
		return program.Usage(fmt.Errorf("--size is %q and must be like 1200x900", f.size))
	}
	if f.posts < 1 || f.rounds < 1 || f.posts > 10000 || f.rounds > 1000 {
		return program.Usage(fmt.Errorf("--posts and --rounds must be over 0"))
	}
	folder, err := os.MkdirTemp("", "duotone-bench-*")
	if err != nil {
		return &app.Error{Op: "write pictures", Kind: app.KindDisk, Err: err}
	}
	defer os.RemoveAll(folder)
	if !p.Quiet {
		fmt.Fprintf(p.Stderr, "drawing %d pictures of %s\n", f.posts, f.size)
	}
	files, err := benchPictures(ctx, folder, f.posts, w, h)
	if err != nil {
		return err
	}
	engine, err := p.OpenEngine(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	engine = app.Held(engine)
	graphs, ok := engine.(app.Bencher)
	if !ok {
		return app.Errorf("measure", "", app.KindInternal, "", "this engine can't be measured")
	}
	report := benchReport{V: 1, Pack: engine.Info().Pack.Ref(), Cores: runtime.NumCPU(), Posts: f.posts,
		Rounds: f.rounds, Size: f.size}
	if err := benchRounds(ctx, p, engine, graphs, files, f.rounds, &report); err != nil {
		return err
	}
	report.Device = engine.Info().Device
	if f.json {
		return json.NewEncoder(p.Stdout).Encode(report)
	}
	report.print(p)
	return nil
}

// benchRounds measures in turns, so that whatever else the machine does falls on both alike. The first round warms up.
func benchRounds(ctx context.Context, p *program.Program, engine app.Engine, graphs app.Bencher, files []string, rounds int, r *benchReport) error {
	var pipeline, bare []time.Duration
	var pipelineUse, bareUse []time.Duration
	var parts app.BareTimes
	for round := range rounds + 1 {
		graphs.Forget()
		runtime.GC() // the other sort's garbage is not this one's affair
		start, used := time.Now(), app.ProcessorTime()
		posts, err := benchPosts(ctx, files)
		if err != nil {
			return err
		}
		scored, err := engine.Score(ctx, posts...)
		if err != nil {
			return err
		}
		took, used := time.Since(start), app.ProcessorTime()-used
		if round == 0 { // the bare graphs are sessions of their own
			r.PeakBytes = peakMemory()
		}
		for _, s := range scored {
			if s.Err != nil {
				return s.Err
			}
		}
		t, err := graphs.Bare(ctx, posts...)
		if err != nil {
			return err
		}
		if round == 0 {
			continue
		}
		pipeline, bare = append(pipeline, took), append(bare, t.Wall)
		pipelineUse, bareUse = append(pipelineUse, used), append(bareUse, t.Processor)
		parts.Text, parts.Image, parts.Fusion = parts.Text+t.Text, parts.Image+t.Image, parts.Fusion+t.Fusion
		parts.Pixels, parts.Words = parts.Pixels+t.Pixels, parts.Words+t.Words
		if !p.Quiet {
			fmt.Fprintf(p.Stderr, "round %d of %d: %.1f posts a second, bare %.1f\n", round, rounds,
				float64(len(files))/took.Seconds(), float64(len(files))/t.Wall.Seconds())
		}
	}
	n := float64(len(files))
	per := func(d time.Duration) float64 { return d.Seconds() * 1000 / n / float64(rounds) }
	middle := func(all []time.Duration) float64 {
		slices.Sort(all)
		return all[len(all)/2].Seconds()
	}
	speed := func(all, used []time.Duration) benchTime {
		m := middle(all)
		return benchTime{m, m * 1000 / n, n / m, middle(used) * 1000 / n}
	}
	r.Pipeline, r.Bare = speed(pipeline, pipelineUse), speed(bare, bareUse)
	r.Ratio = r.Pipeline.Seconds / r.Bare.Seconds
	if r.Bare.CPU > 0 {
		r.ProcessorRatio = r.Pipeline.CPU / r.Bare.CPU
	}
	r.TextMS, r.ImageMS, r.FusionMS = per(parts.Text), per(parts.Image), per(parts.Fusion)
	r.PixelsMS, r.WordsMS = per(parts.Pixels), per(parts.Words)
	return nil
}

// benchPosts reads the pictures from disk, as a bulk run does.
func benchPosts(ctx context.Context, files []string) ([]app.Post, error) {
	posts := make([]app.Post, len(files))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i, file := range files {
		group.Go(func() error {
			pic, err := picture.Read(ctx, file, picture.Limits{})
			posts[i] = app.Post{ID: filepath.Base(file), Text: benchText(i), Picture: pic}
			return err
		})
	}
	return posts, group.Wait()
}

// benchText is about 20 tokens, another one for each post.
func benchText(i int) string {
	moods := []string{"lovely", "awful", "quiet", "long", "strange", "sunny", "cold"}
	places := []string{"beach", "station", "office", "garden", "market", "airport"}
	return fmt.Sprintf("Day %d: what a %s morning at the %s, and we all stood there waiting for the number %d bus",
		i, moods[i%len(moods)], places[i%len(places)], i%90)
}

func (r *benchReport) print(p *program.Program) {
	out := func(format string, args ...any) { fmt.Fprintf(p.Stdout, format, args...) }
	out("%s on %s, %d cores, %d posts with pictures of %s, %d rounds\n", r.Pack, r.Device, r.Cores, r.Posts, r.Size, r.Rounds)
	out("pipeline  %7.2f ms a post  %7.1f posts a second  %7.2f ms of processor time\n", r.Pipeline.PerPost, r.Pipeline.Rate, r.Pipeline.CPU)
	out("bare      %7.2f ms a post  %7.1f posts a second  %7.2f ms of processor time\n", r.Bare.PerPost, r.Bare.Rate, r.Bare.CPU)
	out("ratio     %7.2f  of processor time %.2f\n", r.Ratio, r.ProcessorRatio)
	out("one post on one core: text %.2f ms, image %.2f, fusion %.2f; reading its picture %.2f, its words %.3f\n",
		r.TextMS, r.ImageMS, r.FusionMS, r.PixelsMS, r.WordsMS)
	if r.PeakBytes > 0 {
		out("peak memory %.0f MB\n", float64(r.PeakBytes)/1e6)
	}
}
