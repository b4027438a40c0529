namespace GenreLab.Exploration;

/// <summary>Correlations of columns of numbers.</summary>
internal static class Correlation
{
    /// <summary>Pearson's and Spearman's correlations of every two columns.</summary>
    /// <param name="names">The columns' names.</param>
    /// <param name="columns">The columns, NaN where missing.</param>
    /// <param name="ranks">Their ranks; used where two columns miss no value.</param>
    /// <param name="options">The threshold from which pairs are named, and threads.</param>
    public static FeatureCorrelations Of(IReadOnlyList<string> names, double[][] columns, double[][] ranks, ExplorationOptions options)
    {
        var count = columns.Length;
        var complete = Array.ConvertAll(columns, column => !column.AsSpan().Contains(double.NaN));
        var pearson = Square(count);
        var spearman = Square(count);
        Parallel.For(0, count * count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? -1, CancellationToken = options.Cancellation }, cell =>
        {
            var (one, two) = (cell / count, cell % count);
            if (one > two) return;
            if (complete[one] && complete[two])
            {
                pearson[one][two] = pearson[two][one] = Pearson(columns[one], columns[two], one == two);
                spearman[one][two] = spearman[two][one] = Pearson(ranks[one], ranks[two], one == two);
                return;
            }
            int[] both = [.. Enumerable.Range(0, columns[one].Length).Where(row => !double.IsNaN(columns[one][row]) && !double.IsNaN(columns[two][row]))];
            double[] first = Array.ConvertAll(both, row => columns[one][row]), second = Array.ConvertAll(both, row => columns[two][row]);
            pearson[one][two] = pearson[two][one] = Pearson(first, second, one == two);
            spearman[one][two] = spearman[two][one] = Pearson(Ranks(first), Ranks(second), one == two);
        });

        return Named(names, pearson, spearman, options.CorrelationThreshold);
    }

    /// <summary>Puts matrices together and names the pairs from a threshold on, the strongest first.</summary>
    public static FeatureCorrelations Named(IReadOnlyList<string> names, double?[][] pearson, double?[][] spearman, double threshold)
    {
        var pairs = new List<CorrelatedPair>();
        var count = names.Count;
        for (var one = 0; one < count; one++)
        {
            for (var two = one + 1; two < count; two++)
            {
                if (pearson[one][two] is { } straight && spearman[one][two] is { } monotone && Math.Max(Math.Abs(straight), Math.Abs(monotone)) >= threshold)
                    pairs.Add(new CorrelatedPair(names[one], names[two], straight, monotone));
            }
        }
        return new FeatureCorrelations(
            names, pearson, spearman, threshold, [.. pairs.OrderByDescending(pair => Math.Max(Math.Abs(pair.Pearson), Math.Abs(pair.Spearman)))]);
    }

    /// <summary>The ranks of numbers, 1 for the smallest; equal ones share the mean of their ranks, NaN has none.</summary>
    public static double[] Ranks(double[] values)
    {
        var sorted = (double[])values.Clone();
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        return Ranks(sorted, order, values.Length);
    }

    /// <summary>The ranks of numbers that are sorted already.</summary>
    /// <param name="sorted">The numbers, ascending.</param>
    /// <param name="order">The row each came from.</param>
    /// <param name="rows">Number of rows; those without a number get NaN.</param>
    public static double[] Ranks(ReadOnlySpan<double> sorted, int[] order, int rows)
    {
        var ranks = new double[rows];
        if (sorted.Length < rows) Array.Fill(ranks, double.NaN);
        for (var i = 0; i < sorted.Length;)
        {
            var end = i + 1;
            while (end < sorted.Length && sorted[end] == sorted[i]) end++;
            for (var tied = i; tied < end; tied++) ranks[order[tied]] = (i + 1 + end) / 2.0;
            i = end;
        }
        return ranks;
    }

    private static double? Pearson(double[] x, double[] y, bool same)
    {
        if (x.Length < 2 || !Varies(x) || !Varies(y)) return null;
        if (same) return 1;
        double meanX = Mean(x), meanY = Mean(y);
        double products = 0, squaresX = 0, squaresY = 0;
        for (var i = 0; i < x.Length; i++)
        {
            double a = x[i] - meanX, b = y[i] - meanY;
            products += a * b;
            squaresX += a * a;
            squaresY += b * b;
        }
        var correlation = products / Math.Sqrt(squaresX) / Math.Sqrt(squaresY);
        return double.IsFinite(correlation) ? Math.Clamp(correlation, -1, 1) : null;
    }

    private static double Mean(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    private static bool Varies(double[] values) => values.AsSpan().ContainsAnyExcept(values[0]);

    /// <summary>An empty square matrix.</summary>
    public static double?[][] Square(int count)
    {
        var square = new double?[count][];
        for (var i = 0; i < count; i++) square[i] = new double?[count];
        return square;
    }
}
