using GenreLab.Data;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Tests.Linear;

/// <summary>Awkward rows, options and the promises a linear model makes.</summary>
public class LogisticRegressionTests
{
    [Theory]
    [InlineData("maxIterations", "0", "1 to 1,000,000")]
    [InlineData("regularization", "-1", "0 (none) or more")]
    [InlineData("elasticNet", "1.5", "from 0 (ridge) to 1 (lasso)")]
    [InlineData("elasticNet", "-0.1", "from 0 (ridge) to 1 (lasso)")]
    [InlineData("tolerance", "0", "above 0")]
    public void AnOptionOutsideItsRangeIsRefusedAndTheRangeNamed(string option, string value, string range)
    {
        var trainer = TrainerOptions.Set(new LogisticRegressionTrainer(), option, value);
        foreach (var refused in (Action[])[trainer.Validate, () => trainer.Fit(Noise(30, 1), null, new TrainingContext())])
        {
            var message = Assert.Throws<OptionException>(refused).Message;
            Assert.Contains($"Option {option} is {value}; it must be ", message, StringComparison.Ordinal);
            Assert.Contains(range, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OneGenreAloneIsRefused()
    {
        var rows = Noise(30, 1);
        Array.Fill(rows.Labels, 2);
        var message = Assert.Throws<DataException>(() => new LogisticRegressionTrainer().Fit(rows, null, new TrainingContext())).Message;
        Assert.StartsWith("All 30 training rows are of one genre", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-3, 1)]
    [InlineData(1e-5, 0)]
    public void SeparableRowsEndByThemselves(double regularization, double elasticNet)
    {
        // Without a penalty there is no best weight, only ever better ones: the loss reaches nothing and that is enough.
        var rows = Noise(200, 1);
        for (var row = 0; row < rows.Rows; row++) rows.Features[row, 0] = 10 * rows.Labels[row] + 0.1f * rows.Features[row, 0];
        var trainer = new LogisticRegressionTrainer { Regularization = regularization, ElasticNet = elasticNet, MaxIterations = 100_000 };
        var told = new List<EpochRecord>();
        var classifier = (LogisticClassifier)trainer.Fit(rows, null, new TrainingContext { Progress = told.Add });
        Assert.True(classifier.Converged);
        Assert.InRange(classifier.Iterations, 3, 2_000);
        Assert.All(told, record => Assert.True(double.IsFinite(record.TrainLoss!.Value)));
        Assert.All(told, record => Assert.Equal(100_000, record.Epochs));
        Assert.Equal(1, told[^1].TrainAccuracy);
        if (regularization == 0) Assert.InRange(told[^1].TrainLoss!.Value, 0, 1e-5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-3, 0)]
    [InlineData(1e-3, 0.5)]
    public void ConstantAndRepeatedColumnsDoNoHarm(double regularization, double elasticNet)
    {
        var plain = Noise(400, 2);
        var x = new Matrix(plain.Rows, 6);
        for (var row = 0; row < plain.Rows; row++)
        {
            plain.Features.Row(row).CopyTo(x.Row(row));
            x[row, 3] = x[row, 0];
            x[row, 4] = 1e18f;
            x[row, 5] = 7;
        }
        var trainer = new LogisticRegressionTrainer { Regularization = regularization, ElasticNet = elasticNet, Tolerance = 1e-11 };
        var names = Enumerable.Range(0, 6).Select(input => $"{input}").ToArray();
        var classifier = (LogisticClassifier)trainer.Fit(plain with { Features = x, FeatureNames = names }, null, new TrainingContext());
        Assert.True(classifier.Converged);
        var coefficients = classifier.Coefficients(names, plain.LabelNames);
        foreach (var weights in coefficients.PerDeviation)
        {
            Assert.All(weights, weight => Assert.True(double.IsFinite(weight)));
            Assert.Equal([0, 0], [weights[4], weights[5]]);
            // A ridge, or nothing, shares the weight of what is the same.
            if (elasticNet == 0) Assert.Equal(weights[0], weights[3], 1e-4);
        }
        if (regularization > 0) return;
        // Without a penalty the repeated column changes no probability.
        var alone = (LogisticClassifier)trainer.Fit(plain, null, new TrainingContext());
        Assert.Equal(Predict(alone, plain.Features).ToArray(), Predict(classifier, x).ToArray(), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-3, 0)]
    [InlineData(1e-3, 1)]
    public void WhereNothingVariesTheSharesAreLearnt(double regularization, double elasticNet)
    {
        var rows = Noise(50, 7);
        for (var row = 0; row < rows.Rows; row++) rows.Features.Row(row).Fill(3);
        var classifier = (LogisticClassifier)new LogisticRegressionTrainer { Regularization = regularization, ElasticNet = elasticNet }.Fit(rows, null, new TrainingContext());
        Assert.True(classifier.Converged);
        var probabilities = Predict(classifier, rows.Features);
        for (var genre = 0; genre < 4; genre++) Assert.Equal(rows.Labels.Count(label => label == genre) / 50f, probabilities[genre], 1e-5f);
    }

    [Fact]
    public void UnitsDoNotMatter()
    {
        var rows = Noise(300, 3);
        var other = new Matrix(rows.Rows, rows.Features.Columns);
        for (var row = 0; row < rows.Rows; row++)
            for (var input = 0; input < other.Columns; input++) other[row, input] = rows.Features[row, input] * (input == 0 ? 4096 : 0.25f);
        var trainer = new LogisticRegressionTrainer { Regularization = 1e-3 };
        var one = trainer.Fit(rows, null, new TrainingContext());
        var two = trainer.Fit(rows with { Features = other }, null, new TrainingContext());
        // Powers of two, so even the bits are the same.
        Assert.Equal(Predict(one, rows.Features), Predict(two, other));
        var per = ((LogisticClassifier)one).Coefficients(rows.FeatureNames, rows.LabelNames).PerUnit[1][0] / ((LogisticClassifier)two).Coefficients(rows.FeatureNames, rows.LabelNames).PerUnit[1][0];
        Assert.Equal(4096, per, 1e-6);
    }

    [Fact]
    public void ALassoGivesTheSameBitsOnAnyNumberOfThreadsAndAnyWidth()
    {
        var rows = Noise(3_000, 4);
        string Fit(int threads, InstructionSet instructions) => Convert.ToHexString(new LogisticRegressionTrainer { Regularization = 2e-3, ElasticNet = 0.7, ClassWeights = ClassWeights.Balanced }
            .Fit(rows, null, new TrainingContext { Threads = threads, Instructions = instructions }).Export().Tensors["weight"].Bytes.Span);
        var reference = Fit(1, Simd.Widest);
        Assert.Equal(reference, Fit(2, Simd.Widest));
        Assert.Equal(reference, Fit(3, InstructionSet.Vector256));
        Assert.Equal(reference, Fit(2, InstructionSet.Portable));
    }

    [Fact]
    public void AStrongLassoLeavesTheSharesOnly()
    {
        var rows = Noise(900, 5);
        var classifier = (LogisticClassifier)new LogisticRegressionTrainer { Regularization = 10, ElasticNet = 1 }.Fit(rows, null, new TrainingContext());
        var coefficients = classifier.Coefficients(rows.FeatureNames, rows.LabelNames);
        Assert.Equal(rows.LabelNames.Count * rows.FeatureNames.Count, coefficients.Zeros);
        var probabilities = Predict(classifier, rows.Features);
        for (var genre = 0; genre < rows.LabelNames.Count; genre++)
            Assert.Equal(rows.Labels.Count(label => label == genre) / 900f, probabilities[genre], 1e-5f);
    }

    [Fact]
    public void AGenreWithoutTrainingRowsGetsHalfARowsShare()
    {
        var rows = Noise(900, 6);
        for (var row = 0; row < rows.Rows; row++)
            if (rows.Labels[row] == 3) rows.Labels[row] = 1;
        foreach (var elasticNet in (double[])[0, 1])
        {
            var classifier = new LogisticRegressionTrainer { Regularization = 1e-3, ElasticNet = elasticNet }.Fit(rows, null, new TrainingContext());
            var probabilities = Predict(classifier, rows.Features);
            var mean = Enumerable.Range(0, rows.Rows).Average(row => probabilities[row * rows.LabelNames.Count + 3]);
            Assert.InRange(mean, 0.1 / 900, 2.0 / 900);
        }
    }

    [Fact]
    public void TrackFeaturesReachTheAccuracyOfScikitLearn()
    {
        var tracks = GenreTable.Load(RealData.File("spotify-tracks", "dataset.csv"));
        var split = Splitter.Split(tracks, new SplitOptions { Method = SplitMethod.File, FoldFile = RealData.File("splits", "spotify-tracks.by-track.csv"), ValidationShare = 0 });
        var losses = new List<double>();
        var trainer = new LogisticRegressionTrainer { Regularization = 1.0 / split.Train.Length };
        var run = ModelTraining.Run(tracks, split, trainer, new PreprocessingOptions { Scaling = Scaling.None, OneHot = false }, new TrainingContext { Progress = record => losses.Add(record.TrainLoss!.Value) });
        // scikit-learn 1.2.1, C = 1: 0.1993, log-loss 3.3795 on the test rows.
        Assert.InRange(run.Test!.Accuracy, 0.1985, 0.21);
        Assert.Equal(3.3795, run.Test.LogLoss, 2e-3);
        Assert.True(((LogisticClassifier)run.Model.Classifier).Converged);
        Assert.True(losses.Zip(losses.Skip(1)).All(pair => pair.Second <= pair.First + 1e-3));
    }

    private static float[] Predict(IClassifier classifier, Matrix x)
    {
        var probabilities = new Matrix(x.Rows, classifier.LabelCount);
        classifier.PredictProbabilities(x, probabilities);
        return [.. Enumerable.Range(0, x.Rows).SelectMany(row => probabilities.Row(row).ToArray())];
    }

    // Four genres that overlap.
    private static Dataset Noise(int rows, ulong seed)
    {
        var random = new RandomSource(seed);
        var x = new Matrix(rows, 3);
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = random.NextInt32(4);
            for (var input = 0; input < 3; input++) x[row, input] = (float)(random.NextNormal() + (input == labels[row] ? 1 : 0));
        }
        return new Dataset(x, labels, ["a", "b", "c", "d"], ["x", "y", "z"]);
    }
}
