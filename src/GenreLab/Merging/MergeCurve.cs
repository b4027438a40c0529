using GenreLab.Evaluation;
using GenreLab.Exploration;
using GenreLab.Numerics;

namespace GenreLab.Merging;

/// <summary>Scores predictions at every number of genres that a tree can be cut to.</summary>
/// <remarks>Sums of probabilities only grow as genres join, so a row's prediction changes at most to the genres just joined: each join is one
/// look at every row, not a new search for the most probable genre.</remarks>
internal sealed class MergeCurve
{
    private const int Resamples = 1000;

    private readonly PredictedRows rows;
    private readonly Matrix sums;
    private readonly int[] actual;
    private readonly int[] predicted;

    private MergeCurve(PredictedRows rows)
    {
        this.rows = rows;
        actual = [.. rows.Labels];
        predicted = new int[actual.Length];
        sums = new Matrix(actual.Length, rows.Probabilities.Columns);
        for (var row = 0; row < actual.Length; row++)
        {
            var values = sums.Row(row);
            rows.Probabilities.Row(row).CopyTo(values);
            for (var genre = 1; genre < values.Length; genre++)
                if (values[genre] > values[predicted[row]]) predicted[row] = genre;
        }
    }

    /// <summary>The scores from all genres down to two judged ones.</summary>
    public static IReadOnlyList<MergePoint> Of(MergeEvidence evidence, int[] judged, GenreDendrogram tree, ulong seed, int threads)
    {
        var joins = Joins(judged, tree);
        var scores = new MergeScores[2][];
        Parallel.For(0, evidence.Test is null ? 1 : 2, new ParallelOptions { MaxDegreeOfParallelism = threads }, fold =>
            scores[fold] = new MergeCurve(fold == 0 ? evidence.Validation : evidence.Test!).Scores(joins, seed));
        return [.. scores[0].Select((validation, step) => new MergePoint(evidence.LabelNames.Count - step, validation, scores[1]?[step]))];
    }

    /// <summary>The joins that are made: into which genre which other goes; what is joined is known by the first of its genres.</summary>
    private static List<(int Into, int From)> Joins(int[] judged, GenreDendrogram tree)
    {
        var clusters = judged.ToList();
        var joins = new List<(int, int)>();
        foreach (var merge in tree.Merges.SkipLast(1))
        {
            var (one, two) = (clusters[merge.Left], clusters[merge.Right]);
            clusters.Add(Math.Min(one, two));
            joins.Add((Math.Min(one, two), Math.Max(one, two)));
        }
        return joins;
    }

    private MergeScores[] Scores(List<(int Into, int From)> joins, ulong seed)
    {
        var scores = new MergeScores[joins.Count + 1];
        scores[0] = Score(seed);
        for (var step = 0; step < joins.Count; step++)
        {
            Join(joins[step].Into, joins[step].From);
            scores[step + 1] = Score(seed);
        }
        return scores;
    }

    private void Join(int into, int from)
    {
        for (var row = 0; row < actual.Length; row++)
        {
            var values = sums.Row(row);
            values[into] += values[from];
            if (actual[row] == from) actual[row] = into;
            var (best, joined) = (values[predicted[row]], values[into]);
            if (predicted[row] == from || joined > best || (joined == best && into < predicted[row])) predicted[row] = into;
        }
    }

    private MergeScores Score(ulong seed)
    {
        var counts = new ConfusionCounts(sums.Columns);
        counts.Add(actual, predicted);
        var correct = new int[actual.Length];
        for (var row = 0; row < correct.Length; row++) correct[row] = actual[row] == predicted[row] ? 1 : 0;
        return MergeScores.Of(counts, MeanBootstrap.Interval(correct, rows.Groups, Resamples, seed));
    }
}
