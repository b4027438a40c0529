using GenreLab.Numerics;

namespace GenreLab.Search;

/// <summary>Grows a regression tree over trials (least squares, Breiman et al., 1984) and gives its leaves as boxes of the space.</summary>
/// <param name="places">For each trial its values: a category's number, or a place from 0 to 1.</param>
/// <param name="scores">For each trial its score.</param>
/// <param name="categories">For each parameter the number of its categories; 0 for a range.</param>
/// <param name="random">Which parameters a node looks at, and where categories go that a node has no trial of.</param>
internal sealed class BoxTree(double[][] places, double[] scores, int[] categories, RandomSource random)
{
    private const int FewestTrials = 3;

    // As in the paper's forest: a node looks at five of six parameters.
    private const double LookedAt = 5.0 / 6;

    private readonly List<Box> leaves = [];

    /// <summary>The leaves of a tree grown on these trials, some of which may be repeated.</summary>
    public IReadOnlyList<Box> Grow(int[] trials)
    {
        leaves.Clear();
        Grow(trials, Array.ConvertAll(categories, count => count > 0 ? Side.Of([.. Enumerable.Range(0, count)], count) : Side.Stretch(0, 1)));
        return leaves;
    }

    private void Grow(int[] trials, Side[] sides)
    {
        if (trials.Length >= FewestTrials && Best(trials) is { } cut)
        {
            var (left, right) = Divide(cut, sides[cut.Parameter], trials);
            Grow(Array.FindAll(trials, trial => IsLeft(cut, trial)), With(sides, cut.Parameter, left));
            Grow(Array.FindAll(trials, trial => !IsLeft(cut, trial)), With(sides, cut.Parameter, right));
            return;
        }
        leaves.Add(new Box(sides, trials.Average(trial => scores[trial])));
    }

    /// <summary>The best cut by the parameters the node looks at; when none of those helps, by any.</summary>
    private Cut? Best(int[] trials)
    {
        var isLookedAt = Array.ConvertAll(categories, _ => random.NextDouble() < LookedAt);
        return Best(trials, isLookedAt, true) ?? Best(trials, isLookedAt, false);
    }

    private Cut? Best(int[] trials, bool[] isLookedAt, bool lookedAt)
    {
        var total = trials.Sum(trial => scores[trial]);
        Cut? best = null;
        // Less than this is rounding.
        var bestGain = 1e-12 * trials.Sum(trial => scores[trial] * scores[trial]);
        for (var parameter = 0; parameter < categories.Length; parameter++)
        {
            if (isLookedAt[parameter] != lookedAt) continue;
            var values = Values(trials, parameter);
            double sum = 0;
            var count = 0;
            for (var i = 0; i + 1 < values.Count; i++)
            {
                sum += values[i].Sum;
                count += values[i].Count;
                var gain = sum * sum / count + (total - sum) * (total - sum) / (trials.Length - count) - total * total / trials.Length;
                if (gain <= bestGain) continue;
                bestGain = gain;
                best = categories[parameter] > 0
                    ? new Cut(parameter, 0, [.. values.Take(i + 1).Select(value => (int)value.Place)])
                    : new Cut(parameter, (values[i].Place + values[i + 1].Place) / 2, null);
            }
        }
        return best;
    }

    /// <summary>The values the trials have, with the sum and number of their scores: numbers ascending, categories by mean score, so that the best
    /// division into two is among those of this order.</summary>
    private List<(double Place, double Sum, int Count)> Values(int[] trials, int parameter)
    {
        var values = trials.GroupBy(trial => places[trial][parameter]).Select(same => (Place: same.Key, Sum: same.Sum(trial => scores[trial]), Count: same.Count()));
        return [.. categories[parameter] > 0 ? values.OrderBy(value => value.Sum / value.Count).ThenBy(value => value.Place) : values.OrderBy(value => value.Place)];
    }

    private (Side Left, Side Right) Divide(Cut cut, Side side, int[] trials)
    {
        if (side.Categories is not { } members) return (Side.Stretch(side.Low, cut.At), Side.Stretch(cut.At, side.High));
        var present = trials.Select(trial => (int)places[trial][cut.Parameter]).ToHashSet();
        var isLeft = members.Select(category => present.Contains(category) ? cut.Left!.Contains(category) : random.NextDouble() < 0.5).ToArray();
        var all = categories[cut.Parameter];
        return (Side.Of([.. members.Where((_, i) => isLeft[i])], all), Side.Of([.. members.Where((_, i) => !isLeft[i])], all));
    }

    private bool IsLeft(Cut cut, int trial) => cut.Left is { } categoriesLeft ? categoriesLeft.Contains((int)places[trial][cut.Parameter]) : places[trial][cut.Parameter] < cut.At;

    private static Side[] With(Side[] sides, int parameter, Side side)
    {
        var changed = (Side[])sides.Clone();
        changed[parameter] = side;
        return changed;
    }

    private sealed record Cut(int Parameter, double At, int[]? Left);
}
