#!/usr/bin/env python3
"""Makes the fixtures of the tests of RTNeural's and Neural Amp Modeler's files in audio/ beside this file: python3 make_audio.py

Needs PyTorch (Debian: python3-torch), which computes all outputs. The files are JSON, which this script writes as those programs do."""
import json
from pathlib import Path

import torch
from torch import nn

OUT = Path(__file__).resolve().parent / "audio"
CASES = {}


def numbers(tensor):
    return tensor.detach().tolist()


def case(name, content, inputs, outputs):
    (OUT / name).write_text(json.dumps(content))
    CASES[name] = {"x": inputs.flatten().tolist(), "y": outputs.detach().flatten().tolist()}


def keras_gates(matrix, order):
    """Rows of PyTorch's gates as columns of Keras's, whose gates come in another order."""
    parts = matrix.chunk(len(order))
    return torch.cat([parts[k] for k in order]).t()


def dense(layer, activation="", kind="dense"):
    return {"type": kind, "activation": activation, "shape": [None, None, layer.out_features],
            "weights": [numbers(layer.weight.t()), numbers(layer.bias)]}


def lstm(layer):
    return {"type": "lstm", "activation": "tanh", "shape": [None, None, layer.hidden_size],
            "weights": [numbers(layer.weight_ih_l0.t()), numbers(layer.weight_hh_l0.t()), numbers(layer.bias_ih_l0 + layer.bias_hh_l0)]}


def gru(layer):
    order = (1, 0, 2)
    biases = [torch.cat([b.chunk(3)[k] for k in order]) for b in (layer.bias_ih_l0, layer.bias_hh_l0)]
    return {"type": "gru", "activation": "", "shape": [None, None, layer.hidden_size],
            "weights": [numbers(keras_gates(layer.weight_ih_l0, order)), numbers(keras_gates(layer.weight_hh_l0, order)), [numbers(b) for b in biases]]}


def rtneural():
    first, recurrent, last = nn.Linear(1, 3), nn.LSTM(3, 4), nn.Linear(4, 1)
    x = torch.rand(20, 1, 1) * 2 - 1
    y = last(recurrent(torch.tanh(first(x)))[0])
    layers = [dense(first, "tanh", "time-distributed-dense"), lstm(recurrent), dense(last)]
    case("lstm.json", {"in_shape": [None, None, 1], "layers": layers, "samplerate": 48000, "author": "somebody"}, x, y)

    recurrent, middle, last = nn.GRU(2, 5), nn.Linear(5, 3), nn.Linear(3, 2)
    x = torch.rand(20, 1, 2) * 2 - 1
    y = last(torch.sigmoid(middle(recurrent(x)[0])))
    no_activation = dense(middle)
    case("gru.json", {"in_shape": [None, None, 2],
                      "layers": [gru(recurrent), no_activation, {"type": "activation", "activation": "sigmoid", "shape": [None, None, 3]}, dense(last)]}, x, y)

    recurrent, last = nn.LSTM(1, 4), nn.Linear(4, 1)
    x = torch.rand(24, 1, 1) * 2 - 1
    before, after = 10 ** (3 / 20), 10 ** (-6 / 20)
    inner = x * before
    y = inner + last(recurrent(inner)[0])
    case("skip.aidax", {"in_shape": [None, None, 1], "in_skip": 1, "in_gain": 3, "out_gain": -6, "layers": [lstm(recurrent), dense(last)],
                        "input_batch": numbers(x.flatten()), "output_batch": numbers((y * after).flatten()),
                        "metadata": {"name": "an amplifier", "samplerate": "44100", "esr": 0.01}}, inner, y)


def nam():
    layers, hidden, inputs = 2, 3, 1
    recurrent, head = nn.LSTM(inputs, hidden, layers), nn.Linear(hidden, 1)
    states = torch.rand(2, layers, 1, hidden) - 0.5
    weights = []
    for k in range(layers):
        w, r = getattr(recurrent, f"weight_ih_l{k}"), getattr(recurrent, f"weight_hh_l{k}")
        weights += torch.cat([w, r], 1).flatten().tolist()
        weights += (getattr(recurrent, f"bias_ih_l{k}") + getattr(recurrent, f"bias_hh_l{k}")).tolist()
        weights += states[0, k, 0].tolist() + states[1, k, 0].tolist()
    weights += head.weight.flatten().tolist() + head.bias.tolist()
    x = torch.rand(20, 1, inputs) * 2 - 1
    y = head(recurrent(x, (states[0].contiguous(), states[1].contiguous()))[0])
    case("amp.nam", {"version": "0.5.4", "architecture": "LSTM", "config": {"input_size": inputs, "hidden_size": hidden, "num_layers": layers},
                     "weights": weights, "sample_rate": 48000,
                     "metadata": {"date": {"year": 2024, "month": 1, "day": 2}, "name": "a head", "loudness": -18.5, "training": {"esr": 1}, "gear_type": None}}, x, y)


if __name__ == "__main__":
    torch.manual_seed(1)
    OUT.mkdir(exist_ok=True)
    rtneural()
    nam()
    (OUT / "cases.json").write_text(json.dumps(CASES))
