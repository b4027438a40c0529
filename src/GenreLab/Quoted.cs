namespace GenreLab;

/// <summary>Makes foreign text fit to be quoted in a message.</summary>
internal static class Quoted
{
    private const int Longest = 60;

    /// <summary>The text in quotes, on one line, cut when long.</summary>
    public static string From(string text) =>
        "'" + string.Concat(text.Take(Longest).Select(letter => char.IsControl(letter) ? '�' : letter)) + (text.Length > Longest ? "…'" : "'");
}
