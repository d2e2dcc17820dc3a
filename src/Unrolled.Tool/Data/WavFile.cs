using NAudio.Wave;

namespace Unrolled.Tool.Data;

/// <summary>Audio, a sample a step; channels are the values of a step.</summary>
internal static class WavFile
{
    public static Sequence Read(string path)
    {
        using var reader = new WaveFileReader(path);
        var samples = reader.ToSampleProvider();
        var values = new List<float>();
        float[] block = new float[8192];
        for (int count = samples.Read(block); count > 0; count = samples.Read(block))
            values.AddRange(block.AsSpan(0, count));
        return new Sequence([.. values], reader.WaveFormat.Channels, reader.WaveFormat.SampleRate);
    }

    public static void Write(string path, Sequence sequence) => AtomicFile.Write(path, stream =>
    {
        int rate = (int)Math.Round(sequence.SampleRate ?? 48_000);
        using var writer = new WaveFileWriter(stream, WaveFormat.CreateIeeeFloatWaveFormat(rate, sequence.Width));
        writer.WriteSamples(sequence.Values, 0, sequence.Values.Length);
    });
}
