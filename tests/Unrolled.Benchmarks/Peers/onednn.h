// A cell as oneDNN 2 wants it described through its C++ interface, and its memories. A GRU is its "linear before reset" one, which resets after the product.
#pragma once
#include "reference.h"
#include <algorithm>
#include <cstring>
#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

static_assert(DNNL_VERSION_MAJOR == 2, "oneDNN 3 makes its primitive descriptors in another way.");

namespace peers {

using dnnl::memory;
using Arguments = std::unordered_map<int, memory>;
using Layout = memory::format_tag;

inline const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
inline dnnl::stream stream(engine);

inline memory::desc described(const memory::dims& sizes, Layout layout) { return {sizes, memory::data_type::f32, layout}; }

inline float* data(const memory& values) { return static_cast<float*>(values.get_data_handle()); }

inline size_t length(const memory& values) { return values.get_desc().get_size() / sizeof(float); }

inline memory zeros(const memory::desc& description) {
    memory result(description, engine);
    std::memset(data(result), 0, description.get_size());
    return result;
}

inline memory filled(const memory::desc& description, const std::vector<float>& values) {
    memory result(description, engine);
    std::copy(values.begin(), values.end(), data(result));
    return result;
}

/// Copies from one layout to another, where there are two.
struct Copy {
    memory from, to;
    std::shared_ptr<dnnl::reorder> reorder;

    Copy(const memory& from, const memory::desc& description) : from(from), to(from) {
        if (from.get_desc() != description) {
            to = zeros(description);
            reorder = std::make_shared<dnnl::reorder>(from, to);
        }
    }

    void operator()() {
        if (reorder)
            reorder->execute(stream, from, to);
    }
};

/// What describes a cell to oneDNN: its gates are i f c o, as ours, and u r o, ours being r u o; weights are [inputs, gates, units].
template <bool Gru>
struct Described {
    static constexpr int gates = Gru ? 3 : 4;
    const Cell& cell;
    memory::desc x, y, state, W, R, bias;

    Described(const Cell& cell, int steps, int batch)
        : cell(cell), x(described({steps, batch, cell.I}, Layout::tnc)), y(described({steps, batch, cell.H}, Layout::tnc)),
          state(described({1, 1, batch, cell.H}, Layout::ldnc)), W(described({1, 1, cell.I, gates, cell.H}, Layout::any)),
          R(described({1, 1, cell.H, gates, cell.H}, Layout::any)), bias(described({1, 1, 4, cell.H}, Layout::ldgo)) {}

    static int place(int gate) { return Gru && gate < 2 ? 1 - gate : gate; }

    auto forward(dnnl::prop_kind kind) const {
        constexpr auto way = dnnl::rnn_direction::unidirectional_left2right;
        if constexpr (Gru)
            return dnnl::lbr_gru_forward::primitive_desc({kind, way, x, state, W, R, bias, y, state}, engine);
        else
            return dnnl::lstm_forward::primitive_desc({kind, way, x, state, state, W, R, bias, y, state, state}, engine);
    }

    template <class Forward>
    auto backward(const Forward& forward) const {
        constexpr auto kind = dnnl::prop_kind::backward;
        constexpr auto way = dnnl::rnn_direction::unidirectional_left2right;
        if constexpr (Gru)
            return dnnl::lbr_gru_backward::primitive_desc({kind, way, x, state, W, R, bias, y, state, x, state, W, R, bias, y, state}, engine, forward);
        else
            return dnnl::lstm_backward::primitive_desc({kind, way, x, state, state, W, R, bias, y, state, state, x, state, state, W, R, bias, y, state, state}, engine, forward);
    }

    /// From our [gates·units, inputs] to [inputs, gates, units]; T is float, or double for what is expected.
    template <class T>
    std::vector<T> turned(const std::vector<T>& matrix) const {
        const int H = cell.H, columns = int(matrix.size()) / (gates * H);
        std::vector<T> result(matrix.size());
        for (int g = 0; g < gates; g++)
            for (int j = 0; j < H; j++)
                for (int k = 0; k < columns; k++)
                    result[(k * gates + place(g)) * H + j] = matrix[size_t(g * H + j) * columns + k];
        return result;
    }

    /// Both biases are one, except those of a GRU's last gate. Their gradients are the same, so the sum is not taken of them.
    template <class T>
    std::vector<T> joined(const std::vector<T>& bW, const std::vector<T>& bR, bool gradients) const {
        const int H = cell.H;
        std::vector<T> result(4 * H);
        for (int g = 0; g < gates; g++)
            for (int j = 0; j < H; j++)
                result[place(g) * H + j] = bW[g * H + j] + (gradients || (Gru && g == 2) ? 0 : bR[g * H + j]);
        if (Gru)
            std::copy(bR.begin() + 2 * H, bR.end(), result.begin() + 3 * H);
        return result;
    }

    memory plain(const std::vector<float>& matrix) const {
        const int columns = int(matrix.size()) / (gates * cell.H);
        return filled(described({1, 1, columns, gates, cell.H}, Layout::ldigo), turned(matrix));
    }

    memory joined_bias() const { return filled(bias, joined(cell.bW, cell.bR, false)); }
};

}  // namespace peers
