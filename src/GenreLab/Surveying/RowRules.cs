using CsvHelper;
using GenreLab.Data;
using GenreLab.Data.Reading;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>Which rows cleaning keeps, and of which genre they are; the same rows as <see cref="Cleaner"/> keeps of a table in memory.</summary>
internal sealed class RowRules
{
    private readonly SurveyedTable surveyed;
    private readonly CleaningOptions options;
    private readonly int label;
    private readonly int[] needed;
    private readonly int[] featureColumns;
    private readonly bool needsFeatures;
    private readonly Dictionary<ulong, int> genreOf = [];

    /// <exception cref="DataException">A feature holds no value at all, or the merge of genres does not fit.</exception>
    /// <exception cref="OptionException">A chosen genre does not occur, or a draw by genre is asked for.</exception>
    public RowRules(TableSource source, SurveyedTable surveyed, CleaningOptions options)
    {
        (this.surveyed, this.options) = (surveyed, options);
        var schema = surveyed.Schema;
        if (options.PerGenre is not null)
            throw new OptionException($"--per-genre draws from a table in memory, and {source.Name} is read piece by piece; allow more --memory, or draw with genrelab join --per-genre first.");
        if (schema.Label is null && options.Genres.Count > 0)
            throw new DataException($"{source.Name} has no genre column that is known, so genres cannot be chosen; name it with --label.");
        var columns = source.Columns.ToList();
        label = schema.Label is { } name ? columns.IndexOf(name) : -1;
        featureColumns = [.. schema.Features.Select(feature => columns.IndexOf(feature.Column))];
        var policy = options.Missing != MissingValues.ByShape ? options.Missing
            : schema.Shape is TableShape.SpotifyTracks or TableShape.SpotifySongs ? MissingValues.DropAny : MissingValues.DropFeatures;
        needsFeatures = policy != MissingValues.Keep;
        if (needsFeatures && featureColumns.FirstOrDefault(column => !surveyed.Survey.Columns[column].HasValues, -1) is >= 0 and var empty)
            throw new DataException($"Column {Quoted.From(columns[empty])} of {source.Name} holds no value at all; leave it out with --features -{columns[empty]}.");
        needed = policy != MissingValues.DropAny ? [] : [.. Enumerable.Range(0, columns.Count).Where(column =>
            column != label && !featureColumns.Contains(column) && surveyed.Survey.Columns[column].HasValues
            && schema.Roles.GetValueOrDefault(columns[column], ColumnRole.Other) != ColumnRole.Index)];
        ChooseGenres(source);
    }

    /// <summary>The genres, in ordinal order; some may turn out to have no row left.</summary>
    public IReadOnlyList<string> Genres { get; private set; } = [];

    /// <summary>What is said of the merge of genres; null when none were merged.</summary>
    public string? MergeStep { get; private set; }

    /// <summary>Whether a row is kept, and its genre: the number of genres when it has none.</summary>
    /// <param name="record">The row.</param>
    /// <param name="at">Where the table's columns stand in it.</param>
    /// <param name="number">Its number in the table.</param>
    /// <param name="block">Its features, as the last row.</param>
    /// <param name="group">Its genre.</param>
    public RowFate Judge(CsvReader record, int[] at, int number, FeatureBlock block, out int group)
    {
        group = Genres.Count;
        var chosen = options.Genres.Count == 0;
        if (label >= 0)
        {
            var genre = Cells.Genre(record.GetSpan(at[label]), surveyed.IsText[label]);
            if (genre == CellHash.Missing && !options.KeepUnlabelled) return RowFate.Missing;
            if (genreOf.TryGetValue(genre, out var known)) (group, chosen) = (known, true);
        }
        if (needsFeatures)
        {
            // A value too large to be reckoned with is NaN too, but not missing.
            for (var feature = 0; feature < featureColumns.Length; feature++)
                if (double.IsNaN(block[feature][^1]) && FieldWords.IsMissingNumber(FieldWords.Trim(record.GetSpan(at[featureColumns[feature]])))) return RowFate.Missing;
        }
        foreach (var column in needed)
            if (Cells.Of(record.GetSpan(at[column]), surveyed.IsText[column]) == CellHash.Missing) return RowFate.Missing;
        if (options.DropDuplicates && surveyed.Repeated[number]) return RowFate.Duplicate;
        return chosen ? RowFate.Kept : RowFate.NotChosen;
    }

    private void ChooseGenres(TableSource source)
    {
        var all = surveyed.Survey.Genres.All.ToArray();
        string[] before = [.. all.Select(genre => genre.Name)];
        var merge = label >= 0 ? options.Merge : null;
        if (merge is not null && !options.MergeLeniently) merge.RequireFits(source.Name, before);
        string Merged(string genre) => merge is null ? genre : merge[genre];
        string[] after = [.. before.Select(Merged).Distinct().Order(StringComparer.Ordinal)];
        if (merge is not null && after.Length < options.FewestGenres && after.Length < before.Length)
            throw new DataException($"{merge.Name} merges the {before.Length} genres of {source.Name} into {(after.Length == 1 ? "one" : after.Length)}, which leaves nothing to tell apart; merge fewer.");
        if (merge is not null && before.Any(genre => merge[genre] != genre)) MergeStep = $"{before.Length} genres merged into {after.Length} ({merge.Name}).";
        foreach (var genre in options.Genres)
        {
            if (label >= 0 && !after.Any(one => one.Equals(genre.Trim(), StringComparison.OrdinalIgnoreCase)))
                throw new OptionException($"{source.Name} has no genre {Quoted.From(genre)}; the closest are {string.Join(", ", Spelling.ByCloseness(genre.Trim(), after).Take(3).Select(Quoted.From))}.");
        }
        if (options.Genres.Count > 0) after = [.. after.Where(genre => options.Genres.Any(chosen => chosen.Trim().Equals(genre, StringComparison.OrdinalIgnoreCase)))];
        Genres = after;
        foreach (var (hash, name, _) in all)
            if (Array.IndexOf(after, Merged(name)) is >= 0 and var place) genreOf[hash] = place;
    }
}

/// <summary>What cleaning does with a row.</summary>
internal enum RowFate
{
    /// <summary>It is kept.</summary>
    Kept,
    /// <summary>It lacks a value that is needed.</summary>
    Missing,
    /// <summary>It repeats an earlier one.</summary>
    Duplicate,
    /// <summary>Its genre is not among those chosen.</summary>
    NotChosen,
}
