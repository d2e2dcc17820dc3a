// oneDNN: primitives are made once, with the weights in the layouts that they choose.
#include "measure.h"
#include "onednn.h"

using namespace peers;

namespace {

template <bool Gru>
void infer(std::vector<Figure>& figures, const Cell& cell, int steps) {
    const bool single = steps == 1;
    const Described<Gru> described(cell, steps, 1);
    const auto description = described.forward(dnnl::prop_kind::forward_inference);
    Copy W(described.plain(cell.W), description.weights_layer_desc()), R(described.plain(cell.R), description.weights_iter_desc());
    W();
    R();
    const int count = single ? step_inputs : steps;
    const auto xs = inputs(count, 1, cell.I);
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
        std::memcpy(data(x), &xs[single ? (i & (step_inputs - 1)) * width : 0], width * sizeof(float));
        primitive.execute(stream, arguments[single ? i & 1 : 0]);
    };

    std::vector<float> ys;
    for (int i = 0; i < count / steps; i++) {
        call(i);
        stream.wait();
        ys.insert(ys.end(), data(y), data(y) + length(y));
    }
    const std::string name = (single ? "onednn step " : "onednn sequence ") + cell.name;
    require(name, difference(ys.data(), cell.outputs(xs, count)));
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
void train(std::vector<Figure>& figures, const Shape& shape) {
    const Cell cell(Gru, shape.inputs, shape.hidden);
    const Described<Gru> described(cell, shape.steps, shape.batch);
    const auto there = described.forward(dnnl::prop_kind::forward_training);
    const auto back = described.backward(there);
    const auto xs = inputs(shape.steps, shape.batch, cell.I), target = targets(shape.steps, shape.batch, cell.H);

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
        float *gradient = data(dy), *output = data(y);
        for (size_t i = 0; i < target.size(); i++)
            gradient[i] = output[i] - target[i];
        for (auto& copy : between)
            copy();
        // The pass adds to the gradients.
        for (auto& sum : {dW, dR, dbias})
            std::memset(data(sum), 0, length(sum) * sizeof(float));
        run_back.execute(stream, backward);
        for (auto& copy : after)
            copy();
        stream.wait();
    };

    gradients();
    const std::string name = "onednn train " + cell.name + " " + std::to_string(shape.steps) + " " + std::to_string(shape.batch);
    const auto expected = cell.train(xs, target, shape.steps, shape.batch);
    const auto bias_expected = described.joined(expected.bW, expected.bR, true);
    require(name, difference(data(y), expected.outputs));
    require(name + ", dW", difference(data(after[0].to), described.turned(expected.W)), largest(expected.W));
    require(name + ", dR", difference(data(after[1].to), described.turned(expected.R)), largest(expected.R));
    require(name + ", dbias", difference(data(dbias), bias_expected), largest(bias_expected));

    const auto trained = std::make_shared<std::vector<Trained>>(std::vector<Trained>{{W, after[0].to}, {R, after[1].to}, {bias, dbias}});
    figures.push_back({name, "ms", 1e3, [gradients, trained](long n) mutable {
        for (; n > 0; n--) {
            gradients();
            for (auto& parameter : *trained)
                parameter.update(rate);
        }
    }});
}

}  // namespace

int main() {
    std::vector<Figure> figures;
    for (int steps : {1, sequence_steps}) {
        for (auto& shape : step_shapes) {
            infer<false>(figures, {false, shape.inputs, shape.hidden}, steps);
            infer<true>(figures, {true, shape.inputs, shape.hidden}, steps);
        }
    }
    for (auto& shape : training_shapes) {
        train<false>(figures, shape);
        train<true>(figures, shape);
    }
    print(figures);
}
