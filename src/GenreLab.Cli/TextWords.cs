using GenreLab.Preprocessing;

namespace GenreLab.Cli;

/// <summary>What is read of a text, in words.</summary>
internal static class TextWords
{
    /// <summary><c>9,873 words, 98.1 % of all occurrences; up to 199 a song (5 of 5,053 songs are longer); vectors for …</c></summary>
    public static string Of(TextSummary text)
    {
        var unit = text.Ordered ? "words" : "parts";
        var known = text.Ordered ? $"{text.Tokens - 1:N0} words known{(text.KnownShare is { } share ? $", {Formats.Percent(share)} of all there are" : "")}" : $"parts hashed into {text.Tokens:N0} buckets";
        var cut = text.Cut == 0 ? "none is longer" : $"{text.Cut:N0} of {text.Texts:N0} are longer and cut";
        var vectors = text.Coverage is not { } coverage ? ""
            : $"; {text.Vectors} has vectors for {Formats.Percent(coverage.WordShare)} of these words and {Formats.Percent(coverage.OccurrenceShare)} of all there are";
        return $"{known}; up to {text.Length:N0} {unit} a text, {cut}{vectors}";
    }
}
