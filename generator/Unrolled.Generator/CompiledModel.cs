using Unrolled.Compiler;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator;

/// <summary>The files of one model, as the pipeline caches them.</summary>
internal sealed record CompiledModel(EquatableArray<GeneratedFile> Files)
{
    public static CompiledModel From(ModelSpec spec)
        => new(new EquatableArray<GeneratedFile>(ModelCompiler.Check(spec).Count == 0 ? ModelCompiler.Compile(spec) : []));
}
