using System.IO.Compression;
using System.Text;
using GenreLab.Text;

namespace GenreLab.Tests.Text;

public class WordVectorsTests
{
    private static readonly Vocabulary Words = Vocabulary.Fit(["love love love night night rain ёлка tuesday sun moon stars"],
        new Tokenizer(new TokenizerOptions()), new VocabularyOptions { MinimumOccurrences = 1, MaximumWords = 9 });

    [Theory]
    [InlineData("love 1 2.5\nother -1e-3 4\nnight -0.5 3E2\n")]
    [InlineData("3 2\nlove 1 2.5\nother -1e-3 4\nnight -0.5 3E2")]
    [InlineData("\uFEFFlove 1 2.5 \r\nother -1e-3 4 \r\n\r\nnight -0.5 3E2 \r\n")]
    [InlineData("love\t1\t2.5\nother\t-1e-3\t4\nnight\t-0.5\t3E2\n")]
    [InlineData("love 1 2.5\n. . . -1e-3 4\nat name@domain.com 1 2\nlove 7 7\nnight -0.5 3E2\n")]
    public void EveryLayoutIsRead(string content)
    {
        var vectors = Read(content);
        Assert.Equal((Words.Count, 2), (vectors.Table.Rows, vectors.Table.Columns));
        Assert.Equal([1f, 2.5f], vectors.Table.Row(Words.TokenOf("love")).ToArray());
        Assert.Equal([-0.5f, 300f], vectors.Table.Row(Words.TokenOf("night")).ToArray());
        Assert.Equal(new WordCoverage(8, 2, 11, 5), vectors.Coverage);
        Assert.Equal(0.25, vectors.Coverage.WordShare);
        Assert.Equal(5.0 / 11, vectors.Coverage.OccurrenceShare);
    }

    [Fact]
    public void AnotherLetterCaseServesUntilTheSameWordComes()
    {
        var vectors = Read("LOVE 1 1\nTuesday 2 2\nTUESDAY 3 3\nlove 4 4\nLove 5 5\nЁлка 6 6\n");
        Assert.Equal([4f, 4f], vectors.Table.Row(Words.TokenOf("love")).ToArray());
        Assert.Equal([2f, 2f], vectors.Table.Row(Words.TokenOf("tuesday")).ToArray());
        Assert.Equal([6f, 6f], vectors.Table.Row(Words.TokenOf("ёлка")).ToArray());
        Assert.Equal(3, vectors.Coverage.WordsFound);
    }

    [Fact]
    public void OtherWordsGetSeededNumbersOfTheSameSize()
    {
        var line = string.Join(' ', Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? "3" : "-4"));
        var vectors = Read("love " + line);
        var unknown = vectors.Table.Row(Vocabulary.Unknown).ToArray();
        Assert.InRange(Math.Sqrt(unknown.Average(value => (double)value * value)), 3.2, 3.9);
        Assert.InRange(unknown.Average(), -0.6, 0.6);
        Assert.NotEqual(unknown, vectors.Table.Row(Words.TokenOf("rain")).ToArray());
        Assert.Equal(unknown, Read("love " + line).Table.Row(Vocabulary.Unknown).ToArray());
        Assert.NotEqual(unknown, Read("love " + line, seed: 2).Table.Row(Vocabulary.Unknown).ToArray());
    }

    [Theory]
    [InlineData("", "holds no word vectors")]
    [InlineData("\n\n \n", "holds no word vectors")]
    [InlineData("5 3\n", "holds no word vectors")]
    [InlineData("love\nnight\n", "line 1, holds no numbers")]
    [InlineData("love 1 2\nrain 1\n", "line 2 ('rain 1'), has 1 numbers where line 1 has 2")]
    [InlineData("love 1 2\nrain 1 2 3\n", "line 2 ('rain 1 2 3'), has 3 numbers where line 1 has 2")]
    [InlineData("love 1 2\nother 1 2\nrain 1 2 3 4\n", "line 3")]
    [InlineData("2 3\nlove 1 2\nrain 1 2\n", "line 2 ('love 1 2'), has 2 numbers where the first line promises 3")]
    [InlineData("love 1 2\nrain 1  2\n", "line 2")]
    [InlineData("love 1 2\nrain 1 NaN\n", "line 2: 'NaN' is not a finite number")]
    [InlineData("love 1 2\nother -inf 2\n", "line 2: '-inf' is not a finite number")]
    [InlineData("love 1 2\nrain 1e99 2\n", "line 2: '1e99' is not a finite number")]
    [InlineData("love 1 2\nrain 1-2 2\n", "line 2: '1-2' is not a finite number")]
    [InlineData("love 1 2\nrain 1,5 2\n", "line 2: '1,5' is not a finite number")]
    [InlineData("love 1 2\n 1 2\n", "line 2, starts with a space")]
    [InlineData("3 2\nlove 1 2\nrain 1 2\n", "promises 3 vectors in its first line, but holds 2")]
    [InlineData("amor 1 2\nnoche 1 2\n", "no vector for any of the 8 words")]
    public void BadFilesAreOneSentenceWithTheLine(string content, string message)
    {
        var failure = Assert.Throws<DataException>(() => Read(content));
        Assert.Contains(message, failure.Message);
        Assert.StartsWith("vectors.txt", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void OtherEncodingsAndBinaryFilesAreRefused()
    {
        Assert.Contains("line 2, is not UTF-8", Refused([.. "love 1 2\n"u8, .. Encoding.Latin1.GetBytes("été 1 2\n")]));
        Assert.Contains("line 1, is not UTF-8", Refused([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("love 1 2\n")]));
        Assert.Contains("binary layout", Refused([.. "2 3\nlove "u8, 0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x3F]));
        Assert.Contains("longer than 1,048,576 bytes", Refused(Encoding.UTF8.GetBytes(new string('a', 5_000_000))));
        Assert.Contains("at most 10,000", Refused(Encoding.UTF8.GetBytes("love" + string.Concat(Enumerable.Repeat(" 1", 10_001)))));

        static string Refused(byte[] bytes) => Assert.Throws<DataException>(() => WordVectors.Read(new MemoryStream(bytes), "vectors.txt", Words)).Message;
    }

    [Fact]
    public void AnotherWidthThanWantedIsRefused()
    {
        Assert.Equal(2, Read("love 1 2", width: 2).Table.Columns);
        Assert.Equal("vectors.txt holds vectors of 2 numbers where 50 are wanted; give another file or another width.",
            Assert.Throws<DataException>(() => Read("love 1 2", width: 50)).Message);
    }

    [Fact]
    public void FilesAreUnpacked()
    {
        using var folder = new TemporaryVectors();
        var path = folder.Write("vectors.txt.gz", "love 1 2\n", packed: true);
        Assert.Equal([1f, 2f], WordVectors.ReadFile(path, Words).Table.Row(Words.TokenOf("love")).ToArray());
        path = folder.Write("vectors.txt", "love 1 2\n", packed: false);
        Assert.Equal([1f, 2f], WordVectors.ReadFile(path, Words).Table.Row(Words.TokenOf("love")).ToArray());

        path = folder.Write("cut.txt.gz", string.Concat(Enumerable.Range(0, 5000).Select(i => $"word{i * 7919} {i} {i * 31}\n")) + "love 1 2\n", packed: true);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^3000]);
        Assert.Contains("damaged gzip file", Assert.Throws<DataException>(() => WordVectors.ReadFile(path, Words)).Message);
        Assert.Contains("There is no file", Assert.Throws<DataException>(() => WordVectors.ReadFile(path + "x", Words)).Message);
        Assert.Contains("is a folder", Assert.Throws<DataException>(() => WordVectors.ReadFile(Path.GetTempPath(), Words)).Message);
    }

    [Fact]
    public void LinesMayLieAcrossBuffers()
    {
        var content = new StringBuilder();
        for (var i = 0; i < 3000; i++) content.Append(i == 2900 ? "love" : "w" + i).AppendJoin("", Enumerable.Range(0, 100).Select(j => $" {i}.{j}")).Append('\n');
        var vectors = Read(content.ToString());
        Assert.Equal(2900.99f, vectors.Table[Words.TokenOf("love"), 99]);
    }

    private static WordVectors Read(string content, int? width = null, ulong seed = 1) =>
        WordVectors.Read(new MemoryStream(Encoding.UTF8.GetBytes(content)), "vectors.txt", Words, width, seed);

    private sealed class TemporaryVectors : IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory().FullName;

        public string Write(string name, string content, bool packed)
        {
            var path = Path.Combine(folder, name);
            using Stream file = File.Create(path);
            using var stream = packed ? new GZipStream(file, CompressionLevel.Fastest) : file;
            stream.Write(Encoding.UTF8.GetBytes(content));
            return path;
        }

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
