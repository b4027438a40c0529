using GenreLab.Streaming;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Streaming;

/// <summary>How tables are told apart that nobody reads whole.</summary>
public sealed class TableFingerprintTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0), InlineData(1), InlineData(524_288), InlineData(5_000_000), InlineData(1_500_000_000), InlineData(1L << 42)]
    public void ItLooksAtPlacesSpreadOverAFile(long bytes)
    {
        var places = TableFingerprint.Places(bytes).ToArray();
        Assert.Equal(2 + Math.Min(512, bytes / 524_288), places.Length);
        Assert.Equal(places, TableFingerprint.Places(bytes));
        Assert.Equal(places.Order(), places);
        Assert.All(places[1..^1], place => Assert.InRange(place.Start, 0, bytes - 4096));
        Assert.Equal((0, Math.Max(0, bytes - 65_536)), (places[0].Start, places[^1].Start));
        // No stretch between is longer than promised.
        var end = 0L;
        foreach (var (start, length) in places)
        {
            Assert.InRange(start - end, long.MinValue, Math.Max(1 << 20, bytes / 257));
            end = start + length;
        }
        Assert.True(end >= bytes);
    }

    [Fact]
    public void AFileOfTheSameLengthThatDiffersInItsMiddleIsAnother()
    {
        byte[] Of(string content)
        {
            var path = ManyRows.Write(folder.Path, "table.csv", content);
            return TableFingerprint.Of(TableSource.Open([path]).Shards);
        }

        var content = ManyRows.Csv(ManyRows.Make(60_000));
        var first = Of(content);
        Assert.Equal(first, Of(content));
        // A megabyte anywhere; a value here and there; all rows a place further on.
        foreach (var start in (int[])[300_000, 1_234_567, content.Length - 1_200_000])
            Assert.NotEqual(first, Of(content[..start] + content.Substring(start, 1 << 20).Replace('1', '2') + content[(start + (1 << 20))..]));
        Assert.NotEqual(first, Of(content.Replace("77,", "78,", StringComparison.Ordinal)));
        var line = content.IndexOf('\n', 1_000_000);
        Assert.NotEqual(first, Of(content[..line].Replace("rock", "roc", StringComparison.Ordinal).PadRight(line, ' ') + content[line..]));
        Assert.NotEqual(first, Of(content.Replace(ManyRows.Header, ManyRows.Header.Replace("key", "kex", StringComparison.Ordinal), StringComparison.Ordinal)));
    }
}
