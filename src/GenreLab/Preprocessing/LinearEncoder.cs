using GenreLab.Numerics;

namespace GenreLab.Preprocessing;

/// <summary>(value − offset) × factor: min-max, standard and z-then-max-abs scaling. The factor of a constant feature is 0.</summary>
internal sealed class LinearEncoder : IColumnEncoder
{
    public const string Word = "linear";

    private readonly double offset;
    private readonly double factor;

    private LinearEncoder(double offset, double factor)
    {
        this.offset = offset;
        this.factor = double.IsFinite(factor) ? factor : 0;
    }

    public string Kind => Word;

    public IReadOnlyList<double> Parameters => [offset, factor];

    public static LinearEncoder MinMax(Moments moments) => new(moments.Minimum, 1 / (moments.Maximum - moments.Minimum));

    public static LinearEncoder Standard(Moments moments) => new(moments.Mean, 1 / moments.StandardDeviation);

    // The largest absolute z is at one end of the range, and dividing by it cancels the standard deviation.
    public static LinearEncoder ZMaxAbs(Moments moments) => moments.StandardDeviation == 0
        ? new(moments.Mean, 0)
        : new(moments.Mean, 1 / Math.Max(moments.Maximum - moments.Mean, moments.Mean - moments.Minimum));

    public static LinearEncoder Restore(double[] parameters) => parameters.Length == 2
        ? new(parameters[0], parameters[1])
        : throw new ModelFileException($"The model file's linear scaling has {parameters.Length} numbers instead of two; the file is damaged.");

    public IEnumerable<string> OutputNames(string feature) => [feature];

    public void Encode(ReadOnlySpan<double> values, Matrix destination, int firstRow, int column)
    {
        const double limit = Preprocessor.LargestValue;
        for (var i = 0; i < values.Length; i++)
            destination.Row(firstRow + i)[column] = (float)Math.Clamp((values[i] - offset) * factor, -limit, limit);
    }
}
