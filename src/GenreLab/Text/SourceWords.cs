namespace GenreLab.Text;

/// <summary>
/// Finds words that the sites lyrics were taken from left in them, such as <c>lyric</c> and <c>commercial</c> of "these lyrics are not for commercial use". Where such a word stands in
/// the texts of some genres only, a model learns the source in place of the songs.
/// </summary>
/// <remarks>
/// A word of a song may stand anywhere in it, a word of the site always stands in the same place: behind the song, or before it. Left by a site is therefore a word that stands within
/// the first or within the last three words of nearly all the texts that have it. A short list of words that no song sings (www, copyright, azlyrics) is added wherever these stand.
/// </remarks>
internal static class SourceWords
{
    private const int Edge = 3, ShortestText = 12, FewestTexts = 10;
    private const double AtEdge = 0.8, LeastShare = 0.01, TimesAsFrequent = 2;

    private static readonly HashSet<string> Residue =
    [
        "azlyrics", "contributors", "copyright", "elyrics", "embed", "http", "https", "lyricsfreak", "lyricsmode", "lyrics", "metrolyrics", "paroles", "songlyrics", "transcribed", "www",
    ];

    /// <summary>Looks for such words.</summary>
    /// <param name="texts">For each row its text; null or empty for none. Texts that are equal count once a genre.</param>
    /// <param name="labels">For each row the index of its genre; negative for none.</param>
    /// <param name="labelCount">Number of genres.</param>
    /// <returns>Words that stand in at least one in a hundred texts of a genre, and at least twice as often there as in the other genres' texts; the largest share first.</returns>
    public static IReadOnlyList<SourceWord> Find(IReadOnlyList<string?> texts, IReadOnlyList<int> labels, int labelCount)
    {
        var tokenizer = new Tokenizer(new TokenizerOptions());
        var counts = new Dictionary<string, WordPlaces>(StringComparer.Ordinal);
        var byGenre = new int[labelCount];
        var seen = new HashSet<(string, int)>();
        var all = 0;
        for (var row = 0; row < texts.Count; row++)
        {
            if (labels[row] < 0 || texts[row] is not { Length: > 0 } text || !seen.Add((text, labels[row]))) continue;
            var words = tokenizer.Tokenize(text);
            if (words.Count < ShortestText) continue;
            byGenre[labels[row]]++;
            all++;
            Count(words, labels[row], labelCount, counts);
        }
        var found = new List<SourceWord>();
        foreach (var (word, places) in counts)
        {
            var texting = places.Texts.Sum();
            var place = places.AtStart >= AtEdge * texting ? TextPlace.Start : places.AtEnd >= AtEdge * texting ? TextPlace.End : TextPlace.Anywhere;
            if (texting < FewestTexts || (place == TextPlace.Anywhere && !Residue.Contains(word))) continue;
            var genre = Enumerable.Range(0, labelCount).MaxBy(label => Share(places.Texts[label], byGenre[label]));
            var share = Share(places.Texts[genre], byGenre[genre]);
            var elsewhere = Share(texting - places.Texts[genre], all - byGenre[genre]);
            if (share >= LeastShare && share >= TimesAsFrequent * elsewhere) found.Add(new SourceWord(word, genre, share, elsewhere, place));
        }
        return [.. found.OrderByDescending(word => word.Share).ThenBy(word => word.Word, StringComparer.Ordinal)];
    }

    private static void Count(IReadOnlyList<string> words, int label, int labelCount, Dictionary<string, WordPlaces> counts)
    {
        var once = words.ToHashSet(StringComparer.Ordinal);
        foreach (var word in once)
        {
            if (!counts.TryGetValue(word, out var places)) counts.Add(word, places = new WordPlaces(labelCount));
            places.Texts[label]++;
        }
        foreach (var word in words.Take(Edge).Distinct()) counts[word].AtStart++;
        foreach (var word in words.Skip(words.Count - Edge).Distinct()) counts[word].AtEnd++;
    }

    private static double Share(int part, int all) => all == 0 ? 0 : part / (double)all;

    private sealed class WordPlaces(int labelCount)
    {
        public readonly int[] Texts = new int[labelCount];
        public int AtStart, AtEnd;
    }
}
