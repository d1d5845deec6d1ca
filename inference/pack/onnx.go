package pack

import (
	"errors"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Graph is what a pack's check needs of an ONNX file: the tensors that go in and come out. It is read from the file
// itself, so that a pack can be checked before the runtime sees a byte of it, and in a millisecond.
type Graph struct {
	inputs, outputs []TensorSpec
}

// Field numbers of onnx.proto (ONNX 1.x, stable since version 1).
const (
	ModelFormat    = 1
	ModelOpset     = 8
	ModelGraph     = 7
	ModelTraining  = 20
	ModelFunctions = 25

	FunctionNode = 7

	opsetDomain  = 1
	OpsetVersion = 2

	GraphNode        = 1
	GraphInitializer = 5
	GraphInput       = 11
	GraphOutput      = 12
	GraphSparse      = 15

	nodeInput       = 1
	nodeOutput      = 2
	NodeOp          = 4
	NodeAttribute   = 5
	nodeDomain      = 7
	AttributeTensor = 5
	AttributeGraph  = 6
	attributeTenso2 = 10 // tensors
	attributeGraph2 = 11 // graphs
	AttributeSparse = 22
	attributeSpars2 = 23 // sparse tensors

	SparseValues  = 1
	sparseIndices = 2

	TensorDims     = 1
	TensorType     = 2
	TensorName     = 8
	TensorRaw      = 9
	TensorExternal = 13
	TensorLocation = 14

	ValueName = 1
	ValueType = 2

	TypeTensor      = 1
	TensorElemType  = 1
	TensorShape     = 2
	ShapeDim        = 1
	DimValue        = 1
	maxGraphNesting = 16
)

// elemTypes are TensorProto.DataType by the names that pack.json uses.
var elemTypes = map[uint64]string{1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64",
	8: "string", 9: "bool", 10: "float16", 11: "float64", 12: "uint32", 13: "uint64", 16: "bfloat16"}

// elemBits are the sizes of what a tensor may hold as raw bytes.
var elemBits = map[uint64]uint64{1: 32, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 9: 8, 10: 16, 11: 64, 12: 32, 13: 64, 14: 64, 15: 128,
	16: 16, 17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4}

var (
	errExternal = errors.New("the graph keeps weights in another file, which this pack format does not allow")
	errSparse   = errors.New("the graph has sparse weights, which this pack format does not allow")
)

// ReadONNX reads the inputs and outputs of an ONNX model and refuses one that would make the runtime open other files.
func ReadONNX(data []byte) (*Graph, error) {
	var g *Graph
	err := fields(data, func(num protowire.Number, value []byte, _ uint64) error {
		if value == nil {
			return nil
		}
		switch num {
		case ModelTraining:
			return errors.New("it has a training part, which a pack does not need")
		case ModelFunctions:
			return fields(value, func(num protowire.Number, node []byte, _ uint64) error {
				if num != FunctionNode || node == nil {
					return nil
				}
				return readNode(node, 0)
			})
		case ModelGraph:
		default:
			return nil
		}
		if g != nil {
			return errors.New("the file holds two graphs")
		}
		g = new(Graph)
		return g.read(value, 0)
	})
	if err != nil {
		return nil, fmt.Errorf("it is not a sound ONNX file: %w", err)
	}
	if g == nil {
		return nil, errors.New("it is not a sound ONNX file: it holds no graph")
	}
	return g, nil
}

// MadeFor says for which version of ONNX a model was made, as its file has it.
func MadeFor(data []byte) string {
	var format, opset uint64
	err := fields(data, func(num protowire.Number, value []byte, n uint64) error {
		switch {
		case num == ModelFormat && value == nil:
			format = n
		case num == ModelOpset && value != nil:
			domain, version := "", uint64(0)
			err := fields(value, func(num protowire.Number, value []byte, n uint64) error {
				switch {
				case num == opsetDomain && value != nil:
					domain = string(value)
				case num == OpsetVersion && value == nil:
					version = n
				}
				return nil
			})
			if domain == "" || domain == "ai.onnx" {
				opset = version
			}
			return err
		}
		return nil
	})
	if err != nil {
		return "unknown"
	}
	return fmt.Sprintf("opset %d, format %d", opset, format)
}

func (g *Graph) read(data []byte, depth int) error {
	if depth > maxGraphNesting {
		return errors.New("graphs are nested too deeply")
	}
	initialized := map[string]bool{}
	err := fields(data, func(num protowire.Number, value []byte, _ uint64) error {
		if value == nil {
			return nil
		}
		switch num {
		case GraphNode:
			return readNode(value, depth)
		case GraphInitializer:
			name, err := readTensor(value)
			initialized[name] = true
			return err
		case GraphSparse:
			return readSparse(value)
		case GraphInput, GraphOutput:
			spec, err := readValueInfo(value)
			if num == GraphInput {
				g.inputs = append(g.inputs, spec)
			} else {
				g.outputs = append(g.outputs, spec)
			}
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	kept := g.inputs[:0]
	for _, in := range g.inputs {
		if !initialized[in.Name] { // an input with a default need not be given
			kept = append(kept, in)
		}
	}
	g.inputs = kept
	return nil
}

func readNode(data []byte, depth int) error {
	return fields(data, func(num protowire.Number, value []byte, _ uint64) error {
		if num == NodeOp && string(value) == "EPContext" { // names a file that the runtime would open
			return errExternal
		}
		if num != NodeAttribute || value == nil {
			return nil
		}
		return fields(value, func(num protowire.Number, value []byte, _ uint64) error {
			if value == nil {
				return nil
			}
			switch num {
			case AttributeTensor, attributeTenso2:
				_, err := readTensor(value)
				return err
			case AttributeSparse, attributeSpars2:
				return readSparse(value)
			case AttributeGraph, attributeGraph2:
				return new(Graph).read(value, depth+1)
			}
			return nil
		})
	})
}

// readSparse refuses sparse weights: a few bytes of them may stand for any number of zeros.
func readSparse(data []byte) error {
	err := fields(data, func(num protowire.Number, t []byte, _ uint64) error {
		if t == nil || num != SparseValues && num != sparseIndices {
			return nil
		}
		_, err := readTensor(t)
		return err
	})
	if err != nil {
		return err
	}
	return errSparse
}

// readTensor reads a tensor's name. It refuses one whose values lie in another file, and one that declares more values than
// it holds.
func readTensor(data []byte) (name string, err error) {
	var kind uint64
	raw := -1
	count := uint64(1)
	times := func(n uint64) {
		if n > math.MaxInt32 || count > math.MaxInt32 { // neither fits a file of this format
			n, count = 1, math.MaxUint64
		}
		count *= n
	}
	err = fields(data, func(num protowire.Number, value []byte, n uint64) error {
		switch {
		case num == TensorName:
			name = string(value)
		case num == TensorDims && value == nil:
			times(n)
		case num == TensorDims: // packed
			for len(value) > 0 {
				n, size := protowire.ConsumeVarint(value)
				if size < 0 {
					return protowire.ParseError(size)
				}
				times(n)
				value = value[size:]
			}
		case num == TensorType:
			kind = n
		case num == TensorRaw:
			raw = len(value)
		case num == TensorExternal && value != nil, num == TensorLocation && n != 0:
			return errExternal
		}
		return nil
	})
	if err != nil {
		return name, err
	}
	bits, known := elemBits[kind]
	switch held := uint64(len(data)); {
	case count > 8*held, raw >= 0 && known && (count*bits+7)/8 != uint64(raw):
		return name, fmt.Errorf("the weight %.60q declares another number of values than it holds", name)
	}
	return name, nil
}

func readValueInfo(data []byte) (TensorSpec, error) {
	spec := TensorSpec{Type: "no tensor"}
	err := fields(data, func(num protowire.Number, value []byte, _ uint64) error {
		switch num {
		case ValueName:
			spec.Name = string(value)
		case ValueType:
			return fields(value, func(num protowire.Number, value []byte, _ uint64) error {
				if num != TypeTensor {
					return nil
				}
				return readTensorType(value, &spec)
			})
		}
		return nil
	})
	return spec, err
}

func readTensorType(data []byte, spec *TensorSpec) error {
	return fields(data, func(num protowire.Number, value []byte, n uint64) error {
		switch num {
		case TensorElemType:
			name, ok := elemTypes[n]
			if !ok {
				name = fmt.Sprintf("type %d", n)
			}
			spec.Type = name
		case TensorShape:
			spec.Shape = []int64{}
			return fields(value, func(num protowire.Number, value []byte, _ uint64) error {
				if num != ShapeDim {
					return nil
				}
				size := int64(-1)
				err := fields(value, func(num protowire.Number, _ []byte, n uint64) error {
					if num == DimValue && n <= math.MaxInt32 {
						size = int64(n)
					}
					return nil
				})
				spec.Shape = append(spec.Shape, size)
				return err
			})
		}
		return nil
	})
}

// fields walks the fields of one protobuf message: value for a length-delimited one (never nil, then), n for a number.
func fields(data []byte, visit func(num protowire.Number, value []byte, n uint64) error) error {
	for len(data) > 0 {
		num, typ, size := protowire.ConsumeTag(data)
		if size < 0 {
			return protowire.ParseError(size)
		}
		data = data[size:]
		var value []byte
		var n uint64
		switch typ {
		case protowire.BytesType:
			value, size = protowire.ConsumeBytes(data)
			if value == nil && size >= 0 {
				value = []byte{}
			}
		case protowire.VarintType:
			n, size = protowire.ConsumeVarint(data)
		default:
			size = protowire.ConsumeFieldValue(num, typ, data)
		}
		if size < 0 {
			return protowire.ParseError(size)
		}
		if err := visit(num, value, n); err != nil {
			return err
		}
		data = data[size:]
	}
	return nil
}
