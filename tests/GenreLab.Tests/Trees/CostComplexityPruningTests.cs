using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees.Forests;
using GenreLab.Trees.Growing;

namespace GenreLab.Tests.Trees;

public class CostComplexityPruningTests
{
    [Fact]
    public void LeavesAndImpurityAreThoseOfScikitLearn()
    {
        foreach (var (grown, expected, genres) in Cases())
        {
            foreach (var (strength, leaves, impurity) in expected)
            {
                var tree = strength == 0 ? grown : CostComplexityPruning.Prune(grown, strength, genres);
                Assert.Equal(leaves, tree.Tree.LeafCount);
                Assert.Equal(impurity, LeafRisk(tree), 1e-10);
            }
        }
    }

    [Fact]
    public void NoOtherSubtreeIsWorthMore()
    {
        for (ulong seed = 0; seed < 80; seed++)
        {
            var random = new RandomSource(seed);
            var rows = RandomTable.Binned(RandomTable.Draw(random, 10 + random.NextInt32(60), 1 + random.NextInt32(5), 2 + random.NextInt32(4)));
            var grown = Grow(rows, seed % 2 == 0 ? Criterion.Gini : Criterion.Entropy, 4, 1);
            var subtrees = Subtrees(grown, 0);
            for (var draw = 0; draw < 10; draw++)
            {
                var strength = Math.Pow(10, -3.5 + 3.5 * random.NextDouble());
                var pruned = CostComplexityPruning.Prune(grown, strength, rows.LabelCount);
                var least = subtrees.Min(subtree => subtree.Risk + strength * subtree.Leaves);
                var fewest = subtrees.Where(subtree => subtree.Risk + strength * subtree.Leaves <= least + 1e-12).Min(subtree => subtree.Leaves);
                Assert.Equal(least, LeafRisk(pruned) + strength * pruned.Tree.LeafCount, 1e-12);
                Assert.Equal(fewest, pruned.Tree.LeafCount);
                AssertLeavesHold(pruned, rows);
            }
        }
    }

    [Fact]
    public void NoStrengthCutsOnlyWhatGainsNothingAndMuchStrengthCutsAll()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var random = new RandomSource(seed);
            var rows = RandomTable.Binned(RandomTable.Draw(random, 1 + random.NextInt32(200), 1 + random.NextInt32(5), 2 + random.NextInt32(4)));
            var grown = Grow(rows, Criterion.Gini, 12, 1);
            var none = CostComplexityPruning.Prune(grown, 0, rows.LabelCount);
            Assert.InRange(none.Tree.LeafCount, 1, grown.Tree.LeafCount);
            Assert.Equal(LeafRisk(grown), LeafRisk(none), 1e-12);
            AssertLeavesHold(none, rows);
            var all = CostComplexityPruning.Prune(grown, 1e6, rows.LabelCount);
            Assert.Equal(1, all.Tree.LeafCount);
            Assert.Equal(grown.Risks[0], Assert.Single(all.Risks));
            Assert.Equal(rows.Count, all.Counts.Entries.Sum(entry => ClassTarget.Weight(entry)));
        }
    }

    [Fact]
    public void OfTreesOfEqualCostTheSmallestRemains()
    {
        // The only split there is leaves both sides as mixed as the node: it gains nothing and is cut off even for nothing.
        var rows = RandomTable.Binned(RandomTable.Dataset(Matrix.FromRows([1], [1], [2], [2]), [0, 1, 0, 1], 2));
        var grown = Grow(rows, Criterion.Gini, 5, 1);
        Assert.Equal(2, grown.Tree.LeafCount);
        Assert.Equal(1, CostComplexityPruning.Prune(grown, 0, 2).Tree.LeafCount);
    }

    [Fact]
    public void StrengthsAscendFromNoneToAllOfTheTree()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            var rows = RandomTable.Binned(RandomTable.Draw(new RandomSource(seed), 300, 6, 4));
            var grown = Grow(rows, seed % 2 == 0 ? Criterion.Gini : Criterion.Entropy, 12, 1);
            foreach (var most in (int[])[2, 20, 1000])
            {
                var strengths = CostComplexityPruning.Strengths(grown, most);
                Assert.Equal(0, strengths[0]);
                Assert.InRange(strengths.Length, 1, most + 1);
                Assert.Equal(strengths.Order(), strengths);
                var leaves = strengths.Select(strength => CostComplexityPruning.Prune(grown, strength, rows.LabelCount).Tree.LeafCount).ToList();
                Assert.Equal(leaves.OrderDescending(), leaves);
                Assert.Equal(1, leaves[^1]);
            }
        }
        var leaf = Grow(RandomTable.Binned(RandomTable.Dataset(new Matrix(5, 1), new int[5], 1)), Criterion.Gini, 5, 1);
        Assert.Equal([0.0], CostComplexityPruning.Strengths(leaf, 20));
    }

    [Fact]
    public void StrengthsAreTheStepsOfScikitLearnsPath()
    {
        foreach (var (grown, pruned, _) in Cases())
        {
            // The fixture's strengths lie between two steps of the path each, the first of which is 0; behind the last of them there is nothing left.
            var strengths = CostComplexityPruning.Strengths(grown, 1000);
            for (var i = 2; i < pruned.Count; i++)
                Assert.Contains(strengths, strength => strength > pruned[i - 1].Strength && strength < pruned[i].Strength);
            Assert.All(strengths, strength => Assert.True(strength < pruned[^1].Strength));
            Assert.Equal(pruned.Count - 1, strengths.Length);
        }
    }

    [Fact]
    public void ValidationRowsChooseTheStrength()
    {
        var train = RandomTable.Draw(new RandomSource(51), 400, 8, 4);
        var validation = RandomTable.Draw(new RandomSource(52), 200, 8, 4);
        var trainer = new DecisionTreeTrainer();
        Assert.Equal(RandomTable.Bits((trainer with { Pruning = 0 }).Fit(train, null, new TrainingContext())), RandomTable.Bits(trainer.Fit(train, null, new TrainingContext())));
        var records = new List<EpochRecord>();
        var chosen = trainer.Fit(train, validation, new TrainingContext { Progress = records.Add });
        var accuracy = Accuracy(chosen, validation);
        Assert.Equal(accuracy, Assert.Single(records).ValidationAccuracy!.Value, 1e-12);
        foreach (var strength in (double[])[0, 0.0001, 0.001, 0.003, 0.01])
            Assert.InRange(Accuracy((trainer with { Pruning = strength }).Fit(train, validation, new TrainingContext()), validation), 0, accuracy + 0.02);
        Assert.True(accuracy >= Accuracy((trainer with { Pruning = 0 }).Fit(train, null, new TrainingContext()), validation));
    }

    private static IEnumerable<(GrownTree Grown, List<(double Strength, int Leaves, double Impurity)> Pruned, int Genres)> Cases()
    {
        foreach (var one in JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Trees", "pruning.json")))!.AsArray())
        {
            var x = Matrix.FromRows([.. one!["x"]!.AsArray().Select(row => row!.AsArray().Select(value => value!.GetValue<float>()).ToArray())]);
            var labels = one["y"]!.AsArray().Select(label => label!.GetValue<int>()).ToArray();
            var criterion = Enum.Parse<Criterion>(one["criterion"]!.GetValue<string>(), ignoreCase: true);
            var genres = one["genres"]!.GetValue<int>();
            var rows = RandomTable.Binned(RandomTable.Dataset(x, labels, genres));
            yield return (
                Grow(rows, criterion, one["maxDepth"]!.GetValue<int>(), one["minLeaf"]!.GetValue<int>()),
                [.. one["pruned"]!.AsArray().Select(pruned => (pruned!["strength"]!.GetValue<double>(), pruned["leaves"]!.GetValue<int>(), pruned["impurity"]!.GetValue<double>()))],
                genres);
        }
    }

    private static GrownTree Grow(TrainingRows rows, Criterion criterion, int maxDepth, int minLeaf)
    {
        var weights = new ushort[rows.Count];
        Array.Fill(weights, (ushort)1);
        return NaiveGrowerTests.Grower(rows, new GrowingOptions { MaxDepth = maxDepth, MaxFeatures = rows.Binning.Features.Length, MinLeaf = minLeaf }, criterion).Grow(weights, new RandomSource(1)).Build();
    }

    private static double LeafRisk(GrownTree grown)
    {
        double risk = 0;
        for (var node = 0; node < grown.Risks.Length; node++)
            if (grown.Tree.Nodes[node].IsLeaf) risk += grown.Risks[node];
        return risk;
    }

    // Every way to cut branches off: risk and leaves of what remains.
    private static List<(double Risk, int Leaves)> Subtrees(GrownTree grown, int position)
    {
        var all = new List<(double Risk, int Leaves)> { (grown.Risks[position], 1) };
        if (grown.Tree.Nodes[position].IsLeaf) return all;
        var rights = Subtrees(grown, grown.Tree.Nodes[position].Right);
        foreach (var left in Subtrees(grown, position + 1))
            foreach (var right in rights) all.Add((left.Risk + right.Risk, left.Leaves + right.Leaves));
        return all;
    }

    private static void AssertLeavesHold(GrownTree grown, TrainingRows rows)
    {
        var counts = Enumerable.Range(0, grown.Tree.LeafCount).Select(_ => new long[rows.LabelCount]).ToArray();
        for (var row = 0; row < rows.Count; row++) counts[grown.Tree.Leaf(RandomTable.BinsOf(rows, row))][rows.Labels[row]]++;
        for (var leaf = 0; leaf < counts.Length; leaf++)
        {
            var held = new long[rows.LabelCount];
            foreach (var entry in grown.Counts.Of(leaf)) held[ClassTarget.Label(entry)] += ClassTarget.Weight(entry);
            Assert.Equal(counts[leaf], held);
        }
    }

    private static double Accuracy(IClassifier classifier, Dataset data)
    {
        var probabilities = RandomTable.Predict(classifier, data.Features);
        var right = 0;
        for (var row = 0; row < data.Rows; row++)
            if (System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(probabilities.Row(row)) == data.Labels[row]) right++;
        return right / (double)data.Rows;
    }
}
