using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Data;
using GenreLab.Preprocessing;
using GenreLab.Streaming;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab normalize</c>: brings a table of any size to a common scale in two passes.</summary>
internal sealed class NormalizeCommand : Verb
{
    private const int MostNamed = 5;

    private readonly Argument<string[]> data = new("data") { Description = "The table: files (CSV, packed or not), folders of them, names with * or ?.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> destination = new("--out") { Description = "The folder to write: a file for every file of the table, and statistics.json.", HelpName = "folder", Required = true };
    private readonly Option<string[]> features = Words.List("--features", "The columns to normalise, separated by commas; +column adds one, -column leaves one as it is [audio features].");
    private readonly Option<string?> label = new("--label") { Description = "The column that holds the genre, which is never normalised.", HelpName = "column" };
    private readonly Option<int?> shards = new Option<int?>("--shards") { Description = "Write so many files, about equal in rows.", HelpName = "files" }.Within(1, 100_000);
    private readonly Option<bool> gzip = new("--gzip") { Description = "Pack the files." };
    private readonly MemoryOption memory = new();
    private readonly Option<int> threads = ContextOptions.ThreadsOption();

    public NormalizeCommand() : base(
        "normalize", "Bring the features of a table of any size to [-1, 1], in two passes over it.",
        "normalize dataset.csv --out normalized",
        "normalize tracks/ more-tracks.csv.gz --out normalized --shards 16 --gzip --memory 600MB",
        "normalize 'part-*.csv' --features -mode,-key --out normalized")
    {
        Arguments.Add(data);
        Options.Add(destination);
        Options.Add(features);
        Options.Add(label);
        Options.Add(shards);
        Options.Add(gzip);
        memory.AddTo(this);
        Options.Add(threads);
        AddCommonOptions();
    }

    public override bool IsShared => true;

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var path = parsed.GetRequiredValue(destination);
        var options = new StreamingOptions { Threads = parsed.GetValue(threads), Memory = memory.Read(parsed), Cancellation = cancellation };
        options.Validate();
        var source = TableSource.Open(InputFiles.Find(parsed.GetRequiredValue(data)));
        var schema = SchemaDetector.Detect(source.Sample(), new SchemaOptions { Features = parsed.GetValue(features)!, Label = parsed.GetValue(label), RequireLabel = parsed.GetValue(label) is not null });
        string[] names = [.. Names(parsed, source)];
        if (terminal.Writes) RefuseToMix(path, names, source);

        using var folder = terminal.Writes ? new AtomicFolder(path, shared: terminal.Ranks.Size > 1) : null;
        if (folder is not null) AtomicFile.RequireWritable(Path.Combine(path, ScalingStatistics.FileName));
        source = source.Divide(terminal.Ranks);
        var first = new StreamingLines(terminal, "pass 1 of 2, statistics");
        var gathered = StatisticsGatherer.Gather(source, schema.Features, options with { Progress = first.Tell });
        var firstTime = first.Elapsed;
        var second = new StreamingLines(terminal, "pass 2 of 2, writing");
        new Normalizer(source, schema.Features, gathered, parsed.GetValue(shards)) { Gzip = parsed.GetValue(gzip) }.Write(shard => folder!.Begin(names[shard]), options with { Progress = second.Tell });
        using var statistics = new MemoryStream();
        gathered.Statistics.Write(statistics);
        folder?.Begin(ScalingStatistics.FileName);
        folder?.Write(statistics.ToArray());
        folder?.Commit();
        var secondTime = second.Elapsed;

        string[] warnings = [.. Warnings(gathered.Statistics)];
        foreach (var warning in warnings) terminal.Warn(warning);
        terminal.Result($"{string.Join(", ", schema.Features.Select(feature => feature.Name))} normalised.");
        terminal.Result(
            $"{Formats.Rows(gathered.Statistics.Rows)} into {(names.Length == 1 ? "1 file" : $"{names.Length:N0} files")} in {path}: statistics in {Formats.Seconds(firstTime.TotalSeconds)} "
            + $"({Formats.MegabytesPerSecond(source.Bytes, firstTime)}), writing in {Formats.Seconds(secondTime.TotalSeconds)} ({Formats.MegabytesPerSecond(source.Bytes, secondTime)}).");
        terminal.Result(new JsonObject
        {
            ["rows"] = gathered.Statistics.Rows,
            ["out"] = path,
            ["files"] = CliJson.From(names),
            ["statistics"] = CliJson.From(gathered.Statistics),
            ["seconds"] = new JsonObject { ["statistics"] = firstTime.TotalSeconds, ["writing"] = secondTime.TotalSeconds },
            ["bytes"] = source.Bytes,
            ["warnings"] = CliJson.From(warnings),
        });
        return ExitCode.Success;
    }

    private IEnumerable<string> Names(ParseResult parsed, TableSource source)
    {
        var ending = parsed.GetValue(gzip) ? ".gz" : "";
        if (parsed.GetValue(shards) is { } count)
        {
            for (var shard = 0; shard < count; shard++) yield return $"part-{shard:00000}.csv{ending}";
            yield break;
        }
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var shard in source.Shards)
        {
            var name = shard.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? shard.Name[..^3] : shard.Name;
            if (!seen.Add(name)) throw new DataException($"Two files are called {name} (packed or not), so what becomes of them cannot be told apart; ask for a number of files with --shards.");
            yield return name + ending;
        }
    }

    private static void RefuseToMix(string path, string[] names, TableSource source)
    {
        var written = names.Select(name => Path.GetFullPath(Path.Combine(path, name))).ToHashSet(StringComparer.Ordinal);
        if (source.Shards.FirstOrDefault(shard => written.Contains(Path.GetFullPath(shard.Path))) is { } overwritten)
            throw new OptionException($"{overwritten.Path} would be overwritten by what becomes of it; choose another folder for --out.");
        if (!Directory.Exists(path)) return;
        string[] others = [.. Directory.EnumerateFiles(path).Where(InputFiles.IsTable).Where(file => !written.Contains(Path.GetFullPath(file))).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        if (others.Length > 0)
            throw new OptionException($"The folder {path} holds other tables ({string.Join(", ", others.Take(MostNamed))}{(others.Length > MostNamed ? "…" : "")}), with which these would be mixed up; choose an empty one for --out.");
    }

    private static IEnumerable<string> Warnings(ScalingStatistics statistics)
    {
        foreach (var feature in statistics.Features)
        {
            if (feature.Count == 0) yield return $"{feature.Name} has no value at all.";
            else if (feature.LargestMagnitude == 0) yield return $"{feature.Name} is {feature.Mean:R} in every row, and so becomes 0.";
        }
    }
}
