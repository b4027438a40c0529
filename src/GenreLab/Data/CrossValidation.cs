using GenreLab.Numerics;

namespace GenreLab.Data;

/// <summary>Divides the training and validation rows of a split into folds that validate in turn; test rows are in none.</summary>
public static class CrossValidation
{
    /// <summary>Makes the folds. Rows of one recording (or of one artist) stay together, and each genre has the same share of every fold
    /// as well as that allows. The same table, split and seed give the same folds.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="split">Its split.</param>
    /// <param name="folds">How many, 2 or more.</param>
    /// <param name="seed">Every random choice follows from it.</param>
    /// <param name="together">What stays together: <see cref="SplitMethod.ByArtist"/>, or by track with any other method.</param>
    /// <returns>For each fold the split that validates on it and trains on the others; without test rows.</returns>
    /// <exception cref="OptionException">There are fewer than two folds.</exception>
    /// <exception cref="DataException">There are fewer recordings (or artists) than folds, or the table has no artists to keep together.</exception>
    public static IReadOnlyList<Split> Folds(GenreTable table, Split split, int folds, ulong seed, SplitMethod together = SplitMethod.ByTrack)
    {
        if (folds < 2) throw new OptionException($"The number of folds is {folds}; cross-validation needs 2 or more.");
        int[] rows = [.. split.Train, .. split.Validation];
        Array.Sort(rows);
        var part = table.Select(rows);
        var groups = Splitter.Groups(part, together == SplitMethod.ByArtist ? SplitMethod.ByArtist : SplitMethod.ByTrack, out var count);
        if (count < folds) throw new DataException($"{table.Table.Name} has {count:N0} {(together == SplitMethod.ByArtist ? "artists" : "recordings")} to train on, too few for {folds} folds; choose fewer folds.");
        var labels = Splitter.LabelsOf(part, out var labelCount);
        var shares = new double[folds];
        Array.Fill(shares, 1.0 / folds);
        var assigned = FoldAssignment.Grouped(groups, count, labels, labelCount, shares, RandomSource.For(seed, 0x666F6C6473));
        return [.. Enumerable.Range(0, folds).Select(fold => new Split(
            [.. rows.Where((_, i) => assigned[i] != fold)], [.. rows.Where((_, i) => assigned[i] == fold)], [], $"fold {fold + 1} of {folds}, seed {seed}"))];
    }

    /// <summary>Makes the folds several times over, dealt out anew each time. What a fold holds out is tested on and chooses nothing: the rows that
    /// choose when to stop are taken from those it trains on, and neither share a recording (or an artist) with the others.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="split">Its split, whose test rows are in no fold.</param>
    /// <param name="folds">Folds a repetition, 2 or more.</param>
    /// <param name="repeats">Repetitions, 1 or more.</param>
    /// <param name="seed">Every random choice follows from it; repetition r has the folds that <see cref="Folds"/> makes with seed + r − 1.</param>
    /// <param name="together">What stays together: <see cref="SplitMethod.ByArtist"/>, or by track with any other method.</param>
    /// <param name="validationShare">Share of all these rows that chooses when to stop, from 0 to below what a fold does not hold out.</param>
    /// <returns>Repetition by repetition, fold by fold.</returns>
    /// <exception cref="OptionException">There are fewer than two folds, no repetition, or too large a share.</exception>
    /// <exception cref="DataException">There are fewer recordings (or artists) than folds, or the table has no artists to keep together.</exception>
    public static IReadOnlyList<RepeatedFold> Repeated(
        GenreTable table, Split split, int folds, int repeats, ulong seed, SplitMethod together = SplitMethod.ByTrack, double validationShare = 0.16)
    {
        if (repeats < 1) throw new OptionException($"The number of repetitions is {repeats}; it must be 1 or more.");
        var all = new List<RepeatedFold>();
        for (var repeat = 1; repeat <= repeats; repeat++)
        {
            var own = unchecked(seed + (ulong)repeat - 1);
            var parts = Folds(table, split, folds, own, together);
            var learnt = 1 - 1.0 / folds;
            if (!(validationShare >= 0 && validationShare < learnt)) throw new OptionException($"The validation share is {validationShare}; of {folds} folds it must be from 0 to below {learnt:0.###}.");
            for (var fold = 0; fold < folds; fold++)
            {
                var (train, validation) = Splitter.TakeValidation(table, parts[fold].Train, validationShare / learnt, together, RandomSource.For(own, 0x6361727665, (ulong)fold));
                all.Add(new RepeatedFold(repeat, fold + 1, new Split(train, validation, parts[fold].Validation, $"repetition {repeat} of {repeats}, {parts[fold].Description}")));
            }
        }
        return all;
    }
}
