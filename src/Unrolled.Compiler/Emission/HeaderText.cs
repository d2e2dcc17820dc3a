using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Writes the C header of a model: what <see cref="NativeEmitter"/> exports, with its rules. Its first line begins with the file's name, by which
/// the build knows where to put it.</summary>
internal static class HeaderText
{
    public static IEnumerable<string> Lines(ModelPlan model)
    {
        var name = model.Spec.NativeName;
        var capitals = name.ToUpperInvariant();
        yield return $"/* {name}.h: the model {model.Spec.Name.TrimStart('@')} as a native library. Generated; do not edit.";
        yield return " *";
        yield return $" * {ModelEmitter.Describe(model)}";
        yield return " *";
        yield return $" * Every function returns {capitals}_OK or one of the codes below. {name}_error then gives the same thread the message.";
        yield return " *";
        yield return " * Threads: a model is only read, so any number of threads may use one at the same time. A state is one stream of steps,";
        yield return " * for one thread at a time; a model may have any number. Models and states may be created and freed on any thread. A state";
        yield return " * keeps its model alive, so they may be freed in any order, each once.";
        yield return " *";
        yield return " * Memory: the caller's arrays are read and written during the call alone. "
            + $"{(model.HasBackwardDirection ? $"{name}_run" : $"{name}_step")} allocates "
            + $"nothing{(model.HasBackwardDirection ? ", unless it gets more steps than ever before" : "")}.";
        yield return " */";
        yield return $"#ifndef {capitals}_H";
        yield return $"#define {capitals}_H";
        yield return "";
        yield return "#include <stdint.h>";
        yield return "";
        yield return model.IsToken
            ? $"#define {capitals}_VOCABULARY {Text(model.Spec.Vocabulary)} /* a token is an integer in [0, this) */"
            : $"#define {capitals}_INPUTS {Text(model.Spec.Inputs)} /* floats per step */";
        yield return $"#define {capitals}_OUTPUTS {Text(model.Outputs)} /* floats per step */";
        yield return "";
        yield return $"#define {capitals}_OK 0";
        yield return $"#define {capitals}_INVALID_ARGUMENT (-1) /* null, a handle of another kind, or out of range; nothing was done */";
        yield return $"#define {capitals}_FILE_ERROR (-2)       /* a file cannot be opened or read */";
        yield return $"#define {capitals}_INVALID_DATA (-3)     /* a file is not a safetensors file, or does not fit the model */";
        yield return $"#define {capitals}_INTERNAL_ERROR (-4)   /* anything else, such as too little memory */";
        yield return "";
        yield return "#ifdef __cplusplus";
        yield return "extern \"C\" {";
        yield return "#endif";
        yield return "";
        yield return "/* A model, and the state of one stream. */";
        yield return $"typedef struct {name} {name};";
        yield return $"typedef struct {name}_state {name}_state;";
        yield return "";
        yield return "/* Creates a model with newly initialised parameters: same seed, same bits. */";
        yield return $"int32_t {name}_create(int32_t seed, {name} **model);";
        if (model.Spec.Weights is { } weights)
        {
            yield return "";
            yield return $"/* The model with the weights of {weights.FileName}, which are embedded in the library. */";
            yield return $"int32_t {name}_create_embedded({name} **model);";
        }

        yield return "";
        yield return "/* A model with the weights of a safetensors file; path is UTF-8. */";
        yield return $"int32_t {name}_load(const char *path, {name} **model);";
        yield return "";
        yield return "/* Null does nothing. */";
        yield return $"int32_t {name}_free({name} *model);";
        yield return "";
        yield return "/* Creates the state of one stream. */";
        yield return $"int32_t {name}_state_create(const {name} *model, {name}_state **state);";
        yield return "";
        yield return "/* Resets a state to before the first step. */";
        yield return $"int32_t {name}_state_reset({name}_state *state);";
        yield return "";
        yield return "/* Null does nothing. */";
        yield return $"int32_t {name}_state_free({name}_state *state);";
        if (!model.HasBackwardDirection)
        {
            yield return "";
            yield return $"/* One step: {(model.IsToken ? "" : $"x[{capitals}_INPUTS], ")}y[{capitals}_OUTPUTS]. */";
            yield return $"int32_t {name}_step({name}_state *state, {(model.IsToken ? "int32_t token" : "const float *x")}, float *y);";
        }

        yield return "";
        yield return $"/* {(model.HasBackwardDirection ? "A whole sequence" : "Many steps, faster than one by one")}: "
            + $"{(model.IsToken ? "tokens[steps]" : $"xs[steps][{capitals}_INPUTS]")}, ys[steps][{capitals}_OUTPUTS]. */";
        yield return $"int32_t {name}_run({name}_state *state, {(model.IsToken ? "const int32_t *tokens" : "const float *xs")}, int32_t steps, float *ys);";
        yield return "";
        yield return "/* Writes the message of this thread's last error as UTF-8 with a final 0, cut to size bytes. Returns the length of the whole message. "
            + "*/";
        yield return $"int32_t {name}_error(char *text, int32_t size);";
        yield return "";
        yield return "#ifdef __cplusplus";
        yield return "}";
        yield return "#endif";
        yield return "";
        yield return "#endif";
    }
}
