using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Merging;

/// <summary>What a merge of genres is judged by: what a model says of the validation rows, which choose, and of the test rows, which only measure.</summary>
public sealed record MergeEvidence
{
    /// <summary>The genres in the order of the probabilities.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>What the model says of the validation rows.</summary>
    public required PredictedRows Validation { get; init; }

    /// <summary>What it says of the test rows; null without them.</summary>
    public PredictedRows? Test { get; init; }

    /// <summary>What the reader must know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Has a model predict the validation and test rows of the split it was trained with.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The cleaned table. If its genres were merged, the model's are merged in the same way.</param>
    /// <param name="split">Its split.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <remarks>Rows whose features equal those of a training row are left out: what a model remembers is no evidence of what it confuses.</remarks>
    /// <exception cref="DataException">There are no validation rows, none is of a genre the model knows, the table lacks a feature, or the model was
    /// trained on validation or test rows because its split was another one.</exception>
    public static MergeEvidence Of(GenreModel model, GenreTable table, Split split, int? threads = null)
    {
        RequireValidation(table, split);
        var merged = MergedGenres.Of(model.LabelNames, table.Cleaning.Merge);
        var labels = table.Labels(merged.Names);
        var tracks = TrackGroups.ByTrack(table.Table, table.Schema, out _);
        var warnings = new List<string>(model.Provenance.Warnings);

        PredictedRows? Predict(int[] fold, string what)
        {
            var known = Array.FindAll(fold, row => labels[row] >= 0);
            if (known.Length < fold.Length) warnings.Add($"{Share(fold.Length - known.Length, fold.Length, what)} are of genres the model does not know and were left out.");
            var seen = model.Seen(table, known);
            var unseen = known.Where((_, i) => !seen[i]).ToArray();
            if (unseen.Length < known.Length)
            {
                var trained = Share(known.Length - unseen.Length, known.Length, what);
                if (model.Provenance is { Split.Length: > 0 } made && !IsSplitOf(made, table, split))
                    throw new DataException(
                        $"{trained} of {table.Table.Name} were used to train the model: its split was {Quoted.From(made.Split)} of {Total(made.Rows):N0} rows, this one is {Quoted.From(split.Description)} of {Total(Rows(split)):N0}; "
                        + "give the options it was trained with (seed, split, imputation, genres).");
                warnings.Add($"{trained} are like a training row in every feature and were left out.");
            }
            return unseen.Length == 0 ? null : new PredictedRows(
                merged.AddUp(model.PredictProbabilities(table, unseen, threads)), Array.ConvertAll(unseen, row => labels[row]), Array.ConvertAll(unseen, row => tracks[row]));
        }

        var validation = Predict(split.Validation, "validation") ?? throw new DataException(
            $"No validation row of {table.Table.Name} is of a genre the model knows and was not trained on; the model knows {string.Join(", ", merged.Names.Take(8))}{(merged.Names.Count > 8 ? $" and {merged.Names.Count - 8} more" : "")}.");
        return new MergeEvidence { LabelNames = merged.Names, Validation = validation, Test = Predict(split.Test, "test"), Warnings = warnings };
    }

    /// <summary>Refuses a split without validation rows.</summary>
    /// <exception cref="DataException">There are none.</exception>
    public static void RequireValidation(GenreTable table, Split split)
    {
        if (split.Validation.Length == 0)
            throw new DataException($"The split leaves no validation rows of {table.Table.Name}, and a merge must not be chosen by test rows; choose a --validation-share above 0.");
    }

    private static bool IsSplitOf(Provenance made, GenreTable table, Split split) =>
        made.Split == split.Description && made.Rows == Rows(split) && made.Cleaning.SequenceEqual(table.Cleaning.Steps);

    private static FoldRows Rows(Split split) => new(split.Train.Length, split.Validation.Length, split.Test.Length);

    private static int Total(FoldRows rows) => rows.Train + rows.Validation + rows.Test;

    private static string Share(int part, int whole, string what) => $"{part:N0} of {whole:N0} {what} rows";
}
