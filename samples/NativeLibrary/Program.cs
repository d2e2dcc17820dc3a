// What main.c does, in C#: the same numbers, bit for bit, when both are published for the same instruction set.
using NativeLibrary;

if (args is ["--header"])
{
    Console.Write(Wave.CHeader);
    return;
}

const int Steps = 100;
var state = Wave.Default.NewState();
float[] xs = new float[Steps], ys = new float[Steps];
for (int step = 0; step < Steps; step++)
    xs[step] = (step * 37 % 64 - 32) / 40f;
for (int step = 0; step < Steps; step++)
    Wave.Default.Step(xs.AsSpan(step, 1), state, ys.AsSpan(step, 1));
foreach (float y in ys)
    Console.WriteLine(BitConverter.SingleToUInt32Bits(y).ToString("x8"));
state.Reset();
Wave.Default.Run(xs, state, ys);
foreach (float y in ys)
    Console.WriteLine(BitConverter.SingleToUInt32Bits(y).ToString("x8"));
