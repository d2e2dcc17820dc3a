// ONNX Runtime through the C interface of its shared library: onnxruntime LIBRARY FOLDER, the folder holding what make_onnx.py writes.
// npm's package has the library without a header, so the functions are taken by their place in OrtApi, which only ever grows at its end.
#include "measure.h"
#include "reference.h"
#include <algorithm>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <iterator>
#include <memory>

namespace {

using Status = void*;
using Object = void*;
struct ApiBase {
    Object* (*get_api)(uint32_t version);
    const char* (*version)();
};

constexpr int api_version = 17;
Object* api;

template <class... Parameters>
void call(int place, Parameters... parameters) {
    if (Status status = reinterpret_cast<Status (*)(Parameters...)>(api[place])(parameters...)) {
        std::fprintf(stderr, "onnxruntime: %s\n", reinterpret_cast<const char* (*)(Status)>(api[2])(status));
        std::exit(1);
    }
}

// Places in OrtApi.
enum { CreateEnv = 3, CreateSessionFromArray = 8, Run = 9, CreateSessionOptions = 10, SetIntraOpNumThreads = 24, SetInterOpNumThreads = 25,
    CreateTensorWithDataAsOrtValue = 49, CreateCpuMemoryInfo = 69 };

struct Runtime {
    Object environment, options, memory;

    Runtime() {
        const int warnings = 2, arena = 1, usual = 0;
        call(CreateEnv, warnings, static_cast<const char*>("peers"), &environment);
        call(CreateSessionOptions, &options);
        call(SetIntraOpNumThreads, options, 1);
        call(SetInterOpNumThreads, options, 1);
        call(CreateCpuMemoryInfo, arena, usual, &memory);
    }

    Object session(const std::string& path) const {
        std::ifstream file(path, std::ios::binary);
        const std::string model{std::istreambuf_iterator<char>(file), {}};
        Object result;
        call(CreateSessionFromArray, environment, static_cast<const void*>(model.data()), model.size(), options, &result);
        return result;
    }

    Object tensor(std::vector<float>& values, const std::vector<int64_t>& sizes) const {
        const int floats = 1;
        Object result;
        call(CreateTensorWithDataAsOrtValue, memory, static_cast<void*>(values.data()), values.size() * sizeof(float), sizes.data(), sizes.size(), floats, &result);
        return result;
    }
};

/// A session with its tensors, made once: a call reads the inputs that are there and writes into the outputs that are there.
struct Bound {
    const bool single;
    const int states;
    Object session;
    std::vector<float> xs, x, y, state[4];
    Object inputs[2][3], outputs[2][3];

    Bound(const Runtime& runtime, const std::string& folder, const peers::Cell& cell, int steps)
        : single(steps == 1), states(cell.gru ? 1 : 2), xs(peers::inputs(single ? peers::step_inputs : steps, 1, cell.I)), x(size_t(steps) * cell.I), y(size_t(steps) * cell.H) {
        std::string file = cell.name + ".onnx";
        std::replace(file.begin(), file.end(), ' ', '_');
        session = runtime.session(folder + "/" + file);
        // The state of a stream goes from one tensor to the other and back; a sequence begins with the first, which stays zero.
        Object tensors[4];
        for (int i = 0; i < 4; i++) {
            state[i].resize(cell.H);
            tensors[i] = runtime.tensor(state[i], {1, 1, cell.H});
        }
        for (int i = 0; i < 2; i++) {
            inputs[i][0] = runtime.tensor(x, {steps, 1, cell.I});
            outputs[i][0] = runtime.tensor(y, {steps, 1, 1, cell.H});
            for (int kind = 0; kind < 2; kind++) {
                inputs[i][1 + kind] = tensors[2 * kind + i];
                outputs[i][1 + kind] = tensors[2 * kind + 1 - i];
            }
        }
    }

    void operator()(long i) {
        static const char* const input_names[] = {"X", "H0", "C0"};
        static const char* const output_names[] = {"Y", "H1", "C1"};
        std::memcpy(x.data(), &xs[single ? (i & (peers::step_inputs - 1)) * x.size() : 0], x.size() * sizeof(float));
        const int way = single ? i & 1 : 0;
        call(Run, session, Object(nullptr), +input_names, +inputs[way], size_t(1 + states), +output_names, size_t(1 + states), +outputs[way]);
    }
};

void add(std::vector<peers::Figure>& figures, const Runtime& runtime, const std::string& folder, const peers::Cell& cell, int steps) {
    const auto bound = std::make_shared<Bound>(runtime, folder, cell, steps);
    const int count = bound->single ? peers::step_inputs : steps;
    std::vector<float> ys;
    for (int i = 0; i < count / steps; i++) {
        (*bound)(i);
        ys.insert(ys.end(), bound->y.begin(), bound->y.end());
    }
    const std::string name = (bound->single ? "onnxruntime step " : "onnxruntime sequence ") + cell.name;
    peers::require(name, peers::difference(ys.data(), cell.outputs(bound->xs, count)));
    figures.push_back({name, bound->single ? "ns" : "ns/step", 1e9 / steps, [bound](long n) {
        for (long i = 0; i < n; i++)
            (*bound)(i);
    }});
}

}  // namespace

int main(int count, char** arguments) {
    void* library = count == 3 ? dlopen(arguments[1], RTLD_NOW) : nullptr;
    if (!library) {
        std::fprintf(stderr, "%s\n", count == 3 ? dlerror() : "onnxruntime LIBRARY FOLDER");
        return 1;
    }
    auto base = reinterpret_cast<const ApiBase* (*)()>(dlsym(library, "OrtGetApiBase"))();
    api = base->get_api(api_version);
    std::printf("# ONNX Runtime %s\n", base->version());
    const Runtime runtime;
    std::vector<peers::Figure> figures;
    for (int steps : {1, peers::sequence_steps}) {
        for (auto& shape : peers::step_shapes) {
            add(figures, runtime, arguments[2], {false, shape.inputs, shape.hidden}, steps);
            add(figures, runtime, arguments[2], {true, shape.inputs, shape.hidden}, steps);
        }
    }
    peers::print(figures);
}
