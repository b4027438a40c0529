namespace GenreLab.Text;

/// <summary>
/// Names as bags of hashed words and parts of words, so that names never seen and any script say something and nothing has to be learnt
/// (Bojanowski and others, Enriching word vectors with subword information, 2017; Weinberger and others, Feature hashing, 2009).
/// A part's bucket depends on its letters alone: the same on every machine and in every version. Immutable and thread-safe.
/// </summary>
public sealed class HashedNGrams
{
    private readonly Tokenizer words, whole;

    /// <summary>Makes one.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public HashedNGrams(HashedNGramOptions options)
    {
        options.Validate();
        Options = options;
        words = TfIdf.TermTokenizer(options.Tokenizer, TermUnit.Words);
        whole = TfIdf.TermTokenizer(options.Tokenizer, TermUnit.Characters);
    }

    /// <summary>What is hashed.</summary>
    public HashedNGramOptions Options { get; }

    /// <summary>Turns names into rows: how often each bucket is hit.</summary>
    /// <param name="names">The names; a missing one is null and gives an empty row.</param>
    /// <param name="threads">Threads to use, 1 or more; they do not change the result.</param>
    /// <returns>Names × buckets.</returns>
    public SparseMatrix Apply(IReadOnlyList<string?> names, int threads = 1) => SparseRows.Build(names.Count, Options.Buckets, threads, (first, count, rows) =>
    {
        var reader = CreateReader();
        for (var name = first; name < first + count; name++)
        {
            var buckets = reader.Read(names[name]);
            buckets.Sort();
            for (var i = 0; i < buckets.Count;)
            {
                var bucket = buckets[i];
                var hits = 0;
                for (; i < buckets.Count && buckets[i] == bucket; i++) hits++;
                rows.Add(bucket, hits);
            }
            rows.EndRow();
        }
    });

    /// <summary>Makes what reads names one by one.</summary>
    internal HashedNGramReader CreateReader() => new(Options, words, whole);
}
