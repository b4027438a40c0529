namespace GenreLab.Evaluation;

/// <summary>How permutation importance is measured.</summary>
/// <remarks>
/// The idea is Breiman's (2001, "Random Forests", section 10): values of one feature are shuffled among the rows, so that they say
/// nothing any more, and accuracy is measured again. The importance is the mean fall over <see cref="Repeats"/> shuffles. Its 95 %
/// interval is the percentile bootstrap over rows (those of one track together) of each row's fall averaged over the shuffles:
/// shuffles give each row its partners nearly independently, so the spread among rows holds both the luck of which rows were
/// scored and the luck of the shuffles. Features that say the same share their importance, as either can stand in for the other.
/// </remarks>
public sealed record PermutationOptions
{
    /// <summary>Shuffles a feature, 1 or more.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>Most rows to score, 1 or more; of more rows so many are drawn at random.</summary>
    public int Rows { get; init; } = 5_000;

    /// <summary>Bootstrap resamples behind the intervals, 1 or more.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>The draw of rows, the shuffles and the bootstrap follow from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use, 1 or more. It never changes a result.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Stops measuring; there is then no result.</summary>
    public CancellationToken Cancellation { get; init; }
}
