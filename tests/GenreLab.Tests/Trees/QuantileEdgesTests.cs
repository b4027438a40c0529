using GenreLab.Numerics;
using GenreLab.Trees.Binning;

namespace GenreLab.Tests.Trees;

public class QuantileEdgesTests
{
    [Fact]
    public void EveryValueHasItsOwnBinWhereThereAreEnough()
    {
        float[] values = [-7, -7, 0, 1, 1, 1, 2.5f, 100, 100];
        Assert.Equal([-3.5f, 0.5f, 1.75f, 51.25f], QuantileEdges.Of(values, 5));
        Assert.Equal([-3.5f, 0.5f, 1.75f, 51.25f], QuantileEdges.Of(values, 255));
        Assert.Empty(QuantileEdges.Of([4, 4, 4], 255));
        Assert.Empty(QuantileEdges.Of([4], 1));
        Assert.Empty(QuantileEdges.Of([1, 2, 3], 1));
        Assert.Empty(QuantileEdges.Of([], 255));
    }

    [Theory]
    [InlineData(1000, 10)]
    [InlineData(1000, 7)]
    [InlineData(256, 255)]
    [InlineData(255, 254)]
    [InlineData(3, 2)]
    [InlineData(100_000, 255)]
    public void OtherwiseBinsGetEqualShares(int rows, int bins)
    {
        var values = Enumerable.Range(0, rows).Select(row => (float)row).ToArray();
        var counts = Counts(values, QuantileEdges.Of(values, bins));
        Assert.Equal(bins, counts.Length);
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(300)]
    public void OneHeavyValueDoesNotStarveOthers(int before)
    {
        // 300 light values, some below and some above one value that nine rows in ten have.
        float[] values = [.. Enumerable.Range(0, before).Select(value => (float)value), .. Enumerable.Repeat(1000f, 2700), .. Enumerable.Range(2000, 300 - before).Select(value => (float)value)];
        var edges = QuantileEdges.Of(values, 31);
        var bins = FeatureBins.Ordered(edges);
        Assert.InRange(bins.Count, 28, 31);
        for (var light = 0; light < values.Length; light++)
            if (values[light] != 1000) Assert.True(values.Count(value => value != 1000 && bins.Bin(value) == bins.Bin(values[light])) <= 20, $"{values[light]} shares its bin with too many others");
        Assert.True(values.Count(value => bins.Bin(value) == bins.Bin(1000)) <= 2710, "the heavy value's bin holds many light ones");
    }

    [Fact]
    public void OnAnyValuesEdgesAscendAreFewAndKeepEqualValuesTogether()
    {
        for (ulong seed = 0; seed < 500; seed++)
        {
            var random = new RandomSource(seed);
            var bins = 1 + random.NextInt32(seed % 2 == 0 ? 12 : 255);
            var values = new float[1 + random.NextInt32(600)];
            var distinct = 1 + random.NextInt32(400);
            for (var i = 0; i < values.Length; i++)
                values[i] = random.NextInt32(3) == 0 ? random.NextInt32(3) : MathF.Exp((float)(random.NextInt32(distinct) - distinct / 2) / 10);
            Array.Sort(values);
            var edges = QuantileEdges.Of(values, bins);
            Assert.True(edges.Length < bins, $"seed {seed}: {edges.Length + 1} bins of {bins}");
            for (var i = 1; i < edges.Length; i++) Assert.True(edges[i - 1] < edges[i], $"seed {seed}");
            Assert.All(Counts(values, edges), count => Assert.True(count > 0, $"seed {seed}: an empty bin"));
            // No bin holds more than two even shares unless one value alone is the reason.
            var ordered = FeatureBins.Ordered(edges);
            foreach (var bin in values.GroupBy(value => ordered.Bin(value)))
            {
                var heaviest = bin.GroupBy(value => value).Max(value => value.Count());
                if (bins > 1) Assert.True(bin.Count() <= heaviest + 2.0 * values.Length / bins + 1, $"seed {seed}: {bin.Count()} of {values.Length} rows in one of {bins} bins, {heaviest} of one value");
            }
            if (values.Distinct().Count() <= bins) Assert.Equal(values.Distinct().Count() - 1, edges.Length);
        }
    }

    [Fact]
    public void NeighbouringNumbersAreToldApart()
    {
        foreach (var value in (float[])[1, 0, float.Epsilon, -float.Epsilon, float.MaxValue / 2, float.MinValue, 16_777_216, -1e-38f])
        {
            var next = MathF.BitIncrement(value);
            var bins = FeatureBins.Ordered(QuantileEdges.Of([value, next], 255));
            Assert.Equal(0, bins.Bin(value));
            Assert.Equal(1, bins.Bin(next));
        }
        var extremes = FeatureBins.Ordered(QuantileEdges.Of([float.MinValue, float.MaxValue], 255));
        Assert.Equal((0, 1), (extremes.Bin(float.MinValue), extremes.Bin(float.MaxValue)));
        Assert.Equal((0, 1), (extremes.Bin(float.NegativeInfinity), extremes.Bin(float.PositiveInfinity)));
    }

    [Fact]
    public void TheTwoZerosAreOne()
    {
        var x = new Matrix(40, 1);
        for (var row = 0; row < 40; row++) x[row, 0] = row % 4 == 0 ? -0f : row % 4 == 1 ? 0f : row % 4 == 2 ? 1 : -1;
        foreach (var categories in (int[][])[[], [0]])
        {
            var rows = RandomTable.Binned(RandomTable.Dataset(x, [.. Enumerable.Range(0, 40).Select(row => row / 20)], 2) with { CategoryColumns = categories });
            Assert.Equal(3, rows.Binning.Features[0].Count);
            Assert.Equal(rows.Binning.Features[0].Bin(0f), rows.Binning.Features[0].Bin(-0f));
            Assert.NotEqual(255, rows.Binning.Features[0].Bin(-0f));
        }
    }

    private static int[] Counts(float[] values, float[] edges)
    {
        var counts = new int[edges.Length + 1];
        foreach (var value in values) counts[edges.Count(edge => edge < value)]++;
        return counts;
    }
}
