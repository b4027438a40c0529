using GenreLab.Merging;
using GenreLab.Numerics;

namespace GenreLab.Tests.Merging;

/// <summary>Made-up predictions of genres that come in families.</summary>
internal static class Predictions
{
    /// <summary>Families of genres that the model tells apart well, and genres within a family that it cannot tell apart at all.</summary>
    public static PredictedRows OfFamilies(int families, int genres, int rows, ulong seed, double noise = 0.1)
    {
        var random = new RandomSource(seed);
        var probabilities = new Matrix(rows, families * genres);
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = random.NextInt32(families * genres);
            var values = probabilities.Row(row);
            var family = random.NextDouble() < noise ? random.NextInt32(families) : labels[row] / genres;
            var sum = 0f;
            for (var genre = 0; genre < values.Length; genre++) sum += values[genre] = (float)((genre / genres == family ? 1 : 0.02) * (0.9 + 0.2 * random.NextDouble()));
            foreach (ref var value in values) value /= sum;
        }
        return new PredictedRows(probabilities, labels);
    }

    public static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(genre => $"genre {genre:00}")];
}
