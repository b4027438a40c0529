using System.CommandLine;
using GenreLab.Data;
using GenreLab.Preprocessing;

namespace GenreLab.Cli.Options;

/// <summary>Options of which columns and rows of a table are used.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> label = new("--label") { Description = "The column that holds the genre.", HelpName = "column" };
    private readonly Option<string[]> features = Words.List("--features", "The feature columns, separated by commas; +column forces one in, -column leaves one out.");
    private readonly Option<bool> year = new("--year") { Description = "Use the year of release as a feature." };
    private readonly Option<bool> decade = new("--decade") { Description = "Use the decade of release as a feature, in place of the year." };
    private readonly MergeOption merge = new("Merge genres before training: a CSV of from,to, or published-66 (114 genres into 66).");
    private readonly Option<string[]> genres = Words.List("--genres", "Only these genres, separated by commas.");
    private readonly Option<int?> perGenre = new Option<int?>("--per-genre") { Description = "At most this many tracks a genre, drawn at random.", HelpName = "tracks" }.Within(1);
    private readonly Option<bool> keepDuplicates = new("--keep-duplicates") { Description = "Keep rows that repeat an earlier row." };

    public void AddTo(Command command)
    {
        command.Options.Add(label);
        command.Options.Add(features);
        command.Options.Add(year);
        command.Options.Add(decade);
        merge.AddTo(command);
        command.Options.Add(genres);
        command.Options.Add(perGenre);
        command.Options.Add(keepDuplicates);
    }

    /// <summary>How the table is read; missing features are kept when something will impute them.</summary>
    public LoadOptions Read(ParseResult parsed, Imputation imputation, ulong seed, int threads) => new()
    {
        Reading = new TableReaderOptions { Threads = threads },
        Schema = new SchemaOptions { Label = parsed.GetValue(label), Features = parsed.GetValue(features)!, IncludeYear = parsed.GetValue(year), IncludeDecade = parsed.GetValue(decade) },
        Cleaning = new CleaningOptions
        {
            Missing = imputation == Imputation.Drop ? MissingValues.ByShape : MissingValues.Keep,
            Merge = merge.Read(parsed),
            Genres = parsed.GetValue(genres)!,
            PerGenre = parsed.GetValue(perGenre),
            DropDuplicates = !parsed.GetValue(keepDuplicates),
            Seed = seed,
        },
    };
}
