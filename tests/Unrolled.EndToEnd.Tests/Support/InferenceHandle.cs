using System.Runtime.Loader;
using Unrolled.CompilerServices;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>A compiled model without a backward pass whose class is known at run time only.</summary>
internal abstract class InferenceHandle(AssemblyLoadContext context) : IDisposable
{
    public abstract ModelCore Core { get; }

    public ParameterSet Parameters => Core.ParameterSet;

    public abstract StreamHandle NewStream(int streams = 1);

    public void Dispose() => context.Unload();
}

/// <inheritdoc/>
internal sealed class InferenceHandle<T>(int seed, AssemblyLoadContext context) : InferenceHandle(context)
    where T : class, IInferenceModel<T>
{
    private readonly T _model = T.Create(seed);

    public override ModelCore Core => _model.Core;

    public override StreamHandle NewStream(int streams = 1) => new ModelStream<T>(_model, streams);
}
