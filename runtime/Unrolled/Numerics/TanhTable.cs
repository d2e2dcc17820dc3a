using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>
/// tanh on 512 bits: 32 polynomials in place of an exponential function and a division. One permutation of two registers looks up a coefficient for all lanes.
/// (The chain from x to tanh x is 34 cycles instead of 58.)
/// </summary>
internal static class TanhTable
{
    // |x| = k·Step + t, |t| <= Step/2, and tanh |x| = C0[k] + C1[k]·t + … + C5[k]·t^5: minimax for each k (Lawson's iteration), relative for k = 0; 1.7e-8
    // before rounding.
    // Step has so few bits that k·Step is exact. From 30.5 steps on, 8.52, the result is 1, which is 8e-8 too much there.
    private const float Step = 0.279296875f, Most = 31.49f * Step;

    // Adding it rounds a small number to an integer and leaves that in the low bits of the sum, from which the permutation takes five.
    private const float RoundToIndex = 12582912f;

    private static Vector512<float> C0Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0f, 0.27225417f, 0.5069333f, 0.6846902f, 0.8065884f, 0.8845894f, 0.93231195f, 0.9607125f, 0.97733647f, 0.986973f, 0.99252754f,
            0.99571884f, 0.9975489f, 0.9985972f, 0.9991973f, 0.9995408f);
    }

    private static Vector512<float> C0High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0.9997373f, 0.99984974f, 0.99991405f, 0.9999508f, 0.99997187f, 0.9999839f, 0.9999908f, 0.99999475f, 0.99999696f, 0.9999983f,
            0.999999f, 0.99999946f, 0.9999997f, 0.9999998f, 0.9999999f, 1f);
    }

    private static Vector512<float> C1Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(1f, 0.92587763f, 0.7430187f, 0.5311994f, 0.34941512f, 0.21750164f, 0.13079447f, 0.07703153f, 0.04481338f, 0.025884291f,
            0.014889045f, 0.008544029f, 0.0048962617f, 0.0028036654f, 0.001604696f, 0.0009182222f);
    }

    private static Vector512<float> C1High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0.00052533817f, 0.000300534f, 0.00017192039f, 9.8344295e-5f, 5.6255387e-5f, 3.2179196e-5f, 1.8407041e-5f, 1.0529106e-5f,
            6.022798e-6f, 3.4451225e-6f, 1.9706558e-6f, 1.127241e-6f, 6.4479656e-7f, 3.6883202e-7f, 2.1097668e-7f, 0f);
    }

    private static Vector512<float> C2Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0f, -0.25205892f, -0.37665275f, -0.36370903f, -0.28183818f, -0.19240184f, -0.12194192f, -0.07400517f, -0.043797597f,
            -0.025546944f, -0.014777677f, -0.008507379f, -0.004884217f, -0.0027997065f, -0.001603393f, -0.0009177919f);
    }

    private static Vector512<float> C2High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(-0.0005251952f, -0.000300486f, -0.00017190396f, -9.833852e-5f, -5.6253266e-5f, -3.217837e-5f, -1.8406696e-5f, -1.052895e-5f,
            -6.022722e-6f, -3.4450836e-6f, -1.9706351e-6f, -1.1272297e-6f, -6.4479025e-7f, -3.6882844e-7f, -2.1097456e-7f, 0f);
    }

    private static Vector512<float> C3Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(-0.33332187f, -0.23999411f, -0.05674464f, 0.07195379f, 0.11085354f, 0.09769624f, 0.07009025f, 0.04542085f, 0.027867403f,
            0.01658616f, 0.009704299f, 0.0056229825f, 0.0032401772f, 0.0018612349f, 0.0010672135f, 0.0006112999f);
    }

    private static Vector512<float> C3High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0.0003499465f, 0.00020026397f, 0.00011458305f, 6.5552624e-5f, 3.7500104e-5f, 2.1451577e-5f, 1.2270913e-5f, 7.0192327e-6f,
            4.015128e-6f, 2.2967179e-6f, 1.3137561e-6f, 7.514868e-7f, 4.298597e-7f, 2.4588496e-7f, 1.406513e-7f, 0f);
    }

    private static Vector512<float> C4Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0f, 0.14728603f, 0.1531981f, 0.07225052f, 0.005077946f, -0.021985596f, -0.024605637f, -0.018965308f, -0.012657667f,
            -0.007875246f, -0.0047209384f, -0.0027728083f, -0.0016100723f, -0.0009288905f, -0.00053393596f, -0.00030627058f);
    }

    private static Vector512<float> C4High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(-0.00017547f, -0.00010046257f, -5.7495814e-5f, -3.289814e-5f, -1.8821376e-5f, -1.0767117e-5f, -6.1592655e-6f, -3.523296e-6f,
            -2.0154087e-6f, -1.1528551e-6f, -6.5945113e-7f, -3.7721676e-7f, -2.1577061e-7f, -1.234221e-7f, -7.060538e-8f, 0f);
    }

    private static Vector512<float> C5Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0.13176619f, 0.059603255f, -0.0416165f, -0.06090562f, -0.03293348f, -0.008199386f, 0.002472168f, 0.0047626677f, 0.0040521664f,
            0.0028018078f, 0.0017709049f, 0.001069955f, 0.0006310395f, 0.00036725317f, 0.00021214507f, 0.00012203007f);
    }

    private static Vector512<float> C5High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(7.002568e-5f, 4.012859e-5f, 2.2978076e-5f, 1.3151661e-5f, 7.525332e-6f, 4.3054483e-6f, 2.463152e-6f, 1.408989e-6f, 8.059652e-7f,
            4.6098796e-7f, 2.636934e-7f, 1.5083077e-7f, 8.632078e-8f, 4.940019e-8f, 2.8162678e-8f, 0f);
    }

    /// <summary>Error at most 1e-7, and at most 2 ulp within half a step of 0; the sign of zero is kept; NaN in, NaN out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> y = Avx512DQ.Range(x, Vector512.Create(Most), Activations512.LesserMagnitudeWithoutSign);
        Vector512<float> shifted = Avx512F.FusedMultiplyAdd(y, Vector512.Create(1f / Step), Vector512.Create(RoundToIndex));
        Vector512<float> t = Avx512F.FusedMultiplyAddNegated(shifted - Vector512.Create(RoundToIndex), Vector512.Create(Step), y);
        Vector512<int> k = shifted.AsInt32();
        Vector512<float> c0 = Avx512F.PermuteVar16x32x2(C0Low, k, C0High), c1 = Avx512F.PermuteVar16x32x2(C1Low, k, C1High);
        Vector512<float> c2 = Avx512F.PermuteVar16x32x2(C2Low, k, C2High), c3 = Avx512F.PermuteVar16x32x2(C3Low, k, C3High);
        Vector512<float> c4 = Avx512F.PermuteVar16x32x2(C4Low, k, C4High), c5 = Avx512F.PermuteVar16x32x2(C5Low, k, C5High);
        Vector512<float> t2 = Avx512F.FusedMultiplyAdd(t, t, Vector512.Create(VectorMath.LeastSquare));
        Vector512<float> p = Avx512F.FusedMultiplyAdd(Avx512F.FusedMultiplyAdd(c5, t, c4), t2, Avx512F.FusedMultiplyAdd(c3, t, c2));
        p = Avx512F.FusedMultiplyAdd(p, t2, Avx512F.FusedMultiplyAdd(c1, t, c0));
        return p | Avx512F.Fixup(x, x, Activations512.Bits(Activations512.SignOrNaN), 0);
    }

    /// <summary>The same of two vectors. Each half of a table is loaded once, for both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tanh(Vector512<float> a, Vector512<float> b, out Vector512<float> tanhOfA, out Vector512<float> tanhOfB)
    {
        Vector512<float> most = Activations512.Constant(Most), perStep = Activations512.Constant(1f / Step), round =
            Activations512.Constant(RoundToIndex), step = Activations512.Constant(Step);
        Vector512<float> ya = Avx512DQ.Range(a, most, Activations512.LesserMagnitudeWithoutSign), yb =
            Avx512DQ.Range(b, most, Activations512.LesserMagnitudeWithoutSign);
        Vector512<float> shiftedA = Avx512F.FusedMultiplyAdd(ya, perStep, round), shiftedB = Avx512F.FusedMultiplyAdd(yb, perStep, round);
        Vector512<float> ta = Avx512F.FusedMultiplyAddNegated(shiftedA - round, step, ya), tb = Avx512F.FusedMultiplyAddNegated(shiftedB - round, step, yb);
        Vector512<int> ka = shiftedA.AsInt32(), kb = shiftedB.AsInt32();
        Vector512<float> low, high;
        (low, high) = (Activations512.Load(C0Low), Activations512.Load(C0High));
        Vector512<float> c0a = Avx512F.PermuteVar16x32x2(low, ka, high), c0b = Avx512F.PermuteVar16x32x2(low, kb, high);
        (low, high) = (Activations512.Load(C1Low), Activations512.Load(C1High));
        Vector512<float> c1a = Avx512F.PermuteVar16x32x2(low, ka, high), c1b = Avx512F.PermuteVar16x32x2(low, kb, high);
        (low, high) = (Activations512.Load(C2Low), Activations512.Load(C2High));
        Vector512<float> c2a = Avx512F.PermuteVar16x32x2(low, ka, high), c2b = Avx512F.PermuteVar16x32x2(low, kb, high);
        (low, high) = (Activations512.Load(C3Low), Activations512.Load(C3High));
        Vector512<float> c3a = Avx512F.PermuteVar16x32x2(low, ka, high), c3b = Avx512F.PermuteVar16x32x2(low, kb, high);
        (low, high) = (Activations512.Load(C4Low), Activations512.Load(C4High));
        Vector512<float> c4a = Avx512F.PermuteVar16x32x2(low, ka, high), c4b = Avx512F.PermuteVar16x32x2(low, kb, high);
        (low, high) = (Activations512.Load(C5Low), Activations512.Load(C5High));
        Vector512<float> c5a = Avx512F.PermuteVar16x32x2(low, ka, high), c5b = Avx512F.PermuteVar16x32x2(low, kb, high);
        Vector512<float> least = Activations512.Constant(VectorMath.LeastSquare), ta2 = Avx512F.FusedMultiplyAdd(ta, ta, least), tb2 =
            Avx512F.FusedMultiplyAdd(tb, tb, least);
        Vector512<float> pa = Avx512F.FusedMultiplyAdd(Avx512F.FusedMultiplyAdd(c5a, ta, c4a), ta2, Avx512F.FusedMultiplyAdd(c3a, ta, c2a));
        Vector512<float> pb = Avx512F.FusedMultiplyAdd(Avx512F.FusedMultiplyAdd(c5b, tb, c4b), tb2, Avx512F.FusedMultiplyAdd(c3b, tb, c2b));
        Vector512<int> sign = Activations512.Bits(Activations512.SignOrNaN);
        tanhOfA = Avx512F.FusedMultiplyAdd(pa, ta2, Avx512F.FusedMultiplyAdd(c1a, ta, c0a)) | Avx512F.Fixup(a, a, sign, 0);
        tanhOfB = Avx512F.FusedMultiplyAdd(pb, tb2, Avx512F.FusedMultiplyAdd(c1b, tb, c0b)) | Avx512F.Fixup(b, b, sign, 0);
    }
}
