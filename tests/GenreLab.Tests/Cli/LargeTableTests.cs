using GenreLab.Tests.Streaming;
using GenreLab.Tests.Surveying;

namespace GenreLab.Tests.Cli;

/// <summary><c>genrelab explore</c> and <c>audit</c> of a table that does not fit into the memory they may use.</summary>
public sealed class LargeTableTests(CommandLine command) : IClassFixture<CommandLine>
{
    [Fact]
    public void ATableThatDoesNotFitIsReadPieceByPiece()
    {
        var table = command.Write("large.csv", ManyRows.Csv(MixedTable.Rows(180_000), MixedTable.Header));
        var spill = Directory.CreateDirectory(command.File("spill")).FullName;
        var explored = CommandLine.Run("explore", table, "--memory", "320MB", "--spill", spill, "--out", command.File("explored"), "--json");
        Assert.True(explored.Code == 0, explored.Error);
        Assert.Contains("repeat an earlier one in every column but the index.", explored.Error, StringComparison.Ordinal);
        Assert.Equal(180_000, explored.Json["cleaning"]!["rowsRead"]!.GetValue<int>());
        Assert.True(File.Exists(command.File("explored/explore.html")));

        var audit = CommandLine.Run("audit", table, "--memory", "320MB", "--spill", spill, "--quiet");
        Assert.True(audit.Code == 0, audit.Error);
        Assert.Contains("split by track, 64/16/20, not drawn", audit.Output, StringComparison.Ordinal);
        Assert.Contains("would be by artists that training or validation rows hold too", audit.Output, StringComparison.Ordinal);
        Assert.Contains("[give-away-column]", audit.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(spill));

        var refused = CommandLine.Run("explore", table, "--memory", "300MB", "--out", command.File("refused"));
        Assert.Equal(2, refused.Code);
        Assert.Contains("the least that works is 314 MB", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(command.File("refused")));
    }
}
