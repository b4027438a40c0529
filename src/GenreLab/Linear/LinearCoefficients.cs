namespace GenreLab.Linear;

/// <summary>
/// What a linear model has learnt: a genre's score, in nats, is its intercept plus the inputs weighted by its coefficients, and the
/// softmax of the scores gives the probabilities. Only differences between genres mean anything.
/// </summary>
public sealed record LinearCoefficients
{
    /// <summary>The inputs, for example <c>tempo</c> or <c>key=5</c>.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The genres.</summary>
    public required IReadOnlyList<string> Genres { get; init; }

    /// <summary>Genres × inputs: what one unit more of the input adds to the genre's score; the unit is the input's own, for example beats a minute.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> PerUnit { get; init; }

    /// <summary>Genres × inputs: what one standard deviation more of the input adds; these compare across inputs.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> PerDeviation { get; init; }

    /// <summary>Each genre's score when all inputs are 0.</summary>
    public required IReadOnlyList<double> Intercepts { get; init; }

    /// <summary>Each input's mean over the training rows.</summary>
    public required IReadOnlyList<double> Means { get; init; }

    /// <summary>Each input's standard deviation over the training rows; 0 for one that never varied, whose coefficients are 0.</summary>
    public required IReadOnlyList<double> Deviations { get; init; }

    /// <summary>Iterations of training.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether training ended because nothing more was to be gained.</summary>
    public required bool Converged { get; init; }

    /// <summary>How many of the coefficients are exactly zero; an elastic net makes them so.</summary>
    public int Zeros => PerDeviation.Sum(row => row.Count(weight => weight == 0));
}
