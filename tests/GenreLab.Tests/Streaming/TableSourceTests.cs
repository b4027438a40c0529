using System.Text;
using GenreLab.Data;
using GenreLab.Streaming;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Streaming;

public sealed class TableSourceTests : IDisposable
{
    private const int Rows = 45_000;

    private readonly TemporaryFolder folder = new();

    private static List<Table> Pieces(TableSource source, int threads = 2)
    {
        var tables = new List<Table>();
        source.Sample();
        source.ForEach(piece => piece.Read(), (_, table) => tables.Add(table), new StreamingOptions { Threads = threads });
        return tables;
    }

    private static void AssertSame(Table whole, IReadOnlyList<Table> pieces)
    {
        Assert.Equal(whole.RowCount, pieces.Sum(piece => piece.RowCount));
        foreach (var column in whole.Columns)
        {
            if (column is NumberColumn numbers)
            {
                Assert.Equal(numbers.Values.ToArray(), pieces.SelectMany(piece => ((NumberColumn)piece[column.Name]).Values.ToArray()));
            }
            else
            {
                var row = 0;
                foreach (var piece in pieces)
                    for (var i = 0; i < piece.RowCount; i++, row++) Assert.Equal(column.Text(row), piece[column.Name].Text(i));
            }
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void ThePiecesOfAFileAreTheFile(string lineBreak)
    {
        var content = ManyRows.Csv(ManyRows.Make(Rows)).Replace("\n", lineBreak);
        var whole = TableReader.Read(Encoding.UTF8.GetBytes(content), "whole");
        var plain = Pieces(TableSource.Open([ManyRows.Write(folder.Path, "plain.csv", content)]));
        Assert.InRange(plain.Count, 3, 5);
        AssertSame(whole, plain);
        AssertSame(whole, Pieces(TableSource.Open([ManyRows.Write(folder.Path, "mark.csv", "\uFEFF" + content)]), threads: 1));
        // Packed, in members that are cut anywhere.
        var packed = Pieces(TableSource.Open([ManyRows.WriteGzip(folder.Path, "packed.csv.gz", content[..1_000_001], content[1_000_001..1_000_003], "", content[1_000_003..])]));
        Assert.Equal(plain.Select(piece => piece.RowCount), packed.Select(piece => piece.RowCount));
        AssertSame(whole, packed);
        var streamed = new List<Table>();
        TableSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(content)), "stream").ForEach(piece => piece.Read(), (_, table) => streamed.Add(table), new StreamingOptions());
        AssertSame(whole, streamed);
    }

    [Fact]
    public void RecordsLongerThanAPieceAreWhole()
    {
        string[] rows = [.. ManyRows.Make(10), $"long,\"{new string('y', 3_000_000)}\n{new string('z', 1000)}\",pop,1,0.5,3,True", .. ManyRows.Make(20_000, 2)];
        var content = ManyRows.Csv(rows);
        AssertSame(TableReader.Read(Encoding.UTF8.GetBytes(content), "whole"), Pieces(TableSource.Open([ManyRows.Write(folder.Path, "long.csv", content)])));
    }

    [Fact]
    public void SeveralMembersAreReadWholeToo()
    {
        var content = ManyRows.Csv(ManyRows.Make(100));
        var path = ManyRows.WriteGzip(folder.Path, "members.csv.gz", content[..500], content[500..]);
        Assert.Equal(100, TableReader.ReadFile(path).RowCount);
    }

    [Fact]
    public void ColumnsInAnotherOrderAreMatchedByName()
    {
        var one = ManyRows.Write(folder.Path, "1.csv", "track_id,tempo,energy\na,1,0.5\n");
        var two = ManyRows.Write(folder.Path, "2.tsv", "energy\ttrack_id\ttempo\n0.25\t007\t2\n\n");
        var pieces = Pieces(TableSource.Open([one, two]));
        Assert.Equal([2.0], pieces[1].Numbers("tempo"));
        Assert.Equal(["track_id", "tempo", "energy"], pieces[1].Columns.Select(column => column.Name));
        Assert.Equal(["007"], pieces[1].Texts("track_id"));
    }

    [Fact]
    public void ColumnsThatLackOrAreAddedAreRefusedByName()
    {
        var one = ManyRows.Write(folder.Path, "1.csv", "track_id,tempo,energy\na,1,0.5\n");
        var two = ManyRows.Write(folder.Path, "2.csv", "energy,track_id,speed\n0.25,b,2\n");
        var message = Assert.Throws<DataException>(() => TableSource.Open([one, two])).Message;
        Assert.Contains("2.csv has other columns than 1.csv: it lacks the column 'tempo' and has the column 'speed'", message);
    }

    [Fact]
    public void TextStaysTextAndNumbersWiden()
    {
        string[] rows = [.. Enumerable.Range(0, 250_000).Select(row => $"{(row == 240_000 ? "fast" : "1.50")},{(row < 5 ? "a" : "2.50")}")];
        var pieces = Pieces(TableSource.Open([ManyRows.Write(folder.Path, "wide.csv", "x,y\n" + string.Join("\n", rows))]));
        Assert.IsType<NumberColumn>(pieces[0]["x"]);
        Assert.Equal("fast", pieces[^1]["x"].Text(Array.IndexOf(pieces[^1].Texts("x"), "fast")));
        Assert.All(pieces, piece => Assert.Equal("2.50", piece["y"].Text(piece.RowCount - 1)));
    }

    [Fact]
    public void AllPiecesTogetherAreTheTable()
    {
        var content = ManyRows.Csv([.. ManyRows.Make(Rows), "t,7.50,rock,fast,0.5,1,True"]);
        var whole = TableReader.Read(Encoding.UTF8.GetBytes(content), "whole");
        AssertSame(whole, [TableSource.Open([ManyRows.Write(folder.Path, "1.csv", content)]).ReadAll(new StreamingOptions())]);
    }

    [Fact]
    public void DamageIsNamed()
    {
        var good = ManyRows.WriteGzip(folder.Path, "good.csv.gz", ManyRows.Csv(ManyRows.Make(20_000)));
        var bytes = File.ReadAllBytes(good);
        string Refused(string name, byte[] content)
        {
            var path = Path.Combine(folder.Path, name);
            File.WriteAllBytes(path, content);
            return Assert.Throws<DataException>(() => Pieces(TableSource.Open([good, path]))).Message;
        }
        var changed = bytes.ToArray();
        changed[^20_000] ^= 0x55;
        Assert.Contains("changed.csv.gz' is a damaged gzip file", Refused("changed.csv.gz", changed));
        foreach (var length in (int[])[bytes.Length - 1, bytes.Length - 9, bytes.Length / 2, 200_000, 12, 3])
            Assert.Contains("cut.csv.gz' is a damaged gzip file", Refused("cut.csv.gz", bytes[..length]));
        Assert.Contains("tail.csv.gz' is a damaged gzip file", Refused("tail.csv.gz", [.. bytes, 1, 2, 3]));
        Assert.Contains("empty.csv is empty", Refused("empty.csv", []));
        Assert.Contains("is UTF-16", Refused("wide.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a,b\n1,2\n")]));
        Assert.Contains("is not a text file", Refused("binary.csv", [1, 0, 0, 2]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void WrongRowsAreNumberedAsInTheirFile(int threads)
    {
        var rows = ManyRows.Make(Rows);
        rows[44_000] = "too,few";
        var source = TableSource.Open([ManyRows.Write(folder.Path, "1.csv", ManyRows.Csv(ManyRows.Make(30))), ManyRows.Write(folder.Path, "2.csv", ManyRows.Csv(rows))]);
        Assert.Contains("2.csv, data row 44001, has 2 fields where the header has 7", Assert.Throws<DataException>(() => Pieces(source, threads)).Message);
    }

    [Fact]
    public void AQuoteThatIsNeverClosedIsNotReadToTheEndOfTheWorld()
    {
        var rows = string.Join("\n", Enumerable.Repeat("a,b,1,2", 3_000_000));
        var path = ManyRows.Write(folder.Path, "open.csv", "x,y,tempo,energy\n\"" + rows);
        Assert.Contains("open.csv holds a record of more than 16 MB", Assert.Throws<DataException>(() => Pieces(TableSource.Open([path]))).Message);
    }

    [Fact]
    public void TooLittleMemoryIsRefusedWithTheLeast()
    {
        var source = TableSource.Open([ManyRows.Write(folder.Path, "1.csv", "a,b\n1,2\n")]);
        var message = Assert.Throws<OptionException>(() => source.ForEach(piece => piece.Read(), (_, _) => { }, new StreamingOptions { Memory = 1 << 20 })).Message;
        Assert.Contains($"1 MB of memory are too little to work in; the least that works is {StreamingOptions.LeastMemory >> 20} MB", message);
        Assert.Equal(1, source.ForEach(piece => piece.Read(), (_, _) => { }, new StreamingOptions { Memory = StreamingOptions.LeastMemory }));
    }

    [Fact]
    public void ProgressCountsBytesAndRowsToTheEnd()
    {
        var path = ManyRows.WriteGzip(folder.Path, "p.csv.gz", ManyRows.Csv(ManyRows.Make(Rows)));
        var seen = new List<StreamProgress>();
        TableSource.Open([path]).ForEach(piece => piece.Read(), (_, _) => { }, new StreamingOptions { Threads = 2, Progress = seen.Add });
        Assert.Equal(new StreamProgress(new FileInfo(path).Length, new FileInfo(path).Length, Rows), seen[^1]);
        Assert.True(seen.Count > 2);
    }

    public void Dispose() => folder.Dispose();
}
