package columnar

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"

	"duotone/app/table/source"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// parquetCell is one value as text or JSON.
func parquetCell(v parquet.Value, t parquet.Type) source.Value {
	if v.IsNull() {
		return source.JSONValue(json.RawMessage("null"))
	}
	logical := logicalOf(t)
	switch v.Kind() {
	case parquet.Boolean:
		return source.JSONValue(strconv.AppendBool(nil, v.Boolean()))
	case parquet.Int32, parquet.Int64:
		i := v.Int64()
		if v.Kind() == parquet.Int32 {
			i = int64(v.Int32())
		}
		if text, ok := parquetLogical(i, logical); ok {
			return source.TextValue(text)
		}
		if t, ok := logical.(*format.IntType); ok && !t.IsSigned {
			u := uint64(i)
			if v.Kind() == parquet.Int32 {
				u = uint64(uint32(i))
			}
			return source.JSONValue(strconv.AppendUint(nil, u, 10))
		}
		return source.JSONValue(strconv.AppendInt(nil, i, 10))
	case parquet.Int96:
		return source.TextValue(int96Time(v.Int96()).Format(time.RFC3339Nano))
	case parquet.Float:
		return floatCell(float64(v.Float()), 32)
	case parquet.Double:
		return floatCell(v.Double(), 64)
	}
	return bytesCell(v.ByteArray(), t)
}

func floatCell(x float64, bits int) source.Value {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return source.TextValue(strconv.FormatFloat(x, 'g', -1, 64))
	}
	return source.JSONValue(strconv.AppendFloat(nil, x, 'g', -1, bits))
}

// logicalOf is what a column's values mean beyond how they are stored, or nil.
func logicalOf(t parquet.Type) format.LogicalTypeValue {
	if l := t.LogicalType(); l != nil {
		return l.Value
	}
	return nil
}

// parquetLogical writes dates, times and decimals that are stored as integers.
func parquetLogical(i int64, logical format.LogicalTypeValue) (string, bool) {
	switch t := logical.(type) {
	case *format.DecimalType:
		return decimalText(big.NewInt(i), t.Scale), true
	case *format.DateType:
		return time.Unix(i*86400, 0).UTC().Format(time.DateOnly), true
	case *format.TimestampType:
		unit := unitOf(t.Unit)
		per := int64(time.Second / unit)
		layout := time.RFC3339Nano
		if !t.IsAdjustedToUTC {
			layout = "2006-01-02T15:04:05.999999999" // a time without a place: it is not said to be Greenwich's
		}
		return time.Unix(i/per, i%per*int64(unit)).UTC().Format(layout), true
	case *format.TimeType:
		return time.Unix(0, i*int64(unitOf(t.Unit))).UTC().Format("15:04:05.999999999"), true
	}
	return "", false
}

func unitOf(u format.TimeUnit) time.Duration {
	if u.Value == nil || u.Value.Duration() <= 0 {
		return time.Nanosecond
	}
	return u.Value.Duration()
}

func decimalText(i *big.Int, scale int32) string {
	if scale <= 0 || scale > 100 {
		return i.String()
	}
	return new(big.Rat).SetFrac(i, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)).FloatString(int(scale))
}

// int96Time reads the old timestamp of Hive and Impala: nanoseconds of the day, then the Julian day.
func int96Time(v deprecated.Int96) time.Time {
	nanos := int64(uint64(v[1])<<32 | uint64(v[0]))
	return time.Unix((int64(v[2])-2_440_588)*86400, nanos).UTC()
}

// bytesCell is text where it is text, else a data: URI.
func bytesCell(b []byte, t parquet.Type) source.Value {
	switch t := logicalOf(t).(type) {
	case *format.UUIDType:
		if len(b) == 16 {
			return source.TextValue(fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16]))
		}
	case *format.DecimalType:
		i := new(big.Int).SetBytes(b)
		if len(b) > 0 && b[0]&0x80 != 0 {
			i.Sub(i, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
		return source.TextValue(decimalText(i, t.Scale))
	case *format.StringType, *format.EnumType, *format.JsonType:
		return source.TextValue(source.Valid(string(b)))
	}
	if utf8.Valid(b) {
		return source.TextValue(string(b))
	}
	media := source.PictureType(b)
	if media == "" {
		media = "application/octet-stream"
	}
	return source.TextValue("data:" + media + ";base64," + base64.StdEncoding.EncodeToString(b))
}

// halfFloat is the value of an IEEE 754 binary16.
func halfFloat(h uint16) float64 {
	sign, exponent, fraction := 1.0, int(h>>10&0x1f), float64(h&0x3ff)
	if h&0x8000 != 0 {
		sign = -1
	}
	switch {
	case exponent == 0:
		return sign * math.Ldexp(fraction, -24)
	case exponent == 0x1f && fraction == 0:
		return math.Inf(int(sign))
	case exponent == 0x1f:
		return math.NaN()
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}
