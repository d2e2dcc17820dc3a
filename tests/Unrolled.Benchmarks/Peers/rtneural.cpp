// RTNeural: a model whose layers are template arguments, one layer long. Steps only: a sequence is the same loop.
#include "measure.h"
#include "reference.h"
#include <RTNeural/RTNeural.h>
#include <memory>

namespace {

using Matrix = std::vector<std::vector<float>>;

/// Of a matrix of units times inputs, the one that RTNeural takes: inputs times units, with a GRU's z before its r, as Keras has them.
Matrix turned(const std::vector<float>& matrix, const peers::Cell& cell) {
    const int columns = int(matrix.size()) / cell.rows;
    Matrix result(columns, std::vector<float>(cell.rows));
    for (int k = 0; k < columns; k++)
        for (int row = 0; row < cell.rows; row++)
            result[k][cell.gru && row < 2 * cell.H ? (row + cell.H) % (2 * cell.H) : row] = matrix[size_t(row) * columns + k];
    return result;
}

template <int I, int H, bool Gru>
void add(std::vector<peers::Figure>& figures) {
    using Layer = std::conditional_t<Gru, RTNeural::GRULayerT<float, I, H>, RTNeural::LSTMLayerT<float, I, H>>;
    const peers::Cell cell(Gru, I, H);
    const auto xs = peers::inputs(peers::step_inputs, 1, I);
    const auto expected = cell.outputs(xs, peers::step_inputs);
    auto model = std::make_shared<RTNeural::ModelT<float, I, H, Layer>>();
    auto& layer = model->template get<0>();
    layer.setWVals(turned(cell.W, cell));
    layer.setUVals(turned(cell.R, cell));
    if constexpr (Gru) {
        layer.setBVals({turned(cell.bW, cell)[0], turned(cell.bR, cell)[0]});
    } else {
        std::vector<float> bias(cell.rows);
        for (int row = 0; row < cell.rows; row++)
            bias[row] = cell.bW[row] + cell.bR[row];
        layer.setBVals(bias);
    }
    model->reset();

    // Its vectors want their alignment, so each input has a place of its own.
    struct alignas(64) Input { float of[I]; };
    auto inputs = std::make_shared<std::vector<Input>>(peers::step_inputs);
    for (int t = 0; t < peers::step_inputs; t++)
        std::copy_n(&xs[size_t(t) * I], I, (*inputs)[t].of);
    std::vector<float> y;
    for (auto& input : *inputs) {
        model->forward(input.of);
        y.insert(y.end(), model->getOutputs(), model->getOutputs() + H);
    }
    const std::string name = "rtneural step " + cell.name;
    peers::require(name, peers::difference(y.data(), expected));
    figures.push_back({name, "ns", 1e9, [model, inputs](long n) {
        for (long i = 0; i < n; i++)
            model->forward((*inputs)[i & (peers::step_inputs - 1)].of);
    }});
}

}  // namespace

int main() {
    std::vector<peers::Figure> figures;
    peers::with_step_shapes([&](auto inputs, auto hidden, auto gru) { add<inputs(), hidden(), gru()>(figures); });
    peers::print(figures);
}
