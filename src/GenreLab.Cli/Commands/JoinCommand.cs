using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Joining;
using GenreLab.Streaming;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab join</c>: puts tables of any size together by keys, distinct tracks and a sample of each genre chosen on the way.</summary>
internal sealed class JoinCommand : Verb
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private readonly Argument<string[]> files = new("file") { Description = "The table whose rows are joined to others (CSV); several files, folders of them and names with * or ? are its shards.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> with = new("--with") { Description = "A table to join: a file, a folder of its shards, or a name with * or ?; may be repeated.", HelpName = "file", Required = true };
    private readonly Option<string[]> on = new("--on") { Description = "The column that holds its key, here and in the tables before it (here=there when the names differ: isrc=track_isrc); one for each --with.", HelpName = "column", Required = true };
    private readonly OutputFile destination = new("The CSV file to write.");
    private readonly Option<string?> distinct = new("--distinct") { Description = "Keep one row for each value of this column: that with most values and, among equals, that whose fields come first in the order of their bytes.", HelpName = "column" };
    private readonly Option<RepeatedKeys?> duplicates = Words.OneOf<RepeatedKeys>("--duplicates", "What to do when rows of a --with table share a key that --distinct does not settle (refuse unless told)");
    private readonly Option<bool> fold = new("--fold-keys") { Description = "Keys that differ in case, dashes and spaces only are the same, as ISRCs are." };
    private readonly Option<long?> genresOver = new Option<long?>("--genres-over") { Description = "Only genres with more rows than this after the join.", HelpName = "rows" }.Within(0);
    private readonly Option<int?> perGenre = new Option<int?>("--per-genre") { Description = "At most this many rows a genre: those whose keys have the smallest seeded hashes, whatever the order of files and rows.", HelpName = "rows" }.Within(1);
    private readonly Option<string?> genre = new("--genre") { Description = "The column that holds the genre; found by its name unless told.", HelpName = "column" };
    private readonly Option<ulong> seed = new("--seed") { Description = "Names the order of the rows, and with it the sample.", DefaultValueFactory = _ => 1 };
    private readonly MemoryOption memory = new($"Memory for rows in work, for example 600MB or 2GB; what does not fit is put aside in files. Never changes the result [{JoinOptions.DefaultMemoryBytes >> 20}MB].");
    private readonly Option<string?> spill = new("--spill") { Description = "The folder for rows put aside; the system's temporary one unless told.", HelpName = "folder" };
    private readonly Option<int> threads = ContextOptions.ThreadsOption();

    public JoinCommand() : base(
        "join", "Join tables of any size by their keys, in bounded memory; rows without a partner are left out.",
        "join audio_features.csv --with bp_track.csv --on isrc --with bp_genre.csv --on genre_id --distinct isrc --genres-over 100000 --per-genre 20000 --seed 42 --out tracks.csv",
        "join tracks.csv --with lyrics.csv --on track_id=spotify_id --duplicates one --out with-lyrics.csv")
    {
        Arguments.Add(files);
        Options.Add(with);
        Options.Add(on);
        destination.AddTo(this);
        Options.Add(distinct);
        Options.Add(duplicates);
        Options.Add(fold);
        Options.Add(genresOver);
        Options.Add(perGenre);
        Options.Add(genre);
        Options.Add(seed);
        memory.AddTo(this);
        Options.Add(spill);
        Options.Add(threads);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var path = destination.Prepare(parsed, terminal);
        var options = new JoinOptions
        {
            Left = JoinTable.Of(InputFiles.Find(parsed.GetRequiredValue(files))),
            With = Tables(parsed.GetRequiredValue(with), parsed.GetRequiredValue(on)),
            Distinct = parsed.GetValue(distinct),
            Repeated = parsed.GetValue(duplicates) ?? RepeatedKeys.Refuse,
            FoldKeys = parsed.GetValue(fold),
            GenresOver = parsed.GetValue(genresOver),
            PerGenre = parsed.GetValue(perGenre),
            Genre = parsed.GetValue(genre),
            Seed = parsed.GetValue(seed),
            MemoryBytes = memory.Given(parsed) ?? JoinOptions.DefaultMemoryBytes,
            SpillFolder = parsed.GetValue(spill),
            Threads = parsed.GetValue(threads),
            Progress = Progress(terminal, clock),
        };
        JoinSummary? summary = null;
        AtomicFile.Write(path, stream => summary = TableJoin.Run(options, stream, cancellation));

        var seconds = clock.Elapsed.TotalSeconds;
        foreach (var warning in summary!.Warnings) terminal.Warn(warning);
        foreach (var line in Lines(summary, options)) terminal.Result(line);
        if (summary.Genres.Count > 0) terminal.Result(GenreTable(summary));
        terminal.Result($"{summary.RowsWritten:N0} rows written to {path} in {Formats.Seconds(seconds)}{(summary.BytesSpilled > 0 ? $"; {Formats.Bytes(summary.BytesSpilled)} put aside on the way" : "")}.");
        var json = (JsonObject)CliJson.From(summary)!;
        json["out"] = path;
        json["seconds"] = seconds;
        terminal.Result(json);
        return ExitCode.Success;
    }

    private static List<JoinWith> Tables(string[] tables, string[] keys)
    {
        if (tables.Length != keys.Length)
            throw new OptionException($"--with is given {Times(tables.Length)} and --on {Times(keys.Length)}; give one --on for each --with, in the same order.");
        return [.. tables.Zip(keys, (table, key) =>
        {
            var shards = JoinTable.Of(InputFiles.Find([table]));
            var equals = key.IndexOf('=', StringComparison.Ordinal);
            return equals < 1 ? new JoinWith(shards, key) : new JoinWith(shards, key[..equals], key[(equals + 1)..]);
        })];
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";

    private static IEnumerable<string> Lines(JoinSummary summary, JoinOptions options)
    {
        yield return $"{summary.RowsRead:N0} rows of {options.Left.Name} to join.";
        foreach (var table in summary.Tables)
        {
            yield return $"{table.Table} by {table.On}: {table.Matched:N0} rows matched, {table.Unmatched:N0} did not, {table.WithoutKey:N0} have no {table.On}; "
                + $"it has {table.Rows:N0} rows, {table.RowsWithoutKey:N0} without a key, {table.RepeatedKeys:N0} that repeat one.";
        }
        foreach (var renamed in summary.Renamed) yield return $"Column {renamed.Column} of {renamed.Table} is called {renamed.Name}, since a table before it has one of that name.";
        yield return $"{summary.RowsJoined:N0} rows joined; {summary.Duplicates:N0} repeat the {summary.Key} of another{(summary.DuplicatesDropped ? " and are left out" : "")}"
            + $"{(summary.RowsWithoutDistinct > 0 ? $", {summary.RowsWithoutDistinct:N0} without {summary.Key} are left out" : "")}"
            + $"{(summary.RowsWithoutGenre > 0 ? $", {summary.RowsWithoutGenre:N0} without a genre are left out" : "")}.";
    }

    private static Table GenreTable(JoinSummary summary)
    {
        var table = Terminal.Table(summary.GenreColumn!, "#rows", "#written");
        foreach (var one in summary.Genres)
            table.AddRow(Markup.Escape(one.Name), $"{one.Rows:N0}", one.Written == 0 ? "left out" : $"{one.Written:N0}");
        return table;
    }

    private static Action<JoinProgress> Progress(Terminal terminal, Stopwatch clock)
    {
        var gate = new Lock();
        var last = clock.Elapsed;
        return progress =>
        {
            lock (gate)
            {
                var now = clock.Elapsed;
                if (now - last < ProgressInterval) return;
                last = now;
                var speed = progress.BytesRead / now.TotalSeconds;
                terminal.Say(progress.RowsWritten > 0
                    ? $"{progress.RowsWritten:N0} rows written so far."
                    : $"{Formats.Bytes(progress.BytesRead)} of {Formats.Bytes(progress.BytesTotal)} read ({Formats.Bytes((long)speed)}/s, {Formats.Duration(TimeSpan.FromSeconds((progress.BytesTotal - progress.BytesRead) / speed))} of reading left).");
            }
        };
    }
}
