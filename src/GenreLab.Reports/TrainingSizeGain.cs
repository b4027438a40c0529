using GenreLab.Evaluation;

namespace GenreLab.Reports;

/// <summary>What twice the training rows brought a model, measured at the end of its learning curve.</summary>
/// <param name="FromRows">Training rows before.</param>
/// <param name="ToRows">Training rows after, all there were.</param>
/// <param name="Doublings">How many times the rows doubled in between.</param>
/// <param name="Gain">Rise of the test accuracy a doubling.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of it.</param>
internal sealed record TrainingSizeGain(int FromRows, int ToRows, double Doublings, double Gain, double Low, double High)
{
    /// <summary>Whether more rows helped beyond what chance explains.</summary>
    public bool Helps => Low > 0;

    /// <summary>Whether more rows harmed beyond what chance explains.</summary>
    public bool Harms => High < 0;

    /// <summary>Compares the last point with the one that is nearest to half its rows; null when the points allow no comparison.</summary>
    /// <remarks>The interval of the difference comes from the two intervals (squares of the distances to their ends added: Zou and Donner, 2008).
    /// It takes the two accuracies for independent. They were measured on the same test rows, so it is rather too wide.</remarks>
    public static TrainingSizeGain? Of(IReadOnlyList<TrainingSizePoint> points)
    {
        if (points.Count == 0) return null;
        var last = points.MaxBy(point => point.Rows)!;
        var half = points.Where(point => point.Rows > 0 && point.Rows < last.Rows).MinBy(point => Math.Abs(Math.Log2((double)last.Rows / point.Rows) - 1));
        if (half is null) return null;
        var doublings = Math.Log2((double)last.Rows / half.Rows);
        var gain = last.Test.Accuracy - half.Test.Accuracy;
        var (down, up) = (Below(last), Above(last));
        return new TrainingSizeGain(
            half.Rows, last.Rows, doublings, gain / doublings,
            (gain - double.Hypot(down, Above(half))) / doublings, (gain + double.Hypot(up, Below(half))) / doublings);
    }

    private static double Below(TrainingSizePoint point) => point.Test.Accuracy - point.Test.AccuracyInterval[0];

    private static double Above(TrainingSizePoint point) => point.Test.AccuracyInterval[1] - point.Test.Accuracy;
}
