using System.CommandLine;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Cli.Options;

/// <summary>Options of which trained model a training starts from.</summary>
internal sealed class TransferChoice
{
    private readonly Option<string?> from = new("--from")
    {
        Description = "Start from this model's layers and preprocessing (networks only): transfer to another table and its genres. Options that are not set are the model's.",
        HelpName = "file",
    };
    private readonly Option<string?> freeze = new("--freeze") { Description = "Which of its layers stay as they are: none, all-but-output, or how many from the inputs on [none].", HelpName = "layers" };
    private readonly Option<bool> compare = new("--compare-scratch")
    {
        Description = "With --from: also train on 1/64, 1/16, 1/4 and all of the training rows, from the model and from scratch, to see what it is worth; takes about three times the time.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(from);
        command.Options.Add(freeze);
        command.Options.Add(compare);
    }

    /// <summary>The file to start from, or null.</summary>
    public string? Source(ParseResult parsed) => parsed.GetValue(from);

    /// <summary>Reads the model to start from, if there is one.</summary>
    /// <exception cref="OptionException">Options that are about it are given without it, or say nothing that can be frozen.</exception>
    /// <exception cref="ModelFileException">It is missing or damaged.</exception>
    public Transfer? Read(ParseResult parsed)
    {
        if (Source(parsed) is { } path) return Transfer.Load(path, parsed.GetValue(freeze) is { } word ? Freeze.Parse(word) : null);
        if (parsed.GetValue(freeze) is not null) throw new OptionException("--freeze says which layers of a trained model stay as they are; name the model with --from.");
        if (parsed.GetValue(compare)) throw new OptionException("--compare-scratch compares with a training that starts from a model; name the model with --from.");
        return null;
    }

    /// <summary>Compares with training from scratch, when that is asked for; null otherwise, and of a training that was stopped.</summary>
    public TransferComparison? Compare(ParseResult parsed, Terminal terminal, GenreTable table, Split split, TrainingRun run, TrainingContext surroundings)
    {
        if (!parsed.GetValue(compare) || run.Cancelled || surroundings.Cancellation.IsCancellationRequested) return null;
        terminal.Say($"{run.Trainer.Kind}: training on parts of the training rows, from {surroundings.From!.Name} and from scratch");
        return TransferComparison.Measure(table, split, run, surroundings);
    }

    /// <summary>Refuses what the split does not allow before anything is trained.</summary>
    /// <exception cref="DataException">There are no test rows to compare on.</exception>
    public void Check(ParseResult parsed, GenreTable table, Split split)
    {
        if (parsed.GetValue(compare) && split.Test.Length == 0)
            throw new DataException($"The split leaves no rows of {table.Table.Name} to test on, so there is nothing to compare on; choose a --test-share above 0.");
    }

    /// <summary>Cleans a table for a training that starts from a model: the features are the model's.</summary>
    /// <exception cref="OptionException">Other features are asked for.</exception>
    /// <exception cref="DataException">The table lacks one of the model's features, or cannot be used.</exception>
    public static GenreTable Load(Data.Table table, LoadOptions options, Transfer? from)
    {
        if (from is null) return GenreTable.From(table, options);
        var model = from.Model;
        var features = model.Preprocessor.Features.Select(feature => feature.Name).ToList();
        if (options.Schema.Features.Count > 0 || (options.Schema.IncludeYear && !features.Contains("year")))
            throw new OptionException($"The features are those of {from.Name} ({string.Join(", ", features)}) and cannot be chosen; leave out {(options.Schema.Features.Count > 0 ? "--features" : "--year")}.");
        return GenreTable.From(table, options with
        {
            Schema = ModelTables.SchemaFor(model, table, options.Schema.Label, requireLabel: true),
            Cleaning = options.Cleaning with { Missing = model.Preprocessor.Options.Imputation == Preprocessing.Imputation.Drop ? MissingValues.ByShape : MissingValues.Keep },
        });
    }
}
