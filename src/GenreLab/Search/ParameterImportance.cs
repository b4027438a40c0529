using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Search;

/// <summary>
/// What each hyper-parameter matters: functional analysis of variance (Hutter, Hoos and Leyton-Brown, 2014). A forest of regression
/// trees is fitted to the trials' accuracies; as a tree cuts the space into boxes, the accuracy's mean for each value of one parameter,
/// over all values of the others, follows exactly, and so does the share of variance that these means have.
/// </summary>
public static class ParameterImportance
{
    /// <summary>Fewest trials that anything is said of.</summary>
    public const int FewestTrials = 8;

    private const int MostTrials = 1_000;
    private const int Trees = 64;

    /// <summary>Measures it on the trials of the first rung, which all got the same.</summary>
    /// <param name="outcome">What the search found.</param>
    /// <returns>For each parameter that varies the share (0 to 1) of the variance of accuracy over the space that it alone explains, the most
    /// important first, with the range that 95 % of the trees lie in. What is left to 1 is due to parameters together. Empty with fewer than
    /// <see cref="FewestTrials"/> trials, or when all do equally well.</returns>
    public static IReadOnlyList<FeatureImportance> Measure(SearchOutcome outcome)
    {
        var plan = outcome.Plan;
        var varied = Enumerable.Range(0, plan.Space.Parameters.Count).Where(i => plan.Space.Parameters[i].Varies).ToArray();
        var scored = outcome.Results.Where(result => result.Rung == 1 && result.Score is not null).Take(MostTrials).ToArray();
        if (scored.Length < FewestTrials) return [];
        var categories = Array.ConvertAll(varied, i => plan.Space.Parameters[i] is ChoiceParameter choice ? choice.Values.Count : 0);
        var places = Array.ConvertAll(scored, result =>
        {
            var values = plan.TrialOf(result.Trial).Values;
            return Array.ConvertAll(varied, i => plan.Space.Parameters[i] is ChoiceParameter choice ? choice.IndexOf(values[i]) : plan.Space.Parameters[i].Position(values[i]));
        });
        var shares = Shares(places, Array.ConvertAll(scored, result => result.Score!.Accuracy), categories, plan.Seed);
        if (shares.Count == 0) return [];
        return
        [
            .. varied.Select((i, place) =>
            {
                double[] one = [.. shares.Select(tree => tree[place]).Order()];
                return new FeatureImportance(plan.Space.Parameters[i].Name, one.Average(), Quantile(one, 0.025), Quantile(one, 0.975));
            }).OrderByDescending(parameter => parameter.Importance),
        ];
    }

    /// <summary>For each tree, each parameter's share of the variance.</summary>
    /// <param name="places">For each trial its values: a category's number, or a place from 0 to 1.</param>
    /// <param name="scores">For each trial its score.</param>
    /// <param name="categories">For each parameter the number of its categories; 0 for a range.</param>
    /// <param name="seed">The draws of trials follow from it.</param>
    internal static IReadOnlyList<double[]> Shares(double[][] places, double[] scores, int[] categories, ulong seed)
    {
        var shares = new List<double[]>();
        for (var tree = 0; tree < Trees; tree++)
        {
            var random = RandomSource.For(seed, 0x66616E6F7661, (ulong)tree);
            int[] drawn = [.. Enumerable.Range(0, scores.Length).Select(_ => random.NextInt32(scores.Length))];
            var boxes = new BoxTree(places, scores, categories, random).Grow(drawn);
            var mean = boxes.Sum(box => box.Volume * box.Score);
            var variance = boxes.Sum(box => box.Volume * (box.Score - mean) * (box.Score - mean));
            if (variance > 1e-18) shares.Add([.. categories.Select((count, parameter) => Alone(boxes, parameter, count, mean) / variance)]);
        }
        return shares;
    }

    /// <summary>The variance of the mean score by the value of one parameter.</summary>
    private static double Alone(IReadOnlyList<Box> boxes, int parameter, int categories, double mean)
    {
        // A category is a stretch as well: the boxes' sides are sets of categories, or stretches between the ends of boxes.
        double[] ends = categories > 0
            ? [.. Enumerable.Range(0, categories + 1).Select(category => (double)category / categories)]
            : [.. boxes.SelectMany(box => (double[])[box.Sides[parameter].Low, box.Sides[parameter].High]).Distinct().Order()];
        var sums = new double[ends.Length - 1];
        foreach (var box in boxes)
        {
            var side = box.Sides[parameter];
            var given = box.Volume / side.Share * box.Score;
            if (side.Categories is { } members)
            {
                foreach (var category in members) sums[category] += given;
            }
            else
            {
                for (var i = Array.BinarySearch(ends, side.Low); ends[i] < side.High; i++) sums[i] += given;
            }
        }
        var variance = 0.0;
        for (var i = 0; i < sums.Length; i++) variance += (ends[i + 1] - ends[i]) * (sums[i] - mean) * (sums[i] - mean);
        return variance;
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = Math.Min((int)at, sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
