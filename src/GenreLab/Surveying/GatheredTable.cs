using GenreLab.Distributed;
using GenreLab.Preprocessing;

namespace GenreLab.Surveying;

/// <summary>
/// What the second pass over a table gathers. Every part merges: moments by the fixed tree over the pieces
/// (<see cref="ICommunicator.AllMerge"/>), whole numbers as sums (<see cref="ICommunicator.AllReduce{T}(Span{T}, Reduction)"/>), samples and sketches in any order.
/// </summary>
internal sealed class GatheredTable
{
    public GatheredTable(IReadOnlyList<string> genres, int features, ValueCounts?[] values, int sampleRows, int mapTracks, IEnumerable<string> counted, IEnumerable<string> leaking)
    {
        Genres = genres;
        var groups = genres.Count + 1;
        Rows = new long[groups];
        Values = values;
        Sample = new RowSample(features, sampleRows, titled: false);
        Map = new RowSample(features, mapTracks, titled: true);
        Moments = new ChunkMerge<Moments>(0, groups * features, static (earlier, later) =>
        {
            for (var i = 0; i < earlier.Length; i++) earlier[i] = earlier[i].Merge(later[i]);
        });
        Pairs = new ChunkMerge<CoMoments>(0, features * (features - 1) / 2, static (earlier, later) =>
        {
            for (var i = 0; i < earlier.Length; i++) earlier[i] = earlier[i].Merge(later[i]);
        });
        Distinct = counted.ToDictionary(name => name, _ => new DistinctSketch());
        Labelled = leaking.ToDictionary(name => name, _ => new LabelledValues());
        Missing = Distinct.Keys.Concat(Labelled.Keys).Distinct().ToDictionary(name => name, _ => 0L);
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

    public RowSample Sample { get; }

    public RowSample Map { get; }

    /// <summary>How many different values columns have.</summary>
    public IReadOnlyDictionary<string, DistinctSketch> Distinct { get; }

    /// <summary>The genres of the values of columns that give them away.</summary>
    public IReadOnlyDictionary<string, LabelledValues> Labelled { get; }

    /// <summary>Rows in which those columns have no value.</summary>
    public Dictionary<string, long> Missing { get; }

    public Neighbours Neighbours { get; set; }

    /// <summary>Rows of the same features, and their genres.</summary>
    public GenreGroups ByFeatures { get; set; } = null!;

    /// <summary>Rows of the same track, and their genres.</summary>
    public GenreGroups ByTrack { get; set; } = null!;

    /// <summary>Artists and their tracks; null when nobody asked or no artists are known.</summary>
    public ArtistGroups? ByArtist { get; set; }

    /// <summary>Samples and sketches as bytes, to be sent or kept.</summary>
    public void Write(BinaryWriter writer)
    {
        Sample.Write(writer);
        Map.Write(writer);
        foreach (var sketch in Distinct.Values) sketch.Write(writer);
        foreach (var values in Labelled.Values) values.Write(writer);
    }

    /// <summary>Takes samples and sketches that <see cref="Write"/> wrote for the same columns.</summary>
    public void Merge(BinaryReader reader)
    {
        Sample.Merge(reader);
        Map.Merge(reader);
        foreach (var sketch in Distinct.Values) sketch.Merge(DistinctSketch.Read(reader));
        foreach (var values in Labelled.Values) values.Merge(LabelledValues.Read(reader));
    }
}
