using GenreLab.Numerics;
using GenreLab.Trees.Binning;

namespace GenreLab.Tests.Trees;

public class FloatSortTests
{
    [Fact]
    public void SortsAsComparingDoes()
    {
        float[] special = [0, 1, -1, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity];
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = new RandomSource(seed);
            var values = new float[random.NextInt32(3) == 0 ? random.NextInt32(4) : random.NextInt32(5000)];
            foreach (ref var value in values.AsSpan())
            {
                value = random.NextInt32(5) switch
                {
                    0 => special[random.NextInt32(special.Length)],
                    1 => random.NextInt32(7),
                    2 => (float)random.NextNormal(),
                    3 => 1e30f * (float)random.NextNormal(),
                    _ => BitConverter.UInt32BitsToSingle((uint)random.NextUInt64()),
                };
                // As binning does: no value missing, and no zero below zero.
                value = float.IsNaN(value) ? 0 : value + 0f;
            }
            var expected = values.Order().ToArray();
            FloatSort.Sort(values);
            Assert.Equal(expected, values);
        }
    }
}
