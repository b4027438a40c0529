using System.Globalization;
using GenreLab.Numerics;

namespace GenreLab.Tests.Surveying;

/// <summary>A table of several pieces with everything that exploration and audit look for.</summary>
internal static class MixedTable
{
    public const string Header = ",track_id,track_name,artists,track_genre,tempo,energy,loudness,key,explicit,liveness,playlist_name,mood,extra,switch";

    private static readonly string[] Genres = ["rock", "pop", "jazz", "folk"];

    /// <summary>Rows with duplicates, tracks of several genres, missing values, names in quotes.</summary>
    public static string[] Rows(int count, ulong seed = 1)
    {
        var random = new RandomSource(seed);
        var lines = new string[count];
        for (var row = 0; row < count; row++)
        {
            if (row % 40 == 39)
            {
                // Repeats another row in everything but the index.
                lines[row] = $"{row}{lines[row - 20][lines[row - 20].IndexOf(',', StringComparison.Ordinal)..]}";
                continue;
            }
            var genre = row * Genres.Length / count;
            if (row % 11 == 0) genre = random.NextInt32(Genres.Length);
            var track = row % 17 == 0 && row > 0 ? row - 1 : row;
            var tempo = row % 197 == 3 ? "NA" : Format(100 + 10 * genre + 20 * random.NextNormal(), "0.###");
            var energy = row % 189 == 5 ? "" : Format(random.NextDouble() / (1 + genre), "R");
            var loudness = row % 1999 == 7 ? "1e30" : Format(-8 + genre + 3 * random.NextNormal(), "0.#");
            lines[row] = string.Join(
                ',', $"{row}", $"t{track}", row % 5 == 0 ? $"\"song {row}, \"\"two\"\"\"" : $"söng {row % 900}", $"artist {row % 77};guest {row % 5}", row % 499 == 8 ? "" : Genres[genre],
                tempo, energy, loudness, $"{random.NextInt32(12)}", row % 4 == genre ? "True" : "False", "0.1", $"{Genres[genre]} hits {row % 9}", $"m{genre}{row % 3}", $"{row % 1000}", $"{row % 2}");
        }
        return lines;
    }

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
