namespace GenreLab.Text;

/// <summary>
/// Cuts a text into words: runs of letters, the marks on them and digits, of any script, in lower case (invariant). Everything else separates,
/// apostrophes, hyphens and underscores too: don't is <c>don</c>, <c>t</c>, l'amour is <c>l</c>, <c>amour</c>, rock'n'roll is <c>rock</c>, <c>n</c>, <c>roll</c>;
/// typewriter's and typographer's apostrophes so do the same. Invisible format characters (soft hyphen, joiners) are dropped.
/// A word beyond 100 characters is cut there. Immutable and thread-safe.
/// </summary>
public sealed class Tokenizer
{
    private readonly HashSet<string> stopWords;

    /// <summary>Makes a tokenizer.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public Tokenizer(TokenizerOptions options)
    {
        options.Validate();
        Options = options;
        stopWords = [.. options.StopWords.SelectMany(StopWords.Of)];
        // A user's words are cut as texts are, so that "don't" leaves out what don't becomes.
        if (options.OwnStopWords.Count > 0)
            stopWords.UnionWith(options.OwnStopWords.SelectMany(new Tokenizer(options with { StopWords = [], OwnStopWords = [], Stemming = Stemming.None, MinimumLength = 1 }).Tokenize));
    }

    /// <summary>How texts are cut.</summary>
    public TokenizerOptions Options { get; }

    /// <summary>A text's words in order; none of null.</summary>
    public IReadOnlyList<string> Tokenize(string? text)
    {
        var words = new List<string>();
        foreach (var word in Read(text)) words.Add(word.ToString());
        return words;
    }

    /// <summary>Goes through a text's words without making a string of each; a word is valid until the next is read.</summary>
    public TokenReader Read(ReadOnlySpan<char> text) => new(text, Options, stopWords.GetAlternateLookup<ReadOnlySpan<char>>());
}
