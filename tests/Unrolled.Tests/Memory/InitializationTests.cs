using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

public class InitializationTests
{
    [Fact]
    public void SameSeedGivesTheSameBitsForEveryVectorWidth()
    {
        var reference = new FakeModel(seed: 3, lanes: 1);
        foreach (int lanes in new[] { 4, 8, 16 })
        {
            var model = new FakeModel(seed: 3, lanes);
            Assert.Equal(reference.Parameters.Select(p => p.ToString()), model.Parameters.Select(p => p.ToString()));
            foreach (var parameter in model.Parameters)
                Assert.Equal(Bits(reference.Parameters[parameter.Name].ToArray()), Bits(parameter.ToArray()));
        }
    }

    [Fact]
    public void SeedNameAndNothingElseChooseTheNumbers()
    {
        var model = new FakeModel(seed: 3);
        Assert.NotEqual(model.Parameters["rnn0.forward.R"].ToArray(), new FakeModel(seed: 4).Parameters["rnn0.forward.R"].ToArray());
        Assert.NotEqual(model.Parameters["rnn0.forward.R"].ToArray(), model.Parameters["rnn0.backward.R"].ToArray());
    }

    /// <summary>Figures written down once: another machine, runtime or vector width must find the same.</summary>
    [Theory]
    [InlineData("GlorotUniform", 64, 28, 0x4C585A008234DD04)]
    [InlineData("Uniform", 64, 28, 0xB874546752641BF6)]
    [InlineData("Orthogonal", 64, 64, 0x3B037B09C845ABD2)]
    [InlineData("Orthogonal", 100, 37, 0xB8090672AE9AFFE1)]
    [InlineData("Orthogonal", 5, 19, 0x65A739542A57DA3B)]
    public void BitsAreAsTheyWere(string kind, int rows, int columns, ulong expected)
    {
        var initial = kind switch
        {
            "GlorotUniform" => Initial.GlorotUniform,
            "Uniform" => Initial.Uniform(-0.1, 0.3),
            _ => Initial.Orthogonal,
        };
        Assert.Equal($"{expected:X16}", $"{Hash(Fill(initial, rows, columns)):X16}");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(17, 17)]
    [InlineData(64, 64)]
    [InlineData(200, 31)]
    [InlineData(31, 200)]
    [InlineData(1, 40)]
    [InlineData(40, 1)]
    [InlineData(512, 512)]
    public void OrthogonalHasOrthonormalColumnsOrRows(int rows, int columns)
    {
        float[] q = Fill(Initial.Orthogonal, rows, columns);
        int vectors = Math.Min(rows, columns), length = Math.Max(rows, columns);
        double At(int vector, int i) => rows >= columns ? q[i * columns + vector] : q[vector * columns + i];
        double worst = 0;
        for (int a = 0; a < vectors; a++)
        {
            for (int b = a; b < vectors; b++)
            {
                double dot = 0;
                for (int i = 0; i < length; i++)
                    dot += At(a, i) * At(b, i);
                worst = Math.Max(worst, Math.Abs(dot - (a == b ? 1 : 0)));
            }
        }

        Assert.InRange(worst, 0, 1e-5);
    }

    [Fact]
    public void OrthogonalIsNotAlwaysTheSameSideUp()
    {
        // A reflection or a rotation, entries of either sign, and no structure such as a dominant diagonal.
        float[] q = Fill(Initial.Orthogonal, 64, 64);
        Assert.InRange(q.Count(value => value > 0), 1800, 2300);
        double diagonal = Enumerable.Range(0, 64).Sum(i => (double)q[i * 65] * q[i * 65]);
        Assert.InRange(diagonal, 0.2, 3);
    }

    /// <summary>The largest size there is: orthonormal too, and made in one matrix, not as the decomposition of another one.</summary>
    [Fact, Trait("Vectors", "none")]
    public void OrthogonalOf1024UnitsIsMadeInOneMatrix()
    {
        const int Units = 1024;
        var q = new float[Units * Units];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Initialization.Fill(Initial.Orthogonal, "lstm0.R_i", new Shape(Units, Units), seed: 1, q);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, sizeof(double) * Units * (Units + 16));
        foreach (int a in new[] { 0, 1, 511, 1023 })
        {
            for (int b = 0; b < Units; b++)
            {
                double dot = 0;
                for (int i = 0; i < Units; i++)
                    dot += (double)q[i * Units + a] * q[i * Units + b];
                Assert.InRange(dot - (a == b ? 1 : 0), -1e-5, 1e-5);
            }
        }
    }

    [Fact]
    public void GlorotFillsItsRange()
    {
        float[] w = Fill(Initial.GlorotUniform, 100, 50);
        double limit = Math.Sqrt(6.0 / 150);
        Assert.InRange(w.Max(), 0.99 * limit, limit);
        Assert.InRange(w.Min(), -limit, -0.99 * limit);
        Assert.InRange(w.Average(), -0.01, 0.01);
        Assert.InRange(w.Average(value => (double)value * value), 0.95 * limit * limit / 3, 1.05 * limit * limit / 3);
    }

    [Fact]
    public void ConstantIdentityAndUniformAreWhatTheySay()
    {
        Assert.All(Fill(Initial.Constant(0.5), 3, 2), value => Assert.Equal(0.5f, value));
        Assert.All(Fill(-2.0, 3, 2), value => Assert.Equal(-2f, value));
        Assert.Equal([1, 0, 0, 0, 1, 0], Fill(Initial.Identity, 2, 3));
        var uniform = Fill(Initial.Uniform(2, 5), 100, 10);
        Assert.InRange(uniform.Min(), 2f, 2.05f);
        Assert.InRange(uniform.Max(), 4.95f, 5f);
    }

    [Fact]
    public void WrongDistributionsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Initial.Uniform(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initial.Constant(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initial.Constant(1e300));
    }

    private static float[] Fill(Initial initial, int rows, int columns)
    {
        var values = new float[rows * columns];
        Initialization.Fill(initial, "lstm0.R_i", new Shape(rows, columns), seed: 1, values);
        return values;
    }

    private static int[] Bits(float[] values) => MemoryMarshal.Cast<float, int>(values).ToArray();

    private static ulong Hash(float[] values)
    {
        ulong hash = 0;
        foreach (int bits in Bits(values))
            hash = RandomStream.Mix(hash ^ (uint)bits);
        return hash;
    }
}
