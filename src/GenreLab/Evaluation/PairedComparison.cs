namespace GenreLab.Evaluation;

/// <summary>How much more accurate one model is than another on the same rows, and whether that is more than chance.</summary>
public sealed record PairedComparison
{
    /// <summary>Bootstrap resamples behind <see cref="Interval"/> unless told otherwise.</summary>
    public const int UsualResamples = 10_000;

    /// <summary>Rows both were scored on.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows both have right.</summary>
    public required int BothRight { get; init; }

    /// <summary>Rows only the first has right.</summary>
    public required int OnlyFirstRight { get; init; }

    /// <summary>Rows only the second has right.</summary>
    public required int OnlySecondRight { get; init; }

    /// <summary>Rows both have wrong.</summary>
    public required int BothWrong { get; init; }

    /// <summary>Accuracy of the first minus that of the second, −1 to 1.</summary>
    public required double Difference { get; init; }

    /// <summary>Lower and upper end of the difference's 95 % bootstrap interval; rows of one track are drawn together.</summary>
    public required IReadOnlyList<double> Interval { get; init; }

    /// <summary>The two-sided p-value of <see cref="McNemarTest"/>: how probable a difference this large would be were both equally accurate.</summary>
    public required double PValue { get; init; }

    /// <summary>Whether that is the exact (binomial) test, which is taken for up to <see cref="McNemarTest.FewRows"/> rows on which exactly one is right.</summary>
    public required bool Exact { get; init; }

    /// <summary>Whether 0 lies in the interval: the rows do not tell which is better.</summary>
    public bool WithinNoise => Interval[0] <= 0 && Interval[1] >= 0;

    /// <summary>Compares what two models said of the same rows.</summary>
    /// <param name="first">One model's predictions; its tracks are the ones resampled.</param>
    /// <param name="second">The other's, in the same order of rows.</param>
    /// <param name="seed">The bootstrap's draws follow from it.</param>
    /// <param name="resamples">How many, 1 or more.</param>
    /// <exception cref="ArgumentException">The rows or their true genres differ.</exception>
    /// <exception cref="DataException">There are no rows.</exception>
    public static PairedComparison Of(RowPredictions first, RowPredictions second, ulong seed = 1, int resamples = UsualResamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (!first.Actual.SequenceEqual(second.Actual)) throw new ArgumentException("The two models were not scored on the same rows.", nameof(second));
        if (first.Actual.Count == 0) throw new DataException("There are no rows to compare two models on; score them on a table with at least one row.");
        var gains = new int[first.Actual.Count];
        int both = 0, onlyFirst = 0, onlySecond = 0;
        for (var row = 0; row < gains.Length; row++)
        {
            bool one = first.IsRight(row), two = second.IsRight(row);
            if (one && two) both++;
            else if (one) onlyFirst++;
            else if (two) onlySecond++;
            gains[row] = (one ? 1 : 0) - (two ? 1 : 0);
        }
        var exact = onlyFirst + onlySecond <= McNemarTest.FewRows;
        return new PairedComparison
        {
            Rows = gains.Length,
            BothRight = both,
            OnlyFirstRight = onlyFirst,
            OnlySecondRight = onlySecond,
            BothWrong = gains.Length - both - onlyFirst - onlySecond,
            Difference = (onlyFirst - onlySecond) / (double)gains.Length,
            Interval = MeanBootstrap.Interval(gains, first.Groups, resamples, seed),
            PValue = exact ? McNemarTest.Exact(onlyFirst, onlySecond) : McNemarTest.Asymptotic(onlyFirst, onlySecond),
            Exact = exact,
        };
    }

    /// <summary>The result as a sentence: <c>mlp is 1.20 points more accurate than softmax (95 % interval 0.80 to 1.61 points, McNemar's p = 3.1e-09).</c></summary>
    /// <param name="first">What to call the first model.</param>
    /// <param name="second">What to call the second.</param>
    public string InWords(string first, string second)
    {
        var (better, worse, sign) = Difference < 0 ? (second, first, -1) : (first, second, 1);
        var (low, high) = sign > 0 ? (Interval[0], Interval[1]) : (-Interval[1], -Interval[0]);
        var evidence = $"(95 % interval {100 * low:0.00} to {100 * high:0.00} points, McNemar's p = {PInWords})";
        if (Difference == 0) return $"{better} and {worse} are equally accurate on these {Rows:N0} rows {evidence}.";
        var points = $"{100 * Math.Abs(Difference):0.00} points";
        return WithinNoise
            ? $"{better} leads {worse} by {points} on these {Rows:N0} rows, which is within noise {evidence}: they do not tell which is better."
            : $"{better} is {points} more accurate than {worse} on these {Rows:N0} rows {evidence}.";
    }

    private string PInWords => PValue >= 0.001 ? $"{PValue:0.000}" : $"{PValue:0.0e-00}";
}
