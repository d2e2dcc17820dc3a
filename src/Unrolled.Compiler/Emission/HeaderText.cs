using System.Globalization;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Writes the C header of a model: what <see cref="NativeEmitter"/> exports, with its rules. Its first line begins with the file's name, by which the build knows where to put it.</summary>
internal static class HeaderText
{
    public static IEnumerable<string> Lines(ModelPlan model)
    {
        var name = model.Spec.NativeName;
        var capitals = name.ToUpperInvariant();
        yield return $"/* {name}.h: the model {model.Spec.Name.TrimStart('@')} as a native library. Generated with it; do not edit.";
        yield return " *";
        yield return $" * {ModelEmitter.Describe(model)}";
        yield return " *";
        yield return $" * Every function returns {capitals}_OK or one of the codes below; after a code, {name}_error tells the same thread why.";
        yield return " *";
        yield return " * Threads: a model is only read, so any number of threads may use one at the same time. A state is one stream of steps:";
        yield return " * one thread at a time, any number of states a model. Models and states may be created and freed on any thread. A state";
        yield return " * keeps its model alive: they may be freed in any order, each once.";
        yield return " *";
        yield return $" * Memory: the caller's arrays are read and written during the call alone. {(model.HasBackwardDirection ? $"{name}_run" : $"{name}_step")} allocates nothing{(model.HasBackwardDirection ? " but for more steps than ever before" : "")}.";
        yield return " */";
        yield return $"#ifndef {capitals}_H";
        yield return $"#define {capitals}_H";
        yield return "";
        yield return "#include <stdint.h>";
        yield return "";
        yield return model.IsToken
            ? $"#define {capitals}_VOCABULARY {Text(model.Spec.Vocabulary)} /* tokens are integers from 0 to this, exclusive */"
            : $"#define {capitals}_INPUTS {Text(model.Spec.Inputs)} /* floats a step */";
        yield return $"#define {capitals}_OUTPUTS {Text(model.Outputs)} /* floats a step */";
        yield return "";
        yield return $"#define {capitals}_OK 0";
        yield return $"#define {capitals}_INVALID_ARGUMENT (-1) /* null, a handle of something else, or out of range; nothing was done */";
        yield return $"#define {capitals}_FILE_ERROR (-2)       /* a file cannot be opened or read */";
        yield return $"#define {capitals}_INVALID_DATA (-3)     /* a file is no safetensors file, or holds other tensors than the model's */";
        yield return $"#define {capitals}_INTERNAL_ERROR (-4)   /* anything else, such as no memory */";
        yield return "";
        yield return "#ifdef __cplusplus";
        yield return "extern \"C\" {";
        yield return "#endif";
        yield return "";
        yield return "/* A model, and the state of one stream. */";
        yield return $"typedef struct {name} {name};";
        yield return $"typedef struct {name}_state {name}_state;";
        yield return "";
        yield return "/* A model with freshly drawn parameters: same seed, same bits. */";
        yield return $"int32_t {name}_create(int32_t seed, {name} **model);";
        if (model.Spec.Weights is { } weights)
        {
            yield return "";
            yield return $"/* The model with the weights of {weights.FileName}, which are in the library. */";
            yield return $"int32_t {name}_create_embedded({name} **model);";
        }

        yield return "";
        yield return "/* A model with the weights of a safetensors file; path is UTF-8. */";
        yield return $"int32_t {name}_load(const char *path, {name} **model);";
        yield return "";
        yield return "/* Null does nothing. */";
        yield return $"int32_t {name}_free({name} *model);";
        yield return "";
        yield return "/* A state for one stream: as before its first step. */";
        yield return $"int32_t {name}_state_create(const {name} *model, {name}_state **state);";
        yield return "";
        yield return "/* As before the first step. */";
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
        yield return $"/* {(model.HasBackwardDirection ? "A whole sequence" : "Many steps, faster than one by one")}: {(model.IsToken ? "tokens[steps]" : $"xs[steps][{capitals}_INPUTS]")}, ys[steps][{capitals}_OUTPUTS]. */";
        yield return $"int32_t {name}_run({name}_state *state, {(model.IsToken ? "const int32_t *tokens" : "const float *xs")}, int32_t steps, float *ys);";
        yield return "";
        yield return "/* Writes what went wrong in this thread's last call that did not return OK: UTF-8, ended by a 0, cut to size bytes. Returns the length of the whole message. */";
        yield return $"int32_t {name}_error(char *text, int32_t size);";
        yield return "";
        yield return "#ifdef __cplusplus";
        yield return "}";
        yield return "#endif";
        yield return "";
        yield return "#endif";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
