using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>Shows whether more data would help: the same learner on growing parts of the training rows, scored on the same test rows.</summary>
public static class TrainingSizeCurve
{
    /// <summary>The parts that are trained on, as shares of the training rows: each twice the one before.</summary>
    public static IReadOnlyList<double> DefaultShares { get; } = [1 / 16.0, 1 / 8.0, 1 / 4.0, 1 / 2.0, 1];

    /// <summary>
    /// Trains again on parts of the training rows, with the options and preprocessing of a training on all of them, which
    /// serves as the point of share 1. The parts are nested and hold the same share of each genre as nearly as whole rows
    /// allow; everything learnt, preprocessing too, is learnt from the part. Validation and test rows stay as they are.
    /// </summary>
    /// <param name="table">The table it was trained on.</param>
    /// <param name="split">Its split, with test rows.</param>
    /// <param name="whole">The training on all training rows.</param>
    /// <param name="shares">Parts of the training rows, each above 0 and at most 1, ascending; null for <see cref="DefaultShares"/>.</param>
    /// <param name="context">Seed and threads of the training on all rows; null for the defaults. When it is cancelled the parts
    /// already done are given.</param>
    /// <returns>A point a share, ascending. A part that cannot be learnt from (it is of one genre, or lacks all values of a
    /// feature) is left out.</returns>
    /// <exception cref="DataException">There are no test rows.</exception>
    /// <exception cref="OptionException">The shares are outside their range or do not ascend.</exception>
    public static IReadOnlyList<TrainingSizePoint> Measure(
        GenreTable table, Split split, TrainingRun whole, IReadOnlyList<double>? shares = null, TrainingContext? context = null)
    {
        shares ??= DefaultShares;
        context ??= new TrainingContext();
        Validate(shares);
        if (whole.Test is null) throw new DataException($"The split leaves no rows of {table.Table.Name} to test on, so there is no learning curve; make the test share larger.");
        var order = NestedOrder(split.Train, table.Labels(table.LabelNames), table.LabelNames.Count, context.Seed);
        var points = new List<TrainingSizePoint>();
        foreach (var share in shares)
        {
            if (share == 1)
            {
                points.Add(new TrainingSizePoint(split.Train.Length, 1, whole.Test, whole.Seconds.Fit));
                continue;
            }
            if (context.Cancellation.IsCancellationRequested) continue;
            var part = order[..(int)Math.Round(share * order.Length)];
            Array.Sort(part);
            if (Train(table, split with { Train = part }, whole, context) is { Cancelled: false } run)
                points.Add(new TrainingSizePoint(part.Length, share, run.Test!, run.Seconds.Fit));
        }
        return points;
    }

    /// <summary>
    /// The rows in an order whose every beginning holds each genre's share of rows, but for a fraction of a row: the rows of
    /// a genre are shuffled and spread evenly over the order from a random start (systematic sampling).
    /// </summary>
    internal static int[] NestedOrder(int[] rows, int[] labels, int labelCount, ulong seed)
    {
        var random = RandomSource.For(seed, 0x73697A65);
        var ofGenre = new List<int>[labelCount];
        for (var label = 0; label < labelCount; label++) ofGenre[label] = [];
        foreach (var row in rows) ofGenre[labels[row]].Add(row);

        var order = new int[rows.Length];
        var places = new double[rows.Length];
        var filled = 0;
        foreach (var genre in ofGenre)
        {
            var shuffled = genre.ToArray();
            random.Shuffle<int>(shuffled);
            var start = random.NextDouble();
            for (var i = 0; i < shuffled.Length; i++, filled++) (order[filled], places[filled]) = (shuffled[i], (i + start) / shuffled.Length);
        }
        Array.Sort(places, order);
        return order;
    }

    private static TrainingRun? Train(GenreTable table, Split split, TrainingRun whole, TrainingContext context)
    {
        try
        {
            return ModelTraining.Run(table, split, whole.Trainer, whole.Model.Preprocessor.Options, context with { Progress = null, Warning = null, Checkpoints = null });
        }
        catch (DataException)
        {
            return null;
        }
    }

    internal static void Validate(IReadOnlyList<double> shares)
    {
        for (var i = 0; i < shares.Count; i++)
            if (!(shares[i] is > 0 and <= 1) || (i > 0 && shares[i] <= shares[i - 1]))
                throw new OptionException($"The shares of training rows are {string.Join(", ", shares)}; they must ascend, each above 0 and at most 1.");
    }
}
