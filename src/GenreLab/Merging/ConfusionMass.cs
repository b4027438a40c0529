namespace GenreLab.Merging;

/// <summary>
/// How much probability rows of each genre give to each other one, gathered over rows. It tells the same as a confusion matrix, but a
/// row speaks of every genre and not of its most probable one alone, so few rows say more. Masses of parts of the data
/// <see cref="Merge"/> to the mass of the whole. Not thread-safe.
/// </summary>
public sealed class ConfusionMass
{
    // Fixed, so that sums are taken in the same order whatever the number of threads.
    private const int Chunks = 32;

    private readonly double[] mass;
    private readonly int[] rows;

    /// <summary>Starts with nothing gathered.</summary>
    /// <param name="labels">Number of genres, 1 or more.</param>
    public ConfusionMass(int labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(labels);
        Labels = labels;
        mass = new double[checked(labels * labels)];
        rows = new int[labels];
    }

    /// <summary>Number of genres.</summary>
    public int Labels { get; }

    /// <summary>The probability of genre <paramref name="given"/>, summed over the rows of genre <paramref name="actual"/>.</summary>
    public double this[int actual, int given] => mass[actual * Labels + given];

    /// <summary>Number of rows of a genre.</summary>
    public int Rows(int actual) => rows[actual];

    /// <summary>Adds one row.</summary>
    /// <param name="actual">The row's genre.</param>
    /// <param name="probabilities">The probability of every genre.</param>
    /// <exception cref="ArgumentException">The genre is outside the labels, or there is not one probability a genre.</exception>
    public void Add(int actual, ReadOnlySpan<float> probabilities)
    {
        if ((uint)actual >= (uint)Labels) throw new ArgumentException($"Genre {actual} is outside the {Labels} labels.", nameof(actual));
        if (probabilities.Length != Labels) throw new ArgumentException($"There are {probabilities.Length} probabilities for {Labels} genres.", nameof(probabilities));
        rows[actual]++;
        var sums = mass.AsSpan(actual * Labels, Labels);
        for (var genre = 0; genre < probabilities.Length; genre++) sums[genre] += probabilities[genre];
    }

    /// <summary>Adds the mass of other rows over the same genres.</summary>
    /// <exception cref="ArgumentException">It is over another number of genres.</exception>
    public void Merge(ConfusionMass other)
    {
        if (other.Labels != Labels) throw new ArgumentException($"Mass over {other.Labels} genres cannot be added to mass over {Labels}.", nameof(other));
        for (var i = 0; i < mass.Length; i++) mass[i] += other.mass[i];
        for (var i = 0; i < rows.Length; i++) rows[i] += other.rows[i];
    }

    /// <summary>The mass of predicted rows.</summary>
    /// <param name="predictions">The rows, at least one genre.</param>
    /// <param name="threads">Threads to use; it never changes the result.</param>
    public static ConfusionMass Of(PredictedRows predictions, int threads)
    {
        var (probabilities, labels) = (predictions.Probabilities, predictions.Labels);
        var parts = new ConfusionMass[Chunks];
        Parallel.For(0, Chunks, new ParallelOptions { MaxDegreeOfParallelism = threads }, chunk =>
        {
            var part = parts[chunk] = new ConfusionMass(probabilities.Columns);
            var end = (int)((long)labels.Count * (chunk + 1) / Chunks);
            for (var row = (int)((long)labels.Count * chunk / Chunks); row < end; row++) part.Add(labels[row], probabilities.Row(row));
        });
        for (var chunk = 1; chunk < Chunks; chunk++) parts[0].Merge(parts[chunk]);
        return parts[0];
    }
}
