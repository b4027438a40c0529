using System.Globalization;
using GenreLab.Records;

namespace GenreLab.Cli.Recording;

/// <summary>A recorded model as people name it: <c>12</c> when its run trained one model, else <c>12.mlp</c>.</summary>
internal sealed record ModelReference(RunRecord Run, RecordedModel Model)
{
    public override string ToString() => Of(Run, Model);

    /// <summary>How to name a model of a run.</summary>
    public static string Of(RunRecord run, RecordedModel model) => run.Models.Count == 1 ? $"{run.Id}" : $"{run.Id}.{model.Kind}";

    /// <summary>Finds the model that is meant.</summary>
    /// <exception cref="OptionException">There is no such run or model, or it has several.</exception>
    public static ModelReference Find(IReadOnlyList<RunRecord> runs, string text)
    {
        var run = FindRun(runs, text);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (run.Models.Count == 0) throw new OptionException($"Run {run.Id} has no trained model (it is {RunTables.Word(run.Status)}); 'genrelab runs show {run.Id}' tells more.");
        if (dot < 0)
        {
            return run.Models.Count == 1
                ? new ModelReference(run, run.Models[0])
                : throw new OptionException($"Run {run.Id} trained {run.Models.Count} models; say which: {Listed(run)}.");
        }
        var model = run.Models.FirstOrDefault(one => one.Kind == text[(dot + 1)..])
            ?? throw new OptionException($"Run {run.Id} has no model '{text[(dot + 1)..]}'; it has {Listed(run)}.");
        return new ModelReference(run, model);
    }

    /// <summary>Finds the run that is meant, whichever of its models.</summary>
    /// <exception cref="OptionException">There is none of that number.</exception>
    public static RunRecord FindRun(IReadOnlyList<RunRecord> runs, string text)
    {
        if (!long.TryParse(text.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            throw new OptionException($"'{text}' is not a run; give the number that 'genrelab runs list' shows, for example 12 or 12.mlp.");
        return runs.FirstOrDefault(run => run.Id == id)
            ?? throw new OptionException(runs.Count == 0
                ? $"There is no run {id}, for none is recorded yet."
                : $"There is no run {id}; the latest is {runs[0].Id}, and 'genrelab runs list' shows them.");
    }

    private static string Listed(RunRecord run) => string.Join(", ", run.Models.Select(model => $"{run.Id}.{model.Kind}"));
}
