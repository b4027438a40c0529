using GenreLab.Cli;
using GenreLab.Distributed;
using GenreLab.Tests.Streaming;

namespace GenreLab.Tests.Cli;

/// <summary><c>genrelab predict</c> by ranks of tables that cannot be cut into pieces as they should: what one process makes of them.</summary>
public sealed class RankPredictionTests(CommandLine command) : IClassFixture<CommandLine>
{
    private static string[] Rows(int count) => [.. Enumerable.Range(0, count).Select(row => $"t{row},\"song {row}, \"\"two\"\" {new string('x', 20)}\",{90 + row % 61},0.{row % 10}")];

    private static string Csv(string[] rows) => ManyRows.Csv(rows, "track_id,track_name,tempo,energy");

    private static string[] Words(string model, string table, string to) => ["predict", model, table, "--out", to, "--top", "2", "--quiet"];

    private static void Run(int size, string[] words) =>
        LocalRanks.Run(size, ranks => Assert.Equal(0, Application.Run(words, TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken, ranks)));

    [Theory]
    [InlineData(1_000), InlineData(25_000), InlineData(39_999)]
    public void AQuoteThatStandsByItselfMisleadsNobody(int where)
    {
        var rows = Rows(40_000);
        rows[where] = $"t{where},5\" single,120,0.5";
        var table = command.Write($"lone{where}.csv", Csv(rows));
        var alone = command.File($"alone{where}.csv");
        var result = CommandLine.Run(Words(command.Model, table, alone));
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(40_001, File.ReadLines(alone).Count());
        foreach (var size in (int[])[2, 3])
        {
            var shared = command.File($"shared{where}.csv");
            Run(size, Words(command.Model, table, shared));
            Assert.Equal(File.ReadAllBytes(alone), File.ReadAllBytes(shared));
        }
    }

    [Fact]
    public void ATextInUtf16IsPredictedByTheFirstRank()
    {
        var table = command.File("utf16.csv");
        File.WriteAllText(table, Csv(Rows(300)), System.Text.Encoding.Unicode);
        var (alone, shared) = (command.File("utf16-alone.csv"), command.File("utf16-shared.csv"));
        Assert.Equal(0, CommandLine.Run(Words(command.Model, table, alone)).Code);
        Run(3, Words(command.Model, table, shared));
        Assert.Equal(File.ReadAllBytes(alone), File.ReadAllBytes(shared));
    }

    [Fact]
    public void WhatIsWrongIsSaidAsByOneProcess()
    {
        var rows = Rows(40_000);
        rows[30_000] = "t30000,too,many,fields,120,0.5";
        var words = Words(command.Model, command.Write("ragged.csv", Csv(rows)), command.File("nothing.csv"));
        var alone = CommandLine.Run(words);
        Assert.NotEqual(0, alone.Code);
        var failure = Assert.Throws<DataException>(() => Run(3, words));
        Assert.Equal(alone.Error.Trim(), failure.Message);
        Assert.Contains("data row 30001", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(command.Folder, "nothing*"));
    }

    [Fact]
    public void TablesThatDifferAreRefusedAndNotReadWhole()
    {
        string Table(string name, int energy)
        {
            Directory.CreateDirectory(command.File(name));
            return command.Write($"{name}/tracks.csv", Csv([.. Rows(20_000).Select((row, i) => i is > 8_000 and < 16_000 ? $"{row[..^1]}{energy}" : row)]));
        }

        string[] tables = [Table("one", 3), Table("other", 4)];
        var failure = Assert.Throws<DataException>(() => LocalRanks.Run(2, ranks =>
            Application.Run(Words(command.Model, tables[ranks.Rank], command.File("nothing.csv")), TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken, ranks)));
        Assert.StartsWith("Rank 1 on ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("sees another tracks.csv than rank 0", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(command.Folder, "nothing*"));
    }
}
