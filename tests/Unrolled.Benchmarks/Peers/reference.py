"""The numbers, the equations in double precision and the measuring of reference.h and measure.h, for the harnesses in Python."""
import sys
import time

import numpy

STEP_INPUTS = 64
SEQUENCE_STEPS = 1000
RATE = 1e-5
STEP_SHAPES = [(1, 8), (1, 16), (1, 20), (1, 32), (8, 64), (28, 64), (64, 128), (128, 256)]
TRAINING_SHAPES = [(1, 16, 50, 1), (2, 32, 100, 20), (28, 64, 28, 32), (65, 128, 50, 32), (64, 256, 50, 32)]


def values(shape, seed, scale=1.0):
    """Values in [-scale, scale) by a linear congruence; at a scale of 1, every one of them is exact in float."""
    count = int(numpy.prod(shape))
    words = numpy.empty(count, numpy.uint32)
    for i in range(count):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        words[i] = seed >> 8
    return ((words / 8388608 - 1).astype(numpy.float32) * numpy.float32(scale)).reshape(shape)


def inputs(steps, batch, width):
    return values((steps, batch, width), 5)


def targets(steps, batch, hidden):
    return values((steps, batch, hidden), 6)


def require(what, error, largest=1.0):
    """Ends the program if an error is too large, or is not a number."""
    if not error <= 1e-4 * max(1, largest):
        sys.exit(f"{what}: differs by {error:g} from the reference.")


def difference(values, expected):
    """The largest difference; NaN if any is."""
    return float(numpy.max(numpy.abs(values - expected)))


def sigmoid(a):
    return 1 / (1 + numpy.exp(-a))


class Cell:
    """A cell with its parameters: rows of W [gates·H, I] and R [gates·H, H] are units, in PyTorch's order: i f g o; r z n."""

    def __init__(self, kind, I, H):
        self.kind, self.I, self.H = kind, I, H
        self.name = f"{kind} {I} {H}"
        rows = (4 if kind == "lstm" else 3) * H
        scale = 1 / numpy.sqrt(float(H))
        self.W, self.R = values((rows, I), 1, scale), values((rows, H), 2, scale)
        self.bW, self.bR = values(rows, 3, scale), values(rows, 4, scale)

    def train(self, x, target=None):
        """Outputs [T, B, H] of inputs [T, B, I] and, if there are targets, the gradients of ½Σ(y − target)² by W, R, bW and bR."""
        steps, batch, _ = x.shape
        W, R, bW, bR, x = (array.astype(numpy.float64) for array in (self.W, self.R, self.bW, self.bR, x))
        step, back = (self._lstm, self._lstm_back) if self.kind == "lstm" else (self._gru, self._gru_back)
        h = numpy.zeros((steps + 1, batch, self.H))
        c, kept = numpy.zeros_like(h), []
        for t in range(steps):
            h[t + 1], c[t + 1], gates = step(x[t] @ W.T + bW, h[t] @ R.T + bR, h[t], c[t])
            kept.append(gates)
        if target is None:
            return h[1:]
        gradients = [numpy.zeros_like(array) for array in (W, R, bW, bR)]
        dh, dc = numpy.zeros((batch, self.H)), numpy.zeros((batch, self.H))
        for t in reversed(range(steps)):
            da, du, past, dc = back(dh + h[t + 1] - target[t], dc, h[t], c[t], c[t + 1], kept[t])
            dh = past + du @ R
            for gradient, change in zip(gradients, (da.T @ x[t], du.T @ h[t], da.sum(0), du.sum(0))):
                gradient += change
        return h[1:], gradients

    def _lstm(self, a, u, h, c):
        i, f, g, o = numpy.split(a + u, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), numpy.tanh(g), sigmoid(o)
        c = f * c + i * g
        return o * numpy.tanh(c), c, (i, f, g, o)

    def _lstm_back(self, dh, dc, h, c, after, gates):
        i, f, g, o = gates
        y = numpy.tanh(after)
        dc = dc + dh * o * (1 - y * y)
        d = numpy.hstack([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g * g), dh * y * o * (1 - o)])
        return d, d, 0, dc * f

    def _gru(self, a, u, h, c):
        """What is kept as c is the product that r resets."""
        (ar, az, an), (ur, uz, un) = numpy.split(a, 3, axis=1), numpy.split(u, 3, axis=1)
        r, z = sigmoid(ar + ur), sigmoid(az + uz)
        n = numpy.tanh(an + r * un)
        return (1 - z) * n + z * h, un, (r, z, n)

    def _gru_back(self, dh, dc, h, c, after, gates):
        r, z, n = gates
        dn = dh * (1 - z) * (1 - n * n)
        both = [dn * after * r * (1 - r), dh * (h - n) * z * (1 - z)]
        return numpy.hstack(both + [dn]), numpy.hstack(both + [dn * r]), dh * z, dc


def measure(figures, rounds=9, least=0.012):
    """Times figures (name, unit, units in a second of one repetition, function of a count) in alternating rounds; returns their medians."""
    def seconds(run, count):
        start = time.perf_counter()
        run(count)
        return time.perf_counter() - start

    # Twice, because what interrupts the program while it counts makes the count too small.
    counts = [1] * len(figures)
    for _ in range(2):
        for i, (_, _, _, run) in enumerate(figures):
            count = 1
            while (elapsed := seconds(run, count)) < least / 4:
                count *= 2
            counts[i] = max(counts[i], int(count * least / elapsed))
    times = [[] for _ in figures]
    for _ in range(rounds):
        for (_, _, _, run), count, measured in zip(figures, counts, times):
            if count > 1:
                run(max(1, count // 8))
            measured.append(seconds(run, count) / count)
    return [(name, unit, sorted(measured)[rounds // 2] * per_second) for (name, unit, per_second, _), measured in zip(figures, times)]


def print_best(figures):
    """Prints a line for each name: the best of the ways that have it."""
    best = {}
    for name, unit, value in measure(figures):
        best[name] = min((value, unit), best.get(name, (value, unit)))
    for name, (value, unit) in best.items():
        digits = 0 if value >= 1000 else 1 if value >= 10 else 3 if value >= 1 else 5
        print(f"{name} {value:.{digits}f} {unit}")
