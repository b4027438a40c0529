using GenreLab.Data;
using GenreLab.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace GenreLab.Exploration;

/// <summary>Draws the map of tracks.</summary>
internal static class PrincipalComponents
{
    private const ulong DrawKey = 0x6D6170;

    /// <summary>The map; null when fewer than two features can be used.</summary>
    public static TrackMap? Map(StandardizedFeatures features, GenreTable table, int[] genres, double[][] genreMeans, ExplorationOptions options)
    {
        var count = features.Names.Length;
        if (count < 2) return null;
        var axes = Axes(features.Covariances(genres.Length), count);
        var titles = table.Schema.ColumnOf(ColumnRole.TrackName) is { } column ? table.Table[column] : null;
        var values = new double[count];
        var tracks = Drawn(genres.Length, options).Select(row =>
        {
            for (var i = 0; i < count; i++) values[i] = features[row, i];
            var place = Place(values, axes);
            return new MappedTrack(table.Table.RowNumbers[row], genres[row] < 0 ? null : genres[row], titles?.Text(row), place.X, place.Y);
        }).ToList();
        return new TrackMap(features.Names, axes, [.. genreMeans.Select(means => Place(means, axes))], tracks);
    }

    /// <summary>The two components of the largest variance.</summary>
    /// <param name="covariances">Of the standardised features, column by column.</param>
    /// <param name="count">Features, at least two.</param>
    public static MapAxis[] Axes(double[] covariances, int count)
    {
        var decomposition = Matrix<double>.Build.DenseOfColumnMajor(count, count, covariances).Evd(Symmetricity.Symmetric);
        // Eigenvalues ascend; together they are the variance of all standardised features.
        return [Axis(decomposition.EigenVectors.Column(count - 1), decomposition.EigenValues[count - 1].Real / count), Axis(decomposition.EigenVectors.Column(count - 2), decomposition.EigenValues[count - 2].Real / count)];
    }

    private static MapAxis Axis(Vector<double> vector, double share)
    {
        var loadings = vector.ToArray();
        // Of those that tie but for rounding, the first decides the direction.
        var magnitude = loadings.Max(Math.Abs) * (1 - 1e-9);
        var largest = loadings.First(loading => Math.Abs(loading) >= magnitude);
        return new MapAxis(share, [.. loadings.Select(loading => loading * Math.Sign(largest))]);
    }

    /// <summary>Where standardised features lie.</summary>
    public static MapPlace Place(double[] values, MapAxis[] axes) => new(Along(values, axes[0]), Along(values, axes[1]));

    private static double Along(double[] values, MapAxis axis)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++) sum += values[i] * axis.Loadings[i];
        return sum;
    }

    private static int[] Drawn(int rows, ExplorationOptions options)
    {
        int[] all = [.. Enumerable.Range(0, rows)];
        if (rows <= options.MapTracks) return all;
        RandomSource.For(options.Seed, DrawKey).Shuffle<int>(all);
        return [.. all.Take(options.MapTracks).Order()];
    }
}
