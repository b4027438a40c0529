namespace GenreLab.Text;

/// <summary>How much of the training texts a file of word vectors knows.</summary>
/// <param name="Words">Words of the vocabulary.</param>
/// <param name="WordsFound">Those that have a vector.</param>
/// <param name="Occurrences">Words of the training texts, every occurrence counted, those outside the vocabulary too.</param>
/// <param name="OccurrencesFound">Occurrences of words that have a vector.</param>
public sealed record WordCoverage(int Words, int WordsFound, long Occurrences, long OccurrencesFound)
{
    /// <summary>Share of the vocabulary's words that have a vector, 0 to 1.</summary>
    public double WordShare => (double)WordsFound / Words;

    /// <summary>Share of all occurrences whose word has a vector, 0 to 1.</summary>
    public double OccurrenceShare => (double)OccurrencesFound / Occurrences;
}
