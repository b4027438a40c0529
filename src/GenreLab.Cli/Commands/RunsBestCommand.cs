using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Cli.Recording;
using GenreLab.Evaluation;
using GenreLab.Records;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary>By what the best model is chosen.</summary>
internal enum BestBy
{
    /// <summary>Accuracy on the validation rows; where there are none, on the test rows.</summary>
    Validation,
    /// <summary>Accuracy on the test rows.</summary>
    Test,
}

/// <summary><c>genrelab runs best</c>: the best model of every set of test rows.</summary>
internal sealed class RunsBestCommand : RunsVerb
{
    private readonly RunFilterOptions filter = new();
    private readonly Option<BestBy?> by = Words.OneOf<BestBy>("--by", "What chooses the best [validation]");

    public RunsBestCommand() : base("best", "Show the best recorded model of every set of test rows, and whether its lead is more than noise.", "best", "best --data dataset.csv --by test")
    {
        filter.AddTo(this);
        Options.Add(by);
        AddRecordsOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, IReadOnlyList<RunRecord> runs, RunDatabase? database)
    {
        var all = runs.ToDictionary(run => run.Id);
        var choice = parsed.GetValue(by) ?? BestBy.Validation;
        double Score(ModelReference model) => (choice == BestBy.Validation ? model.Model.Validation ?? model.Model.Test : model.Model.Test)!.Accuracy;
        var fitting = filter.Apply(parsed, runs);
        var doubtful = fitting.Count(run => run.Warnings.Count > 0);
        if (doubtful > 0) terminal.Say($"{doubtful} {(doubtful == 1 ? "run is" : "runs are")} left out whose numbers are not to be believed; 'genrelab runs show' tells why.");
        var sets = fitting
            .Where(run => run.Warnings.Count == 0)
            .SelectMany(run => run.Models.Where(model => model.TestRows is not null).Select(model => new ModelReference(all[run.Id], model)))
            .GroupBy(model => model.Model.TestRows)
            .Select(set => set.OrderByDescending(Score).ToArray())
            .ToArray();
        if (sets.Length == 0) terminal.Result(Nothing(parsed));
        var lines = new JsonArray();
        foreach (var ranked in sets)
        {
            var best = ranked[0];
            // The same training repeated is no rival.
            var next = ranked.Skip(1).FirstOrDefault(other => !JsonNode.DeepEquals(other.Model.Trainer, best.Model.Trainer) || other.Model.Test!.Accuracy != best.Model.Test!.Accuracy);
            var comparison = next is null ? null : RunsCompareCommand.Compare(database!, best, next);
            terminal.Result($"{best.Run.Data.Name}, {Formats.Rows(best.Model.Test!.Rows)}, {best.Run.Data.Split}");
            terminal.Result($"  {best} {best.Model.Kind}: test accuracy {RunTables.Accuracy(best.Model.Test)}, validation {Formats.Percent(best.Model.Validation?.Accuracy)}; best of {ranked.Length} by {(choice == BestBy.Test || best.Model.Validation is null ? "test accuracy, which flatters it" : "validation accuracy")}");
            if (comparison is not null) terminal.Result("  " + comparison.InWords(RunsCompareCommand.NameOf(best), RunsCompareCommand.NameOf(next!)));
            lines.Add(Line(best, next, comparison, ranked.Length));
        }
        terminal.Result(new JsonObject { ["best"] = lines });
        return ExitCode.Success;
    }

    private static JsonObject Line(ModelReference best, ModelReference? next, PairedComparison? comparison, int models) => new()
    {
        ["run"] = best.Run.Id,
        ["reference"] = $"{best}",
        ["data"] = best.Run.Data.Name,
        ["split"] = best.Run.Data.Split,
        ["models"] = models,
        ["model"] = CliJson.From(best.Model),
        ["next"] = next?.ToString(),
        ["lead"] = CliJson.From(comparison),
    };
}
