using System.Collections.Concurrent;
using CsvHelper;
using GenreLab.Data;
using GenreLab.Joining;
using GenreLab.Numerics;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>The second pass over a table: cleans its rows on the way and gathers what exploration and audit say of those that are kept.</summary>
internal sealed class TableGatherer
{
    private const ulong SampleKey = 0x73616D706C65;
    private const int LongestTitle = 200;

    private readonly TableSource source;
    private readonly SurveyedTable surveyed;
    private readonly SurveyContext context;
    private readonly RowRules rules;
    private readonly TrackHashes tracks;
    private readonly Schema schema;
    private readonly int groups;
    private readonly int title;
    private readonly bool[] isDecade;
    private readonly (string Name, int Column)[] counted, leaking;
    private readonly ulong seed;
    private readonly bool groupsArtists;
    private readonly long[] firstRows;
    private readonly GatheredTable all;

    private TableGatherer(TableSource source, SurveyedTable surveyed, RowRules rules, SurveyContext context, int sampleRows, int mapTracks, ulong seed, bool artists)
    {
        (this.source, this.surveyed, this.rules, this.context) = (source, surveyed, rules, context);
        this.seed = RandomSource.Mix(seed, SampleKey);
        schema = surveyed.Schema;
        groups = rules.Genres.Count + 1;
        tracks = new TrackHashes(source, surveyed);
        groupsArtists = artists && tracks.HasArtists;
        var columns = source.Columns.ToList();
        title = schema.ColumnOf(ColumnRole.TrackName) is { } name ? columns.IndexOf(name) : -1;
        isDecade = [.. schema.Features.Select(feature => feature.Name == FeatureChoice.Decade)];
        (string, int)[] OfRoles(params ColumnRole[] roles) =>
            [.. schema.Roles.Where(column => roles.Contains(column.Value)).Select(column => (column.Key, columns.IndexOf(column.Key)))];
        counted = OfRoles(ColumnRole.Identifier, ColumnRole.TrackId);
        leaking = rules.Genres.Count == 0 ? [] : OfRoles(ColumnRole.GiveAway);
        firstRows = new long[surveyed.PieceRows.Count];
        if (firstRows.Length > 0) firstRows[0] = surveyed.Runs.FirstRow;
        for (var piece = 1; piece < firstRows.Length; piece++) firstRows[piece] = firstRows[piece - 1] + surveyed.PieceRows[piece - 1];
        all = new GatheredTable(
            rules.Genres, schema.Features.Count, surveyed.Runs.FirstPiece, [.. schema.Features.Select((feature, i) => CountsOf(columns.IndexOf(feature.Column), isDecade[i]))],
            sampleRows, mapTracks, counted.Select(column => column.Name), leaking.Select(column => column.Name));
    }

    /// <summary>Gathers; where ranks share the table, each its own run, and every rank gets what there is of all.</summary>
    /// <param name="source">The table.</param>
    /// <param name="surveyed">What the first pass found.</param>
    /// <param name="rules">Which rows are kept.</param>
    /// <param name="context">Threads, memory, cancellation and progress.</param>
    /// <param name="sampleRows">Rows of the sample.</param>
    /// <param name="mapTracks">Rows of the map.</param>
    /// <param name="seed">Names the samples.</param>
    /// <param name="artists">Whether to find out how many tracks artists have.</param>
    /// <exception cref="DataException">A feature's value is no number, or the table changed since the first pass.</exception>
    public static GatheredTable Gather(TableSource source, SurveyedTable surveyed, RowRules rules, SurveyContext context, int sampleRows, int mapTracks, ulong seed, bool artists) =>
        new TableGatherer(source, surveyed, rules, context, sampleRows, mapTracks, seed, artists).Run();

    private ValueCounts? CountsOf(int column, bool isDecade) =>
        surveyed.IsText[column] || isDecade ? null : ValueCounts.Of(surveyed.Survey.Columns[column].Distinct, groups);

    private GatheredTable Run()
    {
        using var spill = new SpillFolder(context.SpillFolder);
        SharedFingerprints[] sorters = [.. Enumerable.Range(0, groupsArtists ? 3 : 2).Select(_ => new SharedFingerprints(source.Ranks, context.SorterBytes(groupsArtists ? 3 : 2), spill))];
        // The decade is made of the year.
        var reader = new FeatureReader(source, [.. schema.Features.Select((feature, i) => isDecade[i] ? feature with { Name = FeatureChoice.Year } : feature)]);
        var spare = new ConcurrentBag<Piece>();
        source.ForEach(
            piece =>
            {
                if (piece.Number >= firstRows.Length) throw Changed();
                var work = spare.TryTake(out var used) ? used : new Piece(schema.Features.Count, groups, counted.Length, leaking.Length);
                work.Clear(all.Map.Threshold, [.. counted.Select(column => all.Distinct[column.Name])]);
                work.Number = (int)firstRows[piece.Number];
                var at = context.Positions[piece.ShardNumber];
                reader.Read(piece, work.Block, record => ReadRow(record, at, work));
                work.Moments.Gather(work.Block, work.Groups.AsSpan(0, work.Block.Rows));
                return work;
            },
            (piece, work) =>
            {
                if (piece.Rows != surveyed.PieceRows[piece.Number]) throw Changed();
                TakeIn(work, sorters);
                spare.Add(work);
            },
            context.Pass(2));
        if (all.Moments.NextChunk != surveyed.Runs.FirstPiece + firstRows.Length) throw Changed();
        all.Share(source.Ranks);
        foreach (var sorter in sorters) sorter.Share(0, context.Cancellation);
        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = context.Threads },
            () => all.ByFeatures = GenreGroups.Measure(sorters[0].Sorted(), groups - 1, context.Cancellation),
            () => all.ByTrack = GenreGroups.Measure(sorters[1].Sorted(), groups - 1, context.Cancellation),
            () => all.ByArtist = groupsArtists ? ArtistGroups.Measure(sorters[2].Sorted(), context.Cancellation) : null);
        all.ByFeatures = source.Ranks.MergeInOrder(all.ByFeatures);
        all.ByTrack = source.Ranks.MergeInOrder(all.ByTrack);
        all.ByArtist = all.ByArtist is { } artists ? source.Ranks.MergeInOrder(artists) : null;
        return all;
    }

    private void ReadRow(CsvReader record, int[] at, Piece work)
    {
        var number = work.Number++;
        var block = work.Block;
        var fate = rules.Judge(record, at, number, block, out var group);
        if (fate != RowFate.Kept)
        {
            work.Dropped[(int)fate - 1]++;
            block.RemoveRow();
            return;
        }
        var row = block.Rows - 1;
        work.Reserve(row);
        for (var feature = 0; feature < isDecade.Length; feature++)
        {
            if (isDecade[feature]) block.Set(feature, 10 * Math.Floor(block[feature][^1] / 10));
            var hash = work.Hashes[feature] = CellHash.Number(block[feature][^1]);
            work.Places[feature][row] = hash != CellHash.Missing && all.Values[feature] is { } values ? values.PlaceOf(hash) : -1;
        }
        work.Groups[row] = group;
        work.Numbers[row] = number;
        work.ByFeatures[row] = tracks.OfFeatures(record, at, work.Hashes);
        work.ByTrack[row] = tracks.OfTrack(record, at, number, work.ByFeatures[row]);
        if (groupsArtists) work.Artists[row] = tracks.OfArtist(record, at);
        work.Keys[row] = CellHash.Chain(CellHash.Chain(CellHash.Chain(seed, work.ByFeatures[row]), work.ByTrack[row]), (ulong)group);
        work.Titles[row] = title >= 0 && work.Keys[row] <= work.MapThreshold ? Title(record, at[title]) : null;
        work.Neighbours = work.Neighbours.Add(group == groups - 1 ? -1 : group);
        for (var i = 0; i < counted.Length; i++)
        {
            var hash = Cells.Of(record.GetSpan(at[counted[i].Column]), surveyed.IsText[counted[i].Column]);
            if (hash == CellHash.Missing) work.Missing[i]++;
            else work.Distinct[i].Add(hash);
        }
        for (var i = 0; i < leaking.Length; i++)
        {
            var hash = Cells.Of(record.GetSpan(at[leaking[i].Column]), surveyed.IsText[leaking[i].Column]);
            if (hash == CellHash.Missing) work.Missing[counted.Length + i]++;
            else work.Labelled[i].Add(hash, (ulong)group);
        }
    }

    private string? Title(CsvReader record, int column)
    {
        var isText = surveyed.IsText[title];
        if (Cells.Of(record.GetSpan(column), isText) == CellHash.Missing) return null;
        var text = Cells.GenreName(record, column, isText);
        return text.Length <= LongestTitle ? text : text[..LongestTitle];
    }

    private void TakeIn(Piece work, SharedFingerprints[] sorters)
    {
        var rows = work.Block.Rows;
        for (var row = 0; row < rows; row++)
        {
            all.Rows[work.Groups[row]]++;
            sorters[0].Add(work.ByFeatures[row], work.Groups[row]);
            sorters[1].Add(work.ByTrack[row], work.Groups[row]);
            if (groupsArtists && work.Artists[row] != CellHash.Missing) sorters[2].Add(work.Artists[row], (int)work.ByTrack[row]);
            TakeRow(all.Sample, work, row);
            TakeRow(all.Map, work, row);
        }
        for (var feature = 0; feature < isDecade.Length; feature++)
        {
            if (all.Values[feature] is not { } values) continue;
            var places = work.Places[feature];
            for (var row = 0; row < rows; row++)
                if (places[row] >= 0) values.Count(places[row], work.Groups[row]);
        }
        all.Moments.Add(work.Moments.ByGroup);
        all.Pairs.Add(work.Moments.Pairs);
        for (var fate = 0; fate < all.Dropped.Length; fate++) all.Dropped[fate] += work.Dropped[fate];
        all.Neighbours = all.Neighbours.Merge(work.Neighbours);
        for (var i = 0; i < work.Missing.Length; i++) all.AddMissing(i < counted.Length ? counted[i].Name : leaking[i - counted.Length].Name, work.Missing[i]);
        for (var i = 0; i < counted.Length; i++) all.Distinct[counted[i].Name].Merge(work.Distinct[i]);
        for (var i = 0; i < leaking.Length; i++) all.Labelled[leaking[i].Name].Merge(work.Labelled[i]);
    }

    private static void TakeRow(RowSample sample, Piece work, int row)
    {
        if (work.Keys[row] > sample.Threshold) return;
        for (var feature = 0; feature < work.Row.Length; feature++) work.Row[feature] = work.Block[feature][row];
        sample.Add(work.Keys[row], work.Numbers[row], work.Groups[row], work.Row, work.Titles[row]);
    }

    private DataException Changed() => new($"{source.Name} changed while it was read; do it again when nobody writes to it.");

    private sealed class Piece(int features, int groups, int counted, int leaking)
    {
        public FeatureBlock Block { get; } = new(features);

        public PieceMoments Moments { get; } = new(features, groups);

        public DistinctSketch[] Distinct { get; } = [.. Enumerable.Range(0, counted).Select(_ => new DistinctSketch())];

        public LabelledValues[] Labelled { get; } = [.. Enumerable.Range(0, leaking).Select(_ => new LabelledValues())];

        public long[] Dropped { get; } = new long[3];

        public long[] Missing { get; } = new long[counted + leaking];

        public ulong[] Hashes { get; } = new ulong[features];

        public double[] Row { get; } = new double[features];

        public int[][] Places { get; } = [.. Enumerable.Range(0, features).Select(_ => Array.Empty<int>())];

        public Neighbours Neighbours { get; set; }

        public ulong MapThreshold { get; private set; }

        public int Number { get; set; }

        public int[] Groups = [], Numbers = [];
        public ulong[] ByFeatures = [], ByTrack = [], Artists = [], Keys = [];
        public string?[] Titles = [];

        public void Clear(ulong mapThreshold, DistinctSketch[] known)
        {
            Block.Clear();
            MapThreshold = mapThreshold;
            Array.Clear(Dropped);
            Array.Clear(Missing);
            Neighbours = default;
            for (var i = 0; i < Distinct.Length; i++)
            {
                Distinct[i].Clear();
                Distinct[i].LowerTo(known[i].Threshold);
            }
            foreach (var values in Labelled) values.Clear();
        }

        public void Reserve(int row)
        {
            if (row < Groups.Length) return;
            var length = Math.Max(8192, 2 * Groups.Length);
            Array.Resize(ref Groups, length);
            Array.Resize(ref Numbers, length);
            Array.Resize(ref ByFeatures, length);
            Array.Resize(ref ByTrack, length);
            Array.Resize(ref Artists, length);
            Array.Resize(ref Keys, length);
            Array.Resize(ref Titles, length);
            for (var feature = 0; feature < Places.Length; feature++) Array.Resize(ref Places[feature], length);
        }
    }
}
