namespace GenreLab.Reports;

/// <summary>Words put together as sentences want them.</summary>
internal static class Words
{
    /// <summary>One after the other: <c>a</c>, <c>a and b</c>, <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> words) =>
        words.Count <= 1 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";
}
