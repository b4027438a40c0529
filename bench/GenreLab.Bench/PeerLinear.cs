using System.Diagnostics;
using System.Globalization;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Bench;

/// <summary>The fit that peers/linear.py does in scikit-learn: same rows, every feature a number, the penalty of C = 1.</summary>
internal static class PeerLinear
{
    /// <summary>Seconds of the first fit of the process and of predicting the test rows, what was minimised, their accuracy and log-loss, and the peak memory, as JSON.</summary>
    /// <param name="table">The table (CSV).</param>
    /// <param name="foldFile">Its folds: train and test.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="options">Options of the trainer, <c>name=value</c>.</param>
    public static string Measure(string table, string foldFile, int threads, ReadOnlySpan<string> options)
    {
        var tracks = GenreTable.Load(table);
        var split = Splitter.Split(tracks, new SplitOptions { Method = SplitMethod.File, FoldFile = foldFile, ValidationShare = 0 });
        IClassifierTrainer trainer = new LogisticRegressionTrainer { Regularization = 1.0 / split.Train.Length };
        foreach (var option in options)
        {
            var parts = option.Split('=', 2);
            trainer = TrainerOptions.Set(trainer, parts[0], parts[1]);
        }
        var labels = tracks.Labels(tracks.LabelNames);
        var preprocessor = Preprocessor.Fit(tracks.Table, tracks.Schema, split.Train, new PreprocessingOptions { Scaling = Scaling.None, OneHot = false });
        Dataset Prepare(int[] rows) => new(preprocessor.Transform(tracks.Table, tracks.Schema, rows), Array.ConvertAll(rows, row => labels[row]), tracks.LabelNames, preprocessor.OutputNames);
        Dataset train = Prepare(split.Train), test = Prepare(split.Test);

        var clock = Stopwatch.StartNew();
        var classifier = (LogisticClassifier)trainer.Fit(train, null, new TrainingContext { Threads = threads });
        var fit = clock.Elapsed.TotalSeconds;
        var predictions = new List<double>();
        Matrix probabilities = new(0, 0);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            clock.Restart();
            probabilities = PeerTrees.Predict(classifier, test.Features, threads);
            predictions.Add(clock.Elapsed.TotalSeconds);
        }
        var quality = Evaluator.Evaluate(probabilities, test.Labels, tracks.LabelNames);
        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"fit\": {fit:G6}, \"predict\": {predictions.Order().ElementAt(1):G6}, \"rows\": {test.Rows}, \"iterations\": {classifier.Iterations}, \"objective\": {Objective(classifier, train, (LogisticRegressionTrainer)trainer, threads):R}, \"accuracy\": {quality.Accuracy:G6}, \"logLoss\": {quality.LogLoss:G6}, \"peakMegabytes\": {Process.GetCurrentProcess().PeakWorkingSet64 >> 20}}}");
    }

    private static double Objective(LogisticClassifier classifier, Dataset train, LogisticRegressionTrainer trainer, int threads)
    {
        var probabilities = PeerTrees.Predict(classifier, train.Features, threads);
        double loss = 0;
        for (var row = 0; row < train.Rows; row++) loss -= Math.Log(probabilities[row, train.Labels[row]]);
        double squares = 0, sizes = 0;
        foreach (var weight in classifier.Coefficients(train.FeatureNames, train.LabelNames).PerDeviation.SelectMany(row => row))
        {
            squares += weight * weight;
            sizes += Math.Abs(weight);
        }
        return loss / train.Rows + trainer.Regularization * (trainer.ElasticNet * sizes + (1 - trainer.ElasticNet) / 2 * squares);
    }
}
