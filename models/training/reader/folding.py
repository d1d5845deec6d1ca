"""Makes a graph cheaper without changing what it computes, but for rounding: numbers that it multiplies and adds after the fact are folded into its
convolutions, x · HardSigmoid(x) is one pass over memory, and numbers too small to matter are 0, as processors multiply them ten times slower.
"""

import numpy as np
import onnx
from onnx import numpy_helper


class Graph:
    """A graph that is changed in place."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.g = model.graph
        self.values = {t.name: numpy_helper.to_array(t) for t in self.g.initializer}
        self.values |= {n.output[0]: numpy_helper.to_array(n.attribute[0].t) for n in self.g.node if n.op_type == "Constant"}
        self.outputs = {o.name for o in self.g.output}
        self.made = 0

    def users(self, name: str) -> list[onnx.NodeProto]:
        return [n for n in self.g.node if name in n.input]

    def maker(self, name: str) -> onnx.NodeProto | None:
        return next((n for n in self.g.node if name in n.output), None)

    def alone(self, name: str) -> bool:
        return len(self.users(name)) == 1 and name not in self.outputs

    def keep(self, value: np.ndarray) -> str:
        self.made += 1
        name = f"folded_{self.made}"
        self.values[name] = value
        self.g.initializer.append(numpy_helper.from_array(np.ascontiguousarray(value.astype(np.float32)), name))
        return name

    def drop(self, node: onnx.NodeProto, kept: str) -> None:
        """Takes a node out; who read its output reads kept."""
        for user in self.users(node.output[0]):
            for i, name in enumerate(user.input):
                if name == node.output[0]:
                    user.input[i] = kept
        self.g.node.remove(node)

    def number(self, node: onnx.NodeProto) -> tuple[str, np.ndarray] | None:
        """The other input and the constant of a node with one."""
        known = [i for i in node.input if i in self.values]
        other = [i for i in node.input if i not in self.values]
        return (other[0], self.values[known[0]]) if len(known) == len(other) == 1 else None


def pads(conv: onnx.NodeProto) -> bool:
    a = {x.name: x for x in conv.attribute}
    return any(a["pads"].ints) if "pads" in a else bool(a.get("auto_pad") and a["auto_pad"].s not in (b"", b"NOTSET", b"VALID"))


def per_channel(value: np.ndarray, channels: int) -> np.ndarray | None:
    """A constant as one number a channel of a picture's tensor, None where it is something else."""
    if value.size == 1:
        return np.full(channels, value.reshape(()).item(), np.float64)
    return value.reshape(-1).astype(np.float64) if value.shape == (1, channels, 1, 1) else None


def into_conv(g: Graph, node: onnx.NodeProto) -> bool:
    """Conv, then ·a or +a: a becomes the weights' and the bias's."""
    found = g.number(node)
    conv = g.maker(found[0]) if found else None
    if not found or conv is None or conv.op_type != "Conv" or not g.alone(found[0]) or conv.input[1] not in g.values:
        return False
    w = g.values[conv.input[1]].astype(np.float64)
    a = per_channel(found[1], w.shape[0])
    if a is None:
        return False
    bias = g.values[conv.input[2]].astype(np.float64) if len(conv.input) > 2 else np.zeros(w.shape[0])
    if node.op_type == "Mul":
        conv.input[1] = g.keep(w * a[:, None, None, None])
        bias = bias * a
    else:
        bias = bias + a
    name = g.keep(bias)
    if len(conv.input) > 2:
        conv.input[2] = name
    else:
        conv.input.append(name)
    g.drop(node, found[0])
    return True


def into_next(g: Graph, node: onnx.NodeProto) -> bool:
    """·a, or +a where nothing is padded, and then only convolutions: a becomes theirs. A +a that stays in between is divided by what goes through it."""
    found = g.number(node)
    if not found or found[1].size != 1 or node.output[0] in g.outputs:
        return False
    a = float(found[1].reshape(()))
    path, users = None, g.users(node.output[0])
    if node.op_type == "Mul" and len(users) == 1 and users[0].op_type == "Add" and (after := g.number(users[0])) and after[1].size == 1 and a:
        path, users = users[0], g.users(users[0].output[0])
        if path.output[0] in g.outputs:
            return False
    if not users or any(u.op_type != "Conv" or u.input[1] not in g.values for u in users) or node.op_type == "Add" and any(map(pads, users)):
        return False
    for conv in users:
        w = g.values[conv.input[1]].astype(np.float64)
        if node.op_type == "Mul":
            conv.input[1] = g.keep(w * a)
            continue
        bias = g.values[conv.input[2]].astype(np.float64) if len(conv.input) > 2 else np.zeros(w.shape[0])
        name = g.keep(bias + a * w.sum((1, 2, 3)))
        if len(conv.input) > 2:
            conv.input[2] = name
        else:
            conv.input.append(name)
    if path is not None:
        b = g.number(path)[1]
        for i, name in enumerate(path.input):
            if name in g.values:
                path.input[i] = g.keep(b / a)
    g.drop(node, found[0])
    return True


def reshape(g: Graph, node: onnx.NodeProto) -> bool:
    """A constant in another shape is a constant."""
    if node.op_type != "Reshape" or any(i not in g.values for i in node.input):
        return False
    value, shape = (g.values[i] for i in node.input)
    g.drop(node, g.keep(value.reshape([int(n) for n in shape])))
    return True


def into_swish(g: Graph, node: onnx.NodeProto) -> bool:
    """x · HardSigmoid(x) is HardSwish(x), which the runtime does with the convolution before it."""
    if node.op_type != "Mul" or len(node.input) != 2:
        return False
    for gate_name, x in (node.input, reversed(node.input)):
        gate = g.maker(gate_name)
        if gate is None or gate.op_type != "HardSigmoid" or gate.input[0] != x or not g.alone(gate_name):
            continue
        a = {k.name: k.f for k in gate.attribute}
        if abs(a.get("alpha", 0.2) - 1 / 6) < 1e-6 and a.get("beta", 0.5) == 0.5:
            g.g.node.insert(list(g.g.node).index(node), onnx.helper.make_node("HardSwish", [x], [node.output[0]], node.name))
            g.g.node.remove(node)
            g.g.node.remove(gate)
            return True
    return False


def as_conv(g: Graph, node: onnx.NodeProto) -> bool:
    """+a between an activation and convolutions, which could not be folded because these pad, as a convolution of each channel with 1: the runtime then keeps
    its own order of numbers, where a bare +a makes it go back to the usual one and forth again."""
    found = g.number(node) if node.op_type == "Add" else None
    swish = g.maker(found[0]) if found else None
    conv = g.maker(swish.input[0]) if swish is not None and swish.op_type == "HardSwish" else None
    if conv is None or conv.op_type != "Conv" or any(u.op_type != "Conv" for u in g.users(node.output[0])):
        return False
    channels = g.values[conv.input[1]].shape[0]
    a = per_channel(found[1], channels)
    if a is None:
        return False
    ones, bias = g.keep(np.ones((channels, 1, 1, 1))), g.keep(a)
    made = onnx.helper.make_node("Conv", [found[0], ones, bias], [node.output[0]], node.name, group=channels, kernel_shape=[1, 1])
    g.g.node.insert(list(g.g.node).index(node), made)
    g.g.node.remove(node)
    return True


# Weights below this are 0: training left many at 1e-38 and less in channels that are dead, and they, or what they are multiplied to, are denormal numbers.
# The sums that they are in have 1e-7 of their own as their smallest step.
TINY = 1e-15


def flush(model: onnx.ModelProto) -> int:
    """Sets what is too small to matter to 0, and says how many numbers that are."""
    flushed = 0
    for tensor in model.graph.initializer:
        if tensor.data_type != onnx.TensorProto.FLOAT:
            continue
        value = numpy_helper.to_array(tensor)
        tiny = (value != 0) & (np.abs(value) < TINY)
        if tiny.any():
            flushed += int(tiny.sum())
            tensor.CopyFrom(numpy_helper.from_array(np.where(tiny, np.float32(0), value), tensor.name))
    return flushed


def fold(model: onnx.ModelProto) -> int:
    """Folds all that can be, and says how many nodes are gone."""
    g = Graph(model)
    before = len(g.g.node)
    for node in [n for n in g.g.node if n.op_type == "Identity" and n.output[0] not in g.outputs]:
        g.drop(node, node.input[0])
        if node.input[0] in g.values:
            g.values.pop(node.output[0], None)
    again = True
    while again:
        again = False
        for node in list(g.g.node):
            if reshape(g, node) or node.op_type in ("Mul", "Add") and (into_conv(g, node) or into_next(g, node)):
                again = True
    if max(o.version for o in model.opset_import if o.domain == "") >= 14:
        for node in list(g.g.node):
            into_swish(g, node)
        for node in list(g.g.node):
            as_conv(g, node)
    used = {i for n in g.g.node for i in n.input}
    for tensor in [t for t in g.g.initializer if t.name not in used]:
        g.g.initializer.remove(tensor)
    flush(model)
    return before - len(g.g.node)
