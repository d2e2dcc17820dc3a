"""Writes {lstm,gru}_I_H.onnx to the folder that is given: X [T, 1, I] and the state to Y, and the state after it."""
import os
import sys

import numpy
from onnx import TensorProto, helper, numpy_helper, save

from reference import STEP_SHAPES, Cell


def model(cell):
    lstm = cell.kind == "lstm"
    order = [0, 3, 1, 2] if lstm else [1, 0, 2]    # ONNX has i o f c, and z r h

    def gates(array):
        return numpy.concatenate([numpy.split(array, len(order))[gate] for gate in order])

    parameters = {"W": gates(cell.W), "R": gates(cell.R), "B": numpy.concatenate([gates(cell.bW), gates(cell.bR)])}
    states = ["H", "C"] if lstm else ["H"]
    node = helper.make_node(
        "LSTM" if lstm else "GRU",
        ["X", "W", "R", "B", ""] + [state + "0" for state in states],
        ["Y"] + [state + "1" for state in states],
        hidden_size=cell.H,
        **({} if lstm else {"linear_before_reset": 1}),
    )

    def tensor(name, *shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        [node],
        "cell",
        [tensor("X", "T", 1, cell.I)] + [tensor(state + "0", 1, 1, cell.H) for state in states],
        [tensor("Y", "T", 1, 1, cell.H)] + [tensor(state + "1", 1, 1, cell.H) for state in states],
        [numpy_helper.from_array(array[numpy.newaxis], name) for name, array in parameters.items()],
    )
    # Versions that old runtimes read, too.
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    result.ir_version = 8
    return result


for kind in ("lstm", "gru"):
    for I, H in STEP_SHAPES:
        save(model(Cell(kind, I, H)), os.path.join(sys.argv[1], f"{kind}_{I}_{H}.onnx"))
