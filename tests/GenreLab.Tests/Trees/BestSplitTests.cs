using GenreLab.Numerics;
using GenreLab.Trees;
using GenreLab.Trees.Forests;
using GenreLab.Trees.Growing;

namespace GenreLab.Tests.Trees;

/// <summary>Best splits of few rows are found in two ways: by sets of bits where weights are small and the processor can, and by records that
/// are sorted. Both must grow the same tree.</summary>
public class BestSplitTests
{
    [Fact]
    public void SetsGrowTheTreesThatRecordsGrow()
    {
        var missingLeft = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = new RandomSource(seed);
            var rowCount = random.NextInt32(2) == 0 ? 1 + random.NextInt32(80) : 1 + random.NextInt32(900);
            var rows = RandomTable.Binned(RandomTable.Draw(random, rowCount, 1 + random.NextInt32(40), 1 + random.NextInt32(150)));
            var options = new GrowingOptions
            {
                MaxDepth = 1 + random.NextInt32(30),
                MaxFeatures = 1 + random.NextInt32(rows.Binning.Features.Length),
                MinLeaf = random.NextInt32(2) == 0 ? 1 : 1 + random.NextInt32(5),
            };
            var few = new ushort[rowCount];
            var most = 1 + random.NextInt32(8);
            for (var row = 0; row < rowCount; row++) few[row] = (ushort)random.NextInt32(most + 1);
            few[0] = 1;
            // 256 times the weight, too much for sets, multiplies every score by a power of two, so that nothing but the way of counting differs.
            var many = Array.ConvertAll(few, weight => (ushort)(256 * weight));
            var grower = NaiveGrowerTests.Grower(rows, options, Criterion.Gini);
            var quick = grower.Grow(few, new RandomSource(seed)).Build();
            var plain = grower.Grow(many, new RandomSource(seed)).Build();
            Assert.Equal(Shape(plain), Shape(quick));
            Assert.Equal(plain.Risks, quick.Risks);
            for (var leaf = 0; leaf < quick.Tree.LeafCount; leaf++) Assert.Equal(Weights(plain, leaf).Select(own => (own.Label, own.Weight / 256)), Weights(quick, leaf));
            foreach (var node in quick.Tree.Nodes) missingLeft += node.IsLeaf ? 0 : node.Shift;
        }
        Assert.True(missingLeft > 1000);

        // How a leaf's large weights are written down differs, nothing else.
        static TreeNode[] Shape(GrownTree tree) => Array.ConvertAll(tree.Tree.Nodes.ToArray(), node => node.IsLeaf ? TreeNode.AsLeaf(node.Leaf) : node);

        static List<(int Label, long Weight)> Weights(GrownTree tree, int leaf) =>
            [.. tree.Counts.Of(leaf).ToArray().GroupBy(ClassTarget.Label).Select(entries => (entries.Key, entries.Sum(entry => (long)ClassTarget.Weight(entry))))];
    }

    [Fact]
    public void RowsGenreByGenreAreTheSameRows()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var random = new RandomSource(seed);
            var rows = RandomTable.Binned(RandomTable.Draw(random, 1 + random.NextInt32(300), 1 + random.NextInt32(20), 1 + random.NextInt32(30)));
            var before = Contents(rows);
            var labels = rows.Labels.ToArray();
            var sorted = rows.GenreByGenre();
            Assert.True(sorted.AreGenreByGenre);
            Assert.Equal(labels.Order(), sorted.Labels);
            Assert.Equal(labels, rows.Labels);
            Assert.Equal(before.Order(), Contents(sorted).Order());
        }

        static string[] Contents(TrainingRows rows) => [.. Enumerable.Range(0, rows.Count).Select(row => $"{rows.Labels[row]}: {Convert.ToHexString(RandomTable.BinsOf(rows, row))}")];
    }
}
