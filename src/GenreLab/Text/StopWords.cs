using System.Text;

namespace GenreLab.Text;

/// <summary>
/// Function words (articles, pronouns, prepositions, auxiliary verbs) that say little about what a text is about. As <see cref="Tokenizer"/>
/// splits at apostrophes, the lists hold what these leave behind: <c>don</c> and <c>t</c> of don't, <c>l</c> of l'amour.
/// </summary>
public static class StopWords
{
    private const char Comment = '#';

    /// <summary>The words of a language, in lower case, each once.</summary>
    public static IReadOnlyList<string> Of(TextLanguage language)
    {
        using var resource = typeof(StopWords).Assembly.GetManifestResourceStream($"stop-words.{language.ToString().ToLowerInvariant()}.txt")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return Words(reader.ReadToEnd());
    }

    /// <summary>Reads a user's own list: words separated by anything, in any case; what follows a # is a comment.</summary>
    /// <param name="content">The list.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="DataException">There is no word in it, or it is not text.</exception>
    public static IReadOnlyList<string> Parse(string content, string name)
    {
        if (content.Contains('\0')) throw new DataException($"{name} is not a text file; give a list of stop-words in UTF-8, one a line.");
        var words = Words(content);
        return words.Count > 0 ? words : throw new DataException($"{name} holds no stop-words; write one a line, or leave the file out.");
    }

    private static List<string> Words(string content)
    {
        var every = new Tokenizer(new TokenizerOptions());
        var words = new List<string>();
        foreach (var line in content.Split('\n'))
            words.AddRange(every.Tokenize(line.Split(Comment)[0]));
        return [.. words.Distinct()];
    }
}
