package pack

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"duotone/app/picture"
)

const goldenPixels = "../testdata/golden/pixels"

// goldenPicture is what pixels.json says of one picture.
type goldenPicture struct {
	Size    [2]int        `json:"size"`
	Mean    [3]float64    `json:"mean"`
	Std     [3]float64    `json:"std"`
	Corners [4][3]float64 `json:"corners"`
}

func tinySpec(t testing.TB) ImageSpec {
	t.Helper()
	data, err := os.ReadFile("../testdata/pack-tiny/pack.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Image ImageSpec `json:"image"`
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest.Image
}

func newPreprocessor(t testing.TB, s ImageSpec) *ImagePreprocessor {
	t.Helper()
	p, err := NewImagePreprocessor(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// levels is the difference of two tensors in steps of 8 bits: the largest, and the mean of the absolute one.
func levels(a, b []float32, s ImageSpec) (largest, mean float64) {
	plane := len(a) / 3
	for i := range a {
		d := math.Abs(float64(a[i]-b[i])) * float64(s.Std[i/plane]) * 255
		largest, mean = max(largest, d), mean+d/float64(len(a))
	}
	return largest, mean
}

// TestPixelsEqualTraining compares with what the training code, which uses Pillow, made of drawn pictures in many
// containers: the same bytes, but for JPEG in builds without libjpeg-turbo. The tolerance is for the half precision in which the golden tensors are kept, 0.06 levels.
func TestPixelsEqualTraining(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(goldenPixels, "pixels.json"))
	if err != nil {
		t.Fatal(err)
	}
	var table map[string]goldenPicture
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	if len(table) < 25 {
		t.Fatalf("%d golden pictures", len(table))
	}
	spec := tinySpec(t)
	small := newPreprocessor(t, spec)
	spec.Size = [2]int{260, 260}
	large := newPreprocessor(t, spec)
	for name, want := range table {
		t.Run(name, func(t *testing.T) {
			pic, err := picture.Read(t.Context(), filepath.Join(goldenPixels, name), picture.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if pic.Width != want.Size[0] || pic.Height != want.Size[1] {
				t.Errorf("%d × %d, want %v", pic.Width, pic.Height, want.Size)
			}
			limitLargest, limitMean := 0.1, 0.05
			if !picture.Turbo && pic.Format == "jpeg" { // Go's decoder rounds otherwise, see TestDecodersScoreAlike
				limitLargest, limitMean = 3.1, 0.1
			}
			got, err := small.Pixels(t.Context(), pic, nil)
			if err != nil {
				t.Fatal(err)
			}
			ref, _ := readNPY(t, filepath.Join(goldenPixels, name+".npy"))
			if largest, mean := levels(got, ref, spec); largest > limitLargest || mean > limitMean {
				t.Errorf("differs by %.2f levels at most, %.3f in the mean; want %.1f, %.1f", largest, mean, limitLargest, limitMean)
			}
			if got, err = large.Pixels(t.Context(), pic, nil); err != nil {
				t.Fatal(err)
			}
			checkLarge(t, got, want, spec, limitLargest)
		})
	}
}

// checkLarge compares a tensor of 260 × 260 with its mean, deviation and corners.
func checkLarge(t *testing.T, x []float32, want goldenPicture, s ImageSpec, tolerance float64) {
	t.Helper()
	w, h := s.Size[0], s.Size[1]
	for c := range 3 {
		plane := x[c*w*h : (c+1)*w*h]
		var sum, squares float64
		for _, v := range plane {
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
		mean := sum / float64(w*h)
		std := math.Sqrt(squares/float64(w*h) - mean*mean)
		if math.Abs(mean-want.Mean[c]) > 0.01 || math.Abs(std-want.Std[c]) > 0.01 {
			t.Errorf("channel %d: mean %.4f std %.4f, want %.4f and %.4f", c, mean, std, want.Mean[c], want.Std[c])
		}
		for i, at := range []int{0, w - 1, w * (h - 1), w*h - 1} {
			if d := math.Abs(float64(plane[at])-want.Corners[i][c]) * float64(s.Std[c]) * 255; d > tolerance {
				t.Errorf("channel %d: corner %d is off by %.2f levels", c, i, d)
			}
		}
	}
}
