using GenreLab.Data;
using GenreLab.Preprocessing;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>A table larger than memory after both passes over it: what cleaning did, and what is known of the rows that are left.</summary>
internal sealed class TrackSurvey
{
    private readonly TableSource source;
    private readonly SurveyedTable surveyed;
    private readonly int[] genreGroups;
    private readonly int unlabelled;

    private TrackSurvey(TableSource source, SurveyedTable surveyed, RowRules rules, GatheredTable gathered, LoadOptions load)
    {
        (this.source, this.surveyed, Gathered) = (source, surveyed, gathered);
        unlabelled = gathered.Genres.Count;
        genreGroups = [.. Enumerable.Range(0, unlabelled).Where(group => gathered.Rows[group] > 0)];
        Genres = [.. genreGroups.Select(group => gathered.Genres[group])];
        GenreRows = [.. genreGroups.Select(group => (int)gathered.Rows[group])];
        Rows = (int)gathered.Rows.Sum();
        Cleaning = Summary(rules, load.Cleaning);
        CleaningSteps.RequireRows(source.Name, Rows);
        if (Schema.Label is { } label) CleaningSteps.RequireGenres(source.Name, label, Genres, load.Cleaning.FewestGenres);
        Moments = new Moments[gathered.Moments.Length];
        source.Ranks.AllMerge(gathered.Moments, Moments);
        Pairs = new CoMoments[gathered.Pairs.Length];
        source.Ranks.AllMerge(gathered.Pairs, Pairs);
    }

    public Schema Schema => surveyed.Schema;

    public CleaningSummary Cleaning { get; }

    /// <summary>Rows left.</summary>
    public int Rows { get; }

    /// <summary>The genres that have rows, in ordinal order.</summary>
    public IReadOnlyList<string> Genres { get; }

    /// <summary>Their rows.</summary>
    public int[] GenreRows { get; }

    /// <summary>Rows of the table before cleaning that repeat an earlier one.</summary>
    public int RepeatedRows => surveyed.RepeatedRows;

    public GatheredTable Gathered { get; }

    private Moments[] Moments { get; }

    private CoMoments[] Pairs { get; }

    /// <summary>Works through the table twice; where ranks share it, each through its run. A collective.</summary>
    public static TrackSurvey Of(TableSource source, LoadOptions load, SurveyContext context, int sampleRows, int mapTracks, ulong seed, bool artists)
    {
        var surveyed = Surveyor.Survey(source, load.Schema, context);
        var rules = new RowRules(source, surveyed, load.Cleaning);
        return new TrackSurvey(source, surveyed, rules, TableGatherer.Gather(source, surveyed, rules, context, sampleRows, mapTracks, seed, artists), load);
    }

    /// <summary>The group of a genre in what was gathered.</summary>
    public int GroupOf(int genre) => genreGroups[genre];

    /// <summary>For each group in what was gathered its genre, −1 for none.</summary>
    public int[] GenresOfGroups() => [.. Enumerable.Range(0, unlabelled + 1).Select(group => Array.IndexOf(genreGroups, group))];

    /// <summary>A feature's moments in a genre.</summary>
    public Moments MomentsOf(int feature, int genre) => Moments[genreGroups[genre] * Schema.Features.Count + feature];

    /// <summary>A feature's moments in all rows.</summary>
    public Moments MomentsOf(int feature)
    {
        var all = default(Moments);
        for (var group = 0; group <= unlabelled; group++) all = all.Merge(Moments[group * Schema.Features.Count + feature]);
        return all;
    }

    /// <summary>What two features have to do with each other.</summary>
    public CoMoments PairOf(int one, int two)
    {
        var count = Schema.Features.Count;
        return Pairs[one * count - one * (one + 1) / 2 + two - one - 1];
    }

    /// <summary>The columns of the files as they were read.</summary>
    public IReadOnlyList<Exploration.ColumnCount> Columns() => [.. surveyed.Survey.Columns.Select((column, i) =>
    {
        var (distinct, isExact) = column.Distinct.Count();
        return new Exploration.ColumnCount(
            source.Columns[i], Schema.Roles.GetValueOrDefault(source.Columns[i], ColumnRole.Other), (int)column.Missing, (int)Math.Min(distinct, column.Rows)) { IsEstimate = !isExact };
    })];

    /// <summary>What an audit judges.</summary>
    public AuditEvidence Evidence()
    {
        var baseRate = Rows == 0 ? 0 : Gathered.Rows.Max() / (double)Rows;
        return new AuditEvidence
        {
            Schema = Schema,
            Rows = Rows,
            Genres = Genres,
            GenreRows = GenreRows,
            NeighbourAgreement = Gathered.Neighbours.Agreement,
            Distinct = Gathered.Distinct.ToDictionary(column => column.Key, column => Different(column.Key, column.Value)),
            Leaks = Gathered.Labelled.ToDictionary(column => column.Key, column => column.Value.Leak(Rows - Gathered.Missing[column.Key], baseRate)),
            Constant = [.. Schema.Features.Where((_, i) => MomentsOf(i) is var all && all.Count == Rows && all.Minimum == all.Maximum)],
            ByFeatures = Gathered.ByFeatures.Ambiguity,
            FeatureRows = Gathered.ByFeatures.Count,
            ByTrack = Gathered.ByTrack.Ambiguity,
            Tracks = Gathered.ByTrack.Count,
        };
    }

    private DistinctValues Different(string column, DistinctSketch sketch)
    {
        // Tracks known by their ids alone have been counted.
        if (column == Schema.ColumnOf(ColumnRole.TrackId) && Gathered.Missing[column] == 0) return new DistinctValues(Gathered.ByTrack.Count, true);
        var (count, isExact) = sketch.Count();
        return new DistinctValues((int)Math.Min(Rows, count + Gathered.Missing[column]), isExact);
    }

    private CleaningSummary Summary(RowRules rules, CleaningOptions options)
    {
        var steps = new List<string>();
        int missing = (int)Gathered.Dropped[0], duplicates = (int)Gathered.Dropped[1], others = (int)Gathered.Dropped[2];
        if (missing > 0) steps.Add(CleaningSteps.Missing(missing));
        if (duplicates > 0) steps.Add(CleaningSteps.Duplicates(duplicates, Schema));
        if (rules.MergeStep is { } merged) steps.Add(merged);
        if (Schema.Label is not null && options.Genres.Count > 0) steps.Add(CleaningSteps.OtherGenres(others, options.Genres.Count));
        if (steps.Count == 0) steps.Add(CleaningSteps.Nothing);
        return new CleaningSummary
        {
            RowsRead = (int)surveyed.Rows,
            RowsKept = Rows,
            DroppedMissing = missing,
            DroppedDuplicates = duplicates,
            DroppedByChoice = others,
            Merge = Schema.Label is null ? null : options.Merge,
            Steps = steps,
        };
    }
}
