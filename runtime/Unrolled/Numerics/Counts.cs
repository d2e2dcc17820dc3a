using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>A small number as a type, so that one text of a tile serves every shape: the machine code has no test of it.</summary>
internal interface ICount
{
    static abstract int N { get; }
}

internal readonly struct Zero : ICount
{
    public static int N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 0; }
}

internal readonly struct One : ICount
{
    public static int N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 1; }
}

internal readonly struct Two : ICount
{
    public static int N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 2; }
}

internal readonly struct Three : ICount
{
    public static int N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 3; }
}

internal readonly struct Four : ICount
{
    public static int N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 4; }
}

internal readonly struct Five : ICount
{
    public static int N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 5; }
}

internal readonly struct Six : ICount
{
    public static int N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 6; }
}

internal readonly struct Seven : ICount
{
    public static int N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 7; }
}

internal readonly struct Eight : ICount
{
    public static int N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => 8; }
}
