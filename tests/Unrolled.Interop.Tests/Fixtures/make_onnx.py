#!/usr/bin/env python3
"""Makes the ONNX fixtures beside it, in onnx/: by PyTorch's exporter and by onnx.helper. Expected outputs are PyTorch's; where PyTorch has no such layer, the tests compare
with ONNX Runtime alone. Needs Debian's python3-torch, python3-onnx and python3-numpy.

    /usr/bin/python3 make_onnx.py
"""
import io, json
from pathlib import Path
import numpy, onnx, torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

OUT = Path(__file__).resolve().parent / "onnx"
OUT.mkdir(exist_ok=True)
CASES = {}
STEPS = 6


def numbers(tensor):
    return [float(numpy.float32(v)) for v in tensor.detach().numpy().reshape(-1)]


def save(name, model):
    (OUT / (name + ".onnx")).write_bytes(model if isinstance(model, bytes) else model.SerializeToString())


class Net(nn.Module):
    """Layers in a row around a recurrent one, with what people do at the end of it."""

    def __init__(self, rnn, head=None, end="all", embed=None, activation=None, learned=False):
        super().__init__()
        self.rnn, self.head, self.end, self.embed, self.activation = rnn, head, end, embed, activation
        self.h0 = nn.Parameter(torch.randn(rnn.num_layers * (2 if rnn.bidirectional else 1), 1, rnn.hidden_size)) if learned else None

    def forward(self, x, *state):
        x = x if self.embed is None else self.embed(x)
        if self.h0 is not None:
            state = (self.h0.expand(-1, x.shape[0 if self.rnn.batch_first else 1], -1).contiguous(),)
        y, h = self.rnn(x, *state)
        if self.end == "last":
            y = y[:, -1] if self.rnn.batch_first else y[-1]
        elif self.end == "h":
            y = h[-1]
        elif self.end == "halves":
            width = self.rnn.hidden_size
            y = torch.cat([y[:, -1, :width], y[:, 0, width:]], dim=1)
        elif self.end == "both":
            y = torch.cat([h[-2], h[-1]], dim=1)
        y = y if self.head is None else self.head(y)
        y = y if self.activation is None else self.activation(y)
        return y if not state or self.h0 is not None else (y, h)


def torch_case(name, net, inputs, opset=17, tokens=0, states=(), dynamic=True, **options):
    torch.manual_seed(len(CASES))
    net.eval()
    first = net.rnn.batch_first
    x = torch.randint(0, tokens, (STEPS,)) if tokens else torch.randn(STEPS, inputs)
    shaped = x.reshape(*((1, STEPS) if first else (STEPS, 1)), *(() if tokens else (inputs,)))
    with torch.no_grad():
        y = net(shaped, *states)
    y = y[0] if isinstance(y, tuple) else y
    axes = {"x": {0: "batch", 1: "steps"} if first else {0: "steps", 1: "batch"}} if dynamic else None
    names = ["x"] + ["state%d" % k for k in range(len(states))]
    buffer = io.BytesIO()
    torch.onnx.export(net, (shaped, *states), buffer, input_names=names, output_names=["y"], opset_version=opset, dynamic_axes=axes, **options)
    save(name, buffer.getvalue())
    CASES[name] = {"x": numbers(x.float()), "y": numbers(y)}


def graph(nodes, weights, inputs, outputs=("y",), opset=14, ir=7, **options):
    values = [helper.make_tensor_value_info(n, t, s) for n, t, s in inputs]
    results = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs]
    initializers = [w if isinstance(w, TensorProto) else numpy_helper.from_array(w, n) for n, w in weights.items()]
    model = helper.make_model(helper.make_graph(nodes, "g", values, results, initializers), opset_imports=[helper.make_opsetid("", opset)], **options)
    model.ir_version = ir
    return model


def node(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs, outputs, name=op.lower() + "_" + outputs[0], **attributes)


def random(*shape):
    return (numpy.random.standard_normal(shape) * 0.5).astype(numpy.float32)


def ints(*values):
    return numpy.array(values, numpy.int64)


def recurrent(op, inputs, hidden, directions=1, bias=True, peepholes=False):
    gates = {"LSTM": 4, "GRU": 3, "RNN": 1}[op]
    weights = {"W": random(directions, gates * hidden, inputs), "R": random(directions, gates * hidden, hidden)}
    if bias:
        weights["B"] = random(directions, 2 * gates * hidden)
    if peepholes:
        weights["P"] = random(directions, 3 * hidden)
    names = ["x", "W", "R", "B" if bias else ""] + (["", "", "", "P"] if peepholes else [])
    return weights, names


X = [("x", TensorProto.FLOAT, ["steps", "batch", 3])]


def torch_cases():
    torch.manual_seed(1)
    torch_case("torch_lstm", Net(nn.LSTM(3, 5), nn.Linear(5, 2)), 3)
    torch_case("torch_lstm_opset7", Net(nn.LSTM(3, 5), nn.Linear(5, 2)), 3, opset=7, dynamic=False)
    torch_case("torch_lstm_opset9", Net(nn.LSTM(3, 5, batch_first=True), nn.Linear(5, 2)), 3, opset=9)
    torch_case("torch_unfolded", Net(nn.LSTM(3, 5, bidirectional=True), nn.Linear(10, 2)), 3, do_constant_folding=False)
    torch_case("torch_stack", Net(nn.LSTM(3, 5, num_layers=2, bidirectional=True, batch_first=True), nn.Linear(10, 2), activation=nn.Sigmoid()), 3)
    torch_case("torch_rnn_relu", Net(nn.RNN(3, 5, nonlinearity="relu", bias=False), nn.Linear(5, 2, bias=False), activation=nn.ReLU()), 3)
    torch_case("torch_embedding", Net(nn.GRU(4, 5), nn.Linear(5, 7), embed=nn.Embedding(7, 4)), 0, tokens=7)
    torch_case("torch_last", Net(nn.GRU(3, 5, batch_first=True), nn.Linear(5, 2), end="last"), 3)
    torch_case("torch_last_both", Net(nn.GRU(3, 5, batch_first=True, bidirectional=True), nn.Linear(10, 2), end="last"), 3)
    torch_case("torch_h", Net(nn.GRU(3, 5, num_layers=2), nn.Linear(5, 2), end="h"), 3)
    torch_case("torch_h_both", Net(nn.GRU(3, 5, num_layers=2, bidirectional=True), nn.Linear(10, 2), end="both"), 3)
    torch_case("torch_states", Net(nn.GRU(3, 5), nn.Linear(5, 2)), 3, states=(torch.zeros(1, 1, 5),))
    torch_case("torch_states_stack", Net(nn.GRU(3, 5, num_layers=2), nn.Linear(5, 2)), 3, states=(torch.zeros(2, 1, 5),))
    torch_case("torch_halves", Net(nn.GRU(3, 5, batch_first=True, bidirectional=True), nn.Linear(10, 2), end="halves"), 3)
    torch_case("torch_learned", Net(nn.GRU(3, 5, num_layers=2), nn.Linear(5, 2), learned=True), 3)
    torch_case("torch_fixed", Net(nn.LSTM(3, 5), nn.Linear(5, 2)), 3, dynamic=False)


def made_cases():
    numpy.random.seed(2)
    y = lambda op, names, **attributes: node(op, names, ["y"], **attributes)
    weights, names = recurrent("LSTM", 3, 4, peepholes=True)
    save("peepholes", graph([y("LSTM", names, hidden_size=4)], weights, X))
    save("input_forget", graph([y("LSTM", names, hidden_size=4, input_forget=1)], weights, X))
    save("clip", graph([y("LSTM", names, hidden_size=4, clip=1.0)], weights, X))
    save("hard_sigmoid", graph([y("LSTM", names, hidden_size=4, activations=["HardSigmoid", "Relu", "Tanh"], activation_alpha=[0.25], activation_beta=[0.5])], weights, X))
    save("identity", graph([y("LSTM", names, hidden_size=4, activations=["Sigmoid", "Tanh", "Affine"], activation_alpha=[1.0], activation_beta=[0.0])], weights, X))
    weights, names = recurrent("GRU", 3, 4, 2)
    for after in (0, 1):
        save("gru_%s" % ("after" if after else "before"), graph([y("GRU", names, hidden_size=4, direction="bidirectional", linear_before_reset=after)], weights, X))
    weights, names = recurrent("GRU", 3, 4)
    for after in (0, 1):
        save("gru_relu_%s" % ("after" if after else "before"), graph([y("GRU", names, hidden_size=4, linear_before_reset=after, activations=["Sigmoid", "Softsign"])], weights, X))
    weights, names = recurrent("RNN", 3, 4)
    save("rnn_leaky", graph([y("RNN", names, hidden_size=4, activations=["LeakyRelu"], activation_alpha=[0.3])], weights, X))
    save("thresholded", graph([y("RNN", names, hidden_size=4, activations=["ThresholdedRelu"], activation_alpha=[0.3])], weights, X))
    save("reverse", graph([y("RNN", names, hidden_size=4, direction="reverse")], weights, X))

    # Two operators that read the same, as tf2onnx leaves some bidirectional layers; the second reads a reversed sequence.
    (wf, nf), (wb, nb) = recurrent("GRU", 3, 4), recurrent("GRU", 3, 4)
    rename = lambda names, tail: [n if n in ("", "x") else n + tail for n in names]
    weights = {**{n + "f": w for n, w in wf.items()}, **{n + "b": w for n, w in wb.items()}, "one": ints(1), "lengths": numpy.array([STEPS], numpy.int32)}
    nodes = [node("GRU", rename(nf, "f"), ["yf", "hf"], hidden_size=4), node("GRU", rename(nb, "b"), ["yb", "hb"], hidden_size=4, direction="reverse")]
    squeezed = [node("Squeeze", ["yf", "one"], ["sf"]), node("Squeeze", ["yb", "one"], ["sb"])]
    save("apart", graph(nodes + squeezed + [node("Concat", ["sf", "sb"], ["y"], axis=2)], weights, X))
    final = [node("Squeeze", ["hf", "zero"], ["sf"]), node("Squeeze", ["hb", "zero"], ["sb"]), node("Concat", ["sf", "sb"], ["y"], axis=1)]
    save("apart_last", graph(nodes + final, {**weights, "zero": ints(0)}, X))
    nodes = [nodes[0], node("ReverseSequence", ["x", "lengths64"], ["xr"], time_axis=0, batch_axis=1),
             node("GRU", ["xr"] + rename(nb, "b")[1:], ["yb"], hidden_size=4), squeezed[0], squeezed[1],
             node("ReverseSequence", ["sb", "lengths64"], ["sr"], time_axis=0, batch_axis=1), node("Concat", ["sf", "sr"], ["y"], axis=2)]
    save("reversed", graph(nodes, {**weights, "lengths64": ints(STEPS)}, X))

    # The same by a slice with a negative step, and lengths that are an input.
    flip = lambda source, target: node("Slice", [source, "minus", "first", "zero", "minus"], [target])
    nodes = [nodes[0], flip("x", "xr"), nodes[2], squeezed[0], squeezed[1], flip("sb", "sr"), nodes[-1]]
    save("flipped", graph(nodes, {**weights, "minus": ints(-1), "first": ints(-2**63), "zero": ints(0)}, X))
    save("lengths", graph([y("GRU", rename(nf, "f") + ["given"], hidden_size=4, direction="reverse")], {k: v for k, v in weights.items() if k[1:] == "f"},
                          X + [("given", TensorProto.INT32, ["batch"])]))

    # One operator of both directions, taken apart and joined again, and its final outputs.
    (w2, n2) = recurrent("GRU", 3, 4, 2)
    parts = [node("GRU", n2, ["s", "h"], hidden_size=4, direction="bidirectional"),
             node("Slice", ["s", "zero", "one", "one"], ["s0"]), node("Slice", ["s", "one", "two", "one"], ["s1"]), node("Squeeze", ["s0", "one"], ["q0"]),
             node("Squeeze", ["s1", "one"], ["q1"]), node("Concat", ["q0", "q1"], ["y"], axis=-1)]
    save("parted", graph(parts, {**w2, "zero": ints(0), "one": ints(1), "two": ints(2)}, X))
    parts = [parts[0], node("Split", ["h"], ["h0", "h1"], axis=0), node("Squeeze", ["h0", "zero"], ["q0"]), node("Squeeze", ["h1", "zero"], ["q1"]),
             node("Concat", ["q0", "q1"], ["y"], axis=-1)]
    save("parted_last", graph(parts, {**w2, "zero": ints(0)}, X))

    # A step at a time, with the state in and out.
    weights, names = recurrent("GRU", 3, 4)
    save("stream", graph([node("Unsqueeze", ["x", "zero"], ["s"]), node("GRU", ["s"] + names[1:] + ["", "h"], ["", "hn"], hidden_size=4), node("Squeeze", ["hn", "zero"], ["q"]),
                          node("MatMul", ["q", "D"], ["y"])], {**weights, "D": random(4, 2), "zero": ints(0)},
                         [("x", TensorProto.FLOAT, [1, 3]), ("h", TensorProto.FLOAT, [1, 1, 4])], outputs=("y", "hn")))

    # Weights of other types, unpacked lists, data in another file.
    weights, names = recurrent("LSTM", 3, 4)
    plain = graph([y("LSTM", names, hidden_size=4)], weights, X)
    for name, kind in (("half", TensorProto.FLOAT16), ("double", TensorProto.DOUBLE), ("bfloat16", TensorProto.BFLOAT16)):
        tensors, casts = {}, []
        for key, value in weights.items():
            if kind == TensorProto.BFLOAT16:
                bits = [int(b) >> 16 for b in value.reshape(-1).view(numpy.uint32)]
                tensors[key + "_"] = helper.make_tensor(key + "_", kind, value.shape, numpy.array(bits, numpy.uint16).tobytes(), raw=True)
            else:
                listed = value.astype(numpy.float16 if kind == TensorProto.FLOAT16 else numpy.float64).reshape(-1)
                tensors[key + "_"] = helper.make_tensor(key + "_", kind, value.shape, listed)
            casts.append(node("Cast", [key + "_"], [key], to=TensorProto.FLOAT))
        save(name, graph(casts + [y("LSTM", names, hidden_size=4)], tensors, X))
    save("listed", graph([y("LSTM", names, hidden_size=4)], {k: helper.make_tensor(k, TensorProto.FLOAT, v.shape, v.reshape(-1)) for k, v in weights.items()}, X))
    save("unpacked", unpacked(graph([y("LSTM", names, hidden_size=4)], {}, X), weights))
    external(plain)

    # Layout 1, which ONNX Runtime does not run: the numbers are those of the plain file.
    batch = [("x", TensorProto.FLOAT, ["batch", "steps", 3])]
    save("layout", graph([y("LSTM", names, hidden_size=4, layout=1)], weights, batch))
    save("plain", plain)

    # A residual, standardised inputs, rescaled outputs, and what is refused.
    weights, names = recurrent("LSTM", 3, 4)
    scale = {"mean": random(3), "deviation": abs(random(3)) + 1, "D": random(4, 3), "b": random(3), "m": random(3), "s": abs(random(3)) + 1, "one": ints(1), "hundred": numpy.array(255, numpy.float32)}
    body = [node("LSTM", ["n"] + names[1:], ["l"], hidden_size=4), node("Squeeze", ["l", "one"], ["q"]), node("MatMul", ["q", "D"], ["d"]), node("Add", ["d", "b"], ["e"])]
    save("standardize", graph([node("Sub", ["x", "mean"], ["c"]), node("Div", ["c", "deviation"], ["n"]), *body, node("Mul", ["e", "s"], ["t"]), node("Add", ["t", "m"], ["y"])],
                              {**weights, **scale}, X))
    save("scaled", graph([node("Div", ["x", "hundred"], ["n"]), *body, node("Relu", ["e"], ["t"]), node("Sub", ["t", "m"], ["y"])], {**weights, **scale}, X))
    save("residual", graph([node("Identity", ["x"], ["n"]), *body, node("Add", ["x", "e"], ["y"])], {**weights, **scale}, X))
    save("activation", graph([node("Identity", ["x"], ["n"]), body[0], body[1], node("Relu", ["q"], ["r"]), node("MatMul", ["r", "D"], ["y"])], {**weights, **scale}, X))
    (wg, ng) = recurrent("GRU", 4, 4)
    save("dropout", graph([node("Identity", ["x"], ["n"]), body[0], body[1], node("Dropout", ["q", "ratio"], ["p"]), node("GRU", ["p"] + [n + "2" for n in ng[1:]], ["y"], hidden_size=4)],
                          {**weights, **scale, **{n + "2": w for n, w in wg.items()}, "ratio": numpy.array(0.25, numpy.float32)}, X))
    save("softmax", graph([node("Identity", ["x"], ["n"]), *body, node("Softmax", ["e"], ["y"], axis=-1)], {**weights, **scale}, X))
    save("conv", graph([node("Conv", ["x", "K"], ["n"]), *body, node("Identity", ["e"], ["y"])], {**weights, **scale, "K": random(3, 3, 1)}, X))
    save("fork", graph([node("Identity", ["x"], ["n"]), *body, node("Add", ["e", "e"], ["y"])], {**weights, **scale}, X))
    tf2onnx()
    dynamo()


def dynamo():
    """What PyTorch's newer exporter writes for an LSTM: weights sliced and joined from PyTorch's order, sizes calculated for a reshape of one direction."""
    hidden = 4
    weights = {"w": random(4 * hidden, 3), "r": random(4 * hidden, hidden), "bi": random(4 * hidden), "bh": random(4 * hidden), "D": random(2, hidden), "b": random(2)}
    weights |= {"n%d" % k: ints(k) for k in (0, 1, 2, 3, 4, 8, 12, 16)} | {"i1": numpy.array(1, numpy.int64), "last": ints(hidden)}
    nodes = []

    def ordered(name):
        parts = []
        for k in (0, 12, 4, 8):
            parts.append("%s_%d" % (name, k))
            nodes.append(node("Slice", [name, "n%d" % k, "n%d" % (k + 4), "n0"], [parts[-1]]))
        nodes.append(node("Concat", parts, [name + "_o"], axis=0))

    for name in ("w", "r", "bi", "bh"):
        ordered(name)
    nodes.extend([
        node("Concat", ["bi_o", "bh_o"], ["bb"], axis=0), node("Unsqueeze", ["w_o", "n0"], ["W"]), node("Unsqueeze", ["r_o", "n0"], ["R"]), node("Unsqueeze", ["bb", "n0"], ["B"]),
        node("Shape", ["x"], ["batch_"], start=0, end=1), node("Concat", ["n1", "batch_", "last"], ["sizes"], axis=0), node("Expand", ["zeros", "sizes"], ["state"]),
        node("Transpose", ["x"], ["xt"], perm=[1, 0, 2]), node("LSTM", ["xt", "W", "R", "B", "", "state", "state"], ["l", "h", "c"], hidden_size=hidden),
        node("Transpose", ["l"], ["t"], perm=[0, 2, 1, 3]), node("Shape", ["t"], ["s"]), node("Slice", ["s", "n0", "n2", "n0"], ["outer"]),
        node("Slice", ["s", "n2", "n3", "n0"], ["d"]), node("Slice", ["s", "n3", "n4", "n0"], ["f"]), node("Mul", ["d", "f"], ["df"]), node("Concat", ["outer", "df"], ["target"], axis=0),
        node("Reshape", ["t", "target"], ["q"], allowzero=1), node("Transpose", ["q"], ["p"], perm=[1, 0, 2]),
        node("Transpose", ["D"], ["Dt"], perm=[1, 0]), node("MatMul", ["p", "Dt"], ["m"]), node("Add", ["m", "b"], ["y"])])
    weights["zeros"] = numpy.zeros((1, 1, hidden), numpy.float32)
    save("dynamo", graph(nodes, weights, [("x", TensorProto.FLOAT, ["batch", "steps", 3])], opset=17, producer_name="pytorch"))


def tf2onnx():
    """What tf2onnx writes for LSTM(return_sequences=True), TimeDistributed(Dense), with a product in two axes and a batch of zeros as the states."""
    weights, names = recurrent("LSTM", 3, 4)
    weights |= {"D": random(4, 2), "b": random(2), "zero": ints(0), "one": ints(1), "hidden": ints(4), "rows": ints(-1, 4), "outputs": ints(2), "two": ints(2)}
    nodes = [
        node("Transpose", ["x"], ["xt"], perm=[1, 0, 2]), node("Shape", ["x"], ["shape"]), node("Slice", ["shape", "zero", "one"], ["batch"]),
        node("Concat", ["one", "batch", "hidden"], ["sizes"], axis=0), node("ConstantOfShape", ["sizes"], ["state"]),
        node("LSTM", ["xt"] + names[1:] + ["", "state", "state"], ["l"], hidden_size=4, activations=["Sigmoid", "Tanh", "Tanh"]),
        node("Squeeze", ["l", "one"], ["s"]), node("Transpose", ["s"], ["t"], perm=[1, 0, 2]),
        node("Shape", ["t"], ["ts"]), node("Gather", ["ts", "both"], ["free"], axis=0), node("Concat", ["free", "outputs"], ["new"], axis=0),
        node("Reshape", ["t", "rows"], ["r"]), node("MatMul", ["r", "D"], ["m"]), node("Reshape", ["m", "new"], ["n"]), node("Add", ["n", "b"], ["y"])]
    model = graph(nodes, {**weights, "both": ints(0, 1)}, [("x", TensorProto.FLOAT, ["unk__1", "unk__2", 3])], producer_name="tf2onnx", producer_version="1.16.1")
    save("tf2onnx", model)


def field(number, wire, payload):
    return bytes([number << 3 | wire]) + (varint(len(payload)) if wire == 2 else b"") + payload


def varint(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def unpacked(model, weights):
    """Initializers whose numbers are not packed, in a second part of the graph, which a reader merges."""
    tensors = b""
    for name, value in weights.items():
        dims = b"".join(field(1, 0, varint(d)) for d in value.shape)
        data = b"".join(field(4, 5, v.tobytes()) for v in value.reshape(-1))
        tensors += field(5, 2, dims + field(2, 0, varint(TensorProto.FLOAT)) + data + field(8, 2, name.encode()))
    return model.SerializeToString() + field(7, 2, tensors)


def external(model):
    """The same model with its data in another file."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    data = b""
    for tensor in copy.graph.initializer:
        raw = tensor.raw_data
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", "external.onnx.data"), ("offset", str(len(data))), ("length", str(len(raw)))):
            entry = tensor.external_data.add()
            entry.key, entry.value = key, value
        data += raw
    save("external", copy)
    (OUT / "external.onnx.data").write_bytes(data)


torch_cases()
made_cases()
(OUT / "cases.json").write_text(json.dumps(CASES, indent=0) + "\n")
