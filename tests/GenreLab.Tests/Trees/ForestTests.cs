using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees.Forests;
using GenreLab.Trees.Growing;

namespace GenreLab.Tests.Trees;

public class ForestTests
{
    private const ulong TreeStream = 0x7EE5;

    public static TheoryData<string> Forests() => ["random-forest", "extra-trees"];

    [Theory]
    [MemberData(nameof(Forests))]
    public void TheBitsAreTheSameWhateverTheThreads(string kind)
    {
        var train = RandomTable.Draw(new RandomSource(11), 700, 12, 9);
        foreach (var trees in (int[])[1, 2, 45])
        {
            var trainer = Forest(kind, trees) with { Bootstrap = true, OutOfBag = true, ClassWeights = ClassWeights.Balanced };
            var alone = RandomTable.Bits(trainer.Fit(train, null, new TrainingContext { Seed = 3, Threads = 1 }));
            foreach (var threads in (int[])[2, 3, 5, 9]) Assert.Equal(alone, RandomTable.Bits(trainer.Fit(train, null, new TrainingContext { Seed = 3, Threads = threads })));
            Assert.NotEqual(alone, RandomTable.Bits(trainer.Fit(train, null, new TrainingContext { Seed = 4, Threads = 1 })));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 6)]
    [InlineData(4, 3)]
    [InlineData(5, 0)]
    public void ANodeLooksAtAsManyFeaturesAsAsked(int maxFeatures, int constants)
    {
        // One feature tells the genre for certain, four are noise, some are constant: the root takes the first whenever it looks at it,
        // in maxFeatures of five trees; constant features do not count.
        const int telling = 5, grown = 2000;
        var random = new RandomSource(7);
        var x = new Matrix(60, telling + constants);
        var labels = new int[60];
        for (var row = 0; row < 60; row++)
        {
            labels[row] = row % 2;
            for (var feature = 0; feature < telling; feature++) x[row, feature] = feature == 2 ? labels[row] : random.NextInt32(9);
        }
        var rows = RandomTable.Binned(RandomTable.Dataset(x, labels, 2));
        var options = new GrowingOptions { MaxDepth = 1, MaxFeatures = maxFeatures, MinLeaf = 1 };
        var grower = NaiveGrowerTests.Grower(rows, options, Criterion.Gini);
        var weights = new ushort[60];
        Array.Fill(weights, (ushort)1);
        var took = Enumerable.Range(0, grown).Count(tree => grower.Grow(weights, RandomSource.For(1, (ulong)tree)).Build().Tree.Nodes[0].Feature == 2);
        var share = maxFeatures / (double)telling;
        var reach = 5 * Math.Sqrt(grown * share * (1 - share));
        Assert.InRange(took, grown * share - reach, grown * share + reach);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LeavesHoldTheRowsTheyWereGrownFromAndSplitsLieAmongThem(bool randomSplits)
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = new RandomSource(seed);
            var rows = RandomTable.Binned(RandomTable.Draw(random, 20 + random.NextInt32(1500), 1 + random.NextInt32(20), 2 + random.NextInt32(20)));
            var weights = NaiveGrowerTests.Weights(rows, 1, random);
            var minLeaf = 1 + random.NextInt32(3);
            var options = new GrowingOptions { MaxDepth = 64, MaxFeatures = 1 + random.NextInt32(rows.Binning.Features.Length), MinLeaf = minLeaf, RandomSplits = randomSplits };
            var grown = NaiveGrowerTests.Grower(rows, options, Criterion.Gini).Grow(weights, random).Build();
            AssertHolds(grown, rows, weights, minLeaf);
            Assert.Equal(weights.Sum(weight => weight), grown.Counts.Entries.Sum(entry => ClassTarget.Weight(entry)));
            Assert.Equal(rows.Count, weights.Sum(weight => weight));
        }
    }

    [Fact]
    public void ExtraTreesSplitWithinTheNodesRangeEverywhereInIt()
    {
        // A single feature of 100 values: its root splits are drawn evenly over the 99 gaps.
        var x = new Matrix(100, 1);
        for (var row = 0; row < 100; row++) x[row, 0] = row;
        var rows = RandomTable.Binned(RandomTable.Dataset(x, [.. Enumerable.Range(0, 100).Select(row => row % 2)], 2));
        var grower = NaiveGrowerTests.Grower(rows, new GrowingOptions { MaxDepth = 2, MaxFeatures = 1, MinLeaf = 1, RandomSplits = true }, Criterion.Gini);
        var weights = new ushort[100];
        Array.Fill(weights, (ushort)1, 20, 60); // rows 20 to 79
        var drawn = new int[100];
        for (ulong seed = 0; seed < 5900; seed++) drawn[grower.Grow(weights, new RandomSource(seed)).Build().Tree.Nodes[0].LastLeftBin]++;
        for (var gap = 0; gap < 100; gap++)
        {
            if (gap is >= 20 and < 79) Assert.InRange(drawn[gap], 50, 150);
            else Assert.Equal(0, drawn[gap]);
        }
    }

    [Fact]
    public void ExtraTreesSendMissingValuesToEitherSide()
    {
        var x = new Matrix(90, 1);
        for (var row = 0; row < 90; row++) x[row, 0] = row % 3 == 0 ? float.NaN : row % 10;
        var rows = RandomTable.Binned(RandomTable.Dataset(x, [.. Enumerable.Range(0, 90).Select(row => row % 2)], 2));
        var grower = NaiveGrowerTests.Grower(rows, new GrowingOptions { MaxDepth = 1, MaxFeatures = 1, MinLeaf = 1, RandomSplits = true }, Criterion.Gini);
        var weights = new ushort[90];
        Array.Fill(weights, (ushort)1);
        var roots = Enumerable.Range(0, 400).Select(seed => grower.Grow(weights, new RandomSource((ulong)seed)).Build().Tree.Nodes[0]).ToList();
        Assert.InRange(roots.Count(root => root.Shift == 1), 100, 300);
        Assert.All(roots, root => Assert.False(root.IsLeaf));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MissingValuesThatNoRowOfTheNodeHasGoWithTheLargerSide(bool randomSplits)
    {
        var x = new Matrix(100, 1);
        for (var row = 0; row < 100; row++) x[row, 0] = row;
        var weights = new ushort[100];
        Array.Fill(weights, (ushort)1);
        foreach (var border in (int[])[20, 80])
        {
            var rows = RandomTable.Binned(RandomTable.Dataset(x, [.. Enumerable.Range(0, 100).Select(row => row < border ? 0 : 1)], 2));
            var grower = NaiveGrowerTests.Grower(rows, new GrowingOptions { MaxDepth = 1, MaxFeatures = 1, MinLeaf = 1, RandomSplits = randomSplits }, Criterion.Gini);
            for (ulong seed = 0; seed < 50; seed++)
            {
                var root = grower.Grow(weights, new RandomSource(seed)).Build().Tree.Nodes[0];
                Assert.Equal(root.LastLeftBin + 1 > 50, root.Shift == 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forests))]
    public void ProbabilitiesAreTheMeanOfTheLeavesShares(string kind)
    {
        var train = RandomTable.Draw(new RandomSource(21), 400, 11, 6);
        var classifier = (ForestClassifier)(Forest(kind, 17) with { MinLeaf = 3, ClassWeights = ClassWeights.Balanced }).Fit(train, null, new TrainingContext { Seed = 2 });
        var rows = RandomTable.Binned(train);
        var probabilities = RandomTable.Predict(classifier, train.Features);
        RandomTable.AssertProbabilities(probabilities);
        for (var row = 0; row < train.Rows; row++)
        {
            var expected = new double[6];
            foreach (var tree in classifier.Trees) AddShares(tree, RandomTable.BinsOf(rows, row), expected);
            for (var genre = 0; genre < 6; genre++) Assert.Equal(expected[genre] / 17, probabilities[row, genre], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Forests))]
    public void OutOfBagScoreIsThatOfTheTreesThatDidNotGetTheRow(string kind)
    {
        var train = RandomTable.Draw(new RandomSource(31), 300, 8, 5);
        var trainer = Forest(kind, 7) with { Bootstrap = true, OutOfBag = true, MinLeaf = 2, MaxFeatures = 4 };
        var records = new List<EpochRecord>();
        var classifier = (ForestClassifier)trainer.Fit(train, null, new TrainingContext { Seed = 5, Progress = records.Add });
        var rows = RandomTable.Binned(train);
        var grower = NaiveGrowerTests.Grower(rows, new GrowingOptions { MaxDepth = trainer.MaxDepth, MaxFeatures = 4, MinLeaf = 2, RandomSplits = kind == "extra-trees" }, Criterion.Gini);
        var sums = Enumerable.Range(0, 300).Select(_ => new double[5]).ToArray();
        var voters = new int[300];
        for (var tree = 0; tree < 7; tree++)
        {
            // Each tree has its own stream: first the draw of its rows, then whatever growing draws.
            var random = RandomSource.For(5, TreeStream, (ulong)tree);
            var weights = new ushort[300];
            for (var draw = 0; draw < 300; draw++) weights[random.NextInt32(300)]++;
            var grown = grower.Grow(weights, random).Build();
            Assert.Equal(grown.Tree.Nodes.ToArray(), classifier.Trees[tree].Tree.Nodes.ToArray());
            for (var row = 0; row < 300; row++)
            {
                if (weights[row] > 0) continue;
                AddShares(classifier.Trees[tree], RandomTable.BinsOf(rows, row), sums[row]);
                voters[row]++;
            }
        }
        int voted = 0, right = 0;
        double loss = 0;
        for (var row = 0; row < 300; row++)
        {
            if (voters[row] == 0) continue;
            voted++;
            // Single precision settles what is a tie.
            var best = Array.IndexOf(Array.ConvertAll(sums[row], sum => Math.Round(sum, 5)), Math.Round(sums[row].Max(), 5));
            if (best == train.Labels[row]) right++;
            loss -= Math.Log(Math.Max(1e-15, sums[row][train.Labels[row]] / voters[row]));
        }
        Assert.InRange(voted, 200, 299);
        Assert.Equal(voted, classifier.OutOfBag!.Rows);
        Assert.InRange(classifier.OutOfBag.Accuracy * voted, right - 2.001, right + 2.001); // ties of sums that differ in the last bit
        Assert.Equal(loss / voted, classifier.OutOfBag.LogLoss, 1e-4);
        Assert.Equal(classifier.OutOfBag.Accuracy, records[^1].TrainAccuracy);
        Assert.Equal(classifier.OutOfBag.LogLoss, records[^1].TrainLoss);
        Assert.Null((classifier = (ForestClassifier)(trainer with { OutOfBag = false }).Fit(train, null, new TrainingContext { Seed = 5 })).OutOfBag);
    }

    [Fact]
    public void BalancedGenresWeighTheSame()
    {
        var labels = new int[1111];
        for (var row = 0; row < labels.Length; row++) labels[row] = row < 1000 ? 0 : row < 1100 ? 1 : row < 1110 ? 2 : 4; // genre 3 has no row
        var weights = new ushort[1111];
        new RowWeights(labels, 5, ClassWeights.Balanced).Fill(weights);
        var totals = new double[5];
        for (var row = 0; row < labels.Length; row++) totals[labels[row]] += weights[row];
        foreach (var genre in (int[])[0, 1, 2]) Assert.Equal(totals[4], totals[genre], 0.03 * totals[4]);
        Assert.All(weights, weight => Assert.True(weight > 0));
    }

    [Fact]
    public void ValidationRowsAreScoredByTheTreesSoFar()
    {
        var train = RandomTable.Draw(new RandomSource(41), 300, 8, 5);
        var validation = RandomTable.Draw(new RandomSource(42), 100, 8, 5);
        var records = new List<EpochRecord>();
        var classifier = Forest("random-forest", 30).Fit(train, validation, new TrainingContext { Progress = records.Add });
        Assert.Equal(30, records[^1].Epoch);
        Assert.All(records, record => Assert.Equal(30, record.Epochs));
        Assert.Equal(records.Select(record => record.Epoch).Distinct().Order(), records.Select(record => record.Epoch));
        var probabilities = RandomTable.Predict(classifier, validation.Features);
        double loss = 0;
        for (var row = 0; row < 100; row++) loss -= Math.Log(Math.Max(1e-15, probabilities[row, validation.Labels[row]]));
        Assert.Equal(loss / 100, records[^1].ValidationLoss!.Value, 1e-4);
    }

    internal static ForestTrainer Forest(string kind, int trees) =>
        (ForestTrainer)TrainerOptions.Set(ModelKinds.Find(kind).DefaultTrainer, "trees", trees.ToString());

    private static void AddShares(ForestTree tree, ReadOnlySpan<byte> bins, double[] sums)
    {
        var entries = tree.Counts.Of(tree.Tree.Leaf(bins)).ToArray();
        var total = entries.Sum(entry => (double)ClassTarget.Weight(entry));
        foreach (var entry in entries) sums[ClassTarget.Label(entry)] += ClassTarget.Weight(entry) / total;
    }

    private static void AssertHolds(GrownTree grown, TrainingRows rows, ushort[] weights, int minLeaf)
    {
        Down(NaiveGrowerTests.Used(weights), 0);

        void Down(int[] node, int position)
        {
            Assert.True(node.Length >= Math.Min(minLeaf, rows.Count), $"node {position} has {node.Length} rows");
            var split = grown.Tree.Nodes[position];
            if (split.IsLeaf)
            {
                var counts = NaiveSplits.Count(rows, node, weights);
                var held = new long[rows.LabelCount];
                foreach (var entry in grown.Counts.Of(split.Leaf)) held[ClassTarget.Label(entry)] += ClassTarget.Weight(entry);
                Assert.Equal(counts, held);
                // Rows of several genres stay together only when nothing tells them apart.
                if (minLeaf == 1 && counts.Count(count => count > 0) > 1)
                    Assert.All(node, row => Assert.Equal(RandomTable.BinsOf(rows, node[0]).ToArray(), RandomTable.BinsOf(rows, row).ToArray()));
                return;
            }
            var bins = node.Select(row => RandomTable.BinsOf(rows, row)[split.Feature]).ToList();
            var present = bins.Where(bin => bin != 255).ToList();
            Assert.True(present.Count > 0 && split.LastLeftBin >= present.Min(), $"node {position} splits below its range");
            // Missing values alone on the right are above all others.
            if (present.Count == bins.Count || split.Shift == 1) Assert.True(split.LastLeftBin < present.Max(), $"node {position} splits above its range");
            Down([.. node.Where((_, i) => split.GoesLeft(bins[i]))], position + 1);
            Down([.. node.Where((_, i) => !split.GoesLeft(bins[i]))], split.Right);
        }
    }
}
