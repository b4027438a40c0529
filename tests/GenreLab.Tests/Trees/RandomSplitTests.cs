using GenreLab.Numerics;
using GenreLab.Trees.Forests;
using GenreLab.Trees.Growing;

namespace GenreLab.Tests.Trees;

/// <summary>Random splits are counted in two ways: row by row whatever rows weigh, and as sets of bits where they weigh one. Both must
/// grow the same tree.</summary>
public class RandomSplitTests
{
    [Fact]
    public void SetsGrowTheTreesThatRowsGrow()
    {
        var missingLeft = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = new RandomSource(seed);
            var rowCount = random.NextInt32(3) == 0 ? 1 + random.NextInt32(70) : 1 + random.NextInt32(900);
            var rows = RandomTable.Binned(RandomTable.Draw(random, rowCount, 1 + random.NextInt32(40), 1 + random.NextInt32(150))).GenreByGenre();
            var options = new GrowingOptions
            {
                MaxDepth = 1 + random.NextInt32(30),
                MaxFeatures = 1 + random.NextInt32(rows.Binning.Features.Length),
                MinLeaf = 1 + random.NextInt32(4),
                RandomSplits = true,
            };
            var ones = new ushort[rowCount];
            for (var row = 0; row < rowCount; row++) ones[row] = (ushort)(random.NextInt32(10) == 0 ? 0 : 1);
            ones[0] = 1;
            // Twice the weight doubles every score exactly, so that nothing but the way of counting differs.
            var twos = Array.ConvertAll(ones, weight => (ushort)(2 * weight));
            var grower = NaiveGrowerTests.Grower(rows, options, Criterion.Gini);
            var quick = grower.Grow(ones, new RandomSource(seed)).Build();
            var plain = grower.Grow(twos, new RandomSource(seed)).Build();
            Assert.Equal(plain.Tree.Nodes.ToArray(), quick.Tree.Nodes.ToArray());
            Assert.Equal(plain.Risks, quick.Risks);
            Assert.Equal(plain.Counts.Starts, quick.Counts.Starts);
            Assert.Equal(plain.Counts.Entries.Select(ClassTarget.Label), quick.Counts.Entries.Select(ClassTarget.Label));
            Assert.Equal(plain.Counts.Entries.Select(entry => ClassTarget.Weight(entry) / 2), quick.Counts.Entries.Select(ClassTarget.Weight));
            foreach (var node in quick.Tree.Nodes) missingLeft += node.IsLeaf ? 0 : node.Shift;
        }
        Assert.True(missingLeft > 1000);
    }
}
