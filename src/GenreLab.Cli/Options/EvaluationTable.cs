using System.CommandLine;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Cli.Options;

/// <summary>Options of which rows of a table a saved model is scored on; its features and label are those of the model.</summary>
internal sealed class EvaluationTable
{
    private readonly TableFiles files = new("The table of tracks with their genres");
    private readonly Option<string?> label = new("--label") { Description = "The column that holds the genre.", HelpName = "column" };
    private readonly MergeOption merge = new(
        "Merge genres, the model's too (probabilities are added up): a CSV of from,to, or published-66. A model trained on merged genres merges the table's by itself.");
    private readonly Option<string[]> genres = Words.List("--genres", "Only these genres, separated by commas.");
    private readonly Option<bool> keepDuplicates = new("--keep-duplicates") { Description = "Keep rows that repeat an earlier row." };
    private readonly Option<bool> impute = new("--impute") { Description = "Score rows with missing features too, in the way the model learnt." };

    public void AddTo(Command command)
    {
        files.AddTo(command);
        command.Options.Add(label);
        merge.AddTo(command);
        command.Options.Add(genres);
        command.Options.Add(keepDuplicates);
        command.Options.Add(impute);
    }

    public GenreTable Load(ParseResult parsed, GenreModel model, int threads, CancellationToken cancellation)
    {
        var chosen = merge.Read(parsed);
        var reading = new TableReaderOptions { Threads = threads };
        var table = files.Read(parsed, reading, cancellation);
        return GenreTable.From(table, new LoadOptions
        {
            Reading = reading,
            Schema = ModelTables.SchemaFor(model, table, parsed.GetValue(label), requireLabel: true),
            Cleaning = new CleaningOptions
            {
                Missing = parsed.GetValue(impute) ? MissingValues.Keep : MissingValues.DropFeatures,
                Merge = chosen ?? model.Provenance.Merge,
                MergeLeniently = chosen is null,
                Genres = parsed.GetValue(genres)!,
                DropDuplicates = !parsed.GetValue(keepDuplicates),
                FewestGenres = 0,
            },
        });
    }
}
