using GenreLab.Data;
using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>Explains a model's scores in terms of the table's features.</summary>
internal static class ModelExplanation
{
    // Small, as a row of a large forest takes hundredths of a second; fixed, so that the number of threads changes nothing.
    private const int ChunkRows = 128;

    /// <summary>See <see cref="GenreModel.Explain(Table, Schema, ReadOnlyMemory{int}, ReadOnlyMemory{int}, int?, CancellationToken)"/>.</summary>
    public static Explanations Of(
        GenreModel model, Table table, Schema schema, ReadOnlyMemory<int> rows, ReadOnlyMemory<int> labels, int? threads, CancellationToken cancellation)
    {
        if (labels.Length != rows.Length) throw new ArgumentException($"{labels.Length} genres are to be explained for {rows.Length} rows.", nameof(labels));
        foreach (var label in labels.Span)
            if ((uint)label >= (uint)model.LabelNames.Count) throw new ArgumentException($"There is no genre {label} among {model.LabelNames.Count}.", nameof(labels));
        var classifier = model.RequireExplainable();
        var features = model.Preprocessor.FeatureNames;
        var effects = new Matrix(rows.Length, features.Count);
        var baselines = new float[rows.Length];

        // Rows of one genre go together, so that a classifier can share what it prepares for a genre.
        var order = new int[rows.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        labels.ToArray().AsSpan().Sort(order.AsSpan());
        GenreModel.ForChunks(rows.Length, ChunkRows, threads, (first, count) =>
        {
            var places = order.AsSpan(first, count);
            var chunkRows = new int[count];
            var chunkLabels = new int[count];
            for (var i = 0; i < count; i++) (chunkRows[i], chunkLabels[i]) = (rows.Span[places[i]], labels.Span[places[i]]);
            var x = model.Preprocessor.Transform(table, schema, chunkRows, threads: 1);
            var contributions = new Matrix(count, x.Columns);
            var chunkBaselines = new float[count];
            classifier.Explain(x, chunkLabels, contributions, chunkBaselines);
            for (var i = 0; i < count; i++)
            {
                baselines[places[i]] = chunkBaselines[i];
                AddUp(contributions.Row(i), model.Preprocessor.FeatureOutputs, effects.Row(places[i]));
            }
        }, cancellation);
        return new Explanations(classifier.ExplainedScore, features, effects, baselines);
    }

    /// <summary>What a feature's inputs contributed together: a category's one-hot columns are one feature.</summary>
    private static void AddUp(ReadOnlySpan<float> contributions, IReadOnlyList<Range> featureOutputs, Span<float> effects)
    {
        for (var feature = 0; feature < effects.Length; feature++)
        {
            double sum = 0;
            foreach (var contribution in contributions[featureOutputs[feature]]) sum += contribution;
            effects[feature] = (float)sum;
        }
    }
}
