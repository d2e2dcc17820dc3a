"""PyTorch: layers and cells, eager and as TorchScript, the best a figure; training with its autograd and its Adam."""
import torch

from reference import RATE, SEQUENCE_STEPS, STEP_INPUTS, STEP_SHAPES, TRAINING_SHAPES, Cell, difference, inputs, print_best, require, targets

torch.set_num_threads(1)


def made(cell, factory, suffix):
    module = factory(cell.I, cell.H)
    with torch.no_grad():
        for name, array in (("weight_ih", cell.W), ("weight_hh", cell.R), ("bias_ih", cell.bW), ("bias_hh", cell.bR)):
            getattr(module, name + suffix).copy_(torch.from_numpy(array))
    return module


class Wrapped(torch.nn.Module):
    """TorchScript wants a module whose forward it can choose: a layer has one for packed sequences, too."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer


class Lstm(Wrapped):
    def forward(self, x: torch.Tensor, h: torch.Tensor, c: torch.Tensor):
        y, (h, c) = self.layer(x, (h, c))
        return y, h, c


class Gru(Wrapped):
    def forward(self, x: torch.Tensor, h: torch.Tensor):
        return self.layer(x, h)


def scripted(module):
    return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.script(module.eval())))


def stepper(call, xs, state):
    """Runs n steps; the state goes on from call to call."""
    kept = [state]

    def run(n, outputs=None):
        state = kept[0]
        for i in range(n):
            y, state = call(xs[i % STEP_INPUTS], state)
            if outputs is not None:
                outputs.append(y)
        kept[0] = state

    return run


def inference(cell):
    lstm = cell.kind == "lstm"
    layer = made(cell, torch.nn.LSTM if lstm else torch.nn.GRU, "_l0")
    single = made(cell, torch.nn.LSTMCell if lstm else torch.nn.GRUCell, "")
    x = inputs(STEP_INPUTS, 1, cell.I)
    xs = [torch.from_numpy(row) for row in x]
    layered = [row[None] for row in xs]
    zero = torch.zeros(1, cell.H)

    def of_cell(cell):
        def call(x, state):
            state = cell(x, state)
            return (state[0] if lstm else state), state
        return call

    def of_script(layer):
        def call(x, state):
            y, h, c = layer(x, *state)
            return y, (h, c)
        return call if lstm else layer

    script = scripted(Lstm(layer) if lstm else Gru(layer))
    state, layered_state = ((zero, zero), (zero[None], zero[None])) if lstm else (zero, zero[None])
    ways = [
        (layer, layered, layered_state),
        (of_script(script), layered, layered_state),
        (of_cell(single), xs, state),
        (of_cell(scripted(single)), xs, state),
    ]
    expected = cell.train(x)[:, 0]
    name = f"pytorch step {cell.name}"
    for call, rows, start in ways:
        outputs = []
        stepper(call, rows, start)(STEP_INPUTS, outputs)
        require(name, difference(torch.cat([y.reshape(1, -1) for y in outputs]).numpy(), expected))
        yield name, "ns", 1e9, stepper(call, rows, start)

    x = inputs(SEQUENCE_STEPS, 1, cell.I)
    sequence = torch.from_numpy(x)
    expected = cell.train(x)
    name = f"pytorch sequence {cell.name}"
    for call in (layer, of_script(script)):
        require(name, difference(call(sequence, layered_state)[0].numpy(), expected))

        def run(n, call=call):
            for _ in range(n):
                call(sequence, layered_state)

        yield name, "ns/step", 1e9 / SEQUENCE_STEPS, run


def training(kind, I, H, steps, batch):
    cell = Cell(kind, I, H)
    layer = made(cell, torch.nn.LSTM if kind == "lstm" else torch.nn.GRU, "_l0")
    x, target = inputs(steps, batch, I), targets(steps, batch, H)
    outputs, gradients = cell.train(x, target)
    optimizer = torch.optim.Adam(layer.parameters(), lr=RATE)
    x, target = torch.from_numpy(x), torch.from_numpy(target)

    def both_ways():
        y, _ = layer(x)
        optimizer.zero_grad(set_to_none=True)
        # What reaches the outputs is given, which costs less than a loss of which it is the gradient.
        y.backward(y.detach() - target)
        return y

    name = f"pytorch train {cell.name} {steps} {batch}"
    require(name, difference(both_ways().detach().numpy(), outputs))
    for parameter, expected in zip(layer.parameters(), gradients):
        require(name + ", gradients", difference(parameter.grad.numpy(), expected), abs(expected).max())

    def run(n):
        for _ in range(n):
            both_ways()
            optimizer.step()

    return name, "ms", 1e3, run


with torch.inference_mode():
    print_best([figure for shape in STEP_SHAPES for kind in ("lstm", "gru") for figure in inference(Cell(kind, *shape))])
print_best([training(kind, *shape) for shape in TRAINING_SHAPES for kind in ("lstm", "gru")])
