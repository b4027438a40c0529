using System.Text;
using GenreLab.Numerics;

namespace GenreLab.Tests.Text;

/// <summary>Small tables of songs whose words and names tell their genres, each genre with words of its own among words that all have.</summary>
internal static class SmallSongs
{
    private static readonly string[][] Own = [["babylon", "jah", "riddim"], ["whiskey", "truck", "heartache"], ["swing", "moonlight", "saxophone"]];
    private static readonly string[] Shared = ["love", "night", "day", "know", "go", "heart"];

    public static readonly string[] Genres = ["reggae", "country", "jazz"];

    /// <summary>Songs of the three genres in turn, four an artist; every ninth has no lyrics.</summary>
    /// <param name="rows">Number of songs.</param>
    /// <param name="audio">Whether there are audio features, which tell nothing.</param>
    /// <param name="seed">Other songs.</param>
    public static string Csv(int rows = 180, bool audio = false, ulong seed = 1)
    {
        var random = new RandomSource(seed);
        var text = new StringBuilder($"artist_name,track_name,release_date,genre,lyrics{(audio ? ",tempo,energy" : "")}\n");
        for (var row = 0; row < rows; row++)
        {
            var genre = row % 3;
            var words = Enumerable.Range(0, 6 + random.NextInt32(10)).Select(_ => random.NextInt32(3) == 0 ? Own[genre][random.NextInt32(3)] : Shared[random.NextInt32(6)]).ToArray();
            var lyrics = row % 9 == 8 ? "" : string.Join(' ', words);
            text.Append($"artist {seed}x{row / 12}x{genre},{Own[genre][random.NextInt32(3)]} {Shared[random.NextInt32(6)]} {row},{1960 + row % 50},{Genres[genre]},{lyrics}");
            text.Append(audio ? $",{100 + random.NextInt32(50)},0.{random.NextInt32(9)}\n" : "\n");
        }
        return text.ToString();
    }
}
