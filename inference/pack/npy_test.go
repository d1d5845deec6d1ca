package pack

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var npyHeader = regexp.MustCompile(`'descr': '<f([24])', 'fortran_order': False, 'shape': \(([0-9, ]*)\)`)

// readNPY reads a NumPy array of little-endian float16 or float32.
func readNPY(t testing.TB, path string) (values []float32, shape []int) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) < 10 || string(data[:8]) != "\x93NUMPY\x01\x00" {
		t.Fatalf("%s: not NPY 1.0", path)
	}
	n := 10 + int(binary.LittleEndian.Uint16(data[8:]))
	m := npyHeader.FindSubmatch(data[10:n])
	if m == nil {
		t.Fatalf("%s: header %s", path, data[10:n])
	}
	want := 1
	for _, d := range strings.Split(string(m[2]), ",") {
		if d = strings.TrimSpace(d); d != "" {
			v, _ := strconv.Atoi(d)
			shape, want = append(shape, v), want*v
		}
	}
	data = data[n:]
	values = make([]float32, want)
	for i := range values {
		if m[1][0] == '2' {
			values[i] = float16(binary.LittleEndian.Uint16(data[2*i:]))
		} else {
			values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		}
	}
	if len(data) != want*int(m[1][0]-'0') {
		panic(fmt.Sprintf("%s: %d bytes for %v", path, len(data), shape))
	}
	return values, shape
}

// float16 is an IEEE 754 half; infinities and NaN do not occur.
func float16(h uint16) float32 {
	sign, exp, frac := float64(1-2*int(h>>15)), int(h>>10&31), float64(h&1023)
	if exp == 0 {
		return float32(sign * math.Ldexp(frac, -24))
	}
	return float32(sign * math.Ldexp(1024+frac, exp-25))
}
