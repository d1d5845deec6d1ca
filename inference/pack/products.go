package pack

import "google.golang.org/protobuf/encoding/protowire"

// largestSmallWeight is of 7 bits: two products of it with 255 make 32,640, which 16 bits hold.
const largestSmallWeight = 64

// FitsSixteenBits proves that no sum of two 8-bit products of an ONNX model passes 16 bits, whatever its input: each such product has a
// constant side whose numbers are all within ±64. A model with a node of which that isn't known has no proof.
func FitsSixteenBits(onnx []byte) bool {
	fit, other := false, false
	err := fields(onnx, func(num protowire.Number, value []byte, _ uint64) error {
		switch num {
		case ModelFunctions:
			other = true
		case ModelGraph:
			p, err := readProducts(value)
			fit = err == nil && p.fit()
			return err
		}
		return nil
	})
	return fit && !other && err == nil
}

// products are what multiplies 8-bit numbers in a graph.
type products struct {
	small    map[string]bool // int8 weights: whether all of them are within ±64
	gathered map[string]bool // rows of a table, which are looked up and not multiplied
	sides    []string        // second sides of products
	tables   []string        // what becomes float32 numbers
	numbers  map[string]bool // that it becomes
	taken    []string        // by nodes that aren't known to add alone
	unknown  bool
}

func (p *products) fit() bool {
	for _, name := range p.sides {
		if !p.small[name] { // too large, or no constant
			return false
		}
	}
	for _, name := range p.tables {
		if !p.gathered[name] {
			return false
		}
	}
	for _, name := range p.taken { // the runtime may multiply bytes where a graph multiplies the numbers that they become
		if p.numbers[name] {
			return false
		}
	}
	return !p.unknown
}

func readProducts(graph []byte) (*products, error) {
	p := &products{small: map[string]bool{}, gathered: map[string]bool{}, numbers: map[string]bool{}}
	err := fields(graph, func(num protowire.Number, value []byte, _ uint64) error {
		switch num {
		case GraphNode:
			return p.node(value)
		case GraphInitializer:
			return p.weights(value)
		}
		return nil
	})
	return p, err
}

func (p *products) node(data []byte) error {
	var op, domain string
	var in, out []string
	err := fields(data, func(num protowire.Number, value []byte, _ uint64) error {
		switch num {
		case nodeInput:
			in = append(in, string(value))
		case nodeOutput:
			out = append(out, string(value))
		case NodeOp:
			op = string(value)
		case nodeDomain:
			domain = string(value)
		case NodeAttribute:
			return fields(value, func(num protowire.Number, value []byte, _ uint64) error {
				p.unknown = p.unknown || value != nil && (num == AttributeGraph || num == attributeGraph2)
				return nil
			})
		}
		return nil
	})
	switch {
	case domain != "" && domain != "ai.onnx":
		p.unknown = true
	case op == "Gather" && len(out) == 1:
		p.gathered[out[0]] = true
	case op == "DequantizeLinear" && len(in) > 0 && len(out) == 1:
		p.tables, p.numbers[out[0]] = append(p.tables, in[0]), true
	case op == "MatMulInteger" && len(in) > 1:
		p.sides = append(p.sides, in[1])
	case op == "DequantizeLinear", op == "MatMulInteger", op == "ConvInteger", op == "QuantizeLinear", op == "QLinearConv", op == "QLinearMatMul":
		p.unknown = true
	}
	if op != "Add" {
		p.taken = append(p.taken, in...)
	}
	return err
}

func (p *products) weights(data []byte) error {
	name, err := readTensor(data)
	if err != nil {
		return err
	}
	const int8s = 3
	small, held := false, false
	err = fields(data, func(num protowire.Number, value []byte, n uint64) error {
		switch {
		case num == TensorType:
			held = n == int8s
		case num == TensorRaw && value != nil:
			small = true
			for _, b := range value {
				if v := int8(b); v > largestSmallWeight || v < -largestSmallWeight {
					small = false
					break
				}
			}
		}
		return nil
	})
	p.small[name] = small && held
	return err
}
