using NAudio.Wave;

namespace AmpModel;

/// <summary>Audio of one channel.</summary>
internal static class Audio
{
    /// <summary>The first channel of a WAV file.</summary>
    public static float[] Read(string path, double sampleRate)
    {
        using var reader = new WaveFileReader(path);
        int channels = reader.WaveFormat.Channels;
        if (reader.WaveFormat.SampleRate != (int)sampleRate)
            throw new InvalidDataException($"{path} has {reader.WaveFormat.SampleRate} samples a second; the model was trained for {sampleRate}. "
                + "Convert the file first.");
        float[] samples = new float[reader.SampleCount * channels];
        int read = reader.ToSampleProvider().Read(samples);
        return [.. Enumerable.Range(0, read / channels).Select(frame => samples[frame * channels])];
    }

    public static void Write(string path, float[] samples, double sampleRate)
    {
        using var writer = new WaveFileWriter(path, WaveFormat.CreateIeeeFloatWaveFormat((int)sampleRate, 1));
        writer.WriteSamples(samples, 0, samples.Length);
    }

    /// <summary>Plucked strings, where there is no file: a note every half second.</summary>
    public static float[] Plucks(int seconds, double sampleRate)
    {
        float[] samples = new float[(int)(seconds * sampleRate)];
        double[] notes = [110, 146.8, 164.8, 220, 196];
        for (int at = 0; at < samples.Length; at++)
        {
            double time = at / sampleRate, since = time % 0.5, hertz = notes[(int)(time * 2) % notes.Length];
            for (int harmonic = 1; harmonic <= 6; harmonic++)
                samples[at] += (float)(0.4 / harmonic * Math.Exp(-3 * harmonic * since) * Math.Sin(Math.Tau * harmonic * hertz * since));
        }

        return samples;
    }
}
