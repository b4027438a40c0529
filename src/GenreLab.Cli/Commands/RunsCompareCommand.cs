using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Recording;
using GenreLab.Evaluation;
using GenreLab.Records;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab runs compare</c>: is one model better than another on the same test rows?</summary>
internal sealed class RunsCompareCommand : RunsVerb
{
    private readonly Argument<string> first = new("A") { Description = "A run of one model, for example 12, or one of its models, for example 12.mlp." };
    private readonly Argument<string> second = new("B") { Description = "Another." };

    public RunsCompareCommand() : base(
        "compare", "Compare two recorded models row by row: the difference in accuracy with its interval, and McNemar's test.",
        "compare 11 12", "compare 12.mlp 12.softmax --json")
    {
        Arguments.Add(first);
        Arguments.Add(second);
        AddRecordsOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, IReadOnlyList<RunRecord> runs, RunDatabase? database)
    {
        var one = ModelReference.Find(runs, parsed.GetRequiredValue(first));
        var two = ModelReference.Find(runs, parsed.GetRequiredValue(second));
        var comparison = Compare(database!, one, two);
        string oneName = NameOf(one), twoName = NameOf(two);
        var table = Terminal.Table("run", "model", "#test accuracy (95 %)", "#macro F1", "#log-loss", "#fit");
        foreach (var model in (ModelReference[])[one, two])
            table.AddRow(
                $"{model}", model.Model.Kind, RunTables.Accuracy(model.Model.Test), $"{model.Model.Test!.MacroF1:0.0000}", $"{model.Model.Test.LogLoss:0.0000}",
                model.Model.Seconds.TryGetValue("fit", out var fit) ? Formats.Seconds(fit) : "–");
        terminal.Result(table);
        foreach (var line in RunTables.Lines(comparison, oneName, twoName)) terminal.Result(line);
        var json = (JsonObject)CliJson.From(comparison)!;
        json["first"] = $"{one}";
        json["second"] = $"{two}";
        json["words"] = comparison.InWords(oneName, twoName);
        terminal.Result(json);
        return ExitCode.Success;
    }

    /// <summary>Compares two recorded models.</summary>
    /// <exception cref="DataException">They were not tested, or on other rows.</exception>
    public static PairedComparison Compare(RunDatabase database, ModelReference first, ModelReference second)
    {
        foreach (var model in (ModelReference[])[first, second])
            if (model.Model.TestRows is null) throw new DataException($"Run {model} was not tested on any rows, so it cannot be compared; train it again with a --test-share above 0.");
        if (first.Model.TestRows != second.Model.TestRows) throw new DataException(OtherRows(first, second));
        var one = database.Predictions(first.Run.Id, first.Model.Kind);
        var two = database.Predictions(second.Run.Id, second.Model.Kind);
        if (one is null || two is null) throw new DataException($"The predictions of run {(one is null ? first : second)} are not recorded, so it cannot be compared; train it again.");
        return PairedComparison.Of(one.Value.Predictions, two.Value.Predictions);
    }

    private static string OtherRows(ModelReference first, ModelReference second)
    {
        string Rows(ModelReference model) => $"{model.Model.Test!.Rows:N0} rows of {model.Run.Data.Name}, {model.Run.Data.Split}";
        var why = first.Run.Data.Hash != second.Run.Data.Hash ? "their data differ" : first.Run.Data.Split != second.Run.Data.Split ? "their splits differ" : "their cleaning or genres differ";
        return $"Runs {first} and {second} were tested on other rows ({why}: {Rows(first)}; {Rows(second)}), and only models tested on the same rows can be compared; train one again with the other's data, cleaning and split.";
    }

    /// <summary>What sentences call a model: <c>mlp (12)</c>, or <c>12.mlp</c> when its run trained several.</summary>
    public static string NameOf(ModelReference model) => model.Run.Models.Count == 1 ? $"{model.Model.Kind} ({model})" : $"{model}";
}
