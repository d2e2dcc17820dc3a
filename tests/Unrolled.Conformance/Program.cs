using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using Unrolled.CompilerServices;
using Unrolled.Conformance;
using Unrolled.EndToEnd.Tests.Support;

// Every reference case, and every kind of layer. The last line has the count; the exit status is 0 when nothing was wrong.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
long start = Stopwatch.GetTimestamp();
int cases = 0, wrong = 0;
var (processor, framework) = (RuntimeInformation.ProcessArchitecture, RuntimeInformation.FrameworkDescription);
Console.WriteLine($"{processor}, {framework}, vectors of {SimdWidth.Lanes * 32} bits, AdvSimd {AdvSimd.IsSupported}");

Case("multiply-add", FusedMultiplyAdd);
int before = cases;
foreach (var (name, path) in Tensors.Folder("golden"))
    Case(name, () => GoldenCheck.Run(name, new GoldenCase(new Tensors(path)), Cases.All["golden/" + name]()));
Count("cells against PyTorch: forward, backward, Step, Run");
foreach (var (name, path) in Tensors.Folder("trajectories"))
    Case(name, () => TrajectoryCheck.Run(new Tensors(path), Cases.All["trajectories/" + name]()));
Count("trainings of 20 updates against PyTorch");
foreach (var (name, create) in Cases.All.Where(one => one.Key.StartsWith("variants/", StringComparison.Ordinal)).Concat(OwnCells.All))
    Case(name, () => VariantCheck.Run(create()));
Count("kinds of layers and custom cells: gradients, 20 updates, Step, Run, save and load");
foreach (var (name, check) in HalfWeights.All)
    Case(name, check);
Count("weights of two bytes: the bits of rounded weights of four");
foreach (var (name, check) in OneByteWeights.All)
    Case(name, check);
Count("weights of one byte: the bits of sums of whole numbers, and near to weights of four");
Console.WriteLine($"{cases} cases, {wrong} wrong, {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
return wrong == 0 ? 0 : 1;

void Case(string name, Action check)
{
    cases++;
    try
    {
        check();
    }
    catch (Exception exception)
    {
        // Whatever goes wrong is a wrong case, and the others are run all the same.
        wrong++;
        Console.WriteLine($"WRONG {name}: {(exception is CaseException ? exception.Message : exception)}");
    }
}

void Count(string what)
{
    Console.WriteLine($"{cases - before} {what}");
    before = cases;
}

// (1 + 2^-12)² is 1 + 2^-11 + 2^-24: the last term is lost where the product is rounded before the sum.
static void FusedMultiplyAdd()
{
    var factor = Simd128.Broadcast(1 + (1f / 4096));
    var sum = Simd128.MultiplyAdd(factor, factor, Simd128.Broadcast(-1 - (1f / 2048)));
    float expected = AdvSimd.IsSupported ? 1f / (1 << 24) : 0;
    float found = Simd128.Sum(sum) / 4;
    Assert.True(found == expected, $"Expected {expected}; found {found}.");
}
