using GenreLab.Distributed;
using GenreLab.Preprocessing;

namespace GenreLab.Surveying;

/// <summary>
/// What the second pass over a table gathers. Every part merges: moments by the fixed tree over the pieces
/// (<see cref="ICommunicator.AllMerge"/>), whole numbers as sums (<see cref="ICommunicator.AllReduce{T}(Span{T}, Reduction)"/>), samples and sketches in any order,
/// neighbours in the order of the rows.
/// </summary>
internal sealed class GatheredTable
{
    private readonly Dictionary<string, DistinctSketch> distinct;
    private readonly Dictionary<string, LabelledValues> labelled;
    private readonly Dictionary<string, long> missing;

    public GatheredTable(
        IReadOnlyList<string> genres, int features, long firstPiece, ValueCounts?[] values, int sampleRows, int mapTracks, IEnumerable<string> counted, IEnumerable<string> leaking)
    {
        Genres = genres;
        var groups = genres.Count + 1;
        Rows = new long[groups];
        Values = values;
        Sample = new RowSample(features, sampleRows, titled: false);
        Map = new RowSample(features, mapTracks, titled: true);
        Moments = new ChunkMerge<Moments>(firstPiece, groups * features, static (earlier, later) =>
        {
            for (var i = 0; i < earlier.Length; i++) earlier[i] = earlier[i].Merge(later[i]);
        });
        Pairs = new ChunkMerge<CoMoments>(firstPiece, features * (features - 1) / 2, static (earlier, later) =>
        {
            for (var i = 0; i < earlier.Length; i++) earlier[i] = earlier[i].Merge(later[i]);
        });
        distinct = counted.ToDictionary(name => name, _ => new DistinctSketch());
        labelled = leaking.ToDictionary(name => name, _ => new LabelledValues());
        missing = distinct.Keys.Concat(labelled.Keys).Distinct().ToDictionary(name => name, _ => 0L);
    }

    /// <summary>The genres.</summary>
    public IReadOnlyList<string> Genres { get; }

    /// <summary>Rows of each genre, and last of those without.</summary>
    public long[] Rows { get; }

    /// <summary>Rows dropped for a missing value, as duplicates, by choice of genres.</summary>
    public long[] Dropped { get; } = new long[3];

    public ChunkMerge<Moments> Moments { get; }

    public ChunkMerge<CoMoments> Pairs { get; }

    /// <summary>For each feature its values' counts; null where they are too many.</summary>
    public ValueCounts?[] Values { get; }

    public RowSample Sample { get; private set; }

    public RowSample Map { get; private set; }

    /// <summary>How many different values columns have.</summary>
    public IReadOnlyDictionary<string, DistinctSketch> Distinct => distinct;

    /// <summary>The genres of the values of columns that give them away.</summary>
    public IReadOnlyDictionary<string, LabelledValues> Labelled => labelled;

    /// <summary>Rows in which those columns have no value.</summary>
    public IReadOnlyDictionary<string, long> Missing => missing;

    public Neighbours Neighbours { get; set; }

    /// <summary>Rows of the same features, and their genres.</summary>
    public GenreGroups ByFeatures { get; set; } = null!;

    /// <summary>Rows of the same track, and their genres.</summary>
    public GenreGroups ByTrack { get; set; } = null!;

    /// <summary>Artists and their tracks; null when nobody asked or no artists are known.</summary>
    public ArtistGroups? ByArtist { get; set; }

    /// <summary>Counts rows in which a column has no value.</summary>
    public void AddMissing(string column, long rows) => missing[column] += rows;

    /// <summary>Brings together what ranks gathered of their runs, all but the moments and the groups: afterwards every rank has what one process would have. A collective.</summary>
    public void Share(ICommunicator ranks)
    {
        if (ranks.Size == 1) return;
        ranks.AllReduce<long>(Rows);
        ranks.AllReduce<long>(Dropped);
        foreach (var values in Values)
            if (values is not null) ranks.AllReduce(values.Counts);
        Sample = ranks.MergeInOrder(Sample);
        Map = ranks.MergeInOrder(Map);
        foreach (var name in distinct.Keys.ToArray()) distinct[name] = ranks.MergeInOrder(distinct[name]);
        foreach (var name in labelled.Keys.ToArray()) labelled[name] = ranks.MergeInOrder(labelled[name]);
        foreach (var name in missing.Keys.ToArray()) missing[name] = ranks.AllReduce(missing[name]);
        Neighbours = ranks.AllGather<Neighbours>([Neighbours]).Aggregate(default(Neighbours), (earlier, later) => earlier.Merge(later[0]));
    }
}
