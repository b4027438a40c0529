namespace GenreLab.Records;

/// <summary>A trial of a search for hyper-parameters.</summary>
public sealed record RecordedTrial
{
    /// <summary>Its number.</summary>
    public required int Number { get; init; }

    /// <summary>The rung it was tried on, from 1.</summary>
    public required int Rung { get; init; }

    /// <summary>How much it got, for example <c>7 epochs</c>; null for all that its values say.</summary>
    public string? Resource { get; init; }

    /// <summary>The values tried, as <c>--set</c> takes them.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>Share of the validation rows predicted rightly; null when it failed.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Standard deviation of the folds' accuracies; null with one fold.</summary>
    public double? Deviation { get; init; }

    /// <summary>Mean log-loss of the validation rows, nats; null when it failed.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Wall time of preparing and training, seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Failure { get; init; }
}
