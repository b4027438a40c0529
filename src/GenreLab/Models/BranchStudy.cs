using System.Numerics.Tensors;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>Measures what texts and numbers are each worth to a model that reads both, by muting them.</summary>
public static class BranchStudy
{
    /// <summary>The branch of all inputs that are no text: audio features, the year, the shape of texts.</summary>
    public const string Numbers = "numbers";

    private const float Padding = -1;

    /// <summary>Mutes each branch in turn: a text loses all its tokens, as if the row had none; numbers take their mean over the training rows.</summary>
    /// <param name="classifier">The model.</param>
    /// <param name="train">The rows it learnt from; only the means of their inputs are read.</param>
    /// <param name="scored">The rows to score, with the same columns; not changed.</param>
    /// <param name="groups">For each scored row its track, drawn together by the bootstrap; null draws row by row.</param>
    /// <param name="seed">The bootstrap's draws follow from it.</param>
    /// <param name="resamples">Draws of the bootstrap, 1 or more.</param>
    /// <param name="threads">Threads to use, 1 or more; they do not change the result.</param>
    /// <returns>The numbers first, if there are any, then the texts in the table's order.</returns>
    /// <exception cref="DataException">There are no rows to score.</exception>
    public static IReadOnlyList<BranchWorth> Measure(
        IClassifier classifier, Dataset train, Dataset scored, IReadOnlyList<int>? groups = null, ulong seed = 1, int resamples = 1000, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (scored.Rows == 0) throw new DataException("There are no rows to measure the worth of branches on; score a table with at least one row.");
        var columns = scored.Features.Columns;
        var numbers = Enumerable.Range(0, columns).Except(scored.Texts.SelectMany(text => ColumnsOf(text, columns))).ToArray();
        var branches = scored.Texts.Select(text => (text.Name, Columns: ColumnsOf(text, columns).ToArray(), IsText: true)).ToList();
        if (numbers.Length > 0) branches.Insert(0, (Numbers, numbers, false));

        var means = Means(train.Features);
        var right = Right(classifier, scored.Features, scored.Labels, threads);
        var accuracy = right.Average();
        var worths = new List<BranchWorth>();
        foreach (var (name, muted, isText) in branches)
        {
            var inputs = new Matrix(scored.Rows, columns);
            for (var row = 0; row < scored.Rows; row++)
            {
                var values = inputs.Row(row);
                scored.Features.Row(row).CopyTo(values);
                foreach (var column in muted) values[column] = isText ? Padding : means[column];
            }
            var without = Right(classifier, inputs, scored.Labels, threads);
            int[] falls = [.. right.Zip(without, (before, after) => before - after)];
            worths.Add(new BranchWorth(name, accuracy, without.Average(), MeanBootstrap.Interval(falls, groups, resamples, seed)));
        }
        return worths;
    }

    private static IEnumerable<int> ColumnsOf(TextInputs text, int columns)
    {
        var (first, length) = text.Columns.GetOffsetAndLength(columns);
        return Enumerable.Range(first, length);
    }

    private static float[] Means(Matrix rows)
    {
        var sums = new double[rows.Columns];
        for (var row = 0; row < rows.Rows; row++)
        {
            var values = rows.Row(row);
            for (var column = 0; column < sums.Length; column++) sums[column] += values[column];
        }
        return Array.ConvertAll(sums, sum => (float)(sum / Math.Max(1, rows.Rows)));
    }

    private static int[] Right(IClassifier classifier, Matrix inputs, int[] labels, int threads)
    {
        var probabilities = GenreModel.Probabilities(classifier, InputRows.Of(inputs), threads);
        return [.. labels.Select((label, row) => TensorPrimitives.IndexOfMax<float>(probabilities.Row(row)) == label ? 1 : 0)];
    }
}
