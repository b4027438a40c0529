using System.Globalization;
using System.Text;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Joining;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Numerics;
using GenreLab.Streaming;
using GenreLab.Streaming.Packing;
using GenreLab.Tests.Data;
using GenreLab.Trees.Boosting;
using GenreLab.Trees.Forests;

namespace GenreLab.Tests.Streaming;

/// <summary>Tables kept packed are the tables read whole.</summary>
public sealed class PackedTableTests : IDisposable
{
    private const int Rows = 24_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Tracks with everything in them that cleaning, splitting and auditing look at.</summary>
    private static string[] Tracks(bool ids = true, ulong seed = 1)
    {
        var random = new RandomSource(seed);
        var lines = new List<string>();
        for (var row = 0; row < Rows; row++)
        {
            var genre = random.NextInt32(3);
            var track = random.NextInt32(Rows);
            var id = !ids ? "" : row % 211 == 3 ? "," : $"id{track},";
            var title = row % 307 == 2 ? "NA" : $"\"söng {track}, live\"";
            var artist = row % 401 == 2 ? "" : row % 3 == 0 ? $"Artist {track % 500};Guest {row}" : row % 7 == 0 ? $"Ärtisté\u00A0;Guest" : $"Artist {track % 500}";
            var tempo = row % 997 == 3 ? "NA" : (90 + 25 * genre + 30 * random.NextNormal()).ToString("0.###", CultureInfo.InvariantCulture);
            var energy = (row % 2 == 0 ? random.NextDouble().ToString("R", CultureInfo.InvariantCulture) : (0.3 * genre).ToString("0.00", CultureInfo.InvariantCulture));
            lines.Add($"{row},{id}{title},{artist},Album {track % 3000},{new[] { "ambient", "folk", "techno" }[genre]},{tempo},{energy},{(row % 5 == 0 ? "C#" : "D")},{(row % 4 == 0 ? "True" : "False")},{1950 + track % 70}-05-0{1 + track % 9},{(genre == 0 ? 7.5 : track % 11)}");
            if (row % 50 == 0) lines.Add($"{Rows + row}{lines[^1][lines[^1].IndexOf(',')..]}");
        }
        return [.. lines];
    }

    private static string Header(bool ids = true) => $"index,{(ids ? "track_id," : "")}track_name,artists,album_name,genre,tempo,energy,key,explicit,release_date,mood";

    private TableSource Shards(bool ids = true)
    {
        var rows = Tracks(ids);
        var first = ManyRows.Write(folder.Path, $"a{ids}.csv", ManyRows.Csv(rows[..(Rows / 3)], Header(ids)));
        // The second has its columns in another order, another delimiter, and is packed.
        var moved = rows[(Rows / 3)..].Select(row => row[(row.LastIndexOf(',') + 1)..] + ";" + Semicolons(row[..row.LastIndexOf(',')])).ToArray();
        var second = ManyRows.WriteGzip(folder.Path, $"b{ids}.csv.gz", ManyRows.Csv(moved, "mood;" + Header(ids).Replace(",mood", "").Replace(',', ';')));
        return TableSource.Open([first, second]);
    }

    // Commas between fields, not those in quotes; artists are put in quotes.
    private static string Semicolons(string row)
    {
        var text = new StringBuilder();
        foreach (var field in CsvFields(row)) text.Append(text.Length > 0 ? ";" : "").Append(field.Contains(';') ? $"\"{field}\"" : field);
        return text.ToString();
    }

    private static IEnumerable<string> CsvFields(string row)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i <= row.Length; i++)
        {
            if (i < row.Length && row[i] == '"') quoted = !quoted;
            if (i < row.Length && (row[i] != ',' || quoted)) continue;
            yield return row[start..i];
            start = i + 1;
        }
    }

    private static Table Packed(TableSource source, int threads = 2, string? label = null) =>
        PackedTable.Read(source, label, null, new StreamingOptions { Threads = threads });

    private static void AssertSame(Table whole, Table packed)
    {
        Assert.Equal(whole.Columns.Select(column => column.Name), packed.Columns.Select(column => column.Name));
        Assert.Equal(whole.RowCount, packed.RowCount);
        foreach (var column in whole.Columns)
        {
            if (column is NumberColumn numbers)
            {
                Assert.True(packed[column.Name] is NumberColumn { IsPacked: true });
                Assert.Equal(numbers.Values.ToArray().Select(BitConverter.DoubleToInt64Bits), ((NumberColumn)packed[column.Name]).Values.ToArray().Select(BitConverter.DoubleToInt64Bits));
            }
            else
            {
                // Codes are given in order of first appearance by both.
                Assert.Equal(((CodedColumn)column).Codes.ToArray(), ((CodedColumn)packed[column.Name]).Codes.ToArray());
                Assert.Equal(((CodedColumn)column).DistinctCount, ((CodedColumn)packed[column.Name]).DistinctCount);
            }
        }
    }

    private static void AssertSameOnRanks(Table whole, TableSource source)
    {
        // Some ranks get nothing to read.
        foreach (var size in (int[])[2, 3, 9])
            LocalRanks.Run(size, ranks => AssertSame(whole, Packed(source.Divide(ranks), threads: 1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ItIsTheTableReadWhole(bool ids)
    {
        var whole = Shards(ids).ReadAll(new StreamingOptions { Threads = 2 });
        var packed = Packed(Shards(ids));
        AssertSame(whole, packed);
        AssertSame(whole, Packed(Shards(ids), threads: 1));
        AssertSameOnRanks(whole, Shards(ids));
        Assert.InRange(PackedTable.BytesOf(packed), 1, PackedTable.BytesOf(whole));
        Assert.Equal(whole.Texts("genre"), packed.Texts("genre"));
        Assert.Equal(whole.Texts("release_date"), packed.Texts("release_date"));
        AssertSame(whole.Select([5, 3, 9000]), packed.Select([5, 3, 9000]));

        foreach (var options in new[]
        {
            new LoadOptions(), new LoadOptions { Cleaning = new CleaningOptions { Missing = MissingValues.DropAny, PerGenre = 5000 } },
            new LoadOptions { Schema = new SchemaOptions { IncludeDecade = true }, Cleaning = new CleaningOptions { Missing = MissingValues.Keep, DropDuplicates = false } },
        })
        {
            var one = GenreTable.From(whole, options);
            var other = GenreTable.From(packed, options);
            Assert.Equal(one.Cleaning.Steps, other.Cleaning.Steps);
            Assert.Equal(one.Schema.Roles, other.Schema.Roles);
            Assert.Equal(one.Schema.Features, other.Schema.Features);
            AssertSame(one.Table, other.Table);
            Assert.Equal(Auditor.Audit(one), Auditor.Audit(other));
            Assert.Equal(AccuracyCeiling.Of(one), AccuracyCeiling.Of(other));
            foreach (var method in new[] { SplitMethod.ByTrack, SplitMethod.ByArtist, SplitMethod.Stratified, SplitMethod.Random })
            {
                var (split, packedSplit) = (Splitter.Split(one, new SplitOptions { Method = method }), Splitter.Split(other, new SplitOptions { Method = method }));
                Assert.Equal(split.Train, packedSplit.Train);
                Assert.Equal(split.Test, packedSplit.Test);
                Assert.Equal(Auditor.AuditSplit(one, split), Auditor.AuditSplit(other, packedSplit));
            }
        }
    }

    [Fact]
    public void ModelsAreTheSameToTheBit()
    {
        var options = new LoadOptions { Schema = new SchemaOptions { IncludeYear = true } };
        var whole = GenreTable.From(Shards().ReadAll(new StreamingOptions { Threads = 2 }), options);
        var packed = GenreTable.From(Packed(Shards()), options);
        var split = Splitter.Split(whole);
        foreach (var trainer in new IClassifierTrainer[]
        {
            new SoftmaxTrainer { Epochs = 2 }, new MlpTrainer { Hidden = [16], Epochs = 2 }, new DecisionTreeTrainer { MaxDepth = 8 }, new RandomForestTrainer { Trees = 4 },
            new ExtraTreesTrainer { Trees = 4 }, new GradientBoostingTrainer { Rounds = 4 },
        })
            Assert.True(Saved(whole, trainer, 2).AsSpan().SequenceEqual(Saved(packed, trainer, 1)), trainer.Kind);

        byte[] Saved(GenreTable table, IClassifierTrainer trainer, int threads)
        {
            using var stream = new MemoryStream();
            GenreModel.Train(table, split, trainer, context: new TrainingContext { Threads = threads }).Save(stream);
            return stream.ToArray();
        }
    }

    [Fact]
    public void AColumnIsWhatAllOfItIs()
    {
        var text = new StringBuilder("genre,tempo,remark,grade,constant\n");
        for (var row = 0; row < 80_000; row++) text.Append(CultureInfo.InvariantCulture, $"{(row % 2 == 0 ? "rock" : "pop")},{row % 300},remark {row},{(row < 70_000 ? $"0{row % 7}.50" : "A")},1\n");
        var path = ManyRows.Write(folder.Path, "kinds.csv", text.ToString());
        var whole = TableReader.ReadFile(path);
        var packed = Packed(TableSource.Open([path]));
        AssertSame(whole, packed);
        AssertSameOnRanks(whole, TableSource.Open([path]));
        Assert.IsType<KeyColumn>(packed["remark"]);
        Assert.Equal(ColumnRole.Identifier, SchemaDetector.Detect(packed).Roles["remark"]);
        Assert.Equal(whole.Texts("grade"), packed.Texts("grade"));
        Assert.Equal("#79999", packed["remark"].Text(79_999));
        Assert.Contains("holds text where a feature must hold numbers", Assert.Throws<DataException>(() => GenreTable.From(packed, new LoadOptions { Schema = new SchemaOptions { Features = ["+remark"] } })).Message);
        Assert.Contains("too many for genres", Assert.Throws<DataException>(() => GenreTable.From(Packed(TableSource.Open([path]), label: "remark"), new LoadOptions { Schema = new SchemaOptions { Label = "remark" } })).Message);
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        var rows = Tracks();
        var good = ManyRows.Write(folder.Path, "good.csv", ManyRows.Csv(rows, Header()));
        string Refused(string content) => Assert.Throws<DataException>(() => Packed(TableSource.Open([good, ManyRows.Write(folder.Path, "bad.csv", content)]))).Message;
        Assert.Contains("bad.csv has other columns than good.csv: it lacks the column 'mood'", Refused(ManyRows.Csv(["1"], "index")).Replace("lacks the columns 'track_id', 'track_name', 'artists', 'album_name', 'genre'…", "lacks the column 'mood'"));
        rows[^1] += ",too many";
        Assert.Contains($"bad.csv, data row {rows.Length}, has 13 fields where the header has 12", Refused(ManyRows.Csv(rows, Header())));
        var calls = 0;
        Assert.Throws<OptionException>(() => PackedTable.Read(TableSource.Open([good]), null, (read, bytes, share) =>
        {
            calls++;
            Assert.True(read > 0 && bytes > 0 && share is > 0 and <= 1);
            if (calls == 1) return false;
            throw new OptionException("too little");
        }, new StreamingOptions { Threads = 2 }));
        Assert.Equal(2, calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatIsPutAsideIsTheSame(bool ids)
    {
        var asked = 0;
        Table Aside(int threads, double from) => PackedTable.Read(
            Shards(ids), null, (_, _, share) => asked++ < 0 || share < from, new StreamingOptions { Threads = threads }, folder.Path);
        var packed = Packed(Shards(ids));
        foreach (var aside in (Table[])[Aside(2, 0), Aside(1, 0.5)])
        {
            AssertSame(packed, aside);
            // Of numbers nothing is left in memory but their different values, and not one file in the folder.
            Assert.Equal(packed["tempo"].Bytes - 2L * packed.RowCount, aside["tempo"].Bytes);
            Assert.DoesNotContain(Directory.GetFiles(folder.Path), file => Path.GetFileName(file).StartsWith("genrelab", StringComparison.Ordinal));
            int[] rows = [5, 3, 9000, 5];
            AssertSame(packed.Select(rows), aside.Select(rows));
            AssertSame(GenreTable.From(packed).Table, GenreTable.From(aside).Table);
        }
        Assert.True(asked > 4);
        var table = GenreTable.From(packed);
        var split = Splitter.Split(table);
        Assert.Equal(Model(table), Model(GenreTable.From(Aside(2, 0))));

        byte[] Model(GenreTable of)
        {
            using var stream = new MemoryStream();
            GenreModel.Train(of, split, new MlpTrainer { Hidden = [8], Epochs = 1 }, context: new TrainingContext { MostHeldInputs = 0 }).Save(stream);
            return stream.ToArray();
        }
    }

    [Fact]
    public void ColumnsOfEveryKindArePutAside()
    {
        var random = new RandomSource(3);
        var file = new MappedFile(new SpillFolder(folder.Path).Create());
        foreach (var values in (double[][])[[.. Enumerable.Range(0, 9001).Select(i => i % 7 / 2.0)], [.. Enumerable.Range(0, 9001).Select(i => i % 900 / 8.0)],
            [.. Enumerable.Range(0, 99_001).Select(i => i % 1009 == 3 ? double.NaN : i / 16.0)], [.. Enumerable.Range(0, 9001).Select(_ => random.NextDouble())], []])
        {
            var (few, many) = (new FewNumbers(), new ManyNumbers());
            few.PutAside(file);
            many.PutAside(file);
            foreach (var chunk in values.Chunk(1000))
            {
                var words = new DecimalWords();
                foreach (var value in chunk) words.Add(value);
                if (many.Count == 0 && few.TryAdd(words)) continue;
                few.EmptyWords(many.Add);
                many.Add(words);
            }
            var packed = many.Count > 0 ? PackedNumbers.Of(many, file) : PackedNumbers.Of(few, file);
            Assert.Equal(values, packed.ToArray());
            Assert.Equal(values.Reverse(), packed.Select([.. Enumerable.Range(0, values.Length).Reverse()]).ToArray());
            Assert.Equal(values, Enumerable.Range(0, values.Length).Select(row => packed[row]));
        }
    }

    [Fact]
    public void AFullDiskIsSaid()
    {
        using var disk = new SmallDisk(kilobytes: 1024);
        var message = Assert.Throws<GenreLabException>(() => PackedTable.Read(Shards(), null, (_, _, _) => false, new StreamingOptions { Threads = 2 }, disk.Path)).Message;
        Assert.StartsWith($"Rows cannot be put aside in the folder '{disk.Path}' after ", message);
        Assert.Contains("make room there, name another folder with --spill, or allow more --memory.", message);
        Assert.Empty(Directory.GetFiles(disk.Path));
        Assert.Contains("There is no folder 'nowhere'", Assert.Throws<GenreLabException>(() => PackedTable.Read(Shards(), null, (_, _, _) => false, new StreamingOptions { Threads = 2 }, "nowhere")).Message);
    }
}
