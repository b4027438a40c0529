namespace GenreLab.Records;

/// <summary>Which runs are asked for; what is null is not asked about.</summary>
public sealed record RunFilter
{
    /// <summary>Part of the data's name or path, in any case.</summary>
    public string? Data { get; init; }

    /// <summary>A kind of model; runs are shown with their models of this kind only.</summary>
    public string? Kind { get; init; }

    /// <summary>How far it got.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>The experiment's name.</summary>
    public string? Experiment { get; init; }

    /// <summary>The run with the models asked for; null when it is not asked for.</summary>
    public RunRecord? Apply(RunRecord run)
    {
        if (Status is { } status && run.Status != status) return null;
        if (Experiment is { } experiment && run.Experiment != experiment) return null;
        if (Data is { } data && !run.Data.Name.Contains(data, StringComparison.OrdinalIgnoreCase) && run.Data.Path?.Contains(data, StringComparison.OrdinalIgnoreCase) != true) return null;
        if (Kind is not { } kind) return run;
        var models = run.Models.Where(model => model.Kind == kind).ToArray();
        return models.Length == 0 ? null : run with { Models = models };
    }
}
