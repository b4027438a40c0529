using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Data;
using GenreLab.Merging;
using GenreLab.Models;
using GenreLab.Reports;
using GenreLab.Streaming;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab merge</c>: which genres to merge when a model cannot tell them apart, and what that brings and costs.</summary>
internal sealed class MergeCommand : Verb
{
    private static readonly string[] TrainingOptions = ["--model", "--set", "--scale", "--one-hot", "--bins", "--select", "--raw"];
    private static readonly int[] RoundNumbers = [1000, 500, 200, 100, 50, 30, 20, 10, 5, 2];

    private readonly Argument<string[]> files = new("model or table")
    {
        Description = "The table of tracks with their genres: files (CSV, packed or not), folders of them, names with * or ?; before it a model file that was trained on it, if there is one.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<int?> wanted = new Option<int?>("--to") { Description = "How many genres are to be left; unless told, the number with the best accuracy weighted by entropy.", HelpName = "genres" }.Within(2, 100_000);
    private readonly Option<string?> destination = new("--out") { Description = "The merge file to write (lines from,to), for --merge.", HelpName = "file" };
    private readonly Option<string?> page = new("--report") { Description = "A page (HTML) to write: accuracy and information by number of genres, the tree, the groups.", HelpName = "file" };
    private readonly Option<string> kind = new("--model") { Description = "The kind of model to train when no model file is given.", HelpName = "kind", DefaultValueFactory = _ => "random-forest" };
    private readonly Option<string[]> set = new("--set") { Description = "An option of that model, for example --set trees=50.", HelpName = "name=value" };
    private readonly TrainingTable training = new();

    public MergeCommand() : base(
        "merge", "Propose which genres to merge: those that a model confuses on validation rows; never looks at test rows to choose.",
        "merge dataset.csv --to 66 --out mine-66.csv",
        "merge rock.genre dataset.csv --report merge.html",
        "merge dataset.csv --model mlp --set epochs=10 --json")
    {
        Arguments.Add(files);
        Options.Add(wanted);
        Options.Add(destination);
        Options.Add(page);
        Options.Add(kind);
        Options.Add(set);
        training.AddTo(this);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var (savePath, reportPath) = (parsed.GetValue(destination), parsed.GetValue(page));
        if (savePath is not null) AtomicFile.RequireWritable(savePath);
        if (reportPath is not null) AtomicFile.RequireWritable(reportPath);
        var clock = Stopwatch.StartNew();
        var surroundings = training.Context(parsed, cancellation);
        var (source, tracks, split, evidence) = parsed.GetRequiredValue(files) is [var modelPath, _, ..] words && IsModel(modelPath)
            ? FromModel(parsed, terminal, modelPath, InputFiles.Find(words[1..]), surroundings)
            : FromTable(parsed, terminal, parsed.GetRequiredValue(files), surroundings);
        var proposal = MergeProposal.Of(evidence, surroundings.Seed, surroundings.Threads);
        cancellation.ThrowIfCancellationRequested();

        var warnings = evidence.Warnings.ToList();
        if (proposal.Judged.Count < proposal.LabelNames.Count) warnings.Add(Unjudged(proposal));
        var chosen = parsed.GetValue(wanted) ?? proposal.Suggested;
        var mergesNothing = chosen == proposal.LabelNames.Count;
        if (mergesNothing) warnings.Add($"No merge says more than all {chosen} genres (accuracy weighted by entropy), so none is proposed; ask for a number with --to.");
        var merge = mergesNothing ? null : proposal.ToMerge(chosen, savePath is null ? $"{tracks.Table.Name} to {chosen}" : Path.GetFileName(savePath), tracks.Cleaning.Merge);
        if (savePath is not null && merge is not null)
            AtomicFile.Write(savePath, stream => merge.Write(stream, $"{proposal.LabelNames.Count} genres of {tracks.Table.Name} into {chosen}, by what {source} confuses on validation rows."));
        if (reportPath is not null)
            AtomicFile.Write(reportPath, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                HtmlReport.Write(Report(parsed, source, tracks, split, proposal, chosen, warnings), writer);
            });

        foreach (var warning in warnings) terminal.Warn(warning);
        terminal.Result(Curve(proposal, chosen));
        terminal.Result("Told: what the predicted genre tells of the true one, of all there is to know. Weighted: validation accuracy by each genre's share of the entropy.");
        foreach (var group in proposal.Groups(chosen).Where(group => group.Genres.Count > 1)) terminal.Result($"{group.Name}: {string.Join(", ", group.Genres)}");
        if (!mergesNothing) terminal.Result(InWords(proposal, chosen));
        if (savePath is not null && merge is not null) terminal.Result($"Merge: {savePath} (use it with --merge {savePath})");
        if (reportPath is not null) terminal.Result($"Report: {reportPath}");
        terminal.Result(Json(source, proposal, chosen, merge, warnings, clock.Elapsed.TotalSeconds, mergesNothing ? null : savePath, reportPath));
        return ExitCode.Success;
    }

    private (string Source, GenreTable Tracks, Split Split, MergeEvidence Evidence) FromTable(ParseResult parsed, Terminal terminal, string[] words, TrainingContext surroundings)
    {
        if (IsModel(words[0])) throw new OptionException($"{words[0]} is a model; name the table it was trained on too: genrelab merge {words[0]} dataset.csv.");
        var paths = InputFiles.Find(words);
        var trainer = ModelKinds.Find(parsed.GetRequiredValue(kind)).DefaultTrainer;
        foreach (var assignment in parsed.GetValue(set) ?? []) trainer = Assignment.Parse(assignment).ApplyTo(trainer);
        trainer.Validate();
        var (tracks, split) = training.Load(parsed, options => GenreTable.From(TableFiles.Read(paths, options.Reading, surroundings.Cancellation), options), surroundings);
        TrainingTable.Announce(terminal, tracks, split);
        MergeProposal.RequireMergeable(tracks.LabelNames, parsed.GetValue(wanted));
        MergeEvidence.RequireValidation(tracks, split);
        var run = new TrainingProgress(terminal).Watch(trainer, told => ModelTraining.Run(
            tracks, split, trainer, training.Preprocessing(parsed, trainer), surroundings with { Progress = told, Warning = terminal.Warn }));
        surroundings.Cancellation.ThrowIfCancellationRequested();
        return (ModelDescription.Of(trainer), tracks, split, MergeEvidence.Of(run.Model, tracks, split, surroundings.Threads));
    }

    private (string Source, GenreTable Tracks, Split Split, MergeEvidence Evidence) FromModel(
        ParseResult parsed, Terminal terminal, string modelPath, IReadOnlyList<string> tablePaths, TrainingContext surroundings)
    {
        if (TrainingOptions.FirstOrDefault(option => parsed.GetResult(option) is OptionResult { Implicit: false }) is { } misplaced)
            throw new OptionException($"{misplaced} is about training, and {modelPath} is trained already; leave it out, or leave the model out.");
        var model = GenreModel.Load(modelPath);
        var provenance = model.Provenance;
        if (provenance.Split.Length > 0 && parsed.GetResult("--seed") is not OptionResult { Implicit: false }) surroundings = surroundings with { Seed = provenance.Seed };
        var (tracks, split) = training.Load(parsed, options => ForModel(model, TableFiles.Read(tablePaths, options.Reading, surroundings.Cancellation), options), surroundings);
        TrainingTable.Announce(terminal, tracks, split);
        var evidence = MergeEvidence.Of(model, tracks, split, surroundings.Threads);
        MergeProposal.RequireMergeable(evidence.LabelNames, parsed.GetValue(wanted));
        return (Path.GetFileName(modelPath), tracks, split, evidence);
    }

    /// <summary>Cleans a table as it was for training the model, so that the same split can be made of it.</summary>
    private static GenreTable ForModel(GenreModel model, Data.Table table, LoadOptions options)
    {
        var schema = ModelTables.SchemaFor(model, table, options.Schema.Label, requireLabel: true);
        return GenreTable.From(table, options with
        {
            Schema = options.Schema with { Label = schema.Label, IncludeYear = options.Schema.IncludeYear || schema.Features.Contains("year") },
            Cleaning = options.Cleaning with
            {
                Merge = options.Cleaning.Merge ?? model.Provenance.Merge,
                MergeLeniently = options.Cleaning.Merge is null,
            },
        });
    }

    /// <summary>Whether a file is a zip archive, as model files are, or called like one.</summary>
    private static bool IsModel(string path)
    {
        if (path.EndsWith(".genre", StringComparison.OrdinalIgnoreCase)) return true;
        if (!File.Exists(path)) return false;
        using var file = File.OpenRead(path);
        return file.ReadByte() == 'P' && file.ReadByte() == 'K';
    }

    private static string Unjudged(MergeProposal proposal)
    {
        var names = proposal.LabelNames.Where((_, genre) => !proposal.Judged.Contains(genre)).ToList();
        return names.Count == 1
            ? $"The genre '{names[0]}' has no validation rows, so nothing is known of what it is taken for; it stays as it is."
            : $"{names.Count} genres have no validation rows ({string.Join(", ", names.Take(5))}{(names.Count > 5 ? "…" : "")}), so nothing is known of what they are taken for; they stay as they are.";
    }

    private static string InWords(MergeProposal proposal, int chosen)
    {
        var (all, few) = (proposal.Curve[0], proposal.At(chosen));
        var (before, after) = (all.Test ?? all.Validation, few.Test ?? few.Validation);
        return $"{all.Genres} genres into {few.Genres}: {(few.Test is null ? "validation" : "test")} accuracy {Formats.Percent(before.Accuracy)} → {Formats.Accuracy(after.Accuracy, after.AccuracyInterval)}, "
            + $"chance {Formats.Percent(after.Chance)}, information {before.Information:0.00} → {after.Information:0.00} bits ({Kept(before, after)} kept).";
    }

    private static string Kept(MergeScores before, MergeScores after) => before.Information > 0 ? $"{100 * after.Information / before.Information:0} %" : "–";

    private static Spectre.Console.Table Curve(MergeProposal proposal, int chosen)
    {
        var table = Terminal.Table("#genres", "#validation", "#test (95 %)", "#chance", "#bits told", "#of", "#kept", "#weighted", "");
        var all = proposal.Curve[0];
        int[] shown = [.. RoundNumbers.Append(all.Genres).Append(chosen).Append(proposal.Suggested).Where(number => number <= all.Genres && number >= proposal.Fewest).Distinct().OrderDescending()];
        foreach (var point in shown.Select(proposal.At))
        {
            var (first, scores) = (all.Test ?? all.Validation, point.Test ?? point.Validation);
            table.AddRow(
                $"{point.Genres}", Formats.Percent(point.Validation.Accuracy), point.Test is { } test ? Formats.Accuracy(test.Accuracy, test.AccuracyInterval) : "–",
                Formats.Percent(scores.Chance), $"{scores.Information:0.00}", $"{scores.Entropy:0.00}", Kept(first, scores), $"{point.Validation.InformationAccuracy:0.00}",
                Markup.Escape(string.Join(", ", ((string[])[point.Genres == chosen ? "chosen" : "", point.Genres == proposal.Suggested ? "best" : ""]).Where(word => word.Length > 0))));
        }
        return table;
    }

    private static JsonObject Json(
        string source, MergeProposal proposal, int chosen, GenreMerge? merge, IEnumerable<string> warnings, double seconds, string? savePath, string? reportPath) => new()
        {
            ["model"] = source,
            ["genres"] = CliJson.From(proposal.LabelNames),
            ["to"] = chosen,
            ["suggested"] = proposal.Suggested,
            ["fewest"] = proposal.Fewest,
            ["curve"] = CliJson.From(proposal.Curve),
            ["steps"] = Steps(proposal),
            ["groups"] = CliJson.From(proposal.Groups(chosen)),
            ["merge"] = CliJson.From(merge),
            ["saved"] = savePath,
            ["report"] = reportPath,
            ["seconds"] = seconds,
            ["warnings"] = CliJson.From(warnings),
        };

    /// <summary>The joins in their order: which genres become one, how many are then left, and the information lost by then.</summary>
    private static JsonArray Steps(MergeProposal proposal)
    {
        var members = proposal.Judged.Select(genre => new List<string> { proposal.LabelNames[genre] }).ToList();
        var steps = new JsonArray();
        foreach (var merge in proposal.Tree.Merges)
        {
            var (one, two) = (members[merge.Left], members[merge.Right]);
            members.Add([.. one, .. two]);
            steps.Add(new JsonObject
            {
                ["genres"] = proposal.LabelNames.Count - steps.Count - 1,
                ["first"] = CliJson.From(one),
                ["second"] = CliJson.From(two),
                ["lost"] = merge.Distance,
            });
        }
        return steps;
    }

    private static MergeReport Report(
        ParseResult parsed, string source, GenreTable tracks, Split split, MergeProposal proposal, int chosen, IReadOnlyList<string> warnings) => new()
        {
            Title = tracks.Table.Name,
            Model = source,
            Split = split.Description,
            Synthetic = tracks.Synthetic,
            Proposal = proposal,
            Chosen = chosen,
            Warnings = warnings,
            ToolVersion = ModelTraining.ToolVersion,
            CommandLine = parsed.CommandLine(),
        };
}
