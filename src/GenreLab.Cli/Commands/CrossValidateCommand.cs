using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Cli.Recording;
using GenreLab.Comparison;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Preprocessing;
using GenreLab.Records;
using GenreLab.Reports;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab cross-validate</c>: compares models on the same repeated folds and says which are better, and which cannot be told apart.</summary>
internal sealed class CrossValidateCommand : Verb
{
    private readonly TableFiles files = new("The table of tracks with their genres");
    private readonly Option<string> destination = new("--out")
    {
        Description = "The folder for folds.csv, report.html and cross-validate.json. The same command goes on from the folds it holds.",
        HelpName = "folder",
        DefaultValueFactory = _ => "comparison",
    };
    private readonly VariantChoice compared = new();
    private readonly TrainingTable training = new();
    private readonly RecordingChoice recording = new();

    public CrossValidateCommand() : base(
        "cross-validate", "Compare models on the same repeated folds: accuracy with intervals, and the difference of every pair.",
        "cross-validate dataset.csv --model mlp --model random-forest --folds 5 --repeats 2",
        "cross-validate songs.csv --split by-artist --year --model \"both: hybrid\" --model \"lyrics: hybrid audio=false\" --model \"audio and year: hybrid lyrics=false\" --model \"audio: hybrid lyrics=false without=year\"",
        "cross-validate train.csv --split-file folds.csv --model \"small: mlp hidden=64,32 epochs=20\" --model \"large: mlp hidden=512,512 scale=quantile\"")
    {
        files.AddTo(this);
        compared.AddTo(this);
        Options.Add(destination);
        training.AddTo(this);
        recording.AddTo(this);
        AddCommonOptions();
    }

    public override bool IsShared => true;

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation) =>
        recording.Watch(parsed, terminal, Name, record => Compare(parsed, terminal, record, cancellation));

    private int Compare(ParseResult parsed, Terminal terminal, RunRecording record, CancellationToken cancellation)
    {
        var variants = compared.Variants(parsed, training);
        var surroundings = training.Context(parsed, cancellation) with { Warning = terminal.Warn };
        var (outside, together) = training.FoldOptions(parsed, surroundings);
        using var folder = new OutputFolder(parsed.GetRequiredValue(destination), terminal.Writes);

        var paths = files.Find(parsed);
        var (table, split) = training.Load(parsed, options => GenreTable.From(TableFiles.Read(paths, options.Reading, cancellation), options), surroundings, outside);
        foreach (var variant in variants) variant.Settings.Preprocessing.Validate(table.WithoutFeatures(variant.Without).Schema.Features);
        var folds = compared.Folds(parsed, table, split, together, outside);
        var inWords = compared.InWords(parsed, together, split, surroundings.Seed);
        foreach (var step in table.Cleaning.Steps) terminal.Say(step);
        terminal.Say($"{Formats.Rows(split.Train.Length + split.Validation.Length)} of {table.LabelNames.Count} genres in {inWords}.");
        var (errors, warnings) = Warnings(table, variants, folds);
        foreach (var warning in warnings) terminal.Warn(warning);
        var results = new ResultFile<FoldScore>(folder.File("folds.csv"), new FoldTable(table, variants, folds, surroundings.Seed), terminal.Ranks);
        cancellation.ThrowIfCancellationRequested();
        results.Begin();
        record.Begin(table, new Split([.. folds[0].Split.Train, .. folds[0].Split.Validation, .. folds[0].Split.Test], [], [], inWords), paths, surroundings.Seed, errors);

        var result = Compare(terminal, table, variants, folds, results, surroundings);
        results.Sort(result.Folds);
        record.Trials([.. variants.Select((variant, number) => Recorded(number + 1, result.Variants.First(one => one.Variant == variant.Name), folds.Count))]);
        var report = folder.File("report.html");
        if (terminal.Writes) Write(report, writer => HtmlReport.Write(
            new ComparisonReport
            {
                Title = table.Table.Name,
                Subtitle = $"{variants.Count} {(variants.Count == 1 ? "model" : "models")} on {folds.Count} folds",
                Folds = inWords,
                Result = result,
                Descriptions = variants.ToDictionary(variant => variant.Name, InWords),
                Data = DataSummarizer.Summarize(table, folds[0].Split),
                Warnings = [.. warnings.Where(warning => warning != ModelTraining.SyntheticWarning)],
                ToolVersion = ModelTraining.ToolVersion,
                CommandLine = parsed.CommandLine(),
            },
            writer));
        var json = new JsonObject
        {
            ["folds"] = inWords,
            ["models"] = new JsonArray([.. result.Variants.Select(scores => Line(scores, variants.First(variant => variant.Name == scores.Variant)))]),
            ["pairs"] = new JsonArray([.. result.Pairs.Select(Line)]),
            ["scores"] = CliJson.From(result.Folds),
            ["results"] = results.Path,
            ["report"] = report,
            ["recorded"] = record.Id,
            ["warnings"] = CliJson.From(warnings),
        };
        if (terminal.Writes) Write(folder.File("cross-validate.json"), writer => writer.WriteLine(json.ToJsonString(GenreLabJson.Options)));
        record.Files(results.Path, report, folder.File("cross-validate.json"));

        terminal.Result(Models(result));
        foreach (var pair in result.Pairs) terminal.Result(pair.InWords);
        terminal.Result($"Folds: {results.Path}; report: {report}{(record.Id is { } id ? $"; recorded as run {id}" : "")}");
        terminal.Result(json);
        return ExitCode.Success;
    }

    private static ComparisonResult Compare(
        Terminal terminal, GenreTable table, IReadOnlyList<ModelVariant> variants, IReadOnlyList<RepeatedFold> folds, ResultFile<FoldScore> results, TrainingContext surroundings)
    {
        if (results.Known.Count > 0) terminal.Say($"Going on from {results.Known.Count:N0} scores in {results.Path}.");
        var progress = new ComparisonProgress(terminal, variants.Count * folds.Count, results.Known.Count);
        using var stop = surroundings.Ranks.Agree(surroundings.Cancellation);
        try
        {
            return VariantComparison.Run(table, variants, folds, surroundings with { Cancellation = stop.Token }, results.Known, score =>
            {
                results.Add(score);
                progress.Tell(score);
            });
        }
        catch (OperationCanceledException) when (surroundings.Cancellation.IsCancellationRequested)
        {
            throw new GenreLabException($"Cancelled after {results.Count:N0} scores, which are kept in {results.Path}; the same command goes on from them.");
        }
    }

    /// <summary>Why no number is to be believed, and that with what else must be known.</summary>
    private static (IReadOnlyList<string> Errors, IReadOnlyList<string> All) Warnings(GenreTable table, IReadOnlyList<ModelVariant> variants, IReadOnlyList<RepeatedFold> folds)
    {
        string[] errors = [.. Auditor.Audit(table).Where(finding => finding.Severity == AuditSeverity.Error).Select(finding => $"{finding.Message} {finding.Action}")];
        var all = new List<string>(errors);
        if (table.Synthetic) all.Add(ModelTraining.SyntheticWarning);
        if (variants.Any(variant => ReadsArtist(variant.Settings.Preprocessing.Text)) && Auditor.AuditArtistAsText(table, folds[0].Split) is { } artists) all.Add($"{artists.Message} {artists.Action}");
        return (errors, all);
    }

    private static bool ReadsArtist(TextOptions? text) => text is { Use: null, Artist: true } || text?.Use?.Contains(TextSource.Artist) == true;

    private static string InWords(ModelVariant variant) =>
        ModelDescription.Of(variant.Settings.Trainer) + (variant.Without.Count > 0 ? $"; without {string.Join(", ", variant.Without)}" : "");

    private static RecordedTrial Recorded(int number, VariantScores scores, int folds) => new()
    {
        Number = number,
        Rung = 1,
        Values = new Dictionary<string, string> { ["model"] = scores.Variant },
        Accuracy = scores.Accuracy.Mean,
        Deviation = scores.Accuracy.Deviation,
        LogLoss = scores.LogLoss.Mean,
        Seconds = scores.Seconds * folds,
    };

    private static JsonObject Line(VariantScores scores, ModelVariant variant)
    {
        var json = CliJson.From(scores)!.AsObject();
        json.Remove("variant");
        json.Insert(0, "name", scores.Variant);
        json.Insert(1, "kind", variant.Settings.Trainer.Kind);
        json["options"] = RunJson.Options(variant.Settings.Trainer);
        json["preprocessing"] = CliJson.From(variant.Settings.Preprocessing);
        json["without"] = CliJson.From(variant.Without);
        return json;
    }

    private static JsonObject Line(VariantPair pair)
    {
        var json = CliJson.From(pair)!.AsObject();
        json["words"] = pair.InWords;
        return json;
    }

    private static Spectre.Console.Table Models(ComparisonResult result)
    {
        static string Score(FoldMean score) => $"{score.Mean:0.0000} ({score.Interval[0]:0.000}–{score.Interval[1]:0.000})";
        var table = Terminal.Table("model", "#accuracy (95 %)", "#macro F1", "#log-loss", "#time a fold");
        foreach (var variant in result.Variants)
            table.AddRow(
                Markup.Escape(variant.Variant), Formats.Accuracy(variant.Accuracy.Mean, variant.Accuracy.Interval),
                Score(variant.MacroF1), Score(variant.LogLoss), Formats.Seconds(variant.Seconds));
        return table;
    }

    private static void Write(string path, Action<TextWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        write(writer);
    });
}
