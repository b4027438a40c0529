using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Models;

namespace GenreLab.Merging;

/// <summary>Whether merged genres are told apart better by a model that learnt the fine ones (its probabilities added up) or by one that learnt the merged ones.</summary>
/// <param name="Fine">Quality of the model that learnt fine genres, on merged ones.</param>
/// <param name="Merged">Quality of the model that learnt merged genres, on the same rows.</param>
/// <param name="Difference">The former's accuracy minus the latter's, row by row.</param>
public sealed record LevelComparison(EvaluationResult Fine, EvaluationResult Merged, PairedComparison Difference)
{
    /// <summary>Scores both models on the same rows.</summary>
    /// <param name="fine">The model that learnt fine genres.</param>
    /// <param name="merged">The model that learnt merged ones.</param>
    /// <param name="table">The table with its genres merged (<see cref="GenreTable.Merged"/>).</param>
    /// <param name="rows">Its rows to score, which neither was trained on.</param>
    /// <param name="seed">The bootstrap's draws follow from it.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <exception cref="DataException">No row is of a genre the models know, or the table lacks a feature.</exception>
    /// <exception cref="ArgumentException">The two do not have the same merged genres.</exception>
    public static LevelComparison Of(GenreModel fine, GenreModel merged, GenreTable table, int[] rows, ulong seed = 1, int? threads = null)
    {
        var level = MergedGenres.Of(fine.LabelNames, table.Cleaning.Merge);
        if (!level.Names.SequenceEqual(merged.LabelNames)) throw new ArgumentException("The two models do not have the same merged genres.", nameof(merged));
        var labels = table.Labels(level.Names);
        var known = Array.FindAll(rows, row => labels[row] >= 0);
        var truth = Array.ConvertAll(known, row => labels[row]);
        var tracks = TrackGroups.ByTrack(table.Table, table.Schema, out _);
        var groups = Array.ConvertAll(known, row => tracks[row]);
        var first = level.AddUp(fine.PredictProbabilities(table, known, threads));
        var second = merged.PredictProbabilities(table, known, threads);
        var usual = new EvaluationOptions { Seed = seed, Groups = groups };
        var options = threads is { } count ? usual with { Threads = count } : usual;
        return new LevelComparison(
            Evaluator.Evaluate(first, truth, level.Names, options with { Warnings = fine.Provenance.Warnings }),
            Evaluator.Evaluate(second, truth, level.Names, options with { Warnings = merged.Provenance.Warnings }),
            PairedComparison.Of(RowPredictions.Of(first, truth, groups), RowPredictions.Of(second, truth, groups), seed));
    }
}
