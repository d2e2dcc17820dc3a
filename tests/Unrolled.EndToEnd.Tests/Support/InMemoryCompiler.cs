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
    public static ModelHandle Create(ModelSpec spec, int seed = 1, Func<string, string>? edit = null)
    {
        var context = new AssemblyLoadContext("Models", isCollectible: true);
        var assembly = context.LoadFromStream(new MemoryStream(ModelAssembly.Compile(spec, edit)));
        var type = assembly.GetType($"{spec.Namespace}.{spec.Name}", throwOnError: true)!;
        var handle = typeof(ModelHandle<>).MakeGenericType(type);
        return (ModelHandle)Activator.CreateInstance(handle, seed, context)!;
    }
}
