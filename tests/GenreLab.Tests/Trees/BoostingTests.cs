using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Boosting;
using GenreLab.Trees.Growing;

namespace GenreLab.Tests.Trees;

/// <summary>Boosting against plain arithmetic in double precision.</summary>
public class BoostingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void EveryTreeIsWhatExhaustiveSearchGives(ulong seed)
    {
        var random = new RandomSource(seed);
        for (var table = 0; table < 15; table++)
        {
            var genres = 2 + random.NextInt32(6);
            var train = RandomTable.Draw(random, 20 + random.NextInt32(130), 1 + random.NextInt32(20), genres);
            var trainer = new GradientBoostingTrainer
            {
                Rounds = 3,
                Leaves = 65_536,
                MaxDepth = 1 + random.NextInt32(6),
                ColumnSample = 1,
                L2 = random.NextInt32(3) * 2,
                MinChildWeight = 1 + random.NextInt32(4),
                LearningRate = 0.3,
            };
            var classifier = (BoostedClassifier)trainer.Fit(train, null, new TrainingContext { Threads = 1 + random.NextInt32(3) });
            Assert.Equal(3, classifier.Trees.Count);
            new Reference(train, trainer).Follow(classifier);
        }
    }

    [Fact]
    public void ProbabilitiesAreTheSoftmaxOfTheLeavesScores()
    {
        var random = new RandomSource(5);
        var train = RandomTable.Draw(random, 400, 6, 23);
        var classifier = (BoostedClassifier)new GradientBoostingTrainer { Rounds = 12 }.Fit(train, null, new TrainingContext());
        var rows = RandomTable.Binned(train);
        var probabilities = RandomTable.Predict(classifier, train.Features);
        for (var row = 0; row < train.Rows; row++)
        {
            var scores = Start(train);
            foreach (var tree in classifier.Trees)
                for (var genre = 0; genre < scores.Length; genre++) scores[genre] += tree.Scores[tree.Tree.Leaf(RandomTable.BinsOf(rows, row)) * Matrix.PaddedLength(scores.Length) + genre];
            var expected = Softmax(scores);
            for (var genre = 0; genre < scores.Length; genre++) Assert.Equal(expected[genre], probabilities[row, genre], 2e-6);
        }
    }

    [Fact]
    public void RowAndColumnSharesAreDrawnForEachTree()
    {
        var train = RandomTable.Draw(new RandomSource(6), 3000, 10, 9);
        var classifier = (BoostedClassifier)new GradientBoostingTrainer { Rounds = 30, Subsample = 0.3, ColumnSample = 0.4 }.Fit(train, null, new TrainingContext());
        foreach (var tree in classifier.Trees)
        {
            Assert.InRange(tree.Covers.Sum(), 0.25 * train.Rows, 0.35 * train.Rows);
            var looked = tree.Tree.Nodes.ToArray().Where(node => !node.IsLeaf).Select(node => node.Feature).Distinct().ToList();
            Assert.True(looked.Count <= 4);
            Assert.All(Enumerable.Range(0, 10), feature => Assert.Equal(looked.Contains((ushort)feature), tree.Gains[feature] > 0));
        }
        Assert.True(classifier.Trees.SelectMany(tree => tree.Tree.Nodes.ToArray()).Where(node => !node.IsLeaf).Select(node => node.Feature).Distinct().Count() > 4);
    }

    [Fact]
    public void LimitsHold()
    {
        var train = RandomTable.Draw(new RandomSource(7), 2000, 8, 30);
        foreach (var (leaves, depth) in ((int, int)[])[(2, 64), (31, 64), (500, 3), (40, 64)])
        {
            var classifier = (BoostedClassifier)new GradientBoostingTrainer { Rounds = 4, Leaves = leaves, MaxDepth = depth, MinChildWeight = 1 }.Fit(train, null, new TrainingContext());
            foreach (var tree in classifier.Trees) Assert.InRange(tree.Tree.LeafCount, 2, Math.Min(leaves, 1 << Math.Min(depth, 20)));
        }
    }

    [Fact]
    public void TheBestRoundIsKeptAndPatienceEndsIt()
    {
        var random = new RandomSource(8);
        Dataset Noise(int rows) => RandomTable.Dataset(RandomTable.Draw(random, rows, 5, 4).Features, [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(4))], 4);
        var told = new List<EpochRecord>();
        var trainer = new GradientBoostingTrainer { Rounds = 200, LearningRate = 0.5, MinChildWeight = 1, L2 = 0.1, Patience = 7 };
        var classifier = (BoostedClassifier)trainer.Fit(Noise(300), Noise(200), new TrainingContext { Progress = told.Add });
        var best = told.MinBy(record => record.ValidationLoss)!;
        Assert.Equal(best.Epoch, classifier.Trees.Count);
        Assert.Equal(best.Epoch + 7, told.Count);
        Assert.True(told.Count < 200);
    }

    [Fact]
    public void ValidationNumbersAreThoseOfTheModelSoFar()
    {
        var random = new RandomSource(9);
        Dataset train = RandomTable.Draw(random, 500, 6, 12), validation = RandomTable.Draw(random, 300, 6, 12);
        var told = new List<EpochRecord>();
        var classifier = new GradientBoostingTrainer { Rounds = 5, Patience = 0, LearningRate = 0.02 }.Fit(train, validation, new TrainingContext { Progress = told.Add });
        var probabilities = RandomTable.Predict(classifier, validation.Features);
        double loss = 0;
        for (var row = 0; row < validation.Rows; row++) loss -= Math.Log(probabilities[row, validation.Labels[row]]);
        Assert.Equal(told.Min(record => record.ValidationLoss)!.Value, loss / validation.Rows, 1e-5);
    }

    [Fact]
    public void ASketchKeepsTheGradientsLengthOnAverageAndItsCurvatureExactly()
    {
        const int genres = 37;
        var random = new RandomSource(10);
        var scores = new Matrix(1, genres);
        scores.Values.Fill(ScoreRow.Padding);
        var plain = new double[genres];
        for (var genre = 0; genre < genres; genre++) plain[genre] = scores[0, genre] = (float)(2 * random.NextNormal());
        var probabilities = Softmax(plain);
        var logSum = ScoreRow.Normalization(ref scores.Values[0], scores.Stride).LogSum;
        var sketch = new GradientSketch(genres);
        double length = 0;
        const int draws = 4000;
        for (var draw = 0; draw < draws; draw++)
        {
            sketch.Draw(RandomSource.For(11, (ulong)draw));
            var row = sketch.Of(ref scores.Values[0], logSum, 5);
            Assert.Equal(probabilities.Sum(p => p * (1 - p)), row[SketchedRow.Curvature], 1e-5);
            for (var i = 0; i < SketchedRow.Projections; i++) length += row[i] * row[i] / draws;
        }
        Assert.Equal(1, length / probabilities.Select((p, genre) => Math.Pow(p - (genre == 5 ? 1 : 0), 2)).Sum(), 0.05);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(114)]
    public void NormalizationIsExactForSmallAndHugeScores(int genres)
    {
        var random = new RandomSource(12);
        foreach (var size in (double[])[1e-3, 1, 50, 3000])
        {
            var scores = new Matrix(1, genres);
            scores.Values.Fill(ScoreRow.Padding);
            for (var genre = 0; genre < genres; genre++) scores[0, genre] = (float)(size * random.NextNormal());
            var values = scores.Row(0).ToArray();
            var (largest, logSum) = ScoreRow.Normalization(ref scores.Values[0], scores.Stride);
            Assert.Equal(values.Max(), largest);
            Assert.Equal(values.Max() + Math.Log(values.Sum(value => Math.Exp(value - (double)values.Max()))), logSum, 1e-6 * (1 + Math.Abs(logSum)));
        }
    }

    [Fact]
    public void SharesOfGainWeighTreesByWhatTheyGained()
    {
        var shares = GainShares.Of([[3, 1, 0], [0, 0, 0], [0.1, 0.3, 0]], ["a", "b", "c"]);
        Assert.Equal(["a", "b", "c"], shares.Select(share => share.Feature));
        Assert.Equal([3.1 / 4.4, 1.3 / 4.4, 0], shares.Select(share => share.Importance));
        Assert.All(shares, share => Assert.InRange(share.Importance, share.Low, share.High));
        Assert.All(GainShares.Of([[0, 0]], ["a", "b"]), share => Assert.Equal((0, 0, 0), (share.Importance, share.Low, share.High)));
    }

    private static double[] Start(Dataset train)
    {
        var counts = new double[train.LabelNames.Count];
        foreach (var label in train.Labels) counts[label]++;
        return Array.ConvertAll(counts, count => Math.Log(Math.Max(count, 0.5) / train.Rows));
    }

    private static double[] Softmax(double[] scores)
    {
        var powers = Array.ConvertAll(scores, score => Math.Exp(score - scores.Max()));
        return Array.ConvertAll(powers, power => power / powers.Sum());
    }

    /// <summary>Follows boosting round by round, recomputing everything the slow way.</summary>
    private sealed class Reference
    {
        private const double Tolerance = 2e-4;

        private readonly GradientBoostingTrainer trainer;
        private readonly TrainingRows rows;
        private readonly int genres;
        private readonly double[][] scores;
        private double[][] gradients = [], curvatures = [];

        public Reference(Dataset train, GradientBoostingTrainer trainer)
        {
            this.trainer = trainer;
            rows = RandomTable.Binned(train);
            genres = train.LabelNames.Count;
            scores = [.. train.Labels.Select(_ => Start(train))];
        }

        public void Follow(BoostedClassifier classifier)
        {
            foreach (var tree in classifier.Trees)
            {
                var probabilities = scores.Select(Softmax).ToArray();
                gradients = [.. probabilities.Select((row, i) => row.Select((p, genre) => p - (rows.Labels[i] == genre ? 1 : 0)).ToArray())];
                curvatures = [.. probabilities.Select(row => row.Select(p => p * (1 - p)).ToArray())];
                Check(tree, 0, [.. Enumerable.Range(0, rows.Count)], 0, new double[genres]);
                for (var row = 0; row < rows.Count; row++)
                {
                    var leaf = tree.Tree.Leaf(RandomTable.BinsOf(rows, row));
                    for (var genre = 0; genre < genres; genre++) scores[row][genre] += tree.Scores[leaf * Matrix.PaddedLength(genres) + genre];
                }
            }
        }

        private void Check(BoostedTree tree, int position, int[] members, int depth, double[] above)
        {
            var node = tree.Tree.Nodes[position];
            var step = new double[genres];
            for (var genre = 0; genre < genres; genre++)
            {
                var weight = members.Sum(row => curvatures[row][genre]) + trainer.L2;
                step[genre] = weight > 1e-9 ? (trainer.L2 * above[genre] - members.Sum(row => gradients[row][genre])) / weight : 0;
            }
            // A side right at the least curvature is allowed or not as rounding has it.
            double best = BestGain(members, 1e-3), bestAllowed = BestGain(members, -1e-3);
            if (node.IsLeaf)
            {
                Assert.True(depth == trainer.MaxDepth || best <= Tolerance, $"a node that could gain {best} is a leaf");
                Assert.Equal(members.Length, tree.Covers[node.Leaf]);
                for (var genre = 0; genre < genres; genre++)
                    Assert.Equal(trainer.LearningRate * step[genre], tree.Scores[node.Leaf * Matrix.PaddedLength(genres) + genre], 1e-3 * (1 + Math.Abs(step[genre])));
                return;
            }
            var lefts = Array.FindAll(members, row => node.GoesLeft(RandomTable.BinsOf(rows, row)[node.Feature]));
            var rights = members.Except(lefts).ToArray();
            Assert.InRange(Gain(members, lefts, rights), best - Tolerance * (1 + best), bestAllowed + Tolerance * (1 + bestAllowed));
            if (!members.Any(row => RandomTable.BinsOf(rows, row)[node.Feature] == FeatureBins.Missing) && Math.Abs(Curvature(lefts) - Curvature(rights)) > 0.01)
                Assert.Equal(Curvature(lefts) > Curvature(rights), node.GoesLeft(FeatureBins.Missing));
            Check(tree, position + 1, lefts, depth + 1, step);
            Check(tree, node.Right, rights, depth + 1, step);
        }

        private double BestGain(int[] members, double margin)
        {
            double best = 0;
            for (var feature = 0; feature < rows.Binning.Features.Length; feature++)
            {
                byte Bin(int row) => RandomTable.BinsOf(rows, row)[feature];
                foreach (var last in members.Select(Bin).Where(bin => bin != FeatureBins.Missing).Distinct())
                {
                    foreach (var missingLeft in (bool[])[false, true])
                    {
                        var lefts = Array.FindAll(members, row => Bin(row) == FeatureBins.Missing ? missingLeft : Bin(row) <= last);
                        var rights = members.Except(lefts).ToArray();
                        var limit = trainer.MinChildWeight!.Value + margin;
                        if (Curvature(lefts) >= limit && Curvature(rights) >= limit) best = Math.Max(best, Gain(members, lefts, rights));
                    }
                }
            }
            return best;
        }

        private double Curvature(int[] members) => members.Sum(row => curvatures[row].Sum());

        private double Gain(int[] members, int[] lefts, int[] rights) => Score(lefts) + Score(rights) - Score(members);

        private double Score(int[] members) =>
            Enumerable.Range(0, genres).Sum(genre => Math.Pow(members.Sum(row => gradients[row][genre]), 2)) / (Curvature(members) + trainer.L2);
    }
}
