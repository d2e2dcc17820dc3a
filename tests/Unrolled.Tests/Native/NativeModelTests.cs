using System.Runtime.InteropServices;
using System.Text;
using Unrolled.CompilerServices;

namespace Unrolled.Tests.Native;

/// <summary>What the exports of a native library stand on. (That they can be called from C is shown by samples/NativeLibrary.)</summary>
public sealed class NativeModelTests : IDisposable
{
    private readonly nint _memory = Marshal.AllocHGlobal(64);

    public void Dispose() => Marshal.FreeHGlobal(_memory);

    [Fact]
    public void A_handle_gives_its_object_until_it_is_freed()
    {
        NativeModel.Give("model", _memory, "model");
        nint handle = Marshal.ReadIntPtr(_memory);

        Assert.Equal("model", NativeModel.Get<string>(handle, "model"));
        Assert.Equal("state is a handle of something else.", Assert.Throws<ArgumentException>(() => NativeModel.Get<Version>(handle, "state")).Message);
        NativeModel.Free(handle);
        NativeModel.Free(0);
    }

    [Fact]
    public void Null_is_named()
    {
        Assert.Equal("model is null.", Assert.Throws<ArgumentException>(() => NativeModel.Get<string>(0, "model")).Message);
        Assert.Equal("state is null.", Assert.Throws<ArgumentException>(() => NativeModel.Give("x", 0, "state")).Message);
        Assert.Equal("path is null.", Assert.Throws<ArgumentException>(() => NativeModel.Text(0, "path")).Message);
        Assert.Equal("xs is null.", Assert.Throws<ArgumentException>(() => { NativeModel.Span<float>(0, 1, 1, "xs"); }).Message);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1 << 30, 2)]
    public void Steps_that_no_array_has_are_refused(int steps, int perStep)
        => Assert.Equal($"xs has {steps} steps; expected at least 0, and at most 2147483647 numbers in all.",
        Assert.Throws<ArgumentException>(() => { NativeModel.Span<float>(_memory, steps, perStep, "xs"); }).Message);

    [Fact]
    public void Memory_is_read_and_written_in_place()
    {
        var span = NativeModel.Span<float>(_memory, 3, 2, "xs");
        span.Fill(1.5f);

        Assert.Equal(6, span.Length);
        Assert.Equal(BitConverter.SingleToInt32Bits(1.5f), Marshal.ReadInt32(_memory, 5 * sizeof(float)));
        Assert.Equal(0, NativeModel.Span<float>(_memory, 0, 2, "xs").Length);
    }

    public static TheoryData<Exception, int> Failures => new()
    {
        { new ArgumentOutOfRangeException("token"), NativeModel.InvalidArgument },
        { new FileNotFoundException("no file"), NativeModel.FileError },
        { new UnauthorizedAccessException("not allowed"), NativeModel.FileError },
        { new InvalidDataException("no tensors"), NativeModel.InvalidData },
        { new OutOfMemoryException("no memory"), NativeModel.InternalError },
        { new TypeInitializationException("Net", new InvalidDataException("no tensors")), NativeModel.InvalidData },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_is_a_code_with_a_message(Exception failure, int code)
    {
        Assert.Equal(code, NativeModel.Fail(failure));

        string message = (failure.InnerException ?? failure).Message;
        Assert.Equal(Encoding.UTF8.GetByteCount(message), NativeModel.Error(_memory, 64));
        Assert.StartsWith(Marshal.PtrToStringUTF8(_memory)!, message);
        Assert.True(Marshal.PtrToStringUTF8(_memory)!.Length >= Math.Min(message.Length, 60));
    }

    [Fact]
    public void A_message_is_cut_between_characters_and_belongs_to_its_thread()
    {
        NativeModel.Fail(new IOException("aä€"));
        int elsewhere = -1;
        var other = new Thread(() => elsewhere = NativeModel.Error(0, 0));
        other.Start();
        other.Join();

        Assert.Equal(0, elsewhere);
        Assert.Equal(6, NativeModel.Error(0, 0));
        foreach (var (size, text) in new[] { (1, ""), (2, "a"), (3, "a"), (4, "aä"), (6, "aä"), (7, "aä€"), (64, "aä€") })
        {
            Assert.Equal(6, NativeModel.Error(_memory, size));
            Assert.Equal(text, Marshal.PtrToStringUTF8(_memory));
        }
    }
}
