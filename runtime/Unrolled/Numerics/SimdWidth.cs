using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unrolled.CompilerServices;

/// <summary>Which of the vector types this process uses.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SimdWidth
{
    /// <summary>
    /// Floats in a vector: 16 (<see cref="Simd512"/>), 8 (<see cref="Simd256"/>), 4 (<see cref="Simd128"/>) or 1 (<see cref="Simd1"/>).
    /// A constant of the machine code.
    /// </summary>
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated && Simd512.IsSupported ? 16
            : Simd256.IsSupported ? 8
            : Simd128.IsSupported ? 4
            : 1;
    }
}
