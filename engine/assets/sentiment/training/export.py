"""Weights → the ONNX file that the engine reads: the graph of `encoder`, then 8-bit weights per channel."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from encoder import EPSILON, HEADS, LAYERS, NEVER, WIDTH

OPSET, IR_VERSION = 17, 8
HEAD_WIDTH = WIDTH // HEADS


class Graph:
    """Nodes and constants as they are added; every value has the name of what made it."""

    def __init__(self, weights):
        self.weights, self.nodes, self.constants = weights, [], {}

    def constant(self, name, value):
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name):
        return self.constant(name, self.weights[name])

    def number(self, value):
        return self.constant(f"number {value}", np.array(value, np.float32))

    def integers(self, *values):
        return self.constant(f"integers {values}", np.array(values, np.int64))

    def add(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def dense(self, name, values):
        product = self.add("MatMul", [values, self.weight(f"{name}.weight")], f"{name}/product")
        return self.add("Add", [product, self.weight(f"{name}.bias")], f"{name}/out")

    def norm(self, name, values):
        inputs = [values, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.add("LayerNormalization", inputs, f"{name}/out", epsilon=EPSILON, axis=-1)


def write(weights, folder):
    """`sentiment.onnx` and `sentiment.int8.onnx` in `folder`; gives the path of the latter."""
    full, small = Path(folder) / "sentiment.onnx", Path(folder) / "sentiment.int8.onnx"
    onnx.save(model_of(weights), full)
    quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=False)
    return small


def model_of(weights):
    graph = Graph(weights)
    mask = graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    hidden, reach = embedded(graph), reached(graph, mask)
    for layer in range(LAYERS):
        hidden = block(graph, f"encoder.layer.{layer}", hidden, reach)
    mean = mean_of(graph, hidden, mask)
    graph.add("Identity", [graph.dense("head.classes", mean)], "logits")
    valence = graph.add("Tanh", [graph.dense("head.valence", mean)], "valence/column")
    graph.add("Squeeze", [valence, graph.integers(-1)], "valence")
    tensor = helper.make_tensor_value_info
    inputs = [tensor(name, TensorProto.INT64, ["batch", "seq"]) for name in ("input_ids", "attention_mask")]
    outputs = [tensor("logits", TensorProto.FLOAT, ["batch", 3]), tensor("valence", TensorProto.FLOAT, ["batch"])]
    made = helper.make_graph(graph.nodes, "sentiment", inputs, outputs, list(graph.constants.values()))
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="audiapro")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def embedded(graph):
    words = graph.add("Gather", [graph.weight("embeddings.word_embeddings.weight"), "input_ids"], "words")
    # Taken by number, as words are, so that both tables become 8 bits.
    table = graph.weights["embeddings.position_embeddings.weight"]
    numbers = graph.constant("numbers", np.arange(len(table), dtype=np.int64))
    length = graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    numbers = graph.add("Slice", [numbers, graph.integers(0), length, graph.integers(0)], "numbers of places")
    places = graph.add("Gather", [graph.weight("embeddings.position_embeddings.weight"), numbers], "places")
    kind = graph.constant("kind", graph.weights["embeddings.token_type_embeddings.weight"][0])
    where = graph.add("Add", [places, kind], "places and kind")
    return graph.norm("embeddings.LayerNorm", graph.add("Add", [words, where], "embedded"))


def reached(graph, mask):
    """What is added to attention: nothing for words, so much that nothing is left for padding."""
    wide = graph.add("Unsqueeze", [mask, graph.integers(1, 2)], "reach/mask")
    absent = graph.add("Sub", [graph.number(1.0), wide], "reach/absent")
    return graph.add("Mul", [absent, graph.number(NEVER)], "reach")


def block(graph, name, hidden, reach):
    query, key, value = (heads(graph, f"{name}.attention.self.{part}", hidden) for part in ("query", "key", "value"))
    turned = graph.add("Transpose", [key], f"{name}/key turned", perm=[0, 1, 3, 2])
    scores = graph.add("MatMul", [query, turned], f"{name}/scores")
    scores = graph.add("Mul", [scores, graph.number(HEAD_WIDTH**-0.5)], f"{name}/scaled")
    shares = graph.add("Softmax", [graph.add("Add", [scores, reach], f"{name}/masked")], f"{name}/shares", axis=-1)
    seen = graph.add("MatMul", [shares, value], f"{name}/seen by head")
    seen = graph.add("Transpose", [seen], f"{name}/seen turned", perm=[0, 2, 1, 3])
    seen = graph.add("Reshape", [seen, graph.integers(0, 0, WIDTH)], f"{name}/seen")
    seen = graph.dense(f"{name}.attention.output.dense", seen)
    seen = graph.add("Add", [seen, hidden], f"{name}/seen and hidden")
    hidden = graph.norm(f"{name}.attention.output.LayerNorm", seen)
    wide = graph.dense(f"{name}.output.dense", gelu(graph, name, graph.dense(f"{name}.intermediate.dense", hidden)))
    return graph.norm(f"{name}.output.LayerNorm", graph.add("Add", [wide, hidden], f"{name}/wide and hidden"))


def heads(graph, name, hidden):
    split = graph.add("Reshape", [graph.dense(name, hidden), graph.integers(0, 0, HEADS, HEAD_WIDTH)], f"{name}/split")
    return graph.add("Transpose", [split], f"{name}/heads", perm=[0, 2, 1, 3])


def gelu(graph, name, values):
    """x (1 + erf(x / √2)) / 2, in the form that ONNX Runtime joins to one operation."""
    turned = graph.add("Div", [values, graph.number(2**0.5)], f"{name}/gelu/scaled")
    risen = graph.add("Add", [graph.add("Erf", [turned], f"{name}/gelu/erf"), graph.number(1.0)], f"{name}/gelu/risen")
    grown = graph.add("Mul", [values, risen], f"{name}/gelu/grown")
    return graph.add("Mul", [grown, graph.number(0.5)], f"{name}/gelu")


def mean_of(graph, hidden, mask):
    share = graph.add("Unsqueeze", [mask, graph.integers(2)], "mean/share")
    kept = graph.add("Mul", [hidden, share], "mean/kept")
    total = graph.add("ReduceSum", [kept, graph.integers(1)], "mean/total", keepdims=0)
    count = graph.add("ReduceSum", [share, graph.integers(1)], "mean/count", keepdims=0)
    return graph.add("Div", [total, count], "mean")
