package pack

import (
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// message is one of protocol buffers in the making.
type message []byte

func (m message) with(field protowire.Number, parts ...message) message {
	for _, v := range parts {
		m = protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), v)
	}
	return m
}

func node(domain, op string, in, out string) message {
	return message{}.with(nodeInput, message("x"), message(in)).with(nodeOutput, message(out)).with(NodeOp, message(op)).with(nodeDomain, message(domain))
}

func bytesOf(name string, kind uint64, values ...int8) message {
	raw := message{}
	for _, v := range values {
		raw = append(raw, byte(v))
	}
	m := protowire.AppendVarint(protowire.AppendTag(nil, TensorDims, protowire.VarintType), uint64(len(values)))
	m = protowire.AppendVarint(protowire.AppendTag(m, TensorType, protowire.VarintType), kind)
	return message(m).with(TensorName, message(name)).with(TensorRaw, raw)
}

func model(nodes []message, weights ...message) []byte {
	return message{}.with(ModelGraph, message{}.with(GraphNode, nodes...).with(GraphInitializer, weights...))
}

// TestFitsSixteenBits: the proof holds for weights of 7 bits alone, and not where a graph has something else that may multiply bytes.
func TestFitsSixteenBits(t *testing.T) {
	const u8, s8 = 2, 3
	product := node("", "MatMulInteger", "w", "y")
	small := bytesOf("w", s8, 64, -64, 0)
	lookup := []message{message{}.with(nodeInput, message("table"), message("ids")).with(nodeOutput, message("rows")).with(NodeOp, message("Gather")),
		message{}.with(nodeInput, message("rows"), message("scale")).with(nodeOutput, message("e")).with(NodeOp, message("DequantizeLinear"))}
	embeddings := []message{bytesOf("table", s8, 127, -128), small}
	for _, c := range []struct {
		name string
		onnx []byte
		want bool
	}{
		{"7 bits", model([]message{product}, small), true},
		{"7 bits beside a table of 8 that is looked up", model(append(lookup, product), small, bytesOf("table", s8, 127, -128)), true},
		{"… and added to", model(append(lookup, product, node("", "Add", "e", "f")), embeddings...), true},
		{"… and multiplied as numbers", model(append(lookup, product, node("", "MatMul", "e", "f")), embeddings...), false},
		{"… and turned about before", model(append(lookup, product, node("", "Transpose", "e", "f")), embeddings...), false},
		{"no bytes at all", model([]message{node("", "MatMul", "f", "y")}), true},
		{"one weight of 65", model([]message{product}, bytesOf("w", s8, 64, 65)), false},
		{"one weight of −65", model([]message{product}, bytesOf("w", s8, 0, -65)), false},
		{"bytes without a sign", model([]message{product}, bytesOf("w", u8, 64, 1)), false},
		{"both sides are computed", model([]message{product}), false},
		{"weights that become float32 first", model([]message{message{}.with(nodeInput, message("w"), message("scale")).with(NodeOp, message("DequantizeLinear"))}, small), false},
		{"a convolution", model([]message{product, node("", "ConvInteger", "w", "z")}, small), false},
		{"a node of somebody's own", model([]message{product, node("com.microsoft", "QGemm", "w", "z")}, small), false},
		{"a graph within a node", model([]message{product, message{}.with(NodeOp, message("If")).with(NodeAttribute, message{}.with(AttributeGraph, message{}))}, small), false},
		{"a function", message(model([]message{product}, small)).with(ModelFunctions, message{}), false},
		{"no model", nil, false},
		{"no ONNX", []byte("What a lovely day"), false},
	} {
		if got := FitsSixteenBits(c.onnx); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestShippedWordsAreMultipliedFast: the graphs of words and of fusion in both packs are exact by the fast way on every processor.
func TestShippedWordsAreMultipliedFast(t *testing.T) {
	for _, name := range []string{"duotone-small/text.onnx", "duotone-small/fusion.onnx", "duotone-world/text.onnx", "duotone-world/fusion.onnx"} {
		path := filepath.Join("..", "..", "models", filepath.FromSlash(name))
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !FitsSixteenBits(data) {
			t.Errorf("%s: products of its weights may pass 16 bits: quantize it with [quantize] words_bits and fusion_bits = 7", path)
		}
	}
}
