using System.Text;
using GenreLab.Joining;
using GenreLab.Numerics;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Joining;

public sealed class TableJoinTests : IDisposable
{
    private const long Plenty = 1L << 30;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static (string Header, List<string> Lines, JoinSummary Summary) Run(JoinOptions options)
    {
        using var output = new MemoryStream();
        var summary = TableJoin.Run(options, output, TestContext.Current.CancellationToken);
        var lines = Lines(Encoding.UTF8.GetString(output.ToArray()));
        return (lines[0], lines[1..], summary);
    }

    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var quoted = false;
        foreach (var letter in text)
        {
            if (letter == '"') quoted = !quoted;
            if (letter != '\n' || quoted)
            {
                line.Append(letter);
                continue;
            }
            lines.Add(line.ToString());
            line.Clear();
        }
        Assert.Equal(0, line.Length);
        return lines;
    }

    private static byte[] Bytes(JoinOptions options)
    {
        using var output = new MemoryStream();
        TableJoin.Run(options, output, TestContext.Current.CancellationToken);
        return output.ToArray();
    }

    private JoinTable Write(string name, string content)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, content);
        return JoinTable.Of(path);
    }

    private static (RawTable[] Tables, (string On, string? Key)[] Keys, string?[] Distinct) Shape(string shape, RandomSource random, int rows, int padding)
    {
        int Some() => 1 + random.NextInt32(rows);
        RawTable Left(params string[] more) => RawTable.Draw("left", random, Some(), padding, ["name", "isrc", .. more, "energy"], ("isrc", "US", rows), ("genre_id", "g", 8));
        return shape switch
        {
            "chain" => (
                [Left(), RawTable.Draw("tracks", random, Some(), padding, ["isrc", "name", "genre_id"], ("isrc", "US", rows), ("genre_id", "g", 8)), RawTable.Draw("genres", random, 8, 0, ["genre_id", "genre"], ("genre_id", "g", 8))],
                [("isrc", null), ("genre_id", null)], [null, "isrc", "name_tracks"]),
            "star" => (
                [Left("genre_id"), RawTable.Draw("tracks", random, Some(), padding, ["isrc", "name"], ("isrc", "US", rows)), RawTable.Draw("genres", random, 12, padding, ["genre", "id"], ("id", "g", 8))],
                [("isrc", null), ("genre_id", "id")], [null, "isrc", "genre_id", "genre"]),
            "twice" => (
                [Left(), RawTable.Draw("one", random, Some(), padding, ["isrc", "x"], ("isrc", "US", rows)), RawTable.Draw("two", random, Some(), padding, ["y", "code"], ("code", "US", rows))],
                [("isrc", null), ("isrc", "code")], [null, "isrc", "x"]),
            _ => ([Left(), RawTable.Draw("keys", random, Some(), 0, ["isrc"], ("isrc", "US", rows))], [("isrc", null)], [null, "isrc"]),
        };
    }

    [Theory]
    [InlineData("chain", 60, 0, 80)]
    [InlineData("star", 60, 0, 80)]
    [InlineData("twice", 60, 0, 80)]
    [InlineData("keys", 60, 0, 40)]
    [InlineData("chain", 2500, 250, 3)]
    [InlineData("star", 2500, 250, 3)]
    [InlineData("twice", 2500, 250, 3)]
    public void EqualsTheNaiveJoinWhateverOrderMemoryAndThreads(string shape, int rows, int padding, int trials)
    {
        long spilled = 0;
        var answers = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var random = RandomSource.For(21, (ulong)trial, (ulong)rows, (ulong)shape[0]);
            var (tables, keys, distinct) = Shape(shape, random, rows, padding);
            JoinOptions Options() => new()
            {
                Left = tables[0].Write(folder.Path, random, 1 + random.NextInt32(3), random.NextInt32(2) == 0 ? "\n" : "\r\n"),
                With = [.. keys.Select((key, i) => new JoinWith(tables[i + 1].Write(folder.Path, random, 1 + random.NextInt32(2)), key.On, key.Key))],
                Distinct = distinct[trial % distinct.Length],
                Repeated = (RepeatedKeys)((trial / distinct.Length + 1) % 3),
                FoldKeys = trial % 2 == 0,
                Seed = (ulong)trial,
                SpillFolder = folder.Path,
            };
            var options = Options();
            var naive = new NaiveJoin(options, tables.ToDictionary(table => table.Name));
            var expected = naive.Run();
            if (expected.Count == 0)
            {
                Assert.ThrowsAny<GenreLabException>(() => Run(options));
                continue;
            }
            answers++;
            var (header, lines, summary) = Run(options with { MemoryBytes = Plenty, Threads = 1 });
            Assert.Equal(string.Join(',', naive.Columns), header);
            Assert.Equal(expected, lines.Order(StringComparer.Ordinal));
            Assert.Equal((naive.Joined, naive.Duplicates, (long)expected.Count), (summary.RowsJoined, summary.Duplicates, summary.RowsWritten));
            Assert.Equal(tables[0].Rows.Count, summary.RowsRead);
            Assert.Equal(0, summary.BytesSpilled);

            var shuffled = Options();
            var bounded = Run(shuffled with { MemoryBytes = (256 << 10) * (keys.Length + 2), Threads = 1 + trial % 2 });
            Assert.Equal(lines, bounded.Lines);
            Assert.Equivalent(summary with { BytesSpilled = bounded.Summary.BytesSpilled }, bounded.Summary, strict: true);
            spilled += bounded.Summary.BytesSpilled;
        }
        Assert.True(answers > 0);
        Assert.Equal(rows > 1000, spilled > 0);
        Assert.Empty(Directory.GetFiles(folder.Path, "genrelab-aside-*"));
    }

    [Fact]
    public void ManyRunsAreMergedInSeveralPasses()
    {
        var random = new RandomSource(3);
        var left = RawTable.Draw("left", random, 30_000, 120, ["isrc", "a", "b"], ("isrc", "US", 20_000));
        var right = RawTable.Draw("right", random, 20_000, 120, ["isrc", "c"], ("isrc", "US", 20_000));
        var options = new JoinOptions { Left = left.Write(folder.Path, random), With = [new JoinWith(right.Write(folder.Path, random), "isrc")], Distinct = "isrc", SpillFolder = folder.Path };
        var (_, lines, summary) = Run(options with { MemoryBytes = 768 << 10 });
        Assert.True(summary.BytesSpilled > 2 * (new FileInfo(options.Left.Files[0]).Length + new FileInfo(options.With[0].Table.Files[0]).Length), $"{summary.BytesSpilled}");
        Assert.Equal(lines, Run(options with { MemoryBytes = Plenty }).Lines);
    }

    [Fact]
    public void TheBestRowHasMostValuesAndThenTheFirstBytes()
    {
        var left = Write("left.csv", "isrc,energy,title\nA,,z\nA,1,\"b\"\nA,1,a\nB,2,x\n");
        var right = Write("right.csv", "isrc,genre\nA,techno\nA,\nA,house\nB,\nB,NA\n");
        var (header, lines, summary) = Run(new JoinOptions { Left = left, With = [new JoinWith(right, "isrc")], Distinct = "isrc" });
        Assert.Equal("isrc,energy,title,genre", header);
        Assert.Equal(["A,1,\"b\",house", "B,2,x,"], lines.Order(StringComparer.Ordinal));
        Assert.Equal((11L, 9L, 2L), (summary.RowsJoined, summary.Duplicates, summary.RowsWritten));
        Assert.Equal(new JoinMatches("right", "isrc", 5, 0, 3, 4, 0, 0), summary.Tables[0]);
    }

    [Fact]
    public void TextPassesThroughAsItIs()
    {
        var left = Write("left.csv", "\uFEFFisrc;title\r\nA;\"say \"\"hi\"\"; \nyou\"\r\n\"B\";  12\" mix \r\n\r\nC;,\r\n");
        var right = Write("right.csv", "isrc,name,note\nA,\"Zoë\",x\nB,a;b,\"\"\nC,\"c;\",'\n");
        var (header, lines, _) = Run(new JoinOptions { Left = left, With = [new JoinWith(right, "isrc")] });
        Assert.Equal("isrc;title;name;note", header);
        // The one field with a delimiter that its file did not have to quote, and the one with a loose quote, are put in quotes.
        Assert.Equal(["\"B\";\"  12\"\" mix \";\"a;b\";\"\"", "A;\"say \"\"hi\"\"; \nyou\";\"Zoë\";x", "C;,;\"c;\";'"], lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ColumnsOfTheSameNameGetTheTablesName()
    {
        var left = Write("audio.csv", "isrc,name,id_bp\nA,n,1\n");
        var right = Write("bp.csv", "isrc,name,id,id_bp,kind\nA,m,2,3,4\n");
        var kinds = Write("kinds.csv", "kind,name,name_bp\n4,k,l\n");
        var (header, lines, summary) = Run(new JoinOptions { Left = left, With = [new JoinWith(right, "isrc"), new JoinWith(kinds, "kind")] });
        Assert.Equal("isrc,name,id_bp,name_bp,id,id_bp_bp,kind,name_kinds,name_bp_kinds", header);
        Assert.Equal(["A,n,1,m,2,3,4,k,l"], lines);
        Assert.Equal(new RenamedColumn("bp", "name", "name_bp"), summary.Renamed[0]);
    }

    private JoinOptions Genres(int tracks)
    {
        var random = new RandomSource(8);
        string[] names = ["techno", "house", "trance", "ambient"];
        var left = new StringBuilder("isrc,energy\n");
        var right = new StringBuilder("isrc,genre_id\n");
        for (var i = 0; i < tracks; i++)
        {
            left.Append($"T{i},{random.NextInt32(100)}\n");
            // Half techno, a quarter house, an eighth trance; duplicates of all of them.
            right.Append($"T{i},{(i % 2 == 0 ? 1 : i % 4 == 1 ? 2 : i % 8 == 3 ? 3 : i % 16 == 7 ? 4 : "")}\n");
            if (i % 3 == 0) left.Append($"T{i},\n");
        }
        var genres = "genre_id,genre_name\n" + string.Concat(names.Select((name, i) => $"{i + 1},{name}\n"));
        return new JoinOptions
        {
            Left = Write("audio_features.csv", left.ToString()),
            With = [new JoinWith(Write("bp_track.csv", right.ToString()), "isrc"), new JoinWith(Write("bp_genre.csv", genres), "genre_id")],
            Distinct = "isrc",
            GenresOver = 900,
            PerGenre = 300,
            Seed = 42,
        };
    }

    [Fact]
    public void GenresAreCountedAfterTheJoinAndSampledByTheHashOfTheKey()
    {
        var options = Genres(16_000);
        var (_, lines, summary) = Run(options);
        Assert.Equal([new("techno", 8000, 300), new("house", 4000, 300), new("trance", 2000, 300), new("ambient", 1000, 300)], summary.Genres);
        Assert.Equal((1200L, 0L, "genre_name"), (summary.RowsWritten, summary.RowsWithoutGenre, summary.GenreColumn));
        Assert.Equal(1200, lines.Select(line => line.Split(',')[0]).Distinct().Count());

        var fewer = Run(options with { GenresOver = 1000, PerGenre = 3000 });
        Assert.Equal([new("techno", 8000, 3000), new("house", 4000, 3000), new("trance", 2000, 2000), new("ambient", 1000, 0)], fewer.Summary.Genres);
        Assert.Contains("1 genre has fewer than 3,000 rows and gives all: trance (2,000).", fewer.Summary.Warnings);

        // A larger sample holds the smaller one; another seed draws another.
        var techno = lines.Where(line => line.Contains("techno", StringComparison.Ordinal)).ToHashSet();
        Assert.Superset(techno, fewer.Lines.ToHashSet());
        Assert.InRange(Run(options with { Seed = 43 }).Lines.Count(techno.Contains), 0, 40);

        // A genre's sample does not depend on which rows other tables bring: the hash is of the key alone.
        var threshold = fewer.Lines.Where(line => line.Contains("techno", StringComparison.Ordinal)).Take(300);
        Assert.Equal(techno, threshold.ToHashSet());
    }

    [Fact]
    public void WithoutDistinctEveryRowIsCounted()
    {
        var options = Genres(1600) with { Distinct = null, GenresOver = null, PerGenre = 100_000 };
        var summary = Run(options).Summary;
        Assert.Equal(summary.RowsJoined, summary.RowsWritten);
        Assert.Equal(summary.Duplicates, summary.RowsJoined - 1500);
        Assert.Contains(summary.Warnings, warning => warning.Contains("share their isrc with another row; --distinct isrc keeps one of each", StringComparison.Ordinal));
    }

    [Fact]
    public void ThreadsAndMemoryDoNotChangeASample()
    {
        var options = Genres(60_000);
        var expected = Bytes(options);
        Assert.Equal(expected, Bytes(options with { MemoryBytes = 1 << 20, Threads = 1 }));
        Assert.Equal(expected, Bytes(options with { MemoryBytes = 1 << 20, Threads = 2 }));
    }

    [Fact]
    public void PackedFilesAndUtf16AreRead()
    {
        var options = Genres(500);
        var expected = Bytes(options with { GenresOver = 0 });
        var packed = Path.Combine(folder.Path, "packed.csv.gz");
        using (var target = new System.IO.Compression.GZipStream(File.Create(packed), System.IO.Compression.CompressionLevel.Fastest))
            target.Write(File.ReadAllBytes(options.Left.Files[0]));
        var wide = Path.Combine(folder.Path, "wide.csv");
        File.WriteAllText(wide, File.ReadAllText(options.With[0].Table.Files[0]), Encoding.Unicode);
        Assert.Equal(expected, Bytes(options with { GenresOver = 0, Left = JoinTable.Of(packed), With = [new JoinWith(JoinTable.Of(wide), "isrc"), options.With[1]] }));
    }

    [Fact]
    public void CancellingLeavesNothing()
    {
        using var source = new CancellationTokenSource();
        var options = Genres(60_000) with { MemoryBytes = 1 << 20, SpillFolder = folder.Path, Progress = _ => source.Cancel() };
        Assert.Throws<OperationCanceledException>(() => TableJoin.Run(options, Stream.Null, source.Token));
        Assert.Empty(Directory.GetFiles(folder.Path, "genrelab-aside-*"));
    }
}
