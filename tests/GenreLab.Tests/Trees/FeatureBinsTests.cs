using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Tests.Preprocessing;
using GenreLab.Trees.Binning;

namespace GenreLab.Tests.Trees;

public class FeatureBinsTests
{
    [Fact]
    public void OrderedValuesFallWhereALinearSearchFindsThem()
    {
        var random = new RandomSource(3);
        for (var count = 0; count <= 254; count += count < 20 ? 1 : 13)
        {
            var edges = Enumerable.Range(0, count).Select(_ => (float)(10 * random.NextNormal())).Distinct().Order().ToArray();
            var bins = FeatureBins.Ordered(edges);
            Assert.Equal(edges.Length + 1, bins.Count);
            Assert.Equal(edges, bins.Parameters);
            float[] asked = [.. edges, .. edges.Select(MathF.BitIncrement), .. edges.Select(MathF.BitDecrement), 0, -0f, float.MaxValue, float.NegativeInfinity, float.PositiveInfinity];
            foreach (var value in asked)
            {
                var expected = 0;
                while (expected < edges.Length && !(value <= edges[expected])) expected++;
                Assert.Equal(expected, bins.Bin(value));
            }
            Assert.Equal(255, bins.Bin(float.NaN));
        }
    }

    [Fact]
    public void CategoriesFallWhereALinearSearchFindsThemAndUnknownOnesAreMissing()
    {
        var random = new RandomSource(4);
        for (var count = 0; count <= 255; count += count < 20 ? 1 : 47)
        {
            var values = Enumerable.Range(0, count).Select(value => (float)(value * 3 - 40)).ToArray();
            random.Shuffle<float>(values);
            var bins = FeatureBins.Category(values);
            Assert.True(bins.IsCategory);
            Assert.Equal(values, bins.Parameters);
            Assert.Equal(Math.Max(1, count), bins.Count);
            for (var value = -50f; value < 800; value += 0.5f)
            {
                var place = Array.IndexOf(values, value);
                Assert.Equal(place < 0 ? 255 : place, bins.Bin(value));
            }
            Assert.Equal(255, bins.Bin(float.NaN));
            Assert.Equal(255, bins.Bin(float.PositiveInfinity));
        }
    }

    [Fact]
    public void RowsAreBinnedTheSameByAnyNumberOfThreadsAndInAnyBlock()
    {
        var train = RandomTable.Draw(new RandomSource(6), 9_500, 19, 6);
        using var alone = new ThreadTeam(1);
        using var three = new ThreadTeam(3);
        var binning = FeatureBinning.Fit(train, 33, alone, SingleProcess.Instance);
        var other = FeatureBinning.Fit(train, 33, three, SingleProcess.Instance);
        Assert.Equal(32, binning.Stride);
        for (var feature = 0; feature < 19; feature++)
        {
            Assert.Equal(binning.Features[feature].Parameters, other.Features[feature].Parameters);
            Assert.InRange(binning.Features[feature].Count, 1, 32);
        }
        var bins = binning.Apply(train.Inputs, alone, SingleProcess.Instance);
        Assert.Equal(bins, binning.Apply(train.Inputs, three, SingleProcess.Instance));
        foreach (var size in (int[])[2, 5, 20])
        {
            LocalRanks.Run(size, ranks =>
            {
                using var team = new ThreadTeam(1);
                var shared = FeatureBinning.Fit(train, 33, team, ranks);
                for (var feature = 0; feature < 19; feature++)
                {
                    Assert.Equal(binning.Features[feature].Parameters, shared.Features[feature].Parameters);
                    Assert.Equal(binning.Features[feature].IsCategory, shared.Features[feature].IsCategory);
                }
                Assert.Equal(bins, shared.Apply(train.Inputs, team, ranks));
            });
        }
        for (var row = 0; row < train.Rows; row += 97)
        {
            for (var feature = 0; feature < 32; feature++)
                Assert.Equal(feature < 19 ? binning.Features[feature].Bin(train.Features[row, feature]) : 0, bins[row * 32 + feature]);
        }
    }

    [Fact]
    public void ACategoryOfTooManyValuesIsServedAsIfOrdered()
    {
        var x = new Matrix(300, 1);
        for (var row = 0; row < 300; row++) x[row, 0] = row % 40;
        var train = RandomTable.Dataset(x, [.. Enumerable.Range(0, 300).Select(row => row % 3)], 3) with { CategoryColumns = [0] };
        Assert.True(RandomTable.Binned(train, 41).Binning.Features[0].IsCategory);
        Assert.False(RandomTable.Binned(train, 40).Binning.Features[0].IsCategory);
        Assert.InRange(RandomTable.Binned(train, 40).Binning.Features[0].Count, 30, 39);
    }

    [Fact]
    public void InfinitiesReachTheBinsAsMissingValues()
    {
        var (table, schema) = Samples.Make(("tempo", FeatureKind.Numeric, [double.NegativeInfinity, double.PositiveInfinity, 1, 2, 1e300, double.NaN]));
        var x = Preprocessor.Fit(table, schema, Samples.AllRows(table), new PreprocessingOptions { Scaling = Scaling.None, OneHot = false })
            .Transform(table, schema, Samples.AllRows(table));
        for (var row = 0; row < x.Rows; row++) Assert.False(float.IsInfinity(x[row, 0]));
        var bins = RandomTable.Binned(RandomTable.Dataset(x, new int[6], 1)).Binning.Features[0];
        Assert.All(bins.Parameters, edge => Assert.True(float.IsFinite(edge)));
    }
}
