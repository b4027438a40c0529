using System.Globalization;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Recurrent;
using GenreLab.Neural.Schedules;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Bench;

/// <summary>The trainings that peers/networks.py and peers/recurrent.py do in PyTorch: same network, batch, optimiser and number of rows.</summary>
internal static class PeerTraining
{
    // Only the lyrics' branch: words with frozen vectors, an LSTM in both directions, the largest of each output, softmax.
    private static readonly HybridTrainer Lyrics = new()
    {
        Reading = LyricsReading.Sequence,
        Units = [64],
        Pooling = Pooling.Max,
        Hidden = [],
        WordDropout = 0,
        BranchDropout = 0,
        TextDropout = 0,
        BatchSize = 64,
        Epochs = 6,
        WeightDecay = 0,
    };

    // 10,000 words with vectors of 100 numbers; texts as long as can be, or of the lengths that lyrics have (40 to 110 words in the middle half, at most 200).
    private static TextInputs Words(Matrix x, RandomSource random, bool full)
    {
        const int tokens = 10_000;
        var vectors = new Matrix(tokens, 100);
        for (var token = 0; token < tokens; token++)
            foreach (ref var value in vectors.Row(token)) value = (float)random.NextNormal();
        for (var row = 0; row < x.Rows; row++)
        {
            var length = full ? x.Columns : Math.Clamp((int)Math.Round(Math.Exp(4.13 + 0.6 * random.NextNormal())), 1, x.Columns);
            var words = x.Row(row);
            for (var word = 0; word < words.Length; word++) words[word] = word < length ? random.NextInt32(tokens) : -1;
        }
        return new TextInputs("lyrics", Range.All, tokens, Ordered: true) { Vectors = vectors };
    }

    /// <summary>Median seconds an epoch and a step, as JSON.</summary>
    /// <param name="name">Which training.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="files">A table (CSV) and its folds, whose training rows are learnt from, scaled to [0, 1]; empty for random numbers.</param>
    public static string Measure(string name, int threads, ReadOnlySpan<string> files)
    {
        (NetworkTrainer Trainer, int Rows, int Inputs, int Labels) training = name switch
        {
            "mlp-10000" => (new MlpTrainer { Hidden = [100, 150, 150, 150], Dropout = [], BatchSize = 10_000, Epochs = 12 }, 72_671, 15, 114),
            "batchnorm-64" => (new MlpTrainer { Hidden = [512, 256, 128, 64], BatchNorm = true, Dropout = [0.3], BatchSize = 64, Epochs = 24, LearningRate = 5e-3, LabelSmoothing = 0.05 }, 6_400, 10, 6),
            "small-32" => (new MlpTrainer { Hidden = [128, 16], Dropout = [0.3], BatchSize = 32, Epochs = 24, ClipNorm = 1.5 }, 17_142, 14, 5),
            "dense250-lstm80" => (new LstmTrainer { Dense = 250, Units = [80], BatchSize = 10_000, Epochs = 6 }, 72_671, 15, 114),
            "lstm80-lstm150" => (new LstmTrainer { Dense = 0, Units = [80, 150], BatchSize = 10_000, Epochs = 4 }, 72_671, 15, 114),
            "lyrics-full" or "lyrics" => (Lyrics, 5_053, 200, 7),
            _ => throw new ArgumentException($"There is no peer training '{name}'.", nameof(name)),
        };
        var (trainer, rows, inputs, labels) = training;
        trainer = trainer with { Optimizer = Optimizer.Adam, Schedule = Schedule.Constant, RestoreBest = false };
        var data = files is [var table, var folds] ? TrainingRows(table, folds) : RandomRows(rows, inputs, labels, trainer is HybridTrainer, name == "lyrics-full");
        var seconds = new List<double>();
        trainer.Fit(data, null, new TrainingContext { Threads = threads, Progress = epoch => seconds.Add(epoch.Seconds) });
        // The first third warms up: the just-in-time compiler recompiles what turned out to be hot on a thread of its own.
        seconds.RemoveRange(0, seconds.Count / 3);
        seconds.Sort();
        var steps = (data.Rows + trainer.BatchSize - 1) / trainer.BatchSize;
        var median = seconds[seconds.Count / 2];
        return string.Create(CultureInfo.InvariantCulture, $"{{\"threads\": {threads}, \"epoch\": {median:G6}, \"step\": {median / steps:G6}}}");
    }

    private static Dataset TrainingRows(string table, string folds)
    {
        var tracks = GenreTable.Load(table);
        var split = Splitter.Split(tracks, new SplitOptions { Method = SplitMethod.File, FoldFile = folds });
        var preprocessor = Preprocessor.Fit(tracks.Table, tracks.Schema, split.Train, new PreprocessingOptions { Scaling = Scaling.MinMax, OneHot = false });
        var labels = tracks.Labels(tracks.LabelNames);
        return new Dataset(preprocessor.Transform(tracks.Table, tracks.Schema, split.Train), Array.ConvertAll(split.Train, row => labels[row]), tracks.LabelNames, preprocessor.OutputNames);
    }

    private static Dataset RandomRows(int rows, int inputs, int labels, bool texts, bool full)
    {
        var random = new RandomSource(1);
        var x = new Matrix(rows, inputs);
        for (var row = 0; row < rows; row++)
            foreach (ref var value in x.Row(row)) value = (float)random.NextNormal();
        var y = new int[rows];
        foreach (ref var label in y.AsSpan()) label = random.NextInt32(labels);
        return new Dataset(x, y, [.. Enumerable.Range(0, labels).Select(label => $"genre {label}")], []) { Texts = texts ? [Words(x, random, full)] : [] };
    }
}
