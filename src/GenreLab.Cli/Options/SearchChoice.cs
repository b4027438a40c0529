using System.CommandLine;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Search;

namespace GenreLab.Cli.Options;

/// <summary>Options of a search for hyper-parameters.</summary>
internal sealed class SearchChoice
{
    private const int UsualFolds = 5;

    private readonly Option<string> space = new("--space") { Description = "The values to try: a JSON file in the words of --set and of preprocessing, each with a list or a range.", HelpName = "file", Required = true };
    private readonly Option<SearchMethod?> method = Words.OneOf<SearchMethod>("--method", "How combinations are chosen [grid, or random once there is a range]");
    private readonly Option<int?> trials = new Option<int?>("--trials") { Description = "How many combinations are tried [all of a grid, else 27].", HelpName = "trials" }.Within(1, 10_000);
    private readonly Option<int?> folds = new Option<int?>("--folds")
    {
        Description = "Cross-validate on so many folds of the training and validation rows; 1 trains on training rows and scores on validation rows [5, or 1 with --split-file].",
        HelpName = "folds",
    }.Within(1, 50);
    private readonly Option<double?> minutes = new Option<double?>("--minutes") { Description = "Begin no trial after so many minutes; the best so far is taken.", HelpName = "minutes" }.Within(0.001, 60_000);
    private readonly Option<int?> jobs = new Option<int?>("--jobs") { Description = "Trials at once, each with its share of the threads; never changes a result [one a processor].", HelpName = "jobs" }.Within(1, 1024);

    public void AddTo(Command command)
    {
        command.Options.Add(space);
        command.Options.Add(method);
        command.Options.Add(trials);
        command.Options.Add(folds);
        command.Options.Add(minutes);
        command.Options.Add(jobs);
    }

    /// <summary>The space the user wrote.</summary>
    /// <exception cref="DataException">The file cannot be read or is not JSON.</exception>
    /// <exception cref="OptionException">It has a word or values that no search can mean.</exception>
    public SearchSpace Space(ParseResult parsed, IClassifierTrainer trainer)
    {
        var path = parsed.GetRequiredValue(space);
        try
        {
            return SearchSpace.Parse(File.ReadAllText(path), Path.GetFileName(path), trainer);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"There is no space {path}; check the name.", missing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The space {path} cannot be read ({unreadable.Message.TrimEnd('.')}).", unreadable);
        }
    }

    /// <summary>What is to be tried.</summary>
    public SearchPlan Plan(ParseResult parsed, SearchSpace searched, TrialSettings settings, ulong seed, IReadOnlyList<Split> on, IReadOnlyList<Feature> features) =>
        SearchPlan.Make(searched, settings, parsed.GetValue(method), parsed.GetValue(trials), seed, on.Min(fold => fold.Train.Length), features);

    /// <summary>What trials are trained and scored on; never test rows.</summary>
    /// <exception cref="DataException">The split leaves no validation rows to score on, or there are too few rows.</exception>
    public IReadOnlyList<Split> Folds(ParseResult parsed, GenreTable table, Split split, SplitOptions options)
    {
        var count = parsed.GetValue(folds) ?? (options.Method == SplitMethod.File ? 1 : UsualFolds);
        if (count > 1) return CrossValidation.Folds(table, split, count, options.Seed, options.Method);
        return split.Validation.Length > 0
            ? [split with { Test = [] }]
            : throw new DataException($"The split leaves no rows of {table.Table.Name} to validate on; choose a --validation-share above 0, or --folds 2 or more.");
    }

    /// <summary>Trials at once.</summary>
    public int Jobs(ParseResult parsed, int threads) => parsed.GetValue(jobs) ?? threads;

    /// <summary>How long trials may begin; null for ever.</summary>
    public TimeSpan? Time(ParseResult parsed) => parsed.GetValue(minutes) is { } number ? TimeSpan.FromMinutes(number) : null;
}
