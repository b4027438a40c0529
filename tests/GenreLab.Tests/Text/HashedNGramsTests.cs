using GenreLab.Text;

namespace GenreLab.Tests.Text;

public class HashedNGramsTests
{
    [Fact]
    public void BucketsNeverChange()
    {
        // Model files depend on them.
        var rows = new HashedNGrams(new HashedNGramOptions { Buckets = 1 << 18, Words = 1, LongestPart = 0 }).Apply(["love", "夜", "love Love"]);
        Assert.Equal([0, 1, 2, 3], rows.RowStarts.ToArray());
        Assert.Equal([Bucket("love", 0xCBF29CE484222325), Bucket("夜", 0xCBF29CE484222325), Bucket("love", 0xCBF29CE484222325)], rows.ColumnIndices.ToArray());
        Assert.Equal([1f, 1f, 2f], rows.Values.ToArray());

        static int Bucket(string term, ulong hash)
        {
            foreach (var letter in term) hash = unchecked((hash ^ letter) * 1099511628211);
            hash = unchecked((hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93UL);
            return (int)(hash >> 46);
        }
    }

    [Fact]
    public void PartsLieWithinWordsWithTheSpacesAround()
    {
        var parts = new HashedNGrams(new HashedNGramOptions { Words = 0, ShortestPart = 3, LongestPart = 4 });
        // " ab " has the parts " ab", "ab " and itself; "東京夜" stays whole: " 東京", "東京夜", "京夜 ", " 東京夜", "東京夜 ".
        var rows = parts.Apply(["ab", "AB ab", "東京夜", null, "..."]);
        Assert.Equal([0, 3, 6, 11, 11, 11], rows.RowStarts.ToArray());
        Assert.Equal(rows.RowIndices(0).ToArray(), rows.RowIndices(1).ToArray());
        Assert.Equal([2f, 2f, 2f], rows.RowValues(1).ToArray());
    }

    [Fact]
    public void WordsAndPartsOfTheSameLettersAreApart()
    {
        var words = new HashedNGrams(new HashedNGramOptions { Words = 2, LongestPart = 0 }).Apply(["one two"]);
        Assert.Equal(3, words.Values.Length);
        var both = new HashedNGrams(new HashedNGramOptions { Words = 1, ShortestPart = 3, LongestPart = 3 }).Apply(["one"]);
        Assert.Equal(4, both.Values.Length);
    }

    [Fact]
    public void BucketsAreEvenlyUsedAndThreadsChangeNothing()
    {
        var names = Enumerable.Range(0, 20_000).Select(i => $"name{i}").ToArray();
        var hashed = new HashedNGrams(new HashedNGramOptions { Buckets = 100, LongestPart = 0 });
        var rows = hashed.Apply(names, threads: 1);
        Assert.Equal(rows.ColumnIndices.ToArray(), hashed.Apply(names, threads: 3).ColumnIndices.ToArray());
        var hits = new int[100];
        foreach (var bucket in rows.ColumnIndices) hits[bucket]++;
        // Chi-squared with 99 degrees of freedom: 99 ± 14.
        Assert.InRange(hits.Sum(count => (count - 200.0) * (count - 200.0) / 200), 50, 160);
    }

    [Fact]
    public void ImpossibleOptionsAreRefused()
    {
        Assert.Throws<OptionException>(() => new HashedNGrams(new HashedNGramOptions { Words = 0, LongestPart = 0 }));
        Assert.Throws<OptionException>(() => new HashedNGrams(new HashedNGramOptions { Buckets = 0 }));
        Assert.Throws<OptionException>(() => new HashedNGrams(new HashedNGramOptions { ShortestPart = 4, LongestPart = 3 }));
    }
}
