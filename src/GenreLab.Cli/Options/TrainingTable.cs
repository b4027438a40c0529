using System.CommandLine;
using GenreLab.Cli.Recording;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Cli.Options;

/// <summary>Options of what models are trained on: the table's columns and rows, their split, how features become inputs, seed and threads.</summary>
internal sealed class TrainingTable
{
    private readonly DataOptions data = new();
    private readonly SplitChoice split = new();
    private readonly PreprocessingChoice preprocessing = new();
    private readonly ContextOptions context = new();

    public void AddTo(Command command)
    {
        data.AddTo(command);
        split.AddTo(command);
        preprocessing.AddTo(command);
        context.AddTo(command);
    }

    public TrainingContext Context(ParseResult parsed, CancellationToken cancellation) => context.Read(parsed, cancellation);

    /// <summary>The learner's preference, or what the model it starts from does, with the user's choices in its place.</summary>
    public PreprocessingOptions Preprocessing(ParseResult parsed, IClassifierTrainer trainer, Transfer? from = null) =>
        preprocessing.Read(parsed, trainer, from?.Model.Preprocessor.Options ?? trainer.DefaultPreprocessing);

    /// <inheritdoc cref="TextChoice.Require"/>
    public void RequireReaders(ParseResult parsed, IReadOnlyList<IClassifierTrainer> trainers) => preprocessing.RequireReaders(parsed, trainers);

    /// <inheritdoc cref="TextChoice.ReadsArtist"/>
    public bool ReadsArtist(ParseResult parsed) => preprocessing.ReadsArtist(parsed);

    /// <summary>Has a table read and cleaned as the options say, and splits it, by them unless told otherwise.</summary>
    public (GenreTable Table, Split Split) Load(ParseResult parsed, Func<LoadOptions, GenreTable> load, TrainingContext surroundings, SplitOptions? by = null)
    {
        var table = load(LoadOptions(parsed, surroundings));
        var split = Splitter.Split(table, by ?? SplitOptions(parsed, surroundings));
        if (surroundings.Ranks.Size > 1) surroundings.Ranks.RequireSame(DataHash.Of(table, split), table.Table.Name);
        return (table, split);
    }

    /// <summary>How tables are read and cleaned.</summary>
    public LoadOptions LoadOptions(ParseResult parsed, TrainingContext surroundings) =>
        data.Read(parsed, preprocessing.Imputation(parsed), surroundings.Seed, surroundings.Threads);

    /// <summary>How tables are split.</summary>
    public SplitOptions SplitOptions(ParseResult parsed, TrainingContext surroundings) => split.Read(parsed, surroundings.Seed);

    /// <inheritdoc cref="SplitChoice.ReadForFolds"/>
    public (SplitOptions Outside, SplitMethod Together) FoldOptions(ParseResult parsed, TrainingContext surroundings) => split.ReadForFolds(parsed, surroundings.Seed);

    /// <summary>Splits a table by another method, with the shares and the seed of the options.</summary>
    public Split SplitBy(ParseResult parsed, GenreTable table, SplitMethod method, TrainingContext surroundings) =>
        Splitter.Split(table, split.Read(parsed, surroundings.Seed) with { Method = method, FoldFile = null });

    /// <summary>Tells what was done to the table.</summary>
    public static void Announce(Terminal terminal, GenreTable table, Split split)
    {
        foreach (var step in table.Cleaning.Steps) terminal.Say(step);
        terminal.Say(Description(table, split));
    }

    /// <summary><c>113,549 rows of 114 genres; split by track, 64/16/20, seed 1.</c></summary>
    public static string Description(GenreTable table, Split split) =>
        $"{Formats.Rows(table.Table.RowCount)} of {table.LabelNames.Count} genres; split {split.Description}.";
}
