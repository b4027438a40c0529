using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Data;
using GenreLab.Preprocessing;
using GenreLab.Synthesis;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab profile</c>: learns what a table's genres look like, for <c>genrelab synth</c>.</summary>
internal sealed class ProfileCommand : Verb
{
    private readonly TableFiles files = new();
    private readonly OutputFile destination = new("The profile to write.");
    private readonly DataOptions data = new();

    public ProfileCommand() : base(
        "profile", "Learn a profile of a table's genres (no track is in it) to draw synthetic tracks from.",
        "profile dataset.csv --out mine.profile")
    {
        files.AddTo(this);
        destination.AddTo(this);
        data.AddTo(this);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var path = destination.Prepare(parsed, terminal);
        var options = data.Read(parsed, Imputation.Drop, seed: 1, Environment.ProcessorCount);
        var table = GenreTable.From(files.Read(parsed, options.Reading, cancellation), options);
        var profile = GenreProfile.Fit(table.Table, table.Schema);
        AtomicFile.Write(path, profile.Save);
        var bytes = new FileInfo(path).Length;
        terminal.Result($"The profile of {profile.Genres.Count} genres from {Formats.Rows(profile.Rows)} is in {path} ({Formats.Bytes(bytes)}).");
        terminal.Result(new JsonObject { ["out"] = path, ["genres"] = profile.Genres.Count, ["rows"] = profile.Rows, ["bytes"] = bytes });
        return ExitCode.Success;
    }
}
