using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees.Forests;
using GenreLab.Trees.Growing;

namespace GenreLab.Tests.Trees;

/// <summary>
/// The fast grower against the exhaustive search, node for node. The check goes down the grown tree with its rows, and in every node
/// the search is made anew, so a tie settled differently shows once and not in everything below it. Gini scores are compared as
/// fractions of whole numbers; a choice may fall behind the best by the rounding of two divisions and no more. Among splits that have
/// the same sums on both sides, and so tie however one rounds, the first in the documented order must be chosen.
/// Entropies carry the rounding of a logarithm a row: there any split within a billionth of the node's weight is right.
/// </summary>
public class NaiveGrowerTests
{
    private const double Rounding = 1e-12, LogarithmRounding = 1e-9;

    public static TheoryData<Criterion, int> Cases() => [.. from criterion in Enum.GetValues<Criterion>() from weights in Enumerable.Range(0, 4) select (criterion, weights)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesOnRandomTables(Criterion criterion, int weighting)
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = RandomSource.For(seed, (ulong)weighting, (ulong)criterion);
            var rowCount = 1 + (random.NextInt32(3) == 0 ? random.NextInt32(12) : random.NextInt32(300));
            var mostFeatures = Math.Clamp(300_000 / (rowCount * rowCount), 3, 40);
            var features = 1 + random.NextInt32(mostFeatures);
            var genres = random.NextInt32(2) == 0 ? 2 + random.NextInt32(4) : 2 + random.NextInt32(59);
            var maxBins = new[] { 2, 3, 6, 17, 64, 256, 256, 256 }[random.NextInt32(8)];
            var options = new GrowingOptions
            {
                MaxDepth = 1 + random.NextInt32(12),
                MaxFeatures = features,
                MinLeaf = random.NextInt32(2) == 0 ? 1 : 1 + random.NextInt32(10),
            };
            var rows = RandomTable.Binned(RandomTable.Draw(random, rowCount, features, genres), maxBins);
            var weights = Weights(rows, weighting, random);
            var grown = Grower(rows, options, criterion).Grow(weights, new RandomSource(seed)).Build();
            new Walk(rows, weights, options, criterion, grown, $"seed {seed}: {rowCount} rows, {features} features, {genres} genres, {maxBins} bins, {options}").Node(Used(weights), 0, 0);
        }
    }

    [Fact]
    public void AGrowerUsedAgainGrowsTheSame()
    {
        var random = new RandomSource(5);
        var rows = RandomTable.Binned(RandomTable.Draw(random, 250, 9, 7));
        var options = new GrowingOptions { MaxDepth = 12, MaxFeatures = 3, MinLeaf = 1 };
        var grower = Grower(rows, options, Criterion.Gini);
        var first = new ushort[rows.Count];
        var second = new ushort[rows.Count];
        var draws = new RowWeights(rows.Labels, rows.LabelCount, ClassWeights.None);
        draws.Draw(random, first);
        draws.Fill(second);
        var fresh = grower.Grow(first, new RandomSource(1)).Build();
        var other = grower.Grow(second, new RandomSource(2)).Build();
        var again = grower.Grow(first, new RandomSource(1)).Build();
        Assert.Equal(fresh.Tree.Nodes.ToArray(), again.Tree.Nodes.ToArray());
        Assert.Equal(fresh.Counts.Entries, again.Counts.Entries);
        Assert.Equal(fresh.Risks, again.Risks);
        Assert.Equal(Grower(rows, options, Criterion.Gini).Grow(second, new RandomSource(2)).Build().Tree.Nodes.ToArray(), other.Tree.Nodes.ToArray());
    }

    [Fact]
    public void GainsAreWhatSplitsTookAway()
    {
        var rows = RandomTable.Binned(RandomTable.Draw(new RandomSource(8), 200, 6, 4));
        var weights = new ushort[rows.Count];
        Array.Fill(weights, (ushort)1);
        var grown = Grower(rows, new GrowingOptions { MaxDepth = 8, MaxFeatures = 6, MinLeaf = 2 }, Criterion.Gini).Grow(weights, new RandomSource(1)).Build();
        double leaves = 0;
        for (var node = 0; node < grown.Risks.Length; node++)
            if (grown.Tree.Nodes[node].IsLeaf) leaves += grown.Risks[node];
        Assert.Equal(grown.Risks[0] - leaves, grown.Gains(6).Sum(), 1e-12);
    }

    internal static IClassificationTreeGrower Grower(TrainingRows rows, GrowingOptions options, Criterion criterion) => IClassificationTreeGrower.For(rows, options, criterion);

    internal static int[] Used(ushort[] weights) => [.. Enumerable.Range(0, weights.Length).Where(row => weights[row] != 0)];

    /// <summary>Every row once; drawn; balanced genres, drawn; anything a weight can be.</summary>
    internal static ushort[] Weights(TrainingRows rows, int weighting, RandomSource random)
    {
        var weights = new ushort[rows.Count];
        var drawn = new RowWeights(rows.Labels, rows.LabelCount, weighting == 2 ? ClassWeights.Balanced : ClassWeights.None);
        if (weighting == 0) drawn.Fill(weights);
        else drawn.Draw(random, weights);
        if (weighting == 3)
            for (var row = 0; row < weights.Length; row++) weights[row] = (ushort)(random.NextInt32(4) == 0 ? 0 : 1 + random.NextInt32(65_535));
        if (weights.All(weight => weight == 0)) weights[0] = 7;
        return weights;
    }

    private sealed class Walk(TrainingRows rows, ushort[] weights, GrowingOptions options, Criterion criterion, GrownTree grown, string about)
    {
        private readonly double total = weights.Sum(weight => (double)weight);
        private int leaves;

        /// <summary>Checks a node and all below it.</summary>
        /// <returns>The position behind its last node.</returns>
        public int Node(int[] node, int position, int depth)
        {
            var where = $"{about}; node {position}";
            var chosen = grown.Tree.Nodes[position];
            var counts = NaiveSplits.Count(rows, node, weights);
            var risk = NaiveSplits.Risk(counts, criterion);
            Require(Math.Abs(grown.Risks[position] - risk / total) <= LogarithmRounding, () => $"{where}: risk {grown.Risks[position]}, counted {risk / total}");
            var mayBeSplit = counts.Count(count => count > 0) > 1 && depth < options.MaxDepth;
            var splits = mayBeSplit ? NaiveSplits.All(rows, node, weights, options.MinLeaf, Enumerable.Range(0, rows.Binning.Features.Length)) : [];
            if (chosen.IsLeaf)
            {
                Require(splits.Count == 0, () => $"{where} is a leaf, but {splits.Count} splits are possible");
                Require(chosen.Leaf == leaves, () => $"{where} is leaf {chosen.Leaf} instead of {leaves}");
                AssertCounts(counts, leaves++, where);
                return position + 1;
            }
            Require(depth < options.MaxDepth, () => $"{where} is too deep to be split");
            var index = splits.FindIndex(split => split.Feature == chosen.Feature && split.LastLeftBin == chosen.LastLeftBin && split.MissingLeft == (chosen.Shift == 1));
            Require(index >= 0, () => $"{where}: the search knows no split {chosen}");
            AssertBest(splits, index, risk, where);

            var lefts = Array.FindAll(node, row => chosen.GoesLeft(RandomTable.BinsOf(rows, row)[chosen.Feature]));
            var rights = Array.FindAll(node, row => !chosen.GoesLeft(RandomTable.BinsOf(rows, row)[chosen.Feature]));
            Require(lefts.Length == splits[index].LeftRows, () => $"{where} sends {lefts.Length} rows left instead of {splits[index].LeftRows}");
            Require(Node(lefts, position + 1, depth + 1) == chosen.Right, () => $"{where}: the right child stands elsewhere than behind the left one's branch");
            return Node(rights, chosen.Right, depth + 1);
        }

        private void AssertBest(List<NaiveSplit> splits, int index, double risk, string where)
        {
            var chosen = splits[index];
            var own = chosen.Risk(criterion);
            if (criterion == Criterion.Entropy)
            {
                var least = splits.Min(split => split.Risk(criterion));
                Require(own <= least + LogarithmRounding * (risk + chosen.Left.Sum() + chosen.Right.Sum()), () => $"{where}: {chosen} leaves {own}, the best split {least}");
                return;
            }
            var (numerator, denominator) = chosen.ExactGini();
            for (var i = 0; i < splits.Count; i++)
            {
                var (other, otherDenominator) = splits[i].ExactGini();
                if (other * denominator <= numerator * otherDenominator)
                {
                    Require(i >= index || !splits[i].IsTwinOf(chosen), () => $"{where}: {splits[i]} comes before {chosen} and is as good");
                    continue;
                }
                var behind = Math.Exp(System.Numerics.BigInteger.Log(other * denominator) - System.Numerics.BigInteger.Log(numerator * otherDenominator)) - 1;
                Require(behind <= Rounding, () => $"{where}: {splits[i]} is better than {chosen} by {behind}");
            }
        }

        private void AssertCounts(long[] counts, int leaf, string where)
        {
            var kept = new long[counts.Length];
            var last = -1;
            foreach (var entry in grown.Counts.Of(leaf))
            {
                Require(ClassTarget.Label(entry) >= last && ClassTarget.Weight(entry) > 0, () => $"{where}: entries out of order or empty");
                last = ClassTarget.Label(entry);
                kept[last] += ClassTarget.Weight(entry);
            }
            Require(kept.AsSpan().SequenceEqual(counts), () => $"{where}: the leaf holds [{string.Join(' ', kept)}], counted [{string.Join(' ', counts)}]");
        }

        private static void Require(bool holds, Func<string> message)
        {
            if (!holds) Assert.Fail(message());
        }
    }
}
