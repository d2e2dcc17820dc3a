using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Unrolled.CompilerServices;

/// <summary>
/// The common code of the exports of a native library: handles, spans over the caller's memory, and errors as codes. A handle is a <see cref="GCHandle"/>
/// of a model or of a
/// state; no exception leaves an export.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class NativeModel
{
    /// <summary>The call did what it says.</summary>
    public const int Ok = 0;

    /// <summary>An argument is null, not a handle of this library, or out of range.</summary>
    public const int InvalidArgument = -1;

    /// <summary>A file cannot be opened or read.</summary>
    public const int FileError = -2;

    /// <summary>A file is not a safetensors file, or does not fit the model.</summary>
    public const int InvalidData = -3;

    /// <summary>Anything else, such as too little memory.</summary>
    public const int InternalError = -4;

    /// <summary>The message of this thread's last error.</summary>
    [ThreadStatic]
    private static string? s_error;

    /// <summary>Stores a handle of <paramref name="value"/> where the caller asks for it.</summary>
    /// <param name="value">A model or a state, alive until <see cref="Free"/>.</param>
    /// <param name="destination">The caller's <c>void **</c>.</param>
    /// <param name="name">The parameter's name, for the message.</param>
    /// <exception cref="ArgumentException">The destination is null.</exception>
    public static void Give(object value, nint destination, string name)
    {
        RequireMemory(destination, name);
        *(nint*)destination = GCHandle.ToIntPtr(GCHandle.Alloc(value));
    }

    /// <summary>The object of a handle.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <param name="handle">What <see cref="Give"/> has stored.</param>
    /// <param name="name">The parameter's name, for the message.</param>
    /// <exception cref="ArgumentException">It is null, or of another class.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Get<T>(nint handle, string name)
        where T : class
    {
        if (handle != 0 && GCHandle.FromIntPtr(handle).Target is T value)
            return value;
        throw new ArgumentException($"{name} is {(handle == 0 ? "null" : "a handle of something else")}.");
    }

    /// <summary>Releases a handle; null does nothing.</summary>
    /// <param name="handle">What <see cref="Give"/> has stored; not to be used again.</param>
    public static void Free(nint handle)
    {
        if (handle != 0)
            GCHandle.FromIntPtr(handle).Free();
    }

    /// <summary>The caller's array.</summary>
    /// <typeparam name="T">float or int.</typeparam>
    /// <param name="memory">Its first element.</param>
    /// <param name="steps">Steps, at least 0.</param>
    /// <param name="perStep">Elements per step.</param>
    /// <param name="name">The parameter's name, for the message.</param>
    /// <exception cref="ArgumentException">It is null, or longer than a span can be.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<T> Span<T>(nint memory, int steps, int perStep, string name)
        where T : unmanaged
    {
        if (memory == 0 || steps < 0 || (long)steps * perStep > int.MaxValue)
            ThrowSpan(memory, steps, name);
        return new Span<T>((void*)memory, steps * perStep);
    }

    /// <summary>The caller's text.</summary>
    /// <param name="text">UTF-8, ended by a 0.</param>
    /// <param name="name">The parameter's name, for the message.</param>
    /// <exception cref="ArgumentException">It is null.</exception>
    public static string Text(nint text, string name)
    {
        RequireMemory(text, name);
        return Marshal.PtrToStringUTF8(text)!;
    }

    /// <summary>The code of an exception, whose message <see cref="Error"/> gives to the same thread.</summary>
    /// <param name="failure">What an export has caught.</param>
    public static int Fail(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var cause = failure is TypeInitializationException { InnerException: { } inner } ? inner : failure;
        s_error = cause.Message;
        return cause switch
        {
            ArgumentException => InvalidArgument,
            InvalidDataException => InvalidData,
            IOException or UnauthorizedAccessException => FileError,
            _ => InternalError,
        };
    }

    /// <summary>Writes the message of this thread's last error as UTF-8, ended by a 0, cut to what there is room for.</summary>
    /// <param name="text">The caller's memory; may be null where <paramref name="size"/> is 0.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <returns>Bytes of the whole message, without the 0; 0 where there was no error.</returns>
    public static int Error(nint text, int size)
    {
        byte[] message = Encoding.UTF8.GetBytes(s_error ?? "");
        if (text == 0 || size <= 0)
            return message.Length;
        int length = Math.Min(message.Length, size - 1);
        while (length > 0 && length < message.Length && (message[length] & 0xC0) == 0x80)
            length--;
        message.AsSpan(0, length).CopyTo(new Span<byte>((void*)text, length));
        ((byte*)text)[length] = 0;
        return message.Length;
    }

    private static void RequireMemory(nint memory, string name)
    {
        if (memory == 0)
            throw new ArgumentException($"{name} is null.");
    }

    private static void ThrowSpan(nint memory, int steps, string name) =>
        throw new ArgumentException(memory == 0 ? $"{name} is null."
        : $"{name} has {steps} steps; expected at least 0, and at most {int.MaxValue} numbers in all.");
}
