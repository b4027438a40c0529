using GenreLab.Numerics;

namespace GenreLab.Evaluation;

/// <summary>Scores predicted probabilities against true genres, by scikit-learn's definitions.</summary>
public static class Evaluator
{
    // Fixed, so that sums are taken in the same order whatever the number of threads.
    private const int Chunks = 32;

    /// <summary>Scores predictions.</summary>
    /// <param name="probabilities">Rows × genres, finite and 0 or more, each row summing to one.</param>
    /// <param name="labels">For each row the index of its true genre.</param>
    /// <param name="labelNames">The genres' names.</param>
    /// <param name="options">How to score; null takes the defaults.</param>
    /// <remarks>Of equally probable genres the first in label order is the prediction and ranks higher in the top five.</remarks>
    /// <exception cref="DataException">There are no rows.</exception>
    /// <exception cref="ArgumentException">Shapes do not fit each other, a label is outside the genres, or a probability is not a number of 0 or more.</exception>
    public static EvaluationResult Evaluate(Matrix probabilities, ReadOnlySpan<int> labels, IReadOnlyList<string> labelNames, EvaluationOptions? options = null)
    {
        options ??= new EvaluationOptions();
        Check(probabilities, labels, labelNames, options);
        var actual = labels.ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads };
        var rows = actual.Length;
        var correct = new bool[rows];
        var totals = Gather(probabilities, actual, correct, parallel);
        var areas = new double?[labelNames.Count];
        Parallel.For(0, areas.Length, parallel, () => new uint[rows], (label, _, keys) =>
        {
            areas[label] = RankingQuality.OneVersusRest(probabilities, actual, label, keys);
            return keys;
        }, _ => { });

        var confusion = totals.Confusion;
        var scores = ClassificationScores.Of(confusion);
        var knownAreas = areas.Where(area => area is not null).ToArray();
        return new EvaluationResult
        {
            Rows = rows,
            Accuracy = (double)confusion.Correct / rows,
            AccuracyInterval = MeanBootstrap.Interval(Array.ConvertAll(correct, hit => hit ? 1 : 0), options.Groups, options.Resamples, options.Seed),
            Top5Accuracy = totals.Top5Accuracy(rows),
            MacroPrecision = scores.MacroPrecision,
            MacroRecall = scores.MacroRecall,
            MacroF1 = scores.MacroF1,
            WeightedF1 = scores.WeightedF1,
            MacroAuc = knownAreas.Length == 0 ? null : knownAreas.Average(),
            LogLoss = totals.LogLoss(rows),
            CalibrationError = totals.CalibrationError(rows),
            PerGenre = [.. labelNames.Select((name, label) =>
                new GenreScore(name, confusion.Support(label), scores.Precision[label], scores.Recall[label], scores.F1[label], areas[label]))],
            Confusion = confusion.ToMatrix(labelNames),
            Warnings = options.Warnings,
        };
    }

    private static ProbabilityTotals Gather(Matrix probabilities, int[] labels, bool[] correct, ParallelOptions parallel)
    {
        var parts = new ProbabilityTotals[Chunks];
        var failures = new ArgumentException?[Chunks];
        Parallel.For(0, Chunks, parallel, chunk =>
        {
            var first = (int)((long)labels.Length * chunk / Chunks);
            var end = (int)((long)labels.Length * (chunk + 1) / Chunks);
            parts[chunk] = new ProbabilityTotals(probabilities.Columns);
            try
            {
                parts[chunk].Add(probabilities, labels, first, end - first, correct);
            }
            catch (ArgumentException failure)
            {
                failures[chunk] = failure;
            }
        });
        if (failures.FirstOrDefault(failure => failure is not null) is { } first) throw first;
        for (var chunk = 1; chunk < Chunks; chunk++) parts[0].Merge(parts[chunk]);
        return parts[0];
    }

    private static void Check(Matrix probabilities, ReadOnlySpan<int> labels, IReadOnlyList<string> labelNames, EvaluationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Resamples, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        if (labels.IsEmpty) throw new DataException("There are no rows to evaluate; give a table with at least one row of a genre that the model knows.");
        if (probabilities.Rows != labels.Length) throw new ArgumentException($"There are {probabilities.Rows} rows of probabilities and {labels.Length} labels.", nameof(labels));
        if (probabilities.Columns != labelNames.Count) throw new ArgumentException($"There are {probabilities.Columns} columns of probabilities and {labelNames.Count} genres.", nameof(labelNames));
        if (options.Groups is { } groups && groups.Count != labels.Length) throw new ArgumentException($"There are {groups.Count} groups and {labels.Length} labels.", nameof(options));
        for (var row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)labelNames.Count) throw new ArgumentException($"Row {row} has the label {labels[row]}, outside the {labelNames.Count} genres; leave rows of unknown genre out.", nameof(labels));
        }
    }
}
