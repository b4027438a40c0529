using GenreLab.Numerics;

namespace GenreLab.Data;

/// <summary>Divides rows into training, validation and test rows. The same table, options and seed give the same split.</summary>
public static class Splitter
{
    private const int Train = 0, Validation = 1, Test = 2;

    /// <summary>Divides a table's rows.</summary>
    /// <exception cref="DataException">The table lacks what the method needs, or the fold file does not fit.</exception>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public static Split Split(GenreTable table, SplitOptions? options = null)
    {
        options ??= new SplitOptions();
        Validate(options);
        if (options.Method == SplitMethod.File) return SplitByFolds(table, TableReader.ReadFile(options.FoldFile!), options);

        var labels = LabelsOf(table, out var labelCount);
        double[] shares = [1 - options.TestShare - options.ValidationShare, options.ValidationShare, options.TestShare];
        var random = RandomSource.For(options.Seed, 0x73706C6974);
        int[] folds;
        switch (options.Method)
        {
            case SplitMethod.Random:
                folds = FoldAssignment.Random(table.Table.RowCount, shares, random);
                break;
            case SplitMethod.Stratified:
                folds = Alone(labels, labelCount, shares, random);
                break;
            default:
                var groups = Groups(table, options.Method, out var count);
                folds = FoldAssignment.Grouped(groups, count, labels, labelCount, shares, random);
                break;
        }
        return Make(folds, $"{Word(options.Method)}, {Percent(shares)}, seed {options.Seed}");
    }

    /// <summary>Divides a table's rows as a list says. When it names no validation rows, <see cref="SplitOptions.ValidationShare"/>
    /// of all rows is taken from its training rows, whole tracks at a time.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="folds">Columns <c>row</c> (0-based data row of the original file) and <c>fold</c>.</param>
    /// <param name="options">Shares and seed for the validation rows; null for the defaults.</param>
    /// <exception cref="DataException">The list is not a fold list or does not fit the table.</exception>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public static Split SplitByFolds(GenreTable table, Table folds, SplitOptions? options = null)
    {
        options ??= new SplitOptions();
        Validate(options with { Method = SplitMethod.Random });
        var (assigned, dropped) = FoldFile.Read(folds, table.Table, table.Cleaning.RowsRead);
        if (!assigned.Contains(Train)) throw new DataException($"{folds.Name} lists no training row of {table.Table.Name}; give the fold file that was made for it.");

        var description = $"by fold file {folds.Name}";
        var share = options.ValidationShare / (1 - options.TestShare);
        if (share > 0 && !assigned.Contains(Validation))
        {
            var rows = Array.FindAll([.. Enumerable.Range(0, assigned.Length)], row => assigned[row] == Train);
            foreach (var row in TakeValidation(table, rows, share, SplitMethod.ByTrack, RandomSource.For(options.Seed, 0x6361727665)).Validation) assigned[row] = Validation;
            description += $", {share:0.#%} of its training rows taken for validation by track, seed {options.Seed}";
        }
        if (dropped > 0) description += $", {dropped:N0} listed rows dropped by cleaning";
        var unlisted = assigned.Count(fold => fold == FoldFile.NotListed);
        if (unlisted > 0) description += $", {unlisted:N0} rows not listed and left out";
        return Make(assigned, description);
    }

    /// <summary>Divides ascending rows into those to train on and a share of them to validate on, whole recordings (or artists) at a time.</summary>
    internal static (int[] Train, int[] Validation) TakeValidation(GenreTable table, int[] rows, double share, SplitMethod together, RandomSource random)
    {
        if (share <= 0) return (rows, []);
        var training = table.Select(rows);
        var groups = Groups(training, together == SplitMethod.ByArtist ? SplitMethod.ByArtist : SplitMethod.ByTrack, out var count);
        var labels = LabelsOf(training, out var labelCount);
        var taken = FoldAssignment.Grouped(groups, count, labels, labelCount, [1 - share, share], random);
        return ([.. rows.Where((_, i) => taken[i] == Train)], [.. rows.Where((_, i) => taken[i] == Validation)]);
    }

    /// <summary>For each row the number of what stays together.</summary>
    /// <exception cref="DataException">There are no artists to split by.</exception>
    internal static int[] Groups(GenreTable table, SplitMethod method, out int count)
    {
        if (method == SplitMethod.ByTrack) return TrackGroups.ByRecording(table.Table, table.Schema, out count);
        return TrackGroups.ByArtist(table.Table, table.Schema, out count)
            ?? throw new DataException($"{table.Table.Name} has no artist column to split by; split by track instead.");
    }

    private static int[] Alone(int[] labels, int labelCount, double[] shares, RandomSource random)
    {
        var rows = new int[labels.Length];
        for (var row = 0; row < rows.Length; row++) rows[row] = row;
        return FoldAssignment.Grouped(rows, rows.Length, labels, labelCount, shares, random);
    }

    /// <summary>The genre of each row as a number; a row without one counts as of a genre of its own kind.</summary>
    internal static int[] LabelsOf(GenreTable table, out int count)
    {
        var names = table.LabelNames;
        count = names.Count + 1;
        return Array.ConvertAll(table.Labels(names), label => label < 0 ? names.Count : label);
    }

    private static Split Make(int[] folds, string description) => new(Of(folds, Train), Of(folds, Validation), Of(folds, Test), description);

    private static int[] Of(int[] folds, int fold)
    {
        var rows = new int[folds.Count(one => one == fold)];
        var next = 0;
        for (var row = 0; row < folds.Length; row++)
            if (folds[row] == fold) rows[next++] = row;
        return rows;
    }

    private static void Validate(SplitOptions options)
    {
        if (options.TestShare is not (>= 0 and < 1)) throw new OptionException($"The test share is {options.TestShare}; it must be from 0 to below 1.");
        if (options.ValidationShare is not (>= 0 and < 1)) throw new OptionException($"The validation share is {options.ValidationShare}; it must be from 0 to below 1.");
        if (options.TestShare + options.ValidationShare >= 1) throw new OptionException($"The test and validation shares add up to {options.TestShare + options.ValidationShare}; leave something to train on.");
        if (options.Method == SplitMethod.File && options.FoldFile is null) throw new OptionException("Splitting by file needs a fold file; name it with --split-file.");
    }

    private static string Word(SplitMethod method) => method switch
    {
        SplitMethod.ByTrack => "by track",
        SplitMethod.ByArtist => "by artist",
        SplitMethod.Stratified => "stratified",
        _ => "random",
    };

    private static string Percent(double[] shares) => string.Join("/", shares.Select(share => (100 * share).ToString("0.#")));
}
