using GenreLab.Numerics;

namespace GenreLab.Evaluation;

/// <summary>Everything that is a sum over rows of predicted probabilities; mergeable.</summary>
internal sealed class ProbabilityTotals(int labels)
{
    private const int TopCount = 5;
    private const int Bins = 15;

    /// <summary>Where log-losses clip probabilities.</summary>
    public const double SmallestProbability = 1e-15;

    private readonly int[] binRows = new int[Bins];
    private readonly int[] binCorrect = new int[Bins];
    private readonly double[] binConfidence = new double[Bins];
    private double logLoss;
    private int inTop;

    public ConfusionCounts Confusion { get; } = new(labels);

    /// <summary>Adds rows first … first + count − 1 and notes for each whether it was predicted rightly.</summary>
    public void Add(Matrix probabilities, ReadOnlySpan<int> labels, int first, int count, Span<bool> correct)
    {
        for (var row = first; row < first + count; row++)
        {
            var values = probabilities.Row(row);
            var actual = labels[row];
            var ofActual = values[actual];
            int predicted = 0, above = 0;
            for (var label = 0; label < values.Length; label++)
            {
                var value = values[label];
                // Written so that NaN fails too.
                if (!(value >= 0 && value < float.PositiveInfinity)) throw new ArgumentException($"The probability {value} in row {row}, column {label} is not a number of 0 or more.", nameof(probabilities));
                if (value > values[predicted]) predicted = label;
                if (value > ofActual || (value == ofActual && label < actual)) above++;
            }

            Confusion.Add(actual, predicted);
            correct[row] = predicted == actual;
            if (above < TopCount) inTop++;
            logLoss -= Math.Log(Math.Clamp(ofActual, SmallestProbability, 1));
            var bin = Math.Clamp((int)Math.Ceiling(values[predicted] * (double)Bins) - 1, 0, Bins - 1);
            binRows[bin]++;
            binConfidence[bin] += values[predicted];
            if (predicted == actual) binCorrect[bin]++;
        }
    }

    public void Merge(ProbabilityTotals other)
    {
        Confusion.Merge(other.Confusion);
        logLoss += other.logLoss;
        inTop += other.inTop;
        for (var bin = 0; bin < Bins; bin++)
        {
            binRows[bin] += other.binRows[bin];
            binCorrect[bin] += other.binCorrect[bin];
            binConfidence[bin] += other.binConfidence[bin];
        }
    }

    public double LogLoss(int rows) => logLoss / rows;

    public double Top5Accuracy(int rows) => (double)inTop / rows;

    public double CalibrationError(int rows)
    {
        var sum = 0.0;
        for (var bin = 0; bin < Bins; bin++) sum += Math.Abs(binCorrect[bin] - binConfidence[bin]);
        return sum / rows;
    }
}
