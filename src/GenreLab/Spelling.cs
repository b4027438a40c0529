namespace GenreLab;

/// <summary>Finds the words somebody may have meant.</summary>
public static class Spelling
{
    /// <summary>The candidates, the most alike first; equally alike ones keep their order.</summary>
    public static IEnumerable<string> ByCloseness(string word, IEnumerable<string> candidates) =>
        candidates.OrderBy(candidate => Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant()));

    /// <summary>Number of single-letter insertions, deletions and replacements between two words (Levenshtein, 1966).</summary>
    public static int Distance(string one, string two)
    {
        var row = Enumerable.Range(0, two.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= two.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == two[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[two.Length];
    }
}
