using System.CommandLine;
using System.Globalization;
using GenreLab.Streaming;

namespace GenreLab.Cli.Options;

/// <summary>How much memory may be used.</summary>
/// <param name="description">What it does, for people.</param>
internal sealed class MemoryOption(string description = "About how much memory to use, for example 600MB or 2GB; never changes a result [a quarter of the machine's].")
{
    private static readonly (string Word, long Bytes)[] Units = [("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30), ("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30)];

    private readonly Option<long?> memory = new("--memory")
    {
        Description = description,
        HelpName = "size",
        CustomParser = result =>
        {
            if (Parse(result.Tokens[0].Value) is { } bytes) return bytes;
            result.AddError($"'{result.Tokens[0].Value}' is not a value for --memory; write a size, for example 600MB or 2GB");
            return null;
        },
    };

    public void AddTo(Command command) => command.Options.Add(memory);

    /// <summary>The bound in bytes that was asked for, or null.</summary>
    public long? Given(ParseResult parsed) => parsed.GetValue(memory);

    /// <summary>The bound in bytes.</summary>
    public long Read(ParseResult parsed) =>
        parsed.GetValue(memory) ?? Math.Max(StreamingOptions.LeastMemory, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    private static long? Parse(string text)
    {
        var (word, bytes) = Units.FirstOrDefault(unit => text.EndsWith(unit.Word, StringComparison.OrdinalIgnoreCase));
        if (word is null) return null;
        return double.TryParse(text[..^word.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * bytes < long.MaxValue ? (long)(number * bytes) : null;
    }
}
