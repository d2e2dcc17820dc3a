#!/usr/bin/env python3
"""Trains the LSTM of this sample on a made-up amplifier and writes amp.aidax beside this file: python3 make_amp.py

The amplifier is a low-pass filter and a soft clipper that is not symmetric. Needs PyTorch (Debian: python3-torch); a minute or two."""
import json
from pathlib import Path

import torch
from torch import nn

RATE, HIDDEN, LENGTH, UPDATES = 48000, 16, 512, 600


def smooth(x, rate):
    """Each sample moves the average by its share; of the last 64 samples."""
    kernel = rate * (1 - rate) ** torch.arange(63, -1, -1.0)
    return torch.nn.functional.conv1d(torch.nn.functional.pad(x.t()[:, None], (63, 0)), kernel[None, None])[:, 0].t()


def amplifier(x):
    """[samples, batch] -> [samples, batch]."""
    return 0.7 * (torch.tanh(4 * smooth(x, 0.35) + 0.3) - 0.29)


def signal(batch, generator):
    """Decaying tones of random pitch, level and start."""
    t = torch.arange(LENGTH)[:, None] / RATE
    x = torch.zeros(LENGTH, batch)
    for _ in range(4):
        hertz = 80 * 2 ** (4 * torch.rand(batch, generator=generator))
        level = torch.rand(batch, generator=generator)
        x += level * torch.exp(-20 * torch.rand(batch, generator=generator) * t) * torch.sin(6.2832 * hertz * t)
    return x / 2


def main():
    torch.manual_seed(1)
    generator = torch.Generator().manual_seed(1)
    rnn, head = nn.LSTM(1, HIDDEN), nn.Linear(HIDDEN, 1)
    optimiser = torch.optim.Adam([*rnn.parameters(), *head.parameters()], 5e-3)
    for update in range(UPDATES):
        for group in optimiser.param_groups:
            group["lr"] = 5e-3 * (1 - update / UPDATES) + 1e-4
        x = signal(16, generator)[:, :, None]
        target = amplifier(x[:, :, 0])[:, :, None]
        y = x + head(rnn(x)[0])
        loss = ((y - target)[64:] ** 2).sum() / (target[64:] ** 2).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if update % 25 == 24:
            print(update + 1, "error to signal", round(loss.item(), 5), flush=True)
    x = signal(1, generator)[:, :, None]
    y = x + head(rnn(x)[0])
    layers = [{"type": "lstm", "activation": "", "shape": [None, None, HIDDEN],
               "weights": [rnn.weight_ih_l0.t().tolist(), rnn.weight_hh_l0.t().tolist(), (rnn.bias_ih_l0 + rnn.bias_hh_l0).tolist()]},
              {"type": "dense", "activation": "", "shape": [None, None, 1], "weights": [head.weight.t().tolist(), head.bias.tolist()]}]
    content = {"in_shape": [None, None, 1], "in_skip": 1, "in_gain": 0, "out_gain": -3, "layers": layers,
               "input_batch": x[:512, 0, 0].tolist(), "output_batch": (y[:512, 0, 0] * 10 ** (-3 / 20)).tolist(),
               "metadata": {"name": "a made-up amplifier", "samplerate": str(RATE), "esr": f"{loss.item():.4f}"}}
    (Path(__file__).resolve().parent / "amp.aidax").write_text(json.dumps(content))


main()
