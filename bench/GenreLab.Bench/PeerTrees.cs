using System.Diagnostics;
using System.Globalization;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Bench;

/// <summary>The fits that peers/trees.py does in scikit-learn and XGBoost: same rows, features and options.</summary>
internal static class PeerTrees
{
    /// <summary>Seconds of the fit and of predicting the test rows, their accuracy and log-loss, and the peak memory, as JSON. Everything is
    /// done once, in a process of its own, as the peers do it: the first fit, just-in-time compilation included.</summary>
    /// <param name="table">The table (CSV).</param>
    /// <param name="foldFile">Its folds: train and test.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="kind">The kind of model.</param>
    /// <param name="options">Its options, <c>name=value</c>.</param>
    public static string Measure(string table, string foldFile, int threads, string kind, ReadOnlySpan<string> options)
    {
        var trainer = ModelKinds.Find(kind).DefaultTrainer;
        foreach (var option in options)
        {
            var parts = option.Split('=', 2);
            trainer = TrainerOptions.Set(trainer, parts[0], parts[1]);
        }
        var tracks = GenreTable.Load(table);
        var split = Splitter.Split(tracks, new SplitOptions { Method = SplitMethod.File, FoldFile = foldFile, ValidationShare = 0 });
        var labels = tracks.Labels(tracks.LabelNames);
        var preprocessor = Preprocessor.Fit(tracks.Table, tracks.Schema, split.Train, trainer.DefaultPreprocessing);
        Dataset Prepare(int[] rows) => new(preprocessor.Transform(tracks.Table, tracks.Schema, rows), Array.ConvertAll(rows, row => labels[row]), tracks.LabelNames, preprocessor.OutputNames) { CategoryColumns = preprocessor.CategoryOutputs };
        Dataset train = Prepare(split.Train), test = Prepare(split.Test);

        var clock = Stopwatch.StartNew();
        var classifier = trainer.Fit(train, null, new TrainingContext { Threads = threads });
        var fit = clock.Elapsed.TotalSeconds;
        var predictions = new List<double>();
        Matrix probabilities = new(0, 0);
        for (var repeat = 0; repeat < 9; repeat++)
        {
            clock.Restart();
            probabilities = Predict(classifier, test.Features, threads);
            predictions.Add(clock.Elapsed.TotalSeconds);
        }
        var quality = Evaluator.Evaluate(probabilities, test.Labels, tracks.LabelNames);
        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"fit\": {fit:G6}, \"predict\": {predictions.Order().ElementAt(4):G6}, \"rows\": {test.Rows}, \"accuracy\": {quality.Accuracy:G6}, \"logLoss\": {quality.LogLoss:G6}, \"peakMegabytes\": {Process.GetCurrentProcess().PeakWorkingSet64 >> 20}}}");
    }

    /// <summary>Predicts in chunks of rows on several threads.</summary>
    public static Matrix Predict(IClassifier classifier, Matrix x, int threads)
    {
        // Whole rounds of equal pieces, so that no thread waits for another's last one.
        var rounds = (x.Rows + 4096 * threads - 1) / (4096 * threads);
        var chunk = Math.Max(1, (x.Rows + rounds * threads - 1) / (rounds * threads));
        var probabilities = new Matrix(x.Rows, classifier.LabelCount);
        Parallel.For(0, (x.Rows + chunk - 1) / chunk, new ParallelOptions { MaxDegreeOfParallelism = threads }, piece =>
        {
            var first = piece * chunk;
            var count = Math.Min(chunk, x.Rows - first);
            classifier.PredictProbabilities(x.SliceRows(first, count), probabilities.SliceRows(first, count));
        });
        return probabilities;
    }
}
