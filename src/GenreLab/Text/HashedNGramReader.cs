namespace GenreLab.Text;

/// <summary>Reads the buckets of one name after the other; keeps its buffers. Not thread-safe.</summary>
internal sealed class HashedNGramReader(HashedNGramOptions options, Tokenizer words, Tokenizer whole)
{
    // Words and parts of the same letters are hashed apart.
    private const ulong WordSalt = 0xCBF29CE484222325, PartSalt = WordSalt ^ 0x9E3779B97F4A7C15;

    private readonly List<int> buckets = [];
    private readonly TermReader wordReader = new(words);
    private readonly TermReader partReader = new(whole);

    /// <summary>The buckets a name hits, its words before its parts, each in the order of the name; valid until the next name is read.</summary>
    public List<int> Read(string? name)
    {
        buckets.Clear();
        if (options.Words > 0)
        {
            var sink = new BucketSink(buckets, WordSalt, options.Buckets);
            wordReader.Read(name);
            wordReader.Terms(TermUnit.Words, 1, options.Words, ref sink);
        }
        if (options.LongestPart > 0)
        {
            var sink = new BucketSink(buckets, PartSalt, options.Buckets);
            partReader.Read(name);
            partReader.Terms(TermUnit.Characters, options.ShortestPart, options.LongestPart, ref sink);
        }
        return buckets;
    }

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
