package report

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/batch"
)

// browser runs Chromium without a window. Where there is none, there is nothing to look with.
func browser(t *testing.T, args ...string) []byte {
	t.Helper()
	exe, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("Chromium is not here")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, exe, append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
		"--allow-file-access-from-files", "--user-data-dir=" + t.TempDir()}, args...)...)
	c.Env = append(os.Environ(), "HOME="+t.TempDir())
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &errs)
	}
	return out.Bytes()
}

// shown writes a page as a person would see it: long and short words, pictures, sarcasm, dates, languages.
func shown(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i := range 4 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("p%d.jpg", i)), apptest.JPEG(uint64(i), 640, 480), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	small, err := NewThumbnails(t.Context(), filepath.Join(dir, "scored.jsonl"), "")
	if err != nil {
		t.Fatal(err)
	}
	tally := NewTally(0.5)
	negative, positive := app.Negative, app.Positive
	for i := range 400 {
		v := batch.Verdict{Row: int64(i + 1), ID: fmt.Sprint("post-", i), Text: fmt.Sprint("What a lovely day, the luggage is lost and the train is late again ", i), Image: fmt.Sprintf("p%d.jpg", i/3%5),
			Date: time.Date(2026, 1, 1+i/8, 0, 0, 0, 0, time.UTC), Label: app.Positive, Scores: app.Scores{0.1, 0.2, 0.7}, Words: &positive, Picture: &negative,
			Dominant: app.Words, Balance: app.Balance{Base: 0.3, Words: 0.3, Picture: 0.1}, Incongruity: float64(i%10) / 10, Irony: 0.3, Language: []string{"en", "en", "und-Deva", "hi-Latn", "und-Cyrl"}[i%5], Means: &positive,
			MeansScores: app.Scores{0.1, 0.2, 0.7}}
		switch {
		case i%9 == 0:
			v.Means, v.MeansScores = &negative, app.Scores{0.8, 0.1, 0.1}
		case i%7 == 0:
			v.Label, v.Scores, v.Text = app.Negative, app.Scores{0.9, 0.05, 0.05}, strings.Repeat("anextremelylongwordwithoutanyplacetobreakit", 6)
		}
		tally.Add(v)
	}
	path := filepath.Join(dir, "report.html")
	if err := (Page{Name: filepath.Join(dir, "scored.jsonl"), Tally: tally, Thumbnails: small}).Save(path, false); err != nil {
		t.Fatal(err)
	}
	if small.Missing() != 1 {
		t.Errorf("%d pictures are missing, want 1", small.Missing())
	}
	if to := os.Getenv("DUOTONE_DRAW"); to != "" {
		for _, width := range []int{1200, 800, 390} {
			for _, dark := range []string{"", "--force-dark-mode"} {
				browser(t, fmt.Sprintf("--window-size=%d,2600", width), "--screenshot="+filepath.Join(to, fmt.Sprintf("report-%d%s.png", width, dark)), "--blink-settings=preferredColorScheme="+map[string]string{"": "1"}[dark]+map[string]string{"--force-dark-mode": "0"}[dark], "file://"+path)
			}
		}
	}
	return path
}

// TestPageFitsItsScreens: two columns where there is room, one on a telephone, and nothing reaches over the edge.
func TestPageFitsItsScreens(t *testing.T) {
	path := shown(t)
	for _, c := range []struct{ width, columns int }{{1200, 2}, {800, 1}, {390, 1}} {
		// A page of the test's own lays the report into a frame of that width and writes down what it sees.
		var looker bytes.Buffer
		if err := template.Must(template.New("").Parse(`<!DOCTYPE html><body style="margin:0"><iframe id=f src="{{.Path}}" style="border:0;width:{{.Width}}px;height:900px"></iframe><pre id=out></pre>
<script>onload = () => {
 const d = document.getElementById("f").contentDocument, r = d.documentElement;
 const wide = [...d.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > {{.Width}} + 0.5).length;
 const columns = getComputedStyle(d.querySelector(".columns")).gridTemplateColumns.split(" ").length;
 const small = [...d.querySelectorAll("p, td, th, span, figcaption")].filter(e => parseFloat(getComputedStyle(e).fontSize) < 12).length;
 const chart = d.querySelector("svg").getBoundingClientRect(), pic = d.querySelector("article img").getBoundingClientRect();
 const told = [...d.querySelectorAll("section")].find(s => s.querySelector("h3")?.textContent === "Languages");
 const names = [...told.querySelectorAll("text")].filter(t => /[a-z]/.test(t.textContent)).map(t => {
  const box = t.getBoundingClientRect();
  return box.left + t.getSubStringLength(0, t.textContent.trimEnd().length) * box.width / t.getComputedTextLength();
 });
 const bars = [...told.querySelectorAll("path")].filter(p => (p.getAttribute("style") || "").includes("0,114,178")).map(p => p.getBoundingClientRect().left);
 const over = names.length < 4 || bars.length < 4 ? 999 : Math.max(0, Math.ceil(Math.max(...names) - Math.min(...bars)));
 document.getElementById("out").textContent = ["SEEN", r.scrollWidth, wide, columns, small, Math.round(chart.width), Math.round(pic.width), d.querySelectorAll("article img").length, over].join(" ");
}</script>`)).Execute(&looker, map[string]any{"Path": filepath.Base(path), "Width": c.width}); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(filepath.Dir(path), fmt.Sprintf("look-%d.html", c.width))
		if err := os.WriteFile(name, looker.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out := browser(t, "--window-size=1400,1000", "--virtual-time-budget=5000", "--dump-dom", "file://"+name)
		m := regexp.MustCompile(`SEEN (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)<`).FindSubmatch(out)
		if m == nil {
			t.Fatalf("nothing was seen: %.2000s", out)
		}
		n := make([]int, len(m)-1)
		for i := range n {
			n[i], _ = strconv.Atoi(string(m[i+1]))
		}
		if n[0] > c.width || n[1] > 0 {
			t.Errorf("at %d the page is %d wide, and %d parts reach over its edge", c.width, n[0], n[1])
		}
		if n[2] != c.columns {
			t.Errorf("at %d there are %d columns, want %d", c.width, n[2], c.columns)
		}
		if n[7] > 0 {
			t.Errorf("at %d a name of a language reaches %d pixels into its bar, or there are none (999)", c.width, n[7])
		}
		if n[3] > 0 {
			t.Errorf("at %d, %d parts are written in less than 12 pixels", c.width, n[3])
		}
		if n[4] < c.width/c.columns*7/10 || n[5] < 60 || n[6] < 10 {
			t.Errorf("at %d a chart is %d wide, a picture %d, and there are %d pictures", c.width, n[4], n[5], n[6])
		}
	}
}

// TestPagePrintsAsA4: on paper the page has the size of a sheet and keeps to a few of them.
func TestPagePrintsAsA4(t *testing.T) {
	path := shown(t)
	pdf := filepath.Join(t.TempDir(), "page.pdf")
	browser(t, "--no-pdf-header-footer", "--print-to-pdf="+pdf, "file://"+path)
	data, err := os.ReadFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	boxes := regexp.MustCompile(`/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]`).FindAllSubmatch(data, -1)
	if len(boxes) == 0 || len(boxes) > 12 {
		t.Fatalf("%d sheets", len(boxes))
	}
	for _, b := range boxes {
		w, _ := strconv.ParseFloat(string(b[1]), 64)
		h, _ := strconv.ParseFloat(string(b[2]), 64)
		if w < 590 || w > 600 || h < 838 || h > 846 {
			t.Errorf("a sheet of %v by %v points", w, h)
		}
	}
	if to := os.Getenv("DUOTONE_DRAW"); to != "" {
		if err := os.WriteFile(filepath.Join(to, "report.pdf"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPageStaysSmall: the page of 100,000 posts, with its pictures, is under 5 MB.
func TestPageStaysSmall(t *testing.T) {
	path := shown(t)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 5<<20 {
		t.Errorf("%d bytes", info.Size())
	}
}
