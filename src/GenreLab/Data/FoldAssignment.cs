using GenreLab.Numerics;

namespace GenreLab.Data;

/// <summary>Deals rows, or whole groups of rows, out to folds of given shares.</summary>
internal static class FoldAssignment
{
    /// <summary>
    /// Deals out whole groups, the largest first and otherwise in random order, each to the fold that its genres fill
    /// least: the shares hold in every genre as well as the groups allow.
    /// </summary>
    /// <returns>For each row its fold.</returns>
    public static int[] Grouped(ReadOnlySpan<int> groups, int groupCount, ReadOnlySpan<int> labels, int labelCount, double[] shares, RandomSource random)
    {
        var (starts, members) = RowGroups.Members(groups, groupCount);
        var order = new int[groupCount];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        random.Shuffle<int>(order);
        var sizes = Array.ConvertAll(order, group => starts[group] - starts[group + 1]);
        var places = new long[groupCount];
        for (var i = 0; i < places.Length; i++) places[i] = ((long)sizes[i] << 32) + i;
        Array.Sort(places, order);

        var filled = new double[shares.Length * labelCount];
        var folds = new int[groups.Length];
        foreach (var group in order)
        {
            var rows = members.AsSpan(starts[group]..starts[group + 1]);
            var (best, bestLoad) = (-1, double.PositiveInfinity);
            for (var fold = 0; fold < shares.Length; fold++)
            {
                if (shares[fold] <= 0) continue;
                var load = 0.0;
                foreach (var row in rows) load += (filled[fold * labelCount + labels[row]] + 0.5) / shares[fold];
                if (load >= bestLoad) continue;
                (best, bestLoad) = (fold, load);
            }
            foreach (var row in rows)
            {
                filled[best * labelCount + labels[row]]++;
                folds[row] = best;
            }
        }
        return folds;
    }

    /// <summary>Deals out rows at random.</summary>
    /// <returns>For each row its fold.</returns>
    public static int[] Random(int rows, double[] shares, RandomSource random)
    {
        var order = new int[rows];
        for (var i = 0; i < rows; i++) order[i] = i;
        random.Shuffle<int>(order);
        var folds = new int[rows];
        var start = 0;
        for (var fold = shares.Length - 1; fold > 0; fold--)
        {
            var count = Math.Min(rows - start, (int)Math.Round(rows * shares[fold]));
            foreach (var row in order.AsSpan(start, count)) folds[row] = fold;
            start += count;
        }
        return folds;
    }
}
