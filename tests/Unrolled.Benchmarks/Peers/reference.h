// The cells' equations in double precision, a loop a line, and the numbers they are fed with: what every harness in C++ is compared with before it is timed.
// reference.py makes the same numbers, so that nothing has to be handed from one program to another.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

namespace peers {

constexpr int step_inputs = 64;         // different inputs of a measured step
constexpr int sequence_steps = 1000;    // steps of a measured sequence
constexpr float rate = 1e-5f;           // of Adam: small, because the same batch is repeated

struct Shape {
    int inputs, hidden, steps = 1, batch = 1;
};

const Shape step_shapes[] = {{1, 8}, {1, 16}, {1, 20}, {1, 32}, {8, 64}, {28, 64}, {64, 128}, {128, 256}};

template <int N> using Size = std::integral_constant<int, N>;

/// Calls add(Size<I>, Size<H>, gru) with an LSTM and with a GRU of each of these shapes, where a shape is a template argument.
template <class Add>
void with_step_shapes(Add add) {
    auto both = [&](auto inputs, auto hidden) {
        add(inputs, hidden, std::false_type());
        add(inputs, hidden, std::true_type());
    };
    both(Size<1>(), Size<8>());
    both(Size<1>(), Size<16>());
    both(Size<1>(), Size<20>());
    both(Size<1>(), Size<32>());
    both(Size<8>(), Size<64>());
    both(Size<28>(), Size<64>());
    both(Size<64>(), Size<128>());
    both(Size<128>(), Size<256>());
}

const Shape training_shapes[] = {{1, 16, 50, 1}, {2, 32, 100, 20}, {28, 64, 28, 32}, {65, 128, 50, 32}, {64, 256, 50, 32}};

/// Values in [-scale, scale) by a linear congruence; at a scale of 1, every one of them is exact in float.
inline std::vector<float> values(size_t count, uint32_t seed, float scale = 1) {
    std::vector<float> result(count);
    for (auto& value : result) {
        seed = seed * 1664525u + 1013904223u;
        value = ((seed >> 8) / 8388608.0f - 1) * scale;
    }
    return result;
}

inline std::vector<float> inputs(int steps, int batch, int width) { return values(size_t(steps) * batch * width, 5); }
inline std::vector<float> targets(int steps, int batch, int hidden) { return values(size_t(steps) * batch * hidden, 6); }

/// Ends the program if an error is too large.
inline void require(const std::string& what, double error, double largest = 1) {
    if (error <= 1e-4 * std::fmax(1, largest))
        return;
    std::fprintf(stderr, "%s: differs by %g from the reference.\n", what.c_str(), error);
    std::exit(1);
}

/// Of the bits, because -ffast-math lets a compiler assume that nothing else occurs.
inline bool finite(double value) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return (bits >> 52 & 0x7ff) != 0x7ff;
}

/// The largest difference; one that is no number counts as huge.
template <class T>
double difference(const T* values, const std::vector<double>& expected) {
    double result = 0;
    for (size_t i = 0; i < expected.size(); i++) {
        double error = std::fabs(values[i] - expected[i]);
        result = std::fmax(result, finite(error) ? error : 1e30);
    }
    return result;
}

inline double largest(const std::vector<double>& values) { return difference(std::vector<double>(values.size()).data(), values); }

/// What a training iteration gives before its update.
struct Gradients {
    std::vector<double> outputs, W, R, bW, bR;
};

/// A cell with its parameters: rows of W [gates·H, I] and R [gates·H, H] are units, a gate after the other, in PyTorch's order: i f g o; r z n.
struct Cell {
    const bool gru;
    const int I, H, rows;
    const std::string name;    // kind I H
    const std::vector<float> W, R, bW, bR;

    Cell(bool gru, int I, int H)
        : gru(gru), I(I), H(H), rows((gru ? 3 : 4) * H), name((gru ? "gru " : "lstm ") + std::to_string(I) + " " + std::to_string(H)),
          W(values(size_t(rows) * I, 1, scale(H))), R(values(size_t(rows) * H, 2, scale(H))), bW(values(rows, 3, scale(H))), bR(values(rows, 4, scale(H))) {}

    /// Outputs [steps, H] of one stream from a zero state.
    std::vector<double> outputs(const std::vector<float>& x, int steps) const { return train(x, {}, steps, 1).outputs; }

    /// Outputs [steps, batch, H] and, if there are targets, the gradients of ½Σ(y − target)².
    Gradients train(const std::vector<float>& x, const std::vector<float>& target, int steps, int batch) const {
        Gradients result;
        result.outputs.resize(size_t(steps) * batch * H);
        if (!target.empty()) {
            result.W.resize(W.size());
            result.R.resize(R.size());
            result.bW.resize(rows);
            result.bR.resize(rows);
        }
        const auto across = transposed(W, I), back = transposed(R, H);
        std::vector<double> h((steps + 1) * H), c((steps + 1) * H), gates(size_t(steps) * rows), dh(H), dc(H), da(rows), du(rows);
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < steps; t++) {
                step(across, back, &x[(size_t(t) * batch + b) * I], &h[t * H], &c[t * H], &gates[size_t(t) * rows]);
                for (int j = 0; j < H; j++)
                    result.outputs[(size_t(t) * batch + b) * H + j] = h[(t + 1) * H + j];
            }
            if (target.empty())
                continue;
            dh.assign(H, 0);
            dc.assign(H, 0);
            for (int t = steps - 1; t >= 0; t--) {
                for (int j = 0; j < H; j++)
                    dh[j] += h[(t + 1) * H + j] - target[(size_t(t) * batch + b) * H + j];
                step_back(&h[t * H], &c[t * H], &gates[size_t(t) * rows], dh.data(), dc.data(), da.data(), du.data());
                for (int row = 0; row < rows; row++) {
                    for (int k = 0; k < I; k++)
                        result.W[size_t(row) * I + k] += da[row] * x[(size_t(t) * batch + b) * I + k];
                    for (int k = 0; k < H; k++) {
                        result.R[size_t(row) * H + k] += du[row] * h[t * H + k];
                        dh[k] += du[row] * R[size_t(row) * H + k];
                    }
                    result.bW[row] += da[row];
                    result.bR[row] += du[row];
                }
            }
        }
        return result;
    }

private:
    static float scale(int H) { return float(1 / std::sqrt(double(H))); }
    static double sigmoid(double a) { return 1 / (1 + std::exp(-a)); }

    /// With columns as rows, a product is a sum of rows, which compilers vectorise without reordering anything.
    std::vector<double> transposed(const std::vector<float>& matrix, int columns) const {
        std::vector<double> result(matrix.size());
        for (int row = 0; row < rows; row++)
            for (int k = 0; k < columns; k++)
                result[size_t(k) * rows + row] = matrix[size_t(row) * columns + k];
        return result;
    }

    /// From h[0..H) and c[0..H) to the H after them. Of a GRU, "c" is R_n·h + bR_n, which the way back reads.
    void step(const std::vector<double>& across, const std::vector<double>& back, const float* x, double* h, double* c, double* gates) const {
        std::vector<double> a(bW.begin(), bW.end()), u(bR.begin(), bR.end());
        for (int k = 0; k < I; k++)
            for (int row = 0; row < rows; row++)
                a[row] += across[size_t(k) * rows + row] * x[k];
        for (int k = 0; k < H; k++)
            for (int row = 0; row < rows; row++)
                u[row] += back[size_t(k) * rows + row] * h[k];
        for (int j = 0; j < H; j++) {
            double* gate[4];
            for (int g = 0; g * H < rows; g++)
                gate[g] = &gates[g * H + j];
            *gate[0] = sigmoid(a[j] + u[j]);
            *gate[1] = sigmoid(a[H + j] + u[H + j]);
            if (gru) {
                c[H + j] = u[2 * H + j];
                *gate[2] = std::tanh(a[2 * H + j] + *gate[0] * u[2 * H + j]);
                h[H + j] = (1 - *gate[1]) * *gate[2] + *gate[1] * h[j];
            } else {
                *gate[2] = std::tanh(a[2 * H + j] + u[2 * H + j]);
                *gate[3] = sigmoid(a[3 * H + j] + u[3 * H + j]);
                c[H + j] = *gate[1] * c[j] + *gate[0] * *gate[2];
                h[H + j] = *gate[3] * std::tanh(c[H + j]);
            }
        }
    }

    /// Makes da and du, the gradients of both summands, and of dh and dc what reaches the step before without passing R.
    void step_back(const double* h, const double* c, const double* gates, double* dh, double* dc, double* da, double* du) const {
        for (int j = 0; j < H; j++) {
            double p = gates[j], q = gates[H + j], n = gates[2 * H + j];
            if (gru) {
                da[2 * H + j] = dh[j] * (1 - q) * (1 - n * n);
                da[H + j] = du[H + j] = dh[j] * (h[j] - n) * q * (1 - q);
                da[j] = du[j] = da[2 * H + j] * c[H + j] * p * (1 - p);
                du[2 * H + j] = da[2 * H + j] * p;
                dh[j] *= q;
            } else {
                double o = gates[3 * H + j], y = std::tanh(c[H + j]);
                dc[j] += dh[j] * o * (1 - y * y);
                da[3 * H + j] = du[3 * H + j] = dh[j] * y * o * (1 - o);
                da[j] = du[j] = dc[j] * n * p * (1 - p);
                da[H + j] = du[H + j] = dc[j] * c[j] * q * (1 - q);
                da[2 * H + j] = du[2 * H + j] = dc[j] * p * (1 - n * n);
                dc[j] *= q;
                dh[j] = 0;
            }
        }
    }
};

}  // namespace peers
