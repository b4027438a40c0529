using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Cli.Recording;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Records;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab runs export</c>: the records as a file for other programs.</summary>
internal sealed class RunsExportCommand : RunsVerb
{
    private readonly RunFilterOptions filter = new();
    private readonly Option<string> destination = new("--out") { Description = "The file to write: .csv for one line a model, .json for all that is recorded (but the predictions).", HelpName = "file", Required = true };

    public RunsExportCommand() : base("export", "Write recorded runs to a CSV or JSON file.", "export --out runs.csv", "export --out runs.json --data dataset.csv")
    {
        filter.AddTo(this);
        Options.Add(destination);
        AddRecordsOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, IReadOnlyList<RunRecord> runs, RunDatabase? database)
    {
        var path = parsed.GetRequiredValue(destination);
        var all = runs.ToDictionary(run => run.Id);
        var chosen = filter.Apply(parsed, runs);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".json":
                AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, new { runs = chosen }, GenreLabJson.Options));
                break;
            case ".csv":
                AtomicFile.Write(path, stream => TableWriter.Write(stream, Table([.. chosen.SelectMany(run => run.Models.Select(model => new ModelReference(all[run.Id], model)))])));
                break;
            default:
                throw new OptionException($"{path} says neither CSV nor JSON; name a file that ends in .csv or .json.");
        }
        terminal.Result($"{chosen.Count:N0} {(chosen.Count == 1 ? "run" : "runs")} written to {path}.");
        terminal.Result(new JsonObject { ["runs"] = chosen.Count, ["written"] = path });
        return ExitCode.Success;
    }

    private static Data.Table Table(IReadOnlyList<ModelReference> models)
    {
        Column Text(string name, Func<ModelReference, string?> value) => TextColumn.From(name, [.. models.Select(value)]);
        Column Number(string name, Func<ModelReference, double?> value) => new NumberColumn(name, [.. models.Select(model => value(model) ?? double.NaN)]);
        return new Data.Table("runs",
        [
            Text("run", model => $"{model}"),
            Text("started", model => model.Run.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")),
            Text("status", model => RunTables.Word(model.Run.Status)),
            Text("command", model => CommandLineText.Of(model.Run.Words)),
            Text("tool_version", model => model.Run.ToolVersion),
            Text("experiment", model => model.Run.Experiment),
            Text("data", model => model.Run.Data.Path ?? model.Run.Data.Name),
            Text("data_sha256", model => model.Run.Data.Hash),
            Text("split", model => model.Run.Data.Split),
            Number("seed", model => model.Run.Seed),
            Text("model", model => model.Model.Kind),
            Text("options", model => model.Model.Trainer.ToJsonString(GenreLabJson.Options)),
            Number("test_rows", model => model.Model.Test?.Rows),
            Number("test_accuracy", model => model.Model.Test?.Accuracy),
            Number("test_accuracy_low", model => model.Model.Test?.AccuracyInterval[0]),
            Number("test_accuracy_high", model => model.Model.Test?.AccuracyInterval[1]),
            Number("test_macro_f1", model => model.Model.Test?.MacroF1),
            Number("test_log_loss", model => model.Model.Test?.LogLoss),
            Number("validation_accuracy", model => model.Model.Validation?.Accuracy),
            Number("fit_seconds", model => model.Model.Seconds.TryGetValue("fit", out var fit) ? fit : null),
            Text("file", model => model.Model.File),
        ]);
    }
}
