using GenreLab.Numerics;

namespace GenreLab.Evaluation;

/// <summary>What a model said of each of some rows: enough to compare two models row by row, and small enough to keep.</summary>
public sealed record RowPredictions
{
    /// <summary>For each row the index of its true genre.</summary>
    public required IReadOnlyList<int> Actual { get; init; }

    /// <summary>For each row the index of the most probable genre.</summary>
    public required IReadOnlyList<int> Predicted { get; init; }

    /// <summary>For each row the negative logarithm of the true genre's probability, nats, at most 34.5 (a probability of 1e-15).</summary>
    public required IReadOnlyList<float> LogLosses { get; init; }

    /// <summary>For each row the track it belongs to, as any number; null when every row stands for itself.</summary>
    public IReadOnlyList<int>? Groups { get; init; }

    /// <summary>Whether a row's most probable genre is the true one.</summary>
    public bool IsRight(int row) => Predicted[row] == Actual[row];

    /// <summary>Share of rows whose most probable genre is the true one.</summary>
    public double Accuracy => Enumerable.Range(0, Actual.Count).Count(IsRight) / (double)Actual.Count;

    /// <summary>What probabilities say of rows; of equally probable genres the first is the prediction, as in <see cref="Evaluator"/>.</summary>
    /// <param name="probabilities">Rows × genres.</param>
    /// <param name="labels">For each row the index of its true genre.</param>
    /// <param name="groups">For each row its track, or null.</param>
    /// <exception cref="ArgumentException">There is not one label (and one group) a row.</exception>
    public static RowPredictions Of(Matrix probabilities, ReadOnlySpan<int> labels, IReadOnlyList<int>? groups = null)
    {
        if (labels.Length != probabilities.Rows) throw new ArgumentException($"There are {probabilities.Rows} rows of probabilities and {labels.Length} labels.", nameof(labels));
        if (groups is not null && groups.Count != labels.Length) throw new ArgumentException($"There are {groups.Count} groups and {labels.Length} labels.", nameof(groups));
        var predicted = new int[labels.Length];
        var losses = new float[labels.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            var values = probabilities.Row(row);
            for (var label = 1; label < values.Length; label++)
                if (values[label] > values[predicted[row]]) predicted[row] = label;
            losses[row] = (float)-Math.Log(Math.Clamp(values[labels[row]], 1e-15, 1));
        }
        return new RowPredictions { Actual = labels.ToArray(), Predicted = predicted, LogLosses = losses, Groups = groups };
    }
}
