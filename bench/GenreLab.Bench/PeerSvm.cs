using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Svm;

namespace GenreLab.Bench;

/// <summary>The fit that peers/svm.py does with scikit-learn's SVC: same rows, features and options.</summary>
internal static class PeerSvm
{
    /// <summary>Seconds of the fit and of predicting the test rows, their accuracy and log-loss, each pair's dual objective, the predictions and
    /// the peak memory, as JSON. The fit is the first of the process.</summary>
    /// <param name="table">The table (CSV).</param>
    /// <param name="foldFile">Its folds: train and test.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="options">Options, <c>name=value</c>.</param>
    public static string Measure(string table, string foldFile, int threads, ReadOnlySpan<string> options)
    {
        IClassifierTrainer chosen = new SvmTrainer();
        foreach (var option in options)
        {
            var parts = option.Split('=', 2);
            chosen = TrainerOptions.Set(chosen, parts[0], parts[1]);
        }
        var trainer = (SvmTrainer)chosen;
        var tracks = GenreTable.Load(table);
        var split = Splitter.Split(tracks, new SplitOptions { Method = SplitMethod.File, FoldFile = foldFile, ValidationShare = 0 });
        var labels = tracks.Labels(tracks.LabelNames);
        var preprocessor = Preprocessor.Fit(tracks.Table, tracks.Schema, split.Train, new PreprocessingOptions { Scaling = Scaling.Standard, OneHot = false });
        Dataset Prepare(int[] rows) => new(preprocessor.Transform(tracks.Table, tracks.Schema, rows), Array.ConvertAll(rows, row => labels[row]), tracks.LabelNames, preprocessor.OutputNames);
        Dataset train = Prepare(split.Train), test = Prepare(split.Test);

        var clock = Stopwatch.StartNew();
        var training = trainer.Prepare(train, new TrainingContext { Threads = threads });
        var classifier = training.Run(null);
        var fit = clock.Elapsed.TotalSeconds;
        var predictions = new List<double>();
        Matrix probabilities = new(0, 0);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            clock.Restart();
            probabilities = GenreModel.Probabilities(classifier, test.Inputs, threads);
            predictions.Add(clock.Elapsed.TotalSeconds);
        }
        var quality = Evaluator.Evaluate(probabilities, test.Labels, tracks.LabelNames);
        var predicted = new JsonArray();
        for (var row = 0; row < test.Rows; row++) predicted.Add(System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(probabilities.Row(row)));
        return new JsonObject
        {
            ["fit"] = fit,
            ["predict"] = predictions.Order().ElementAt(1),
            ["rows"] = test.Rows,
            ["accuracy"] = quality.Accuracy,
            ["logLoss"] = quality.LogLoss,
            ["peakMegabytes"] = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
            ["steps"] = training.Solutions.Sum(pair => pair.Solution.Steps),
            ["objectives"] = new JsonArray([.. training.Solutions.Select(pair => (JsonNode)pair.Solution.Objective)]),
            ["predictions"] = predicted,
        }.ToJsonString();
    }
}
