#!/usr/bin/env python3
"""Makes the fixtures of Keras and HDF5: python3 make_keras.py, with Debian's python3-h5py and python3-numpy.

The files have the structure that Keras writes with h5py (keras/src/saving/saving_lib.py and keras/src/legacy/saving/legacy_h5_format.py).
The expected outputs are computed here, in double precision, from the equations of Keras's layers (keras/src/layers)."""
import io
import json
import zipfile
from pathlib import Path

import h5py
import numpy as np

HERE = Path(__file__).resolve().parent / "keras"
RANDOM = np.random.default_rng(20)
CASES = {}


def draw(*shape):
    return RANDOM.uniform(-0.7, 0.7, shape).astype("float32")


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


ACTIVATIONS = {
    "linear": lambda v: v,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "relu": lambda v: np.maximum(v, 0),
    "softplus": lambda v: np.log1p(np.exp(v)),
    "elu": lambda v: np.where(v > 0, v, np.exp(v) - 1),
    "silu": lambda v: v * sigmoid(v),
    "hard_sigmoid": lambda v: np.clip(v / 6 + 0.5, 0, 1),       # Keras 3
    "hard_sigmoid_2": lambda v: np.clip(0.2 * v + 0.5, 0, 1),   # Keras 2
}


# Layers: configuration, variables in Keras's order, and the equations.

def recurrent(kind, inputs, units, sequences=True, bias=True, activation="tanh", gates="sigmoid", after=True, version=3, **options):
    count = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}[kind]
    variables = [draw(inputs, count * units), draw(units, count * units)]
    if bias:
        variables.append(draw(2, count * units) if kind == "GRU" and after else draw(count * units))
    config = {"units": units, "activation": activation, "use_bias": bias, "return_sequences": sequences, "return_state": False, "go_backwards": False,
              "stateful": False, "unroll": False, "dropout": 0.0, "recurrent_dropout": 0.0}
    if kind != "SimpleRNN":
        config["recurrent_activation"] = gates
    if kind == "LSTM":
        config["unit_forget_bias"] = True
    if kind == "GRU":
        config["reset_after"] = after
    config.update(options)
    act = ACTIVATIONS[activation]
    gate = ACTIVATIONS[gates + "_2" if gates == "hard_sigmoid" and version == 2 else gates]
    w, r, *b = [v.astype("float64") for v in variables]
    b = b[0] if b else np.zeros((2, count * units) if kind == "GRU" and after else count * units)

    def step(x, h, c):
        if kind == "SimpleRNN":
            return act(x @ w + h @ r + b), c
        if kind == "LSTM":
            i, f, g, o = np.split(x @ w + h @ r + b, 4)
            c = gate(f) * c + gate(i) * act(g)
            return gate(o) * act(c), c
        if after:
            xz, xr, xh = np.split(x @ w + b[0], 3)
            hz, hr, hh = np.split(h @ r + b[1], 3)
            z, reset = gate(xz + hz), gate(xr + hr)
            n = act(xh + reset * hh)
        else:
            xz, xr, xh = np.split(x @ w + b, 3)
            rz, rr, rh = np.split(r, 3, axis=1)
            z, reset = gate(xz + h @ rz), gate(xr + h @ rr)
            n = act(xh + (reset * h) @ rh)
        return z * h + (1 - z) * n, c

    def run(xs):
        h, c, ys = np.zeros(units), np.zeros(units), []
        for x in xs:
            h, c = step(x, h, c)
            ys.append(h)
        return np.array(ys)

    return {"class": kind, "config": config, "variables": variables, "paths": ["cell"], "run": lambda xs: run(xs) if sequences else run(xs)[-1:], "raw": run}


def bidirectional(kind, inputs, units, sequences=True, **options):
    forward, backward = recurrent(kind, inputs, units, sequences, **options), recurrent(kind, inputs, units, sequences, go_backwards=True, **options)

    def run(xs):
        a, b = forward["raw"](xs), backward["raw"](xs[::-1])
        return np.concatenate([a, b[::-1]], axis=1) if sequences else np.concatenate([a[-1:], b[-1:]], axis=1)

    return {"class": "Bidirectional", "config": {"merge_mode": "concat"}, "inner": {"layer": forward, "backward_layer": backward},
            "variables": forward["variables"] + backward["variables"], "paths": ["forward_layer/cell", "backward_layer/cell"], "run": run}


def dense(inputs, units, activation="linear", bias=True):
    variables = [draw(inputs, units)] + ([draw(units)] if bias else [])
    w, *b = [v.astype("float64") for v in variables]
    return {"class": "Dense", "config": {"units": units, "activation": activation, "use_bias": bias}, "variables": variables, "paths": [""],
            "run": lambda xs: ACTIVATIONS[activation](xs @ w + (b[0] if b else 0))}


def distributed(layer):
    return {"class": "TimeDistributed", "config": {}, "inner": {"layer": layer}, "variables": layer["variables"], "paths": ["layer"], "run": layer["run"]}


def embedding(tokens, size, mask=False):
    table = draw(tokens, size)
    return {"class": "Embedding", "config": {"input_dim": tokens, "output_dim": size, "mask_zero": mask}, "variables": [table], "paths": [""],
            "run": lambda xs: table.astype("float64")[xs]}


def normalization(mean, variance, invert=False):
    mean, variance = np.array(mean, "float32"), np.array(variance, "float32")
    return {"class": "Normalization", "config": {"axis": [-1], "invert": invert, "mean": None, "variance": None},
            "variables": [mean, variance, np.array(0, "int32")], "paths": [""],
            "run": lambda xs: xs * np.sqrt(variance) + mean if invert else (xs - mean) / np.maximum(np.sqrt(variance), 1e-7)}


def plain(kind, run=lambda xs: xs, **config):
    return {"class": kind, "config": config, "variables": [], "paths": [""], "run": run}


def rescaling(scale, offset):
    return plain("Rescaling", lambda xs: xs * np.array(scale) + np.array(offset), scale=scale, offset=offset)


def activation(name):
    return plain("Activation", ACTIVATIONS[name], activation=name)


# Configurations.

def snake(name):
    return {"LSTM": "lstm", "GRU": "gru", "SimpleRNN": "simple_rnn", "TimeDistributed": "time_distributed", "InputLayer": "input_layer", "NotEqual": "not_equal"}.get(name, name.lower())


def name_layers(layers):
    counts = {}
    for layer in layers:
        kind = snake(layer["class"])
        layer["name"] = kind + ("_%d" % counts[kind] if kind in counts else "")
        counts[kind] = counts.get(kind, 0) + 1


def element(layer, version, name=None):
    config = {"name": name or layer.get("name", snake(layer["class"])), "trainable": True, "dtype": "float32", **layer["config"]}
    for key, inner in layer.get("inner", {}).items():
        config[key] = element(inner, version, {"backward_layer": "backward_", "layer": "forward_" if layer["class"] == "Bidirectional" else ""}[key] + snake(inner["class"]))
    result = {"class_name": layer["class"], "config": config}
    return {"module": "keras.layers", **result, "registered_name": None} if version == 3 else result


def sequential(layers, shape, version):
    name_layers(layers)
    first = {"batch_shape" if version == 3 else "batch_input_shape": shape, "dtype": "float32", "name": "input_1"}
    elements = [{"class_name": "InputLayer", "config": first}] + [element(layer, version) for layer in layers]
    model = {"class_name": "Sequential", "config": {"name": "sequential", "layers": elements}}
    return {"module": "keras", **model, "registered_name": None} if version == 3 else model


def functional(layers, shape, version, mask=False):
    name_layers(layers)
    elements, previous = [], "input_1"
    first = {"batch_shape" if version == 3 else "batch_input_shape": shape, "dtype": "float32", "name": previous}
    elements.append({"class_name": "InputLayer", "config": first, "name": previous, "inbound_nodes": []})
    tensor = lambda name: {"class_name": "__keras_tensor__", "config": {"shape": [None, None], "dtype": "float32", "keras_history": [name, 0, 0]}}
    for layer in layers:
        named = {"mask": tensor("not_equal")} if mask and layer["class"] in ("LSTM", "GRU") else {}
        nodes = [{"args": [tensor(previous)], "kwargs": named}] if version == 3 else [[[previous, 0, 0, {}]]]
        elements.append({**element(layer, version), "name": layer["name"], "inbound_nodes": nodes})
        previous = layer["name"]
        if mask and layer["class"] == "Embedding":
            elements.append({**element(plain("NotEqual"), version), "name": "not_equal", "inbound_nodes": [{"args": [tensor("input_1"), 0], "kwargs": {}}]})
    ends = (lambda name: [name, 0, 0]) if version == 3 else (lambda name: [[name, 0, 0]])
    return {"class_name": "Functional", "config": {"name": "model", "layers": elements, "input_layers": ends("input_1"), "output_layers": ends(previous)}}


# Files.

def store(group, key, value, how):
    if how == "bfloat16":
        bits = value.astype("float32").view("uint32")
        halves = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("uint16")
        data = group.create_dataset(key, shape=value.shape, dtype=h5py.h5t.create(h5py.h5t.OPAQUE, 2))
        data.id.write(h5py.h5s.ALL, h5py.h5s.ALL, halves, h5py.h5t.create(h5py.h5t.OPAQUE, 2))
        data.attrs["dtype"] = "bfloat16"
    elif how == "chunked" and value.ndim > 0:
        group.create_dataset(key, data=value, chunks=tuple(max(1, n // 2) for n in value.shape), compression="gzip", shuffle=True)
    elif how == "float16":
        group[key] = value.astype("float16")
    elif how == "big":
        group[key] = value.astype(">f8")
    else:
        group[key] = value


def by_class(file, layers, container, how, twice=False):
    counts = {}
    for layer in [plain("InputLayer")] + layers:
        kind = snake(layer["class"])
        group = file.require_group("%s/%s" % (container, kind + ("_%d" % counts[kind] if kind in counts else "")))
        # Keras 2 met layers with weights twice, and counted on.
        counts[kind] = counts.get(kind, 0) + (2 if twice and layer["variables"] else 1)
        group.require_group("vars")
        share = len(layer["variables"]) // len(layer["paths"])
        for k, path in enumerate(layer["paths"]):
            variables = group.require_group(path + "/vars" if path else "vars")
            variables.attrs["name"] = layer.get("name", kind)
            for n, value in enumerate(layer["variables"][k * share:(k + 1) * share]):
                store(variables, str(n), value, how)
    file.require_group("vars")


def by_names(file, layers, config, suffix=":0", version="2.11.0"):
    file.attrs["keras_version"], file.attrs["backend"] = version, "tensorflow"
    if config is not None:
        file.attrs["model_config"] = json.dumps(config)
        file = file.create_group("model_weights")
        file.attrs["keras_version"], file.attrs["backend"] = version.encode(), b"tensorflow"
    file.attrs["layer_names"] = [layer["name"].encode() for layer in layers]
    names = {"Embedding": ["embeddings"], "Normalization": ["mean", "variance", "count"]}
    for layer in layers:
        group = file.create_group(layer["name"])
        kinds = names.get(layer["class"], ["kernel", "recurrent_kernel", "bias"] if layer["class"] in ("LSTM", "GRU", "SimpleRNN") else ["kernel", "bias"])
        if layer["class"] == "Bidirectional":
            kinds = ["%s/%s_cell/%s" % (d, d, k) for d in ("forward", "backward") for k in ("kernel", "recurrent_kernel", "bias")]
        weights = [("%s/%s%s" % (layer["name"], k, suffix)).encode() for k, _ in zip(kinds, layer["variables"])]
        group.attrs["weight_names"] = weights
        for weight, value in zip(weights, layer["variables"]):
            group.create_dataset(weight, data=value)
    file.create_group("top_level_model_weights").attrs["weight_names"] = []


def archive(name, layers, config, version="3.6.0", container="layers", how="", twice=False, libver="earliest", members=("metadata.json", "config.json", "model.weights.h5")):
    memory = io.BytesIO()
    with h5py.File(memory, "w", libver=libver) as file:
        by_class(file, layers, container, how, twice)
    contents = {"metadata.json": json.dumps({"keras_version": version, "date_saved": "2025-01-01@00:00:00"}), "config.json": json.dumps(config), "model.weights.h5": memory.getvalue()}
    with zipfile.ZipFile(HERE / name, "w") as whole:
        for member in members:
            whole.writestr(zipfile.ZipInfo(member), contents[member])


def case(name, layers, inputs=None, tokens=None, steps=7, fixed=None):
    xs = RANDOM.integers(0, tokens, steps) if tokens else RANDOM.normal(0, 1, (steps, inputs)).astype("float32")
    if fixed:
        xs[:, fixed[0]] = fixed[1]
    ys = xs if tokens else xs.astype("float64")
    for layer in layers:
        ys = layer["run"](ys)
    CASES[name] = {"inputs": xs.ravel().tolist(), "outputs": [float("%.9g" % v) for v in ys.ravel()]}


def models():
    layers = [recurrent("LSTM", 3, 6, recurrent_dropout=0.25), plain("Dropout", rate=0.2), dense(6, 2, "tanh")]
    archive("lstm.keras", layers, sequential(layers, [None, None, 3], 3))
    case("lstm.keras", layers, 3)

    layers = [recurrent("GRU", 4, 5), distributed(dense(5, 3, "relu")), dense(3, 1, "sigmoid", bias=False)]
    with h5py.File(HERE / "gru.h5", "w") as file:
        by_names(file, layers, sequential(layers, [None, 9, 4], 2))
    case("gru.h5", layers, 4)

    layers = [recurrent("GRU", 2, 4, after=False), recurrent("GRU", 4, 3, after=False, bias=False), dense(3, 1)]
    archive("gru_before.keras", layers, sequential(layers, [None, None, 2], 2), "2.13.1", "_layer_checkpoint_dependencies", twice=True)
    case("gru_before.keras", layers, 2)

    layers = [bidirectional("LSTM", 3, 4), bidirectional("GRU", 8, 3, sequences=False), dense(6, 2)]
    with h5py.File(HERE / "bidirectional.h5", "w") as file:
        by_names(file, layers, sequential(layers, [None, None, 3], 2))
    case("bidirectional.h5", layers, 3)

    layers = [bidirectional("SimpleRNN", 2, 3, activation="relu", bias=False), recurrent("SimpleRNN", 6, 4, sequences=False), dense(4, 2)]
    archive("rnn.keras", layers, sequential(layers, [None, None, 2], 3))
    case("rnn.keras", layers, 2)

    layers = [embedding(11, 4, mask=True), recurrent("GRU", 4, 5), dense(5, 11)]
    archive("embedding.keras", layers, functional(layers, [None, None], 3, mask=True))
    case("embedding.keras", layers, tokens=11)

    layers = [plain("Masking", mask_value=0.0), recurrent("LSTM", 3, 5, bias=False, activation="linear", stateful=True), plain("Dropout", rate=0.1),
              dense(5, 4), activation("tanh"), dense(4, 1)]
    with h5py.File(HERE / "functional.h5", "w") as file:
        by_names(file, layers, functional(layers, [None, None, 3], 2))
    case("functional.h5", layers, 3)

    # The third feature never varies.
    layers = [normalization([1, -2, 0.5], [4, 0.25, 0]), recurrent("SimpleRNN", 3, 4), dense(4, 2), rescaling([3, 0.5], [-1, 2]), rescaling(2, 1)]
    archive("scaling.keras", layers, sequential(layers, [None, None, 3], 3))
    case("scaling.keras", layers, 3, fixed=(2, 0.5))

    layers = [rescaling(1 / 127.5, -1), normalization([0.5], [0.25]), recurrent("SimpleRNN", 2, 4), dense(4, 1), normalization([20], [9], invert=True)]
    layers[1]["variables"], layers[1]["config"]["mean"], layers[1]["config"]["variance"] = [], 0.5, 0.25
    with h5py.File(HERE / "rescaling.h5", "w") as file:
        by_names(file, layers, sequential(layers, [None, None, 2], 2))
    case("rescaling.h5", layers, 2)

    layers = [recurrent("LSTM", 2, 4, activation="relu", gates="hard_sigmoid", version=2), recurrent("GRU", 4, 3, activation="elu", gates="hard_sigmoid", version=2, after=False), dense(3, 2, "softplus")]
    with h5py.File(HERE / "cells.h5", "w") as file:
        by_names(file, layers, sequential(layers, [None, None, 2], 2))
    case("cells.h5", layers, 2)

    layers = [bidirectional("GRU", 2, 3, gates="hard_sigmoid"), recurrent("SimpleRNN", 6, 3, activation="silu", bias=False), dense(3, 2), activation("elu")]
    archive("cells.keras", layers, sequential(layers, [None, None, 2], 3))
    case("cells.keras", layers, 2)

    layers = [recurrent("LSTM", 3, 5, sequences=False), dense(5, 2)]
    name_layers(layers)
    with h5py.File(HERE / "apart.weights.h5", "w") as file:
        by_class(file, layers, "layers", "")
    (HERE / "apart.json").write_text(json.dumps(sequential(layers, [None, None, 3], 3)))
    case("apart.weights.h5", layers, 3)

    for how, libver in ("bfloat16", "earliest"), ("float16", "earliest"), ("big", "latest"), ("chunked", "v110"):
        name = "lstm_%s%s.keras" % (how, "" if libver == "earliest" else "_" + libver)
        layers = [recurrent("LSTM", 2, 4), dense(4, 1)]
        if how in ("bfloat16", "float16"):
            for layer in layers:
                layer["variables"] = [v.astype("float16") for v in layer["variables"]]
            rounded = [(v.astype("float32").view("uint32") & 0xFFFF0000).view("float32") if how == "bfloat16" else v.astype("float32") for layer in layers for v in layer["variables"]]
            layers[0], layers[1] = rebuilt(recurrent, rounded[:3], "LSTM", 2, 4), rebuilt(dense, rounded[3:], 4, 1)
        archive(name, layers, sequential(layers, [None, None, 2], 3), how=how, libver=libver)
        case(name, layers, 2)


def rebuilt(make, variables, *arguments):
    """A layer with given variables: its equations hold what draw gives."""
    global draw
    old, left = draw, list(variables)
    draw = lambda *shape: left.pop(0)
    try:
        return make(*arguments)
    finally:
        draw = old


def layouts(name, libver, **options):
    """An HDF5 file with what the reader has to know, Keras or not."""
    with h5py.File(HERE / name, "w", libver=libver, **options) as file:
        file.attrs["text"] = "a text of varying length: é"
        file.attrs["fixed"] = np.bytes_("of a fixed length")
        file.attrs["texts"] = ["one", "two", "three"]
        file.attrs["fixed_texts"] = [b"first", b"second"]
        file.attrs["empty"] = []
        for n in range(20):
            file.attrs["attribute %02d" % n] = "value %d" % n
        for n in range(40):
            file["many/value %02d" % n] = np.float32(n)
        if options:
            return
        numbers = np.arange(-30, 30).reshape(4, 5, 3)
        for kind in ("<f4", ">f4", "<f2", ">f2", "<f8", ">f8", "<i4", ">i4", "i1", "<i2", "<i8"):
            file["numbers/" + kind] = numbers.astype(kind)
        for kind in ("u1", "<u2", ">u4", "<u8"):
            file["numbers/" + kind] = (numbers + 30).astype(kind)
        file.create_dataset("chunked/plain", data=numbers.astype("f4"), chunks=(3, 2, 2))
        file.create_dataset("chunked/one", data=numbers.astype("f4"), chunks=(4, 5, 3))
        file.create_dataset("chunked/deflated", data=numbers.astype("f4"), chunks=(2, 5, 2), compression=9)
        file.create_dataset("chunked/shuffled", data=numbers.astype("f8"), chunks=(4, 3, 3), compression=1, shuffle=True, fletcher32=True)
        file.create_dataset("chunked/many", data=np.arange(2060 if libver == "latest" else 80, dtype="f4"), chunks=(2,))
        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        compact.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple((60,))
        h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F32LE, space, dcpl=compact).write(h5py.h5s.ALL, h5py.h5s.ALL, numbers.astype("f4").ravel())
        file.create_dataset("nothing", shape=(0, 3), dtype="f4")
        file.create_dataset("never", shape=(2, 3), dtype="f4")
        file.create_dataset("texts", data=[b"a", b"b"])
        file["links/soft"] = h5py.SoftLink("/compact")
        file["links/outside"] = h5py.ExternalLink("other.h5", "/compact")
        file.create_dataset("outside", shape=(2,), dtype="f4", external=[("/etc/hostname", 0, 8)])


def bomb():
    """A data set that is a thousand times as large as its file."""
    with h5py.File(HERE / "bomb.h5", "w") as file:
        file.create_dataset("zeros", data=np.zeros((5_000_000,), "f4"), chunks=(5_000_000,), compression=9)


HERE.mkdir(exist_ok=True)
models()
layouts("layouts.h5", "earliest")
layouts("layouts_latest.h5", "latest")
layouts("layouts_ordered.h5", "earliest", track_order=True)
bomb()
(HERE / "cases.json").write_text(json.dumps(CASES))
