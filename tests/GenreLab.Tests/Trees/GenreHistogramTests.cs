using GenreLab.Numerics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Growing;
using GenreLab.Trees.Splitting;

namespace GenreLab.Tests.Trees;

/// <summary>The split from a histogram against that of crossing row by row: the same to the bit. The row by row finder is told of more
/// genres than a histogram takes, none of which occurs.</summary>
public class GenreHistogramTests
{
    private const int Stride = 16, Features = 5;

    [Fact]
    public void ChoosesTheSplitThatCrossingRowByRowDoes()
    {
        var chosen = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = RandomSource.For(seed, 11);
            var genres = 2 + random.NextInt32(GenreHistogram.MostGenres - 1);
            var (records, weight) = Draw(random, genres);
            var minLeaf = random.NextInt32(2) == 0 ? 1 : 1 + random.NextInt32(records.Count / 2 + 5);
            Assert.True(GenreHistogram.Suits(records.Count, genres, weight));

            var byRow = new ClassSplitFinder<GiniScan>(records, GenreHistogram.MostGenres + 1, minLeaf);
            var byHistogram = new ClassSplitFinder<GiniScan>(records, genres, minLeaf);
            byRow.Enter(0, records.Count);
            byHistogram.Enter(0, records.Count);
            byte[] smallest = new byte[Stride], largest = new byte[Stride];
            records.Ranges(0, records.Count, smallest, largest);
            var expected = SplitChoice.None;
            var found = SplitChoice.None;
            for (var feature = 0; feature < Features; feature++)
            {
                if (smallest[feature] == largest[feature]) continue;
                byRow.FindBest(0, records.Count, feature, smallest[feature], largest[feature], ref expected);
                byHistogram.FindBest(0, records.Count, feature, smallest[feature], largest[feature], ref found);
                Assert.True(expected.Equals(found), $"seed {seed}, feature {feature}: by rows {Words(expected)}, by histogram {Words(found)}");
            }
            if (!double.IsNegativeInfinity(found.Score)) chosen++;
        }
        Assert.InRange(chosen, 100, 200);
    }

    [Theory]
    [InlineData(271, 6, 300, false)] // too few rows
    [InlineData(272, 6, 300, true)]
    [InlineData(5_000, 6, 65_535, true)]
    [InlineData(5_000, 6, 65_536, false)] // its square has 33 bits
    public void SuitsNodesOfManyRowsWhoseSumsFit(int count, int genres, long weight, bool suits) => Assert.Equal(suits, GenreHistogram.Suits(count, genres, weight));

    // Records with ties, missing values, a constant feature and weights up to the most that fits.
    private static (RowRecords<uint> Records, long Weight) Draw(RandomSource random, int genres)
    {
        var count = 128 + 24 * genres + random.NextInt32(1_000);
        var mostWeight = random.NextInt32(3) switch { 0 => 1, 1 => 4, _ => ushort.MaxValue / count };
        var records = new RowRecords<uint>(Stride);
        records.Resize(count);
        var bins = new byte[Stride];
        var values = Enumerable.Range(0, Features).Select(_ => 1 + random.NextInt32(255)).ToArray();
        var missing = Enumerable.Range(0, Features).Select(_ => random.NextInt32(2) == 0 ? 0 : random.NextDouble()).ToArray();
        long total = 0;
        for (var row = 0; row < count; row++)
        {
            var label = Math.Min(random.NextInt32(genres), random.NextInt32(genres));
            var weight = 1 + random.NextInt32(mostWeight);
            total += weight;
            for (var feature = 0; feature < Features; feature++)
                bins[feature] = random.NextDouble() < missing[feature] ? (byte)FeatureBins.Missing : (byte)Math.Min((random.NextInt32(values[feature]) + (feature + 1) * label) % 255, 254);
            records.Put(row, bins, ClassTarget.Of(label, weight));
        }
        return (records, total);
    }

    private static string Words(SplitChoice split) => $"{split.Score:R} at feature {split.Feature}, bin {split.LastLeftBin}, missing left: {split.MissingLeft}";
}
