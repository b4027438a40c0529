using System.IO.Compression;
using System.Text;
using GenreLab.Joining;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Joining;

/// <summary>Whatever is wrong with tables, keys, memory and disks: one sentence that says what to do.</summary>
public sealed class JoinBadInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, content);
        return path;
    }

    private JoinTable Left(string content = "isrc,energy\nA,1\nB,2\n") => JoinTable.Of(Write("left.csv", content));

    private JoinTable Right(string content = "isrc,genre_id\nA,1\nB,2\n") => JoinTable.Of(Write("right.csv", content));

    private JoinOptions Options(string? left = null, string? right = null) => new()
    {
        Left = left is null ? Left() : Left(left),
        With = [new JoinWith(right is null ? Right() : Right(right), "isrc")],
        SpillFolder = folder.Path,
    };

    private string Refused<T>(JoinOptions options) where T : GenreLabException
    {
        var message = Assert.Throws<T>(() => TableJoin.Run(options, Stream.Null)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message);
        Assert.Empty(Directory.GetFiles(folder.Path, "genrelab-aside-*"));
        return message;
    }

    [Fact]
    public void Keys()
    {
        Assert.StartsWith("right.csv has no column 'isrc' to join on; its columns are ", Refused<OptionException>(Options(right: "code,genre\nA,1\n")));
        Assert.StartsWith("left.csv has no column 'isrc' to join right.csv on; the columns are ", Refused<OptionException>(Options("code,energy\nA,1\n")));
        Assert.Equal("right.csv has two columns named 'isrc' (columns 1 and 3); rename one of them.", Refused<DataException>(Options(right: "isrc,genre,isrc\nA,1,A\n")));
        Assert.Contains("have no column 'genre_id' to join third.csv on", Refused<OptionException>(Options(right: "isrc,genre\nA,1\n") with
        {
            With = [new JoinWith(Right("isrc,genre\nA,1\n"), "isrc"), new JoinWith(JoinTable.Of(Write("third.csv", "genre_id\n1\n")), "genre_id")],
        }));
        Assert.StartsWith("The joined rows have no column 'irsc' for --distinct; the columns are isrc, ", Refused<OptionException>(Options() with { Distinct = "irsc" }));
        Assert.StartsWith("Which column holds the genre is not clear; name it with --genre: isrc, energy, x", Refused<OptionException>(Options(right: "isrc,x\nA,1\n") with { PerGenre = 3 }));
        Assert.StartsWith("The joined rows have no column 'style' for --genre", Refused<OptionException>(Options() with { Genre = "style" }));
    }

    [Fact]
    public void RepeatedKeysAreRefusedUnlessSettled()
    {
        var options = Options(right: "isrc,genre\nA,house\nA,techno\nB,\n");
        Assert.Equal(
            "right.csv has more than one row whose isrc is 'A'; remove all but one, or say --duplicates one to keep the fullest row of each, or --duplicates keep to join them all.",
            Refused<DataException>(options));
        Assert.Equal(2, TableJoin.Run(options with { Repeated = RepeatedKeys.One }, Stream.Null).RowsWritten);
        Assert.Equal(3, TableJoin.Run(options with { Repeated = RepeatedKeys.Keep }, Stream.Null).RowsWritten);
        Assert.Equal(2, TableJoin.Run(options with { Distinct = "isrc" }, Stream.Null).RowsWritten);
    }

    [Fact]
    public void EmptyResults()
    {
        Assert.Equal(
            "No row before it has a isrc that occurs in right.csv (for example 'US-1' there, 'us1' here); check that --on names the same thing on both sides, or try --fold-keys if they differ in case or dashes only.",
            Refused<DataException>(Options("isrc,energy\nUS-1,1\n", "isrc,genre\nus1,1\n")));
        Assert.Equal(1, TableJoin.Run(Options("isrc,energy\nUS-1,1\n", "isrc,genre\nus1,1\n") with { FoldKeys = true }, Stream.Null).RowsWritten);
        Assert.Equal("right.csv has a header but no rows; give a CSV file with one line a track.", Refused<DataException>(Options(right: "isrc,genre\n")));
        Assert.Equal("No genre has more than 1 rows after the join; the largest, 1, has 1. Give a smaller --genres-over.", Refused<DataException>(Options() with { GenresOver = 1 }));
        Assert.StartsWith("No joined row has a value in column 'genre_id', which is to hold the genre", Refused<DataException>(Options(right: "isrc,genre_id\nA,\nB,NA\n") with { GenresOver = 0 }));
        Assert.StartsWith("No joined row has a value in column 'genre_id' to be distinct by", Refused<DataException>(Options(right: "isrc,genre_id\nA,\nB,NA\n") with { Distinct = "genre_id" }));
        Assert.StartsWith("No row before it has a isrc", Refused<DataException>(Options(right: "isrc,genre\n,1\nNA,2\n")));
    }

    [Fact]
    public void Files()
    {
        Assert.Equal("right.csv, data row 2, has 1 field where the header has 2; put fields that contain the delimiter or a line break in quotes.", Refused<DataException>(Options(right: "isrc,genre\nA,1\nB\n")));
        Assert.Equal("right.csv, data row 2, opens a quote that is never closed; close it or remove it.", Refused<DataException>(Options(right: "isrc,genre\nA,1\nB,\"2\n")));
        Assert.Equal("right.csv, data row 1, field 2, goes on after its closing quote; write quotes inside a field twice.", Refused<DataException>(Options(right: "isrc,genre\nA,\"1\" or 2\n")));
        Assert.StartsWith("right.csv is empty", Refused<DataException>(Options(right: "\n")));
        Assert.StartsWith("right.csv is not a text file", Refused<DataException>(Options(right: "isrc,genre\nA,\0\n")));
        Assert.StartsWith("There is no file 'nowhere.csv'", Refused<DataException>(Options() with { Left = JoinTable.Of("nowhere.csv") }));
        Assert.Contains("is a folder", Refused<DataException>(Options() with { Left = JoinTable.Of(folder.Path) }));
        Assert.StartsWith("The first line of right.csv holds only numbers", Refused<DataException>(Options(right: "1,2\n3,4\n")));

        var packed = Path.Combine(folder.Path, "cut.csv.gz");
        using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes("isrc,energy\n" + string.Concat(Enumerable.Range(0, 9000).Select(i => $"A{i},{i * 7919 % 1000}\n"))));
        File.WriteAllBytes(packed, File.ReadAllBytes(packed)[..^2000]);
        Assert.Contains("damaged gzip", Refused<DataException>(Options() with { Left = JoinTable.Of(packed) }));

        File.WriteAllBytes(Path.Combine(folder.Path, "left.csv"), Encoding.Latin1.GetBytes("isrc,name\nA,Zoë\n"));
        Assert.StartsWith("left.csv is not UTF-8 and right.csv is", Refused<DataException>(new JoinOptions
        {
            Left = JoinTable.Of(Path.Combine(folder.Path, "left.csv")),
            With = [new JoinWith(Right("isrc,genre\nA,Schlägermusik\n"), "isrc")],
        }));
    }

    [Fact]
    public void ShardsWithOtherColumns()
    {
        var shards = JoinTable.Of(Write("a.csv", "isrc,energy\nA,1\n"), Write("b.csv", "energy,code\n1,B\n"));
        Assert.Equal("b.csv has other columns than a.csv: it lacks 'isrc' and adds 'code'; the files of one table must have the same columns, in any order.", Refused<DataException>(Options() with { Left = shards }));
    }

    [Fact]
    public void Bounds()
    {
        Assert.Equal("A memory bound of 100 KB is too small to join 2 tables; the least that works is 768 KB, and more is faster.", Refused<OptionException>(Options() with { MemoryBytes = 100 << 10 }));
        Assert.Equal("There is no folder 'nowhere' to put rows aside in; make it, or name another with --spill.", Refused<GenreLabException>(Options() with { SpillFolder = "nowhere" }));
        Assert.StartsWith("There is no table to join with", Refused<OptionException>(Options() with { With = [] }));
        Assert.Contains("per-genre", Refused<OptionException>(Options() with { PerGenre = 0 }));
        Assert.Contains("genres-over", Refused<OptionException>(Options() with { GenresOver = -1 }));
        Assert.Contains("threads", Refused<OptionException>(Options() with { Threads = 0 }));
    }

    [Fact]
    public void AKeyThatRepeatsMoreOftenThanMemoryHolds()
    {
        var many = "isrc,genre\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"A,{i} {new string('x', 20)}\n"));
        var options = Options(string.Concat("isrc,energy\n", string.Concat(Enumerable.Repeat("A,1\n", 50_000))), many) with { Repeated = RepeatedKeys.Keep, MemoryBytes = 768 << 10 };
        Assert.Equal("More rows of right.csv share the key 'A' than the memory bound holds; raise --memory, or keep one of them with --duplicates one.", Refused<DataException>(options));
        Assert.Equal(50_000, TableJoin.Run(options with { Repeated = RepeatedKeys.One }, Stream.Null).RowsWritten);
        var distinct = TableJoin.Run(options with { Distinct = "isrc" }, Stream.Null);
        Assert.Equal((2_000_000_000L, 1L), (distinct.RowsJoined, distinct.RowsWritten));
    }

    [Fact]
    public void AFullSpillDisk()
    {
        using var disk = new SmallDisk(kilobytes: 1024);
        string Many(string column) => $"isrc,{column}\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"A{i},{i} {new string('x', 20)}\n"));
        var message = Refused<GenreLabException>(Options(Many("energy"), Many("genre")) with { SpillFolder = disk.Path, MemoryBytes = 1 << 20 });
        Assert.StartsWith($"Rows cannot be put aside in the folder '{disk.Path}' after ", message);
        Assert.Contains("make room there, name another folder with --spill, or allow more --memory.", message);
        Assert.Empty(Directory.GetFiles(disk.Path));
    }
}
