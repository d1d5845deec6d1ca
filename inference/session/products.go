package session

import (
	"context"
	"encoding/binary"
	"math"
	"sync"

	"google.golang.org/protobuf/encoding/protowire"

	"duotone/inference/pack"
)

// Products is how products of 8-bit numbers are summed up. Processors of the x86 family without VNNI cut off sums of two such products at
// 16 bits, by their fast way; scores would depend on the machine then (some moved by 0.05). The exact way is slower: with VNNI
// it would take half as long again for words and more than twice as long for pictures, and change no score.
type Products int

// The ways of multiplying.
const (
	ProductsProved Products = iota // the fast way where it is proved to be exact, on this processor or for a graph's small weights, else the exact one
	ProductsExact
	ProductsFast
)

// Exact tells whether the runtime has to be told to be exact with an ONNX model.
func (p Products) Exact(onnx []byte) bool {
	return p == ProductsExact || p == ProductsProved && !FastIsExact() && !pack.FitsSixteenBits(onnx)
}

func (p Products) String() string {
	switch {
	case p == ProductsExact:
		return "8-bit products by the exact way"
	case p == ProductsProved && !FastIsExact():
		return "8-bit products by the exact way, as the fast one overflows here, but for weights of 7 bits"
	}
	return "8-bit products by the fast way, which is exact here"
}

// FastIsExact proves the fast way, once for the process, on the largest numbers there are: in a matrix product as the words' graph
// has it and in a convolution as the picture's has it. It takes a millisecond or two. Where the proof can't be run, the answer is no.
func FastIsExact() bool {
	proof.Do(func() { proof.exact = proveFast() })
	return proof.exact
}

var proof struct {
	sync.Once
	exact bool
}

func proveFast() bool {
	s, err := New("proof", proofModel(), proofSpec, Options{Threads: 1, Device: CPU, Products: ProductsFast})
	if err != nil {
		return false
	}
	defer s.Close()
	ones := make([]float32, proofDepth*proofRows*proofDepth)
	for i := range ones {
		ones[i] = 1
	}
	product, conv := Room(1, proofDepth, proofRows, proofWidth), Room(1, proofWidth, proofRows, proofDepth)
	if err := s.Run(context.Background(), []Array{Floats(ones, 1, proofDepth, proofRows, proofDepth)}, []Array{product, conv}); err != nil {
		return false
	}
	for side, want := range map[*Array]float32{&product: proofDepth * 255 * 127, &conv: proofLevel} {
		for _, got := range side.Floats {
			if got != want {
				return false
			}
		}
	}
	return true
}

const (
	proofDepth = 64 // products in one sum
	proofRows  = 8
	proofWidth = 16
	proofLevel = 200 // what the convolution gives, of 255
)

var proofSpec = pack.GraphSpec{
	Inputs:  []pack.TensorSpec{{Name: "x"}},
	Outputs: []pack.TensorSpec{{Name: "product"}, {Name: "conv"}},
}

// proofModel is an ONNX model: x is brought to bytes (all of them 255 where x is 1) and multiplied by weights of 127.
func proofModel() []byte {
	const float, u8, s8 = 1, 2, 3
	weights := make([]byte, proofDepth*proofWidth)
	for i := range weights {
		weights[i] = 127
	}
	number := func(v float32) []byte { return binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)) }
	var graph protoBuffer
	graph.text(2, "proof")
	graph.node("DynamicQuantizeLinear", []string{"x"}, "bytes", "scale", "zero")
	graph.node("MatMulInteger", []string{"bytes", "weights", "zero"}, "sums")
	graph.node("QLinearConv", []string{"bytes", "x-scale", "x-zero", "kernel", "w-scale", "w-zero", "y-scale", "x-zero"}, "levels")
	graph.node("DequantizeLinear", []string{"levels", "one", "x-zero"}, "conv")
	graph.node("DequantizeLinear", []string{"sums", "one"}, "product")
	graph.tensor("weights", s8, weights, proofDepth, proofWidth)
	graph.tensor("kernel", s8, weights, proofWidth, proofDepth, 1, 1)
	graph.tensor("x-scale", float, number(1./255))
	graph.tensor("w-scale", float, number(1./127))
	graph.tensor("y-scale", float, number(float32(proofDepth)/proofLevel))
	graph.tensor("one", float, number(1))
	graph.tensor("x-zero", u8, []byte{0})
	graph.tensor("w-zero", s8, []byte{0})
	graph.value(pack.GraphInput, "x", 1, proofDepth, proofRows, proofDepth)
	graph.value(pack.GraphOutput, "product", 1, proofDepth, proofRows, proofWidth)
	graph.value(pack.GraphOutput, "conv", 1, proofWidth, proofRows, proofDepth)
	var opset, model protoBuffer
	opset.number(pack.OpsetVersion, 13)
	model.number(pack.ModelFormat, 8)
	model.bytes(pack.ModelOpset, opset)
	model.bytes(pack.ModelGraph, graph)
	return model
}

// protoBuffer is a message of protocol buffers in the making.
type protoBuffer []byte

func (m *protoBuffer) number(field protowire.Number, v uint64) {
	*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), v)
}

func (m *protoBuffer) bytes(field protowire.Number, v []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), v)
}

func (m *protoBuffer) text(field protowire.Number, v string) { m.bytes(field, []byte(v)) }

func (m *protoBuffer) node(op string, inputs []string, outputs ...string) {
	var n protoBuffer
	for _, in := range inputs {
		n.text(1, in)
	}
	for _, out := range outputs {
		n.text(2, out)
	}
	n.text(pack.NodeOp, op)
	m.bytes(pack.GraphNode, n)
}

func (m *protoBuffer) tensor(name string, elem uint64, raw []byte, dims ...uint64) {
	var t protoBuffer
	for _, d := range dims {
		t.number(pack.TensorDims, d)
	}
	t.number(pack.TensorType, elem)
	t.text(pack.TensorName, name)
	t.bytes(pack.TensorRaw, raw)
	m.bytes(pack.GraphInitializer, t)
}

// value is an input or output of float32.
func (m *protoBuffer) value(field protowire.Number, name string, dims ...uint64) {
	var shape, tensor, typ, v protoBuffer
	for _, d := range dims {
		var dim protoBuffer
		dim.number(pack.DimValue, d)
		shape.bytes(pack.ShapeDim, dim)
	}
	tensor.number(pack.TensorElemType, 1)
	tensor.bytes(pack.TensorShape, shape)
	typ.bytes(pack.TypeTensor, tensor)
	v.text(pack.ValueName, name)
	v.bytes(pack.ValueType, typ)
	m.bytes(field, v)
}
