namespace GenreLab.Evaluation;

/// <summary>
/// How often each genre was taken for each other one, gathered over rows. Counts of parts of the data
/// <see cref="Merge"/> to the counts of the whole, in any order. Not thread-safe.
/// </summary>
public sealed class ConfusionCounts
{
    private readonly int[] counts;

    /// <summary>Starts with nothing counted.</summary>
    /// <param name="labels">Number of genres, 1 or more.</param>
    public ConfusionCounts(int labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(labels);
        Labels = labels;
        counts = new int[checked(labels * labels)];
    }

    /// <summary>Number of genres.</summary>
    public int Labels { get; }

    /// <summary>Rows of genre <paramref name="actual"/> that were taken for <paramref name="predicted"/>.</summary>
    public int this[int actual, int predicted] => Row(actual)[predicted];

    /// <summary>Counts one row.</summary>
    public void Add(int actual, int predicted)
    {
        if ((uint)actual >= (uint)Labels) ThrowUnknown(actual);
        if ((uint)predicted >= (uint)Labels) ThrowUnknown(predicted);
        counts[actual * Labels + predicted]++;
    }

    /// <summary>Counts rows: the true genre of each and the predicted one.</summary>
    /// <exception cref="ArgumentException">The two differ in length, or a genre is outside the labels.</exception>
    public void Add(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted)
    {
        if (actual.Length != predicted.Length) throw new ArgumentException($"There are {actual.Length} true and {predicted.Length} predicted genres.", nameof(predicted));
        for (var i = 0; i < actual.Length; i++) Add(actual[i], predicted[i]);
    }

    /// <summary>Adds the counts of other rows over the same genres.</summary>
    public void Merge(ConfusionCounts other)
    {
        if (other.Labels != Labels) throw new ArgumentException($"Counts over {other.Labels} genres cannot be added to counts over {Labels}.", nameof(other));
        for (var i = 0; i < counts.Length; i++) counts[i] += other.counts[i];
    }

    /// <summary>Number of rows counted.</summary>
    public int Total
    {
        get
        {
            var total = 0;
            foreach (var count in counts) total += count;
            return total;
        }
    }

    /// <summary>Number of rows whose predicted genre is the true one.</summary>
    public int Correct
    {
        get
        {
            var correct = 0;
            for (var label = 0; label < Labels; label++) correct += counts[label * Labels + label];
            return correct;
        }
    }

    /// <summary>Number of rows of a genre.</summary>
    public int Support(int actual)
    {
        var support = 0;
        foreach (var count in Row(actual)) support += count;
        return support;
    }

    /// <summary>Number of rows taken for a genre.</summary>
    public int Predicted(int predicted)
    {
        var sum = 0;
        for (var actual = 0; actual < Labels; actual++) sum += counts[actual * Labels + predicted];
        return sum;
    }

    /// <summary>The counts as data, with the genres' names.</summary>
    public ConfusionMatrix ToMatrix(IReadOnlyList<string> labelNames)
    {
        if (labelNames.Count != Labels) throw new ArgumentException($"There are {labelNames.Count} names for {Labels} genres.", nameof(labelNames));
        var rows = new int[Labels][];
        for (var actual = 0; actual < Labels; actual++) rows[actual] = Row(actual).ToArray();
        return new ConfusionMatrix(labelNames, rows);
    }

    private ReadOnlySpan<int> Row(int actual) => counts.AsSpan(actual * Labels, Labels);

    private void ThrowUnknown(int label) => throw new ArgumentException($"Genre {label} is outside the {Labels} labels.", nameof(label));
}
