using GenreLab.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace GenreLab.Linear;

/// <summary>
/// The principal axes of standardised inputs. A ridge penalty is the same in rotated coordinates, and in these the inputs do
/// not correlate: how steep the loss is along an axis is known beforehand, which is most of what a second-order method needs.
/// </summary>
/// <param name="Axes">Inputs × axes; an axis along which no row differs is all zeros.</param>
/// <param name="Variances">The inputs' variance along each axis, never below a small share of the largest.</param>
internal sealed record PrincipalAxes(Matrix Axes, double[] Variances)
{
    private const int MaximumLanes = 16, BlockRows = 128, MostInputs = 1024;

    // The axes only need to be about right, so with many inputs a part of the rows is looked at.
    private const double MostProducts = 4e8;

    private const double LeastShare = 1e-4, NoVariance = 1e-10;

    /// <summary>Finds the axes; null when there are too many inputs for that to pay.</summary>
    public static PrincipalAxes? Of(Matrix x, Standardization standardization, ThreadTeam team)
    {
        if (x.Columns > MostInputs) return null;
        var step = (int)Math.Max(1, (double)x.Rows * x.Columns * x.Columns / MostProducts);
        var decomposition = Matrix<double>.Build.DenseOfColumnMajor(x.Columns, x.Columns, Correlations(x, standardization, step, team)).Evd(Symmetricity.Symmetric);
        // At least 1 where any input varies.
        var largest = Math.Max(1, decomposition.EigenValues.Max(value => value.Real));
        var axes = new Matrix(x.Columns, x.Columns);
        var variances = new double[x.Columns];
        for (var axis = 0; axis < variances.Length; axis++)
        {
            var variance = decomposition.EigenValues[axis].Real;
            variances[axis] = Math.Max(variance, LeastShare * largest);
            if (step == 1 && variance <= NoVariance * largest) continue;
            for (var input = 0; input < variances.Length; input++) axes[input, axis] = (float)decomposition.EigenVectors[input, axis];
        }
        return new PrincipalAxes(axes, variances);
    }

    // Gathered in a fixed number of lanes that are added in order, so the threads do not matter.
    private static double[] Correlations(Matrix x, Standardization standardization, int step, ThreadTeam team)
    {
        var inputs = x.Columns;
        var blocks = (x.Rows + BlockRows - 1) / BlockRows;
        var lanes = Math.Min(MaximumLanes, blocks);
        var sums = new double[lanes][];
        team.Run(lanes, (lane, _) =>
        {
            var sum = sums[lane] = new double[inputs * inputs];
            var block = new Matrix(BlockRows, inputs);
            for (var index = lane; index < blocks; index += lanes)
            {
                var first = index * BlockRows;
                var rows = block.SliceRows(0, Math.Min(BlockRows, x.Rows - first));
                standardization.Apply(x, first, rows);
                for (var row = (step - first % step) % step; row < rows.Rows; row += step)
                {
                    var values = rows.Row(row);
                    for (var i = 0; i < inputs; i++)
                    {
                        double value = values[i];
                        var to = sum.AsSpan(i * inputs, i + 1);
                        for (var j = 0; j < to.Length; j++) to[j] += value * values[j];
                    }
                }
            }
        });
        var total = sums[0];
        foreach (var lane in sums.AsSpan(1))
            for (var i = 0; i < total.Length; i++) total[i] += lane[i];
        var scale = 1.0 / ((x.Rows + step - 1) / step);
        for (var i = 0; i < inputs; i++)
            for (var j = 0; j <= i; j++) total[i * inputs + j] = total[j * inputs + i] = total[i * inputs + j] * scale;
        return total;
    }
}
