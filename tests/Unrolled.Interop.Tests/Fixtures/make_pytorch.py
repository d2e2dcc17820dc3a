#!/usr/bin/env python3
"""Makes the fixtures of the PyTorch tests in pytorch/ beside this file, with outputs that PyTorch computes: python3 make_pytorch.py

Needs PyTorch (Debian: python3-torch). Files are written with the format's own libraries where there are such; TorchSharp's and
safetensors' are so simple that this script writes them itself."""
import argparse, collections, copy, io, json, pickle, struct, zipfile
from pathlib import Path

import torch
from torch import nn

OUT = Path(__file__).resolve().parent / "pytorch"
CASES = {}


class Net(nn.Module):
    """A recurrent layer and a head."""

    def __init__(self, rnn, head=None, embed=None):
        super().__init__()
        if embed is not None:
            self.embed = embed
        self.rnn = rnn
        if head is not None:
            self.head = head

    def forward(self, x):
        if hasattr(self, "embed"):
            x = self.embed(x)
        y, _ = self.rnn(x)
        return self.head(y) if hasattr(self, "head") else y


class Hyper:
    """A class that no reader knows."""

    def __init__(self):
        self.hidden = 6
        self.extra = {"a": (1, 2.5, None)}


def case(name, model, inputs, steps=7, tokens=0):
    """Input and output of a model in float32."""
    torch.manual_seed(len(CASES))
    model = copy.deepcopy(model).float()
    x = torch.randint(0, tokens, (steps,)) if tokens else torch.randn(steps, inputs)
    with torch.no_grad():
        y = model(x.unsqueeze(1)).squeeze(1)
    CASES[name] = {"x": x.reshape(-1).tolist(), "y": y.reshape(-1).tolist()}


def save(value, name, **options):
    torch.save(value, OUT / name, **options)


def rezip(source, name, change=lambda n, d: d, method=zipfile.ZIP_STORED, extra=()):
    """The same archive with other members."""
    with zipfile.ZipFile(OUT / source) as old, zipfile.ZipFile(OUT / name, "w", method) as new:
        for member in old.namelist():
            new.writestr(zipfile.ZipInfo(member), change(member, old.read(member)), method)
        for member, data in extra:
            new.writestr(zipfile.ZipInfo(member), data, method)


TYPES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int64: "I64"}
NUMBERS = {torch.float16: 5, torch.float32: 6, torch.float64: 7, torch.bfloat16: 15, torch.int64: 4}


def raw(tensor):
    tensor = tensor.contiguous()
    return bytes(tensor.view(torch.int16).numpy().tobytes() if tensor.dtype == torch.bfloat16 else tensor.numpy().tobytes())


def safetensors(state, name, metadata=None, by_name=True):
    """As the safetensors library writes: the tensors by name, larger types first."""
    rank = {"I64": 0, "F64": 1, "F32": 2, "F16": 3, "BF16": 3}
    entries = sorted(state.items(), key=lambda e: (rank[TYPES[e[1].dtype]], e[0])) if by_name else list(state.items())
    header, at = {"__metadata__": metadata or {"format": "pt"}}, 0
    for key, tensor in entries:
        size = len(raw(tensor))
        header[key] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    (OUT / name).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(raw(t) for _, t in entries))


def leb128(number):
    out = bytearray()
    while True:
        out.append((number & 0x7F) | (0x80 if number > 0x7F else 0))
        number >>= 7
        if number == 0:
            return bytes(out)


def torchsharp(state, name):
    """As TorchSharp's exportsd.py writes."""
    out = io.BytesIO()
    out.write(leb128(len(state)))
    for key, tensor in state.items():
        out.write(leb128(len(key.encode())) + key.encode() + leb128(NUMBERS[tensor.dtype]) + leb128(tensor.dim()))
        for size in tensor.shape:
            out.write(leb128(size))
        out.write(raw(tensor))
    (OUT / name).write_bytes(out.getvalue())


def lists(state):
    return {key: tensor.tolist() for key, tensor in state.items()}


def main():
    OUT.mkdir(exist_ok=True)
    torch.manual_seed(1)
    small = Net(nn.LSTM(3, 6), nn.Linear(6, 2))
    case("small", small, 3)
    save(small.state_dict(), "small.pt")
    for protocol in (3, 4, 5):
        save(small.state_dict(), "protocol%d.pt" % protocol, pickle_protocol=protocol)
    save(small.state_dict(), "legacy.pt", _use_new_zipfile_serialization=False)
    rezip("small.pt", "deflated.pt", method=zipfile.ZIP_DEFLATED)
    swap = lambda n, d: struct.pack(">%df" % (len(d) // 4), *struct.unpack("<%df" % (len(d) // 4), d)) if "/data/" in n else d
    rezip("small.pt", "big_endian.pt", swap, extra=[("small/byteorder", b"big")])

    for name, kind in (("half", torch.float16), ("bfloat16", torch.bfloat16), ("double", torch.float64)):
        model = copy.deepcopy(small).to(kind)
        case(name, model, 3)
        save(model.state_dict(), name + ".pt")
        safetensors(model.state_dict(), name + ".safetensors")
        torchsharp(model.state_dict(), name + ".dat")
    safetensors(small.state_dict(), "by_name.safetensors")
    safetensors(small.state_dict(), "in_order.safetensors", by_name=False)
    torchsharp(small.state_dict(), "small.dat")

    # one storage for all, at offsets; the head's matrix lies transposed in it
    pieces, views, at = [], collections.OrderedDict(), 5
    for key, tensor in small.state_dict().items():
        pieces.append(tensor.t().reshape(-1) if key == "head.weight" else tensor.reshape(-1))
    storage = torch.cat([torch.full((5,), float("nan"))] + pieces)
    for (key, tensor), piece in zip(small.state_dict().items(), pieces):
        view = storage[at:at + piece.numel()]
        views[key] = view.view(tensor.t().shape).t() if key == "head.weight" else view.view(tensor.shape)
        at += piece.numel()
    save(views, "views.pt")

    # a checkpoint: other keys, an optimiser, objects of unknown classes, the prefix of DataParallel
    optimiser = torch.optim.Adam(small.parameters())
    y = small(torch.randn(4, 1, 3)).square().mean()
    y.backward()
    optimiser.step()
    small.zero_grad()
    case("checkpoint", small, 3)
    average = copy.deepcopy(small)
    with torch.no_grad():
        for parameter in average.parameters():
            parameter.mul_(0.5)
    case("average", average, 3)
    save({
        "epoch": 9, "loss": 0.25, "hyper_parameters": Hyper(), "args": argparse.Namespace(hidden=6), "optimizer_state_dict": optimiser.state_dict(),
        "model_state_dict": collections.OrderedDict(("module." + k, v) for k, v in small.state_dict().items()),
        "ema": {"model": average.state_dict(), "updates": 3},
    }, "checkpoint.tar")
    save(small, "module.pt")

    torch.manual_seed(2)
    both = Net(nn.LSTM(3, 4, num_layers=2, bidirectional=True), nn.Linear(8, 1))
    case("both", both, 3)
    save(both.state_dict(), "both.pt")
    gru = Net(nn.GRU(2, 5, num_layers=2), nn.Linear(5, 3))
    case("gru", gru, 2)
    save(gru.state_dict(), "gru.pt")
    plain = Net(nn.GRU(3, 4, bias=False, bidirectional=True))
    case("gru_without_biases", plain, 3)
    save(plain.state_dict(), "gru_without_biases.pt")
    save(plain.rnn.state_dict(), "bare.pt")
    projection = Net(nn.LSTM(3, 7, proj_size=4), nn.Linear(4, 2))
    case("projection", projection, 3)
    save(projection.state_dict(), "projection.pt")
    relu = Net(nn.RNN(2, 5, nonlinearity="relu"), nn.Linear(5, 2))
    case("relu", relu, 2)
    save(relu.state_dict(), "relu.pt")
    save(relu, "relu_module.pt")
    tokens = Net(nn.GRU(4, 6), nn.Linear(6, 9), nn.Embedding(9, 4))
    case("tokens", tokens, 0, tokens=9)
    save(tokens.state_dict(), "tokens.pt")
    safetensors(tokens.state_dict(), "tokens.safetensors")
    tied = Net(nn.LSTM(4, 4), nn.Linear(4, 9, bias=False), nn.Embedding(9, 4))
    tied.head.weight = tied.embed.weight
    case("tied", tied, 0, tokens=9)
    save(tied.state_dict(), "tied.pt")
    safetensors({k: v for k, v in tied.state_dict().items() if k != "head.weight"}, "tied.safetensors", {"format": "pt", "head.weight": "embed.weight"})

    # cells, stepped by hand
    torch.manual_seed(3)
    cells = nn.ModuleDict({"first": nn.LSTMCell(2, 4), "second": nn.GRUCell(4, 3), "third": nn.RNNCell(3, 5), "out": nn.Linear(5, 1)})
    x, ys = torch.randn(7, 2), []
    lstm, h2, h3 = (torch.zeros(1, 4), torch.zeros(1, 4)), torch.zeros(1, 3), torch.zeros(1, 5)
    with torch.no_grad():
        for step in x:
            lstm = cells["first"](step[None], lstm)
            h2 = cells["second"](lstm[0], h2)
            h3 = cells["third"](h2, h3)
            ys += cells["out"](h3).reshape(-1).tolist()
    CASES["cells"] = {"x": x.reshape(-1).tolist(), "y": ys}
    save(cells.state_dict(), "cells.pt")

    # modules that were created in another order than they run in, a layer under two names, parts that act on nothing
    torch.manual_seed(4)
    late = Net(nn.LSTM(1, 5), nn.Linear(5, 1))
    case("head_first", late, 1)
    state = late.state_dict()
    save(collections.OrderedDict((k, state[k]) for k in sorted(state, key=lambda k: (not k.startswith("head"), list(state).index(k)))), "head_first.pt")
    safetensors(state, "head_first.safetensors")
    twice = collections.OrderedDict(small.state_dict())
    for key in list(twice):
        if key.startswith("rnn."):
            twice["layers.0." + key[4:]] = twice[key]
    twice["criterion.weight"] = torch.ones(2)
    twice["steps"] = torch.tensor(7)
    save(twice, "twice.pt")

    # an activation, of which a state_dict has the place alone, and a whole module the name too
    torch.manual_seed(6)
    head = Net(nn.LSTM(3, 4), nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Dropout(0.5), nn.Linear(5, 1)))
    head.eval()
    case("activation", head, 3)
    save(head.state_dict(), "activation.pt")
    save(head, "activation_module.pt")

    # what is refused by name
    lstm = {"rnn." + k: v for k, v in nn.LSTM(4, 4).state_dict().items()}
    for name, module in (("convolution", nn.Conv1d(3, 4, 3)), ("batch_normalisation", nn.BatchNorm1d(4)), ("layer_normalisation", nn.LayerNorm(4)),
                         ("attention", nn.MultiheadAttention(4, 2)), ("weight_normalisation", nn.utils.weight_norm(nn.Linear(4, 4)))):
        save({**{"extra." + k: v for k, v in module.state_dict().items()}, **lstm}, name + ".pt")
    save({**lstm, **{"a." + k: v for k, v in nn.Linear(4, 2).state_dict().items()}, **{"b." + k: v for k, v in nn.Linear(4, 2).state_dict().items()}}, "two_heads.pt")
    save(nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 1)).state_dict(), "no_recurrent.pt")
    save({"first_state": gru.state_dict(), "second_state": both.state_dict()}, "two_state_dicts.pt")
    torch.jit.script(nn.GRU(1, 2)).save(str(OUT / "script.pt"))

    # JSON
    (OUT / "small.json").write_text(json.dumps(lists(small.state_dict())))
    case("json", small, 3)
    torch.manual_seed(5)
    guitar = Net(nn.LSTM(3, 4), nn.Linear(4, 1))
    case("guitar", guitar, 3)
    x = torch.tensor(CASES["guitar"]["x"]).reshape(-1, 3)
    CASES["guitar"]["y"] = (torch.tensor(CASES["guitar"]["y"]) + x[:, 0]).tolist()
    data = {"model": "SimpleRNN", "input_size": 3, "skip": 1, "output_size": 1, "unit_type": "LSTM", "num_layers": 1, "hidden_size": 4, "bias_fl": True}
    names = {k.replace("rnn.", "rec.").replace("head.", "lin."): v for k, v in guitar.state_dict().items()}
    (OUT / "guitar.json").write_text(json.dumps({"model_data": data, "state_dict": lists(names)}))
    (OUT / "guitar_settings.json").write_text(json.dumps({"model_data": data}))
    (OUT / "guitar_other_size.json").write_text(json.dumps({"model_data": {**data, "hidden_size": 5}, "state_dict": lists(names)}))

    # pickles that ask for a call: beside a state_dict, and as one of its tensors
    class Call:
        def __reduce__(self):
            import os
            return os.system, ("touch called",)

    save({"state_dict": small.state_dict(), "callbacks": Call()}, "call.pt")
    save({**small.state_dict(), "head.bias": Call()}, "call_as_tensor.pt")

    # plain pickles of every protocol, for the reader of pickles itself
    value = {"text": "aé\u20ac\U0001F600", "numbers": [0, 1, 255, 256, 65535, 65536, -1, -2**31, 2**40, -2**62], "floats": [0.0, -1.5, 1e300], "flags": [True, False, None],
             "bytes": b"\x00\xff", "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)), "set": {5}, "frozen": frozenset([6]), "array": bytearray(b"ab"),
             "ordered": collections.OrderedDict([("b", 1), ("a", 2)]), "object": Hyper(), 7: "key"}
    value["self"] = value["numbers"]
    for protocol in range(6):
        (OUT / ("plain%d.pkl" % protocol)).write_bytes(pickle.dumps(value, protocol))
    (OUT / "cases.json").write_text(json.dumps(CASES, indent=0) + "\n")


main()
