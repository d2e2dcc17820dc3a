using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Unrolled.Compiler.Specs;
using static Unrolled.Tests.Shared.Specs;

namespace Unrolled.Compiler.Tests;

/// <summary>
/// Past 60,000 bytes of IL or 512 locals the JIT gives up optimising a method; no generated one comes near, whatever the size. And the text is a function
/// of the spec alone.
/// </summary>
public sealed class IlTests
{
    private const int MostIl = 30_000;
    private const int MostLocals = 400;
    private const int MostText = 150_000;

    private static readonly int[] Hidden = [1, 7, 16, 64, 100, 256, 512, 1024];
    private static readonly int[] Inputs = [1, 28, 300];

    private static readonly Dictionary<string, Func<int, int, ModelSpec>> Families = new()
    {
        ["rnn"] = (x, h) => Features(x, Rnn(h)),
        ["lstm"] = (x, h) => Features(x, Lstm(h)),
        ["lstm with every option"] = (x, h) => Features(x, Lstm(h, ("Peepholes", (int)Peepholes.All), ("FullGateRecurrence", 1), ("Projection", (h + 1) / 2))),
        ["gru after"] = (x, h) => Features(x, Gru(h)),
        ["gru before, both directions"] = (x, h) => Features(x, Gru(h, ("Reset", (int)Reset.Before), ("Direction", (int)Direction.Both))),
        ["dense"] = (x, h) => Features(x, Dense(h, ("Activation", (int)Activation.Tanh))),
        ["embedding, stack"] = (x, h) => Tokens(x, Embedding(h), Lstm(h), Dropout(0.1), Gru(h), Dense(x)),
    };

    public static TheoryData<string> Data => [.. Families.Keys];

    [Theory]
    [MemberData(nameof(Data))]
    public void No_generated_method_passes_the_limits_of_the_jit(string family)
    {
        foreach (var inputs in Inputs)
        {
            foreach (var hidden in Hidden)
            {
                var spec = Families[family](inputs, hidden);
                var what = $"{family}, {inputs} inputs, {hidden} hidden: ";
                foreach (var file in ModelCompiler.Compile(spec))
                    Assert.True(Encoding.UTF8.GetByteCount(file.Text) <= MostText, $"{what}{file.HintName} has {file.Text.Length} characters");
                using var pe = new PEReader(new MemoryStream(ModelAssembly.Compile(spec)));
                CheckMethods(what, pe);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Data))]
    public void The_same_spec_gives_the_same_bytes_again_and_in_any_culture(string family)
    {
        var expected = Text(family);
        Assert.Equal(expected, Text(family));

        // Cultures as hostile as they come: also where the machine has no culture data at all.
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat = new NumberFormatInfo
        {
            NumberDecimalSeparator = ",",
            NumberGroupSeparator = ".",
            NegativeSign = "\u2212",
            PositiveSign = "plus",
            NumberGroupSizes = [1],
            NumberNegativePattern = 0,
        };
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = german;
            Assert.Equal("1,5", 1.5.ToString(CultureInfo.CurrentCulture));
            Assert.Equal(expected, Text(family));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>The Turkish i: no method of the compiler changes case by the current culture.</summary>
    [Fact]
    public void The_compiler_calls_nothing_that_changes_case_by_culture()
    {
        using var pe = new PEReader(File.OpenRead(typeof(ModelCompiler).Assembly.Location));
        var metadata = pe.GetMetadataReader();
        var called = metadata.MemberReferences.Select(handle => metadata.GetMemberReference(handle))
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name) + "." + metadata.GetString(member.Name))
            .ToHashSet();
        Assert.Contains("String.ToLowerInvariant", called);
        Assert.DoesNotContain("String.ToLower", called);
        Assert.DoesNotContain("String.ToUpper", called);
        Assert.DoesNotContain("Char.ToLower", called);
        Assert.DoesNotContain("Char.ToUpper", called);
    }

    private static string Text(string family) => string.Join(
        "\n",
        from hidden in new[] { 1, 17, 100 }
        from file in ModelCompiler.Compile(Families[family](28, hidden))
        select file.HintName + "\n" + file.Text);

    private static void CheckMethods(string what, PEReader pe)
    {
        var metadata = pe.GetMetadataReader();
        var methods = 0;
        foreach (var method in metadata.MethodDefinitions.Select(handle => metadata.GetMethodDefinition(handle))
            .Where(method => method.RelativeVirtualAddress != 0))
        {
            methods++;
            var name = metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name) + "." + metadata.GetString(method.Name);
            var body = pe.GetMethodBody(method.RelativeVirtualAddress);
            var il = body.GetILReader().Length;
            Assert.True(il <= MostIl, $"{what}{name} has {il} bytes of IL");
            if (body.LocalSignature.IsNil)
                continue;
            var signature = metadata.GetBlobReader(metadata.GetStandaloneSignature(body.LocalSignature).Signature);
            Assert.Equal(SignatureKind.LocalVariables, signature.ReadSignatureHeader().Kind);
            var locals = signature.ReadCompressedInteger();
            Assert.True(locals <= MostLocals, $"{what}{name} has {locals} locals");
        }

        Assert.True(methods > 10, what + "there were to be methods");
    }
}
