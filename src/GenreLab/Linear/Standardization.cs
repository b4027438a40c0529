using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Linear;

/// <summary>Brings inputs to mean 0 and standard deviation 1 over the training rows (population formula); constant inputs become 0.</summary>
internal sealed class Standardization
{
    // Beyond this a value would leave single precision's range of sums.
    private const double Limit = Preprocessor.LargestValue;

    private const int PieceRows = 4096;

    private readonly double[] factors;

    /// <summary>Takes ownership of both arrays, one number an input.</summary>
    public Standardization(double[] means, double[] deviations)
    {
        Means = means;
        Deviations = deviations;
        // The inverse of the least deviations is infinite: to that precision such inputs are constant.
        factors = Array.ConvertAll(deviations, deviation => deviation > 0 && double.IsFinite(1 / deviation) ? 1 / deviation : 0);
    }

    /// <summary>Mean of each input.</summary>
    public double[] Means { get; }

    /// <summary>Standard deviation of each input; 0 for a constant one.</summary>
    public double[] Deviations { get; }

    /// <summary>Whether the input varies at all.</summary>
    public bool Varies(int input) => factors[input] != 0;

    /// <summary>Measures the inputs of all rows.</summary>
    public static Standardization Of(Matrix x, ThreadTeam team)
    {
        var means = new double[x.Columns];
        var deviations = new double[x.Columns];
        team.Run(x.Columns, (column, _) =>
        {
            Span<double> piece = stackalloc double[PieceRows];
            var moments = default(Moments);
            for (var first = 0; first < x.Rows; first += PieceRows)
            {
                var count = Math.Min(PieceRows, x.Rows - first);
                for (var row = 0; row < count; row++) piece[row] = x.Row(first + row)[column];
                moments = moments.Add(piece[..count]);
            }
            (means[column], deviations[column]) = (moments.Mean, moments.StandardDeviation);
        });
        return new Standardization(means, deviations);
    }

    /// <summary>Standardises rows <paramref name="first"/> on into all rows of <paramref name="destination"/>.</summary>
    public void Apply(Matrix x, int first, Matrix destination)
    {
        for (var row = 0; row < destination.Rows; row++)
        {
            var from = x.Row(first + row);
            var to = destination.Row(row);
            for (var input = 0; input < from.Length; input++) to[input] = (float)Math.Clamp((from[input] - Means[input]) * factors[input], -Limit, Limit);
        }
    }
}
