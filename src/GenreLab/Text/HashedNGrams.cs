namespace GenreLab.Text;

/// <summary>
/// Names as bags of hashed words and parts of words, so that names never seen and any script say something and nothing has to be learnt
/// (Bojanowski and others, Enriching word vectors with subword information, 2017; Weinberger and others, Feature hashing, 2009).
/// A part's bucket depends on its letters alone: the same on every machine and in every version. Immutable and thread-safe.
/// </summary>
public sealed class HashedNGrams
{
    // Words and parts of the same letters are hashed apart.
    private const ulong WordSalt = 0xCBF29CE484222325, PartSalt = WordSalt ^ 0x9E3779B97F4A7C15;

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
        var buckets = new List<int>();
        var wordReader = new TermReader(words);
        var partReader = new TermReader(whole);
        var wordSink = new BucketSink(buckets, WordSalt, Options.Buckets);
        var partSink = new BucketSink(buckets, PartSalt, Options.Buckets);
        for (var name = first; name < first + count; name++)
        {
            buckets.Clear();
            if (Options.Words > 0)
            {
                wordReader.Read(names[name]);
                wordReader.Terms(TermUnit.Words, 1, Options.Words, ref wordSink);
            }
            if (Options.LongestPart > 0)
            {
                partReader.Read(names[name]);
                partReader.Terms(TermUnit.Characters, Options.ShortestPart, Options.LongestPart, ref partSink);
            }
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

    private readonly struct BucketSink(List<int> into, ulong salt, int buckets) : ITermSink
    {
        // FNV-1a over UTF-16 code units; the high bits, well mixed by a last step, choose the bucket.
        public void Add(ReadOnlySpan<char> term)
        {
            var hash = salt;
            foreach (var letter in term) hash = (hash ^ letter) * 0x100000001B3;
            hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
            into.Add((int)(((hash >> 32) * (ulong)buckets) >> 32));
        }
    }
}
