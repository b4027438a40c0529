using System.Globalization;
using GenreLab.Data;
using GenreLab.Numerics;

namespace GenreLab.Tests.Data;

public sealed class PackedNumbersTests
{
    private static readonly double[] Odd =
    [
        double.NaN, 0.0, -0.0, 1, -1, 0.1, -0.1, 134_217_727, 134_217_728, -134_217_727, -134_217_728, 1e15, 1e-14, 1e-15, 1.01e-05, 1.0 / 3, Math.PI, double.Epsilon, double.MaxValue,
        0.30000000000000004, 123_456.78, 87.917, -60, 5e300, 99_999_999.5, 0.12345678, 1.2345678e-7,
    ];

    private static long[] Bits(IEnumerable<double> values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];

    private static void AssertSame(double[] expected, PackedNumbers packed)
    {
        Assert.Equal(Bits(expected), Bits(packed.ToArray()));
        Assert.Equal(Bits(expected), Bits(Enumerable.Range(0, expected.Length).Select(row => packed[row])));
        int[] rows = [.. Enumerable.Range(0, expected.Length).Where(row => row % 3 != 1).Reverse()];
        var chosen = new double[rows.Length];
        packed.CopyTo(rows, chosen);
        Assert.Equal(Bits(rows.Select(row => expected[row])), Bits(chosen));
        Assert.Equal(Bits(chosen), Bits(packed.Select(rows).ToArray()));
    }

    [Fact]
    public void EveryNumberKeepsItsBits()
    {
        AssertSame(Odd, PackedNumbers.Of(Odd));
        AssertSame([], PackedNumbers.Of([]));
        AssertSame([double.NaN, double.NaN], PackedNumbers.Of([double.NaN, double.NaN]));
        var random = new RandomSource(1);
        var any = Enumerable.Range(0, 5000).Select(_ => BitConverter.Int64BitsToDouble((long)random.NextUInt64())).Where(value => !double.IsNaN(value)).ToArray();
        AssertSame(any, PackedNumbers.Of(any));
        Assert.Equal(8.0 * any.Length, PackedNumbers.Of(any).Bytes);
    }

    [Fact]
    public void DecimalsTakeLittleRoom()
    {
        var random = new RandomSource(2);
        double[] Decimals(int count, string format, double scale) =>
            [.. Enumerable.Range(0, count).Select(_ => double.Parse((scale * random.NextDouble()).ToString(format, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))];
        foreach (var (values, room) in new[] { (Decimals(3000, "0.00", 1), 1), (Decimals(30_000, "0.0000", 1), 2), (Decimals(200_000, "0.00000", 200), 4), (Decimals(200_000, "0.0000000E+00", 1e-5), 4) })
        {
            var packed = PackedNumbers.Of(values);
            AssertSame(values, packed);
            Assert.InRange((double)packed.Bytes / values.Length, room, room + 4);
        }
    }

    [Fact]
    public void PartsAreJoinedInOrder()
    {
        var numbers = new ManyNumbers();
        foreach (var chunk in Odd.Chunk(4))
        {
            var part = new DecimalWords();
            foreach (var value in chunk) part.Add(value);
            numbers.Add(part);
        }
        // So many that exceptions stay exceptions.
        var many = new DecimalWords();
        for (var i = 0; i < 100_000; i++) many.Add(i / 8.0);
        numbers.Add(many);
        AssertSame([.. Odd, .. Enumerable.Range(0, 100_000).Select(i => i / 8.0)], PackedNumbers.Of(numbers));
    }
}
