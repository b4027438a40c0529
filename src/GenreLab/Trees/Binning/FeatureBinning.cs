using System.Runtime.CompilerServices;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Numerics;

namespace GenreLab.Trees.Binning;

/// <summary>
/// The bins of all features: it turns rows of numbers into rows of bytes, one a feature, which is all that trees look at.
/// Immutable and thread-safe.
/// </summary>
internal sealed class FeatureBinning
{
    // More values than this change quantiles no more than the draw of the rows does.
    private const int MostSampled = 400_000;

    private const int PieceRows = 4096;

    private readonly FeatureBins[] features;

    public FeatureBinning(FeatureBins[] features)
    {
        this.features = features;
        Stride = (features.Length + 15) & ~15;
    }

    /// <summary>The features' bins.</summary>
    public ReadOnlySpan<FeatureBins> Features => features;

    /// <summary>Bytes a binned row takes: the features rounded up to whole 16-byte vectors, the padding zero.</summary>
    public int Stride { get; }

    /// <summary>Learns the bins from training rows.</summary>
    /// <param name="train">The training rows.</param>
    /// <param name="maxBins">Most bins a feature, the one for missing values included, 2 to 256.</param>
    /// <param name="team">Threads, one feature a piece.</param>
    /// <param name="ranks">Share the features.</param>
    public static FeatureBinning Fit(Dataset train, int maxBins, ThreadTeam team, ICommunicator ranks)
    {
        var own = RankShare.Of(train.Inputs.Columns, ranks.Rank, ranks.Size);
        var features = new FeatureBins[own.Count];
        var sample = Sample(train.Inputs);
        team.Run(features.Length, (feature, _) => features[feature] = Fit(train, sample, (int)own.Start + feature, maxBins - 1));
        return new FeatureBinning(ranks.Size == 1 ? features : Exchange(features, ranks));
    }

    /// <summary>Bins rows: one of <see cref="Stride"/> bytes for each row of <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(Matrix x, Span<byte> rows)
    {
        if (rows.Length < x.Rows * Stride) throw new ArgumentException("There is no room for all rows.", nameof(rows));
        for (var feature = 0; feature < features.Length && x.Rows > 0; feature++)
        {
            var bins = features[feature];
            ref var value = ref x.Values[feature];
            ref var bin = ref rows[feature];
            for (nint row = 0; row < x.Rows; row++) Unsafe.Add(ref bin, row * Stride) = bins.Bin(Unsafe.Add(ref value, row * x.Stride));
        }
    }

    /// <summary>Bins rows on all threads of a team of every rank.</summary>
    public byte[] Apply(InputRows inputs, ThreadTeam team, ICommunicator ranks)
    {
        var rows = new byte[checked((long)inputs.Count * Stride)];
        var rooms = new Matrix?[team.Threads];
        var pieces = (inputs.Count + PieceRows - 1) / PieceRows;
        var own = RankShare.Of(pieces, ranks.Rank, ranks.Size);
        team.Run((int)own.Count, (piece, thread) =>
        {
            var first = ((int)own.Start + piece) * PieceRows;
            var count = Math.Min(PieceRows, inputs.Count - first);
            Apply(inputs.Take(first, count, ref rooms[thread]), rows.AsSpan(first * Stride, count * Stride));
        });
        for (var rank = 0; rank < ranks.Size && ranks.Size > 1; rank++)
        {
            var share = RankShare.Of(pieces, rank, ranks.Size);
            var (first, end) = ((int)share.Start * PieceRows, (int)Math.Min(inputs.Count, share.End * PieceRows));
            ranks.Broadcast(rows.AsSpan(first * Stride, (end - first) * Stride), rank);
        }
        return rows;
    }

    // The features' bins of all ranks, in rank order.
    private static FeatureBins[] Exchange(FeatureBins[] own, ICommunicator ranks)
    {
        var all = new List<FeatureBins>();
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            var areCategories = ranks.BroadcastArray<bool>([.. own.Select(bins => bins.IsCategory)], rank);
            var parameters = ranks.BroadcastArrays<float>([.. own.Select(bins => bins.Parameters)], rank);
            for (var feature = 0; feature < parameters.Count; feature++) all.Add(areCategories[feature] ? FeatureBins.Category(parameters[feature]) : FeatureBins.Ordered(parameters[feature]));
        }
        return [.. all];
    }

    // Evenly spaced rows that the bins are learnt from.
    private static Matrix Sample(InputRows inputs)
    {
        var step = Math.Max(1, (inputs.Count + MostSampled - 1) / MostSampled);
        if (step == 1 && inputs.Held is { } all) return all;
        var rows = new int[(inputs.Count + step - 1) / step];
        for (var i = 0; i < rows.Length; i++) rows[i] = i * step;
        var sample = new Matrix(rows.Length, inputs.Columns);
        inputs.CopyTo(rows, sample);
        return sample;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static FeatureBins Fit(Dataset train, Matrix x, int feature, int bins)
    {
        var values = new float[x.Rows];
        var count = 0;
        for (var row = 0; row < x.Rows; row++)
        {
            var value = x[row, feature];
            // Adding zero turns a negative zero into the zero it equals.
            if (!float.IsNaN(value)) values[count++] = value + 0f;
        }
        var sorted = values.AsSpan(0, count);
        FloatSort.Sort(sorted);
        return train.CategoryColumns.Contains(feature) && Categories(sorted, bins) is { } categories
            ? FeatureBins.Category(categories, Order(train, feature, categories))
            : FeatureBins.Ordered(QuantileEdges.Of(sorted, bins));
    }

    /// <summary>The distinct values, or null when there are more than bins: so many names are served as if they were ordered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float[]? Categories(ReadOnlySpan<float> sorted, int bins)
    {
        var distinct = new float[bins];
        var count = 0;
        foreach (var value in sorted)
        {
            if (count > 0 && distinct[count - 1] == value) continue;
            if (count == bins) return null;
            distinct[count++] = value;
        }
        return distinct[..count];
    }

    // Which of the categories comes first, second, …
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Order(Dataset train, int feature, float[] categories)
    {
        if (categories.Length < 3) return categories.Length == 2 ? [0, 1] : new int[categories.Length];
        var genres = train.LabelNames.Count;
        var counts = new double[categories.Length * genres];
        // Every category is an edge, so its place among them is its bin.
        var places = FeatureBins.Ordered(categories);
        Matrix? room = null;
        for (var first = 0; first < train.Rows; first += PieceRows)
        {
            var piece = train.Inputs.Take(first, Math.Min(PieceRows, train.Rows - first), ref room);
            for (var row = 0; row < piece.Rows; row++)
            {
                var category = places.Bin(piece[row, feature]);
                if (category != FeatureBins.Missing) counts[category * genres + train.Labels[first + row]]++;
            }
        }
        return CategoryOrder.Of(counts, genres);
    }
}
