namespace GenreLab.Evaluation;

/// <summary>How predictions are scored.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Bootstrap resamples behind the accuracy interval, 1 or more.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Seed of the bootstrap.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>For each row the track (or artist) it belongs to, as any number; rows of one group are resampled together, so that
    /// repeated tracks do not make the interval too narrow. Null: every row stands for itself.</summary>
    public IReadOnlyList<int>? Groups { get; init; }

    /// <summary>Threads to use, 1 or more. It never changes a result.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>What the reader must know about the numbers; passed on to the result.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
