using System.Runtime.Loader;
using Unrolled.Compiler.Specs;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>Models of specs that no class declares.</summary>
internal static class InMemoryCompiler
{
    /// <summary>A new model of <paramref name="spec"/>, in a load context of its own that goes with it.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="seed">Of its first values.</param>
    /// <param name="edit">Changes the text of every file: to see that a mistake is found.</param>
    public static ModelHandle Create(ModelSpec spec, int seed = 1, Func<string, string>? edit = null) =>
        (ModelHandle)Create(typeof(ModelHandle<>), spec, seed, edit);

    /// <summary>The same of a spec with <c>Training = false</c>.</summary>
    public static InferenceHandle CreateForInference(ModelSpec spec, int seed = 1) => (InferenceHandle)Create(typeof(InferenceHandle<>), spec, seed, null);

    private static object Create(Type handle, ModelSpec spec, int seed, Func<string, string>? edit)
    {
        var context = new AssemblyLoadContext("Models", isCollectible: true);
        var assembly = context.LoadFromStream(new MemoryStream(ModelAssembly.Compile(spec, edit)));
        var type = assembly.GetType($"{spec.Namespace}.{spec.Name}", throwOnError: true)!;
        return Activator.CreateInstance(handle.MakeGenericType(type), seed, context)!;
    }
}
