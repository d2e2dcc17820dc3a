// A cell as one writes it in C++ where its sizes are known: loops over fixed arrays, left to the compiler to vectorise, without intrinsics.
// Steps only: a sequence is the same loop.
#include "measure.h"
#include "reference.h"
#include <cmath>
#include <memory>

#ifndef PEER
#define PEER "plain-c++"
#endif

namespace {

template <int I, int H, bool Gru>
struct Fixed {
    static constexpr int rows = (Gru ? 3 : 4) * H;
    // A row of weights is what one input, or one hidden unit, adds to all gates: read from beginning to end, and no sums across a vector.
    alignas(64) float W[I][rows], R[H][rows], bias[rows], bR[H], h[H], c[H];

    explicit Fixed(const peers::Cell& cell) : h{}, c{} {
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < I; k++)
                W[k][row] = cell.W[row * I + k];
            for (int k = 0; k < H; k++)
                R[k][row] = cell.R[row * H + k];
            // The product that a GRU resets keeps a bias of its own.
            bias[row] = cell.bW[row] + (Gru && row >= 2 * H ? 0 : cell.bR[row]);
        }
        for (int j = 0; j < H; j++)
            bR[j] = cell.bR[2 * H + j];
    }

    static float sigmoid(float a) { return 1 / (1 + std::exp(-a)); }

    __attribute__((noinline)) void step(const float* x) {
        alignas(64) float a[rows];
        for (int row = 0; row < rows; row++)
            a[row] = bias[row];
        for (int k = 0; k < I; k++)
            for (int row = 0; row < rows; row++)
                a[row] += W[k][row] * x[k];
        if constexpr (Gru) {
            alignas(64) float u[rows];
            for (int row = 0; row < rows; row++)
                u[row] = row < 2 * H ? a[row] : bR[row - 2 * H];
            for (int k = 0; k < H; k++)
                for (int row = 0; row < rows; row++)
                    u[row] += R[k][row] * h[k];
            for (int j = 0; j < H; j++) {
                float r = sigmoid(u[j]), z = sigmoid(u[H + j]), n = std::tanh(a[2 * H + j] + r * u[2 * H + j]);
                h[j] = (1 - z) * n + z * h[j];
            }
        } else {
            for (int k = 0; k < H; k++)
                for (int row = 0; row < rows; row++)
                    a[row] += R[k][row] * h[k];
            for (int j = 0; j < H; j++) {
                c[j] = sigmoid(a[H + j]) * c[j] + sigmoid(a[j]) * std::tanh(a[2 * H + j]);
                h[j] = sigmoid(a[3 * H + j]) * std::tanh(c[j]);
            }
        }
    }
};

template <int I, int H, bool Gru>
void add(std::vector<peers::Figure>& figures) {
    const peers::Cell cell(Gru, I, H);
    const auto x = peers::inputs(peers::step_inputs, 1, I);
    const auto expected = cell.outputs(x, peers::step_inputs);
    auto own = std::make_shared<Fixed<I, H, Gru>>(cell);
    std::vector<float> y;
    for (int t = 0; t < peers::step_inputs; t++) {
        own->step(&x[t * I]);
        y.insert(y.end(), own->h, own->h + H);
    }
    const std::string name = PEER " step " + cell.name;
    peers::require(name, peers::difference(y.data(), expected));
    figures.push_back({name, "ns", 1e9, [own, x](long n) {
        for (long i = 0; i < n; i++)
            own->step(&x[(i & (peers::step_inputs - 1)) * I]);
    }});
}

}  // namespace

int main() {
    std::vector<peers::Figure> figures;
    peers::with_step_shapes([&](auto inputs, auto hidden, auto gru) { add<inputs(), hidden(), gru()>(figures); });
    peers::print(figures);
}
