using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Evaluation;
using GenreLab.Models;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab inspect</c>: what is in a model file.</summary>
internal sealed class InspectCommand : Verb
{
    private readonly Argument<string> model = new("model") { Description = "The model file." };

    public InspectCommand() : base("inspect", "Show what is in a model file.", "inspect rock.genre", "inspect rock.genre --json")
    {
        Arguments.Add(model);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var path = parsed.GetRequiredValue(model);
        var file = ModelFile.Load(path);
        var loaded = GenreModel.Load(path);
        var provenance = loaded.Provenance;
        var parameters = file.Tensors.Where(pair => pair.Key.StartsWith("classifier.", StringComparison.Ordinal)).Sum(pair => pair.Value.Count);

        var table = new Spectre.Console.Table().Border(TableBorder.None).HideHeaders().AddColumns("what", "value");
        void Line(string what, string? value)
        {
            if (!string.IsNullOrEmpty(value)) table.AddRow(Markup.Escape(what), Markup.Escape(value));
        }
        Line("kind", loaded.Classifier.Kind);
        Line("genres", $"{loaded.LabelNames.Count}: {string.Join(", ", loaded.LabelNames)}");
        Line("features", string.Join(", ", loaded.Preprocessor.Features.Select(feature => feature.Name)));
        foreach (var text in loaded.Preprocessor.TextSummaries) Line(text.Name, TextWords.Of(text));
        Line("inputs", $"{loaded.Preprocessor.OutputNames.Count}");
        Line("parameters", $"{parameters:N0} in {Formats.Bytes(new FileInfo(path).Length)}");
        Line("options", string.Join(", ", Settings(provenance).Select(pair => $"{pair.Key} {pair.Value?.ToJsonString().Trim('"', '[', ']') ?? "none"}")));
        Line("made by", provenance.ToolVersion);
        Line("data", provenance.Data + (provenance.Synthetic ? " (synthetic)" : ""));
        if (provenance.From is { } from)
            Line("started from", $"{from.File} ({from.Kind} of {from.Genres.Count} genres{(from.Data.Length == 0 ? "" : $", trained on {from.Data}")}; frozen layers {from.Freeze}; SHA-256 {from.Hash})");
        Line("cleaning", string.Join(" ", provenance.Cleaning));
        Line("split", provenance.Split);
        Line("rows", $"{provenance.Rows.Train:N0} train, {provenance.Rows.Validation:N0} validation, {provenance.Rows.Test:N0} test; {loaded.Fingerprints.Length:N0} training rows known");
        Line("seed", $"{provenance.Seed}");
        Line("validation", Score(provenance.Validation));
        Line("test", Score(provenance.Test));
        foreach (var genre in loaded.TellingWords()) Line($"speaks for {genre.Genre}", string.Join(", ", genre.Words.Select(word => word.Word)));
        if (!terminal.Json) terminal.Result(table);
        foreach (var warning in provenance.Warnings) terminal.Warn(warning);

        var json = (JsonObject)file.Document.DeepClone();
        json["features"] = CliJson.From(loaded.Preprocessor.Features);
        json["inputs"] = CliJson.From(loaded.Preprocessor.OutputNames);
        RunJson.AddTexts(json, loaded);
        json["parameters"] = parameters;
        if (RunJson.Coefficients(loaded) is { } coefficients) json["coefficients"] = CliJson.From(coefficients);
        json["trainingRowsKnown"] = loaded.Fingerprints.Length;
        terminal.Result(json);
        return ExitCode.Success;
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Settings(Provenance provenance) =>
        provenance.Trainer?.Where(pair => pair.Key != "kind") ?? [];

    private static string? Score(EvaluationResult? result) => result is null ? null
        : $"accuracy {Formats.Accuracy(result)}, top 5 {Formats.Percent(result.Top5Accuracy)}, macro F1 {result.MacroF1:0.0000}, log-loss {result.LogLoss:0.0000}";
}
