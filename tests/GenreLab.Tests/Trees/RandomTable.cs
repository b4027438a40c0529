using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees.Growing;

namespace GenreLab.Tests.Trees;

/// <summary>Draws small tables with everything that makes trees stumble: ties, constants, categories, missing values.</summary>
internal static class RandomTable
{
    /// <summary>A table of random columns, some of which know something of the genre.</summary>
    public static Dataset Draw(RandomSource random, int rows, int features, int genres)
    {
        var labels = new int[rows];
        for (var row = 0; row < rows; row++) labels[row] = random.NextInt32(genres);
        var x = new Matrix(rows, features);
        var categories = new List<int>();
        for (var feature = 0; feature < features; feature++)
        {
            var kind = random.NextInt32(8);
            var values = 2 + random.NextInt32(6);
            var informed = random.NextInt32(2) == 0;
            var missing = random.NextInt32(3) switch { 0 => 0.3 * random.NextDouble(), 1 => random.NextInt32(6) == 0 ? 0.9 : 0, _ => 0 };
            if (kind == 7) categories.Add(feature);
            for (var row = 0; row < rows; row++)
            {
                x[row, feature] = kind switch
                {
                    0 => 3, // constant
                    1 when informed => float.NaN, // all missing
                    < 4 => random.NextInt32(values) + (informed ? labels[row] % 2 : 0), // many ties
                    < 7 => (float)(random.NextNormal() + (informed ? labels[row] : 0)),
                    _ => (random.NextInt32(values) * 5 + (informed ? labels[row] : 0)) % 11, // a category
                };
                if (missing > 0 && random.NextDouble() < missing) x[row, feature] = float.NaN;
            }
        }
        return Dataset(x, labels, genres) with { CategoryColumns = categories };
    }

    /// <summary>A data set with made-up names.</summary>
    public static Dataset Dataset(Matrix x, int[] labels, int genres) =>
        new(x, labels, [.. Enumerable.Range(0, genres).Select(genre => $"genre {genre}")], [.. Enumerable.Range(0, x.Columns).Select(feature => $"feature {feature}")]);

    /// <summary>The table binned.</summary>
    public static TrainingRows Binned(Dataset train, int maxBins = 256)
    {
        using var team = new ThreadTeam(1);
        return TrainingRows.From(train, maxBins, team, SingleProcess.Instance);
    }

    /// <summary>The bins of one row.</summary>
    public static ReadOnlySpan<byte> BinsOf(TrainingRows rows, int row) => rows.Bins.AsSpan(row * rows.Binning.Stride, rows.Binning.Stride);

    /// <summary>A classifier's probabilities.</summary>
    public static Matrix Predict(IClassifier classifier, Matrix x)
    {
        var probabilities = new Matrix(x.Rows, classifier.LabelCount);
        classifier.PredictProbabilities(x, probabilities);
        return probabilities;
    }

    /// <summary>Everything a classifier has learnt, as text that is equal when the bits are.</summary>
    public static string Bits(IClassifier classifier)
    {
        var state = classifier.Export();
        return state.Settings.ToJsonString() + string.Concat(state.Tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal)
            .Select(tensor => $"\n{tensor.Key} {tensor.Value.ElementType} {string.Join("x", tensor.Value.Shape)} {Convert.ToHexString(tensor.Value.Bytes.Span)}"));
    }

    /// <summary>Fails unless all are probabilities and each row's sum to one.</summary>
    public static void AssertProbabilities(Matrix probabilities)
    {
        for (var row = 0; row < probabilities.Rows; row++)
        {
            double sum = 0;
            foreach (var probability in probabilities.Row(row))
            {
                Assert.InRange(probability, 0f, 1.00001f);
                sum += probability;
            }
            Assert.Equal(1, sum, 1e-5);
        }
    }
}
