using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Synthesis;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab synth</c>: draws realistic tracks that belong to nobody.</summary>
internal sealed class SynthCommand : Verb
{
    private readonly Option<int> rows = new Option<int>("--rows") { Description = "How many tracks.", Required = true }.Within(1, Synthesizer.MostRows);
    private readonly OutputFile destination = new("The CSV file to write.");
    private readonly Option<string?> profile = new("--profile") { Description = "A profile made by 'genrelab profile'; else the bundled one of 114 genres.", HelpName = "file" };
    private readonly Option<ulong> seed = new("--seed") { Description = "Names the tracks: the same seed gives the same.", DefaultValueFactory = _ => 1 };

    public SynthCommand() : base(
        "synth", "Draw synthetic tracks from a profile of real ones.",
        "synth --rows 1000000 --out big.csv",
        "synth --rows 5000 --profile mine.profile --seed 7 --out mine.csv")
    {
        Options.Add(rows);
        destination.AddTo(this);
        Options.Add(profile);
        Options.Add(seed);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var path = destination.Prepare(parsed, terminal);
        var count = parsed.GetValue(rows);
        var source = Profiles.Load(parsed.GetValue(profile));
        AtomicFile.Write(path, stream => Synthesizer.Write(stream, source, count, parsed.GetValue(seed), cancellation));
        terminal.Result($"{Formats.Rows(count)} of {source.Genres.Count} genres written to {path} in {Formats.Seconds(clock.Elapsed.TotalSeconds)}.");
        terminal.Result(new JsonObject
        {
            ["rows"] = count,
            ["genres"] = source.Genres.Count,
            ["out"] = path,
            ["seconds"] = clock.Elapsed.TotalSeconds,
        });
        return ExitCode.Success;
    }
}
