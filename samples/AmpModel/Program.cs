using System.Diagnostics;
using System.Globalization;
using AmpModel;
using Unrolled;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Block = 64;
const float OutputGain = 0.708f;                                  // the file's out_gain of -3 dB
string[] files = [.. args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal))];
float[] dry = files.Length > 0 ? Audio.Read(files[0], Amp.SampleRate) : Audio.Plucks(seconds: args.Contains("--short") ? 2 : 20, Amp.SampleRate);
float[] wet = new float[dry.Length];

// Before the audio starts: let half a second of silence pass, and keep the settled state for whenever the player starts again.
State<Amp> state = Amp.Default.NewState();
state.Reserve(Block);
float[] silence = new float[Block], unheard = new float[Block], settled = new float[state.Length];
for (int at = 0; at < Amp.SampleRate / 2; at += Block)
    Amp.Default.Run(silence, state, unheard);
state.CopyTo(settled);

// The audio thread: blocks in, blocks out, nothing allocated.
state.Set(settled);
long allocated = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp(), longest = 0;
for (int at = 0; at < dry.Length; at += Block)
{
    long began = Stopwatch.GetTimestamp();
    int count = Math.Min(Block, dry.Length - at);
    Span<float> block = wet.AsSpan(at, count);
    Amp.Default.Run(dry.AsSpan(at, count), state, block);
    foreach (ref float sample in block)
        sample *= OutputGain;
    longest = Math.Max(longest, Stopwatch.GetTimestamp() - began);
}

double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
Console.WriteLine($"{dry.Length / Amp.SampleRate:F1} s of audio in blocks of {Block}: {dry.Length / Amp.SampleRate / seconds:F0} times real time, "
    + $"{seconds / dry.Length * 1e9:F0} ns a sample.");
Console.WriteLine($"The longest block took {longest * 1e6 / Stopwatch.Frequency:F0} µs; it has {Block / Amp.SampleRate * 1e6:F0} µs. Allocated: "
    + $"{allocated} bytes.");
if (files.Length > 1)
    Audio.Write(files[1], wet, Amp.SampleRate);
