using System.Globalization;
using System.Text;
using GenreLab.Numerics;

namespace GenreLab.Tests.Models;

/// <summary>Writes small tables of tracks whose genres can be told apart, as the command line's users would have them.</summary>
internal static class SmallTable
{
    public static readonly string[] Genres = ["ambient", "folk", "techno"];

    /// <summary>Rows of the three genres in turn; two numeric features that separate them, a track id each.</summary>
    public static string Write(string folder, string name = "tracks.csv", int rows = 90, ulong seed = 1, IReadOnlyList<string>? genres = null)
    {
        genres ??= Genres;
        var random = new RandomSource(seed);
        var text = new StringBuilder("track_id,genre,tempo,energy\n");
        for (var row = 0; row < rows; row++)
        {
            var genre = row % genres.Count;
            text.Append(CultureInfo.InvariantCulture, $"t{seed}x{row},{genres[genre]},{90 + 25 * genre + 4 * random.NextNormal():0.000},{Math.Clamp(0.2 + 0.3 * genre + 0.05 * random.NextNormal(), 0, 1):0.0000}\n");
        }
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text.ToString());
        return path;
    }
}
