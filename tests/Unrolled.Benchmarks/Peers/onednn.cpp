// oneDNN 2 through its C++ interface: primitives are made once, with the weights in the layouts that they choose.
// A GRU is its "linear before reset" one, which resets after the product.
#include "measure.h"
#include "reference.h"
#include <cstring>
#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

static_assert(DNNL_VERSION_MAJOR == 2, "oneDNN 3 makes its primitive descriptors in another way.");

namespace {

using dnnl::memory;
using Arguments = std::unordered_map<int, memory>;
using Layout = memory::format_tag;

const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
dnnl::stream stream(engine);

memory::desc described(const memory::dims& sizes, Layout layout) { return {sizes, memory::data_type::f32, layout}; }

float* data(const memory& values) { return static_cast<float*>(values.get_data_handle()); }

size_t length(const memory& values) { return values.get_desc().get_size() / sizeof(float); }

memory zeros(const memory::desc& description) {
    memory result(description, engine);
    std::memset(data(result), 0, description.get_size());
    return result;
}

memory filled(const memory::desc& description, const std::vector<float>& values) {
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
    const peers::Cell& cell;
    memory::desc x, y, state, W, R, bias;

    Described(const peers::Cell& cell, int steps, int batch)
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

template <bool Gru>
void infer(std::vector<peers::Figure>& figures, const peers::Cell& cell, int steps) {
    const bool single = steps == 1;
    const Described<Gru> described(cell, steps, 1);
    const auto description = described.forward(dnnl::prop_kind::forward_inference);
    Copy W(described.plain(cell.W), description.weights_layer_desc()), R(described.plain(cell.R), description.weights_iter_desc());
    W();
    R();
    const int count = single ? peers::step_inputs : steps;
    const auto xs = peers::inputs(count, 1, cell.I);
    const memory x = zeros(described.x), y = zeros(described.y);
    // The state of a stream goes from one memory to the other and back; a sequence begins with the first, which stays zero.
    Arguments arguments[2];
    const memory h[] = {zeros(described.state), zeros(described.state)}, c[] = {zeros(described.state), zeros(described.state)};
    for (int i = 0; i < 2; i++) {
        arguments[i] = {{DNNL_ARG_SRC_ITER, h[i]}, {DNNL_ARG_DST_ITER, h[1 - i]}};
        if (!Gru)
            arguments[i].insert({{DNNL_ARG_SRC_ITER_C, c[i]}, {DNNL_ARG_DST_ITER_C, c[1 - i]}});
    }
    for (auto& set : arguments)
        set.insert({{DNNL_ARG_SRC_LAYER, x}, {DNNL_ARG_WEIGHTS_LAYER, W.to}, {DNNL_ARG_WEIGHTS_ITER, R.to}, {DNNL_ARG_BIAS, described.joined_bias()}, {DNNL_ARG_DST_LAYER, y}});
    const dnnl::primitive primitive(description);
    const size_t width = size_t(steps) * cell.I;
    auto call = [=](long i) {
        std::memcpy(data(x), &xs[single ? (i & (peers::step_inputs - 1)) * width : 0], width * sizeof(float));
        primitive.execute(stream, arguments[single ? i & 1 : 0]);
    };

    std::vector<float> ys;
    for (int i = 0; i < count / steps; i++) {
        call(i);
        stream.wait();
        ys.insert(ys.end(), data(y), data(y) + length(y));
    }
    const std::string name = (single ? "onednn step " : "onednn sequence ") + cell.name;
    peers::require(name, peers::difference(ys.data(), cell.outputs(xs, count)));
    figures.push_back({name, single ? "ns" : "ns/step", 1e9 / steps, [call](long n) {
        for (long i = 0; i < n; i++)
            call(i);
        stream.wait();
    }});
}

/// A parameter with its gradient, and Adam's moments of it.
struct Trained {
    memory value, gradient;
    std::vector<float> mean = std::vector<float>(length(value)), square = std::vector<float>(length(value));

    void update(float rate) {
        float *w = data(value), *g = data(gradient), *m = mean.data(), *v = square.data();
        for (size_t i = 0; i < mean.size(); i++) {
            m[i] = 0.9f * m[i] + 0.1f * g[i];
            v[i] = 0.999f * v[i] + 0.001f * g[i] * g[i];
            w[i] -= rate * m[i] / (std::sqrt(v[i]) + 1e-8f);
        }
    }
};

template <bool Gru>
void train(std::vector<peers::Figure>& figures, const peers::Shape& shape) {
    const peers::Cell cell(Gru, shape.inputs, shape.hidden);
    const Described<Gru> described(cell, shape.steps, shape.batch);
    const auto there = described.forward(dnnl::prop_kind::forward_training);
    const auto back = described.backward(there);
    const auto xs = peers::inputs(shape.steps, shape.batch, cell.I), target = peers::targets(shape.steps, shape.batch, cell.H);

    // Adam changes the plain weights; what the passes want in another layout is copied in every iteration.
    const memory W = described.plain(cell.W), R = described.plain(cell.R), bias = described.joined_bias();
    const memory dW = zeros(back.diff_weights_layer_desc()), dR = zeros(back.diff_weights_iter_desc()), dbias = zeros(described.bias);
    Copy before[] = {{W, there.weights_layer_desc()}, {R, there.weights_iter_desc()}}, between[] = {{W, back.weights_layer_desc()}, {R, back.weights_iter_desc()}};
    Copy after[] = {{dW, W.get_desc()}, {dR, R.get_desc()}};
    const memory y = zeros(described.y), dy = zeros(described.y);
    Arguments forward{{DNNL_ARG_SRC_LAYER, filled(described.x, xs)}, {DNNL_ARG_WEIGHTS_LAYER, before[0].to}, {DNNL_ARG_WEIGHTS_ITER, before[1].to},
        {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST_LAYER, y}, {DNNL_ARG_WORKSPACE, zeros(there.workspace_desc())}};
    Arguments backward = forward;
    backward[DNNL_ARG_WEIGHTS_LAYER] = between[0].to;
    backward[DNNL_ARG_WEIGHTS_ITER] = between[1].to;
    // States are given though they are zero: without them, oneDNN 2.6 makes another, wrong gradient of R.
    const std::pair<int, int> states[] = {{DNNL_ARG_SRC_ITER, DNNL_ARG_DIFF_SRC_ITER}, {DNNL_ARG_DST_ITER, DNNL_ARG_DIFF_DST_ITER},
        {DNNL_ARG_SRC_ITER_C, DNNL_ARG_DIFF_SRC_ITER_C}, {DNNL_ARG_DST_ITER_C, DNNL_ARG_DIFF_DST_ITER_C}};
    for (int i = 0; i < (Gru ? 2 : 4); i++) {
        forward[states[i].first] = backward[states[i].first] = zeros(described.state);
        backward[states[i].second] = zeros(described.state);
    }
    backward.insert({{DNNL_ARG_DIFF_SRC_LAYER, zeros(described.x)}, {DNNL_ARG_DIFF_WEIGHTS_LAYER, dW}, {DNNL_ARG_DIFF_WEIGHTS_ITER, dR},
        {DNNL_ARG_DIFF_BIAS, dbias}, {DNNL_ARG_DIFF_DST_LAYER, dy}});
    const dnnl::primitive run(there), run_back(back);

    auto gradients = [=]() mutable {
        for (auto& copy : before)
            copy();
        run.execute(stream, forward);
        stream.wait();
        for (size_t i = 0; i < target.size(); i++)
            data(dy)[i] = data(y)[i] - target[i];
        for (auto& copy : between)
            copy();
        // The pass adds to the gradients.
        for (auto& gradient : {dW, dR, dbias})
            std::memset(data(gradient), 0, length(gradient) * sizeof(float));
        run_back.execute(stream, backward);
        for (auto& copy : after)
            copy();
        stream.wait();
    };

    gradients();
    const std::string name = "onednn train " + cell.name + " " + std::to_string(shape.steps) + " " + std::to_string(shape.batch);
    const auto expected = cell.train(xs, target, shape.steps, shape.batch);
    const auto bias_expected = described.joined(expected.bW, expected.bR, true);
    peers::require(name, peers::difference(data(y), expected.outputs));
    peers::require(name + ", dW", peers::difference(data(after[0].to), described.turned(expected.W)), peers::largest(expected.W));
    peers::require(name + ", dR", peers::difference(data(after[1].to), described.turned(expected.R)), peers::largest(expected.R));
    peers::require(name + ", dbias", peers::difference(data(dbias), bias_expected), peers::largest(bias_expected));

    const auto trained = std::make_shared<std::vector<Trained>>(std::vector<Trained>{{W, after[0].to}, {R, after[1].to}, {bias, dbias}});
    figures.push_back({name, "ms", 1e3, [gradients, trained](long n) mutable {
        for (; n > 0; n--) {
            gradients();
            for (auto& parameter : *trained)
                parameter.update(peers::rate);
        }
    }});
}

}  // namespace

int main() {
    std::vector<peers::Figure> figures;
    for (int steps : {1, peers::sequence_steps}) {
        for (auto& shape : peers::step_shapes) {
            infer<false>(figures, {false, shape.inputs, shape.hidden}, steps);
            infer<true>(figures, {true, shape.inputs, shape.hidden}, steps);
        }
    }
    for (auto& shape : peers::training_shapes) {
        train<false>(figures, shape);
        train<true>(figures, shape);
    }
    peers::print(figures);
}
