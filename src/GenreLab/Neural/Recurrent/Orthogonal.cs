using System.Runtime.Intrinsics;
using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

/// <summary>Random matrices with orthonormal rows (Saxe et al., 2014): what recurrent weights start from keeps the length of what passes through it.</summary>
internal static class Orthogonal
{
    /// <summary>Writes <paramref name="rows"/> orthonormal rows of <paramref name="columns"/> ≥ rows numbers, <paramref name="stride"/> apart:
    /// normal draws made orthogonal one after the other (Gram and Schmidt, each row twice).</summary>
    public static void Fill(Span<float> destination, int rows, int columns, int stride, RandomSource random)
    {
        const int lanes = 4;
        var padded = (columns + lanes - 1) / lanes * lanes;
        var basis = new double[rows * padded];
        for (var row = 0; row < rows; row++)
        {
            var vector = basis.AsSpan(row * padded, padded);
            for (var column = 0; column < columns; column++) vector[column] = random.NextNormal();
            for (var pass = 0; pass < 2; pass++)
                for (var earlier = 0; earlier < row; earlier++)
                {
                    var other = basis.AsSpan(earlier * padded, padded);
                    Add(vector, other, -Dot(vector, other));
                }
            var length = Math.Sqrt(Dot(vector, vector));
            for (var column = 0; column < columns; column++)
            {
                vector[column] /= length;
                destination[row * stride + column] = (float)vector[column];
            }
        }
    }

    // Four sums at every vector width, and no fused steps: the same bits on every machine.
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < x.Length; i += 4) sums += Vector256.Create(x[i..]) * Vector256.Create(y[i..]);
        return Vector256.Sum(sums);
    }

    private static void Add(Span<double> to, ReadOnlySpan<double> x, double factor)
    {
        for (var i = 0; i < to.Length; i += 4) (Vector256.Create<double>(to[i..]) + Vector256.Create(x[i..]) * factor).CopyTo(to[i..]);
    }
}
