namespace GenreLab.Cli;

/// <summary>A command line as it can be typed again.</summary>
internal static class CommandText
{
    /// <summary>The words, those with spaces in quotes.</summary>
    public static string Of(IEnumerable<string> words) =>
        string.Join(' ', words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
}
