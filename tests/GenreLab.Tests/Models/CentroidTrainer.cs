using System.ComponentModel;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Tests.Models;

internal enum CentroidDistance
{
    Euclidean,
    CityBlock,
}

/// <summary>The smallest real learner, for tests of everything around learners: a genre is where the mean of its tracks lies.</summary>
internal sealed record CentroidTrainer : IClassifierTrainer
{
    public static ModelKind Registered { get; } = new("centroid", "Nearest mean", new CentroidTrainer(), CentroidClassifier.Import);

    [Description("how far apart two tracks are")]
    public CentroidDistance Distance { get; init; } = CentroidDistance.Euclidean;

    public int Rounds { get; init; } = 3;

    public double Temperature { get; init; } = 1;

    public bool Shrink { get; init; }

    public float? Limit { get; init; }

    public IReadOnlyList<int> Hidden { get; init; } = [8, 4];

    public IReadOnlyList<double> Dropout { get; init; } = [];

    public string? Note { get; init; }

    public string Kind => "centroid";

    public PreprocessingOptions DefaultPreprocessing => new() { Scaling = Scaling.Standard, OneHot = false };

    public void Validate()
    {
        if (!(Temperature > 0)) throw new OptionException("temperature of centroid must be above 0.");
    }

    public IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context)
    {
        var centroids = new Matrix(train.LabelNames.Count, train.Features.Columns);
        var counts = new int[train.LabelNames.Count];
        for (var row = 0; row < train.Rows; row++)
        {
            counts[train.Labels[row]]++;
            for (var column = 0; column < train.Features.Columns; column++) centroids[train.Labels[row], column] += train.Features[row, column];
        }
        for (var label = 0; label < counts.Length; label++)
            foreach (ref var value in centroids.Row(label)) value /= Math.Max(1, counts[label]);
        for (var round = 1; round <= Rounds; round++)
        {
            if (context.Cancellation.IsCancellationRequested) break;
            context.Progress?.Invoke(new EpochRecord(round, Rounds, 1.0 / round, 0.5, null, null, 0.1, 0.001));
        }
        return new CentroidClassifier(centroids, (float)Temperature);
    }
}

internal sealed class CentroidClassifier(Matrix centroids, float temperature) : IClassifier
{
    public string Kind => "centroid";

    public int FeatureCount => centroids.Columns;

    public int LabelCount => centroids.Rows;

    public void PredictProbabilities(Matrix x, Matrix destination)
    {
        for (var row = 0; row < x.Rows; row++)
        {
            var sum = 0f;
            for (var label = 0; label < LabelCount; label++)
            {
                var distance = 0f;
                for (var column = 0; column < FeatureCount; column++) distance += MathF.Abs(x[row, column] - centroids[label, column]);
                sum += destination[row, label] = MathF.Exp(-distance / temperature);
            }
            foreach (ref var value in destination.Row(row)) value = sum > 0 ? value / sum : 1f / LabelCount;
        }
    }

    public StoredState Export()
    {
        var values = new List<float>();
        for (var label = 0; label < LabelCount; label++) values.AddRange(centroids.Row(label));
        return new StoredState(
            new JsonObject { ["temperature"] = temperature },
            new Dictionary<string, Tensor> { ["centroids"] = Tensor.From<float>(values.ToArray(), LabelCount, FeatureCount) });
    }

    public static CentroidClassifier Import(StoredState state)
    {
        var stored = state.Tensors["centroids"];
        var centroids = new Matrix((int)stored.Shape[0], (int)stored.Shape[1]);
        var values = stored.Read<float>();
        for (var label = 0; label < centroids.Rows; label++) values.Slice(label * centroids.Columns, centroids.Columns).CopyTo(centroids.Row(label));
        return new CentroidClassifier(centroids, state.Settings["temperature"]!.GetValue<float>());
    }
}
