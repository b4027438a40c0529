using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Tests.Models;

/// <summary>A learner that learns from missing values and from nothing else: how often each input is missing in each genre.</summary>
internal sealed record MissingPatternTrainer : IClassifierTrainer
{
    public static ModelKind Registered { get; } = new("missing-pattern", "What is missing", new MissingPatternTrainer(), MissingPatternClassifier.Import);

    /// <summary>Is shown the training and validation rows as they reach the learner.</summary>
    internal Action<Dataset>? Shown { get; init; }

    public string Kind => "missing-pattern";

    public bool LearnsFromMissing => true;

    public string LearningStep => "look";

    public PreprocessingOptions DefaultPreprocessing => new() { Scaling = Scaling.None, OneHot = false, Imputation = Imputation.Learn };

    public void Validate()
    {
    }

    public IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context)
    {
        Shown?.Invoke(train);
        if (validation is not null) Shown?.Invoke(validation);
        var missing = new Matrix(train.LabelNames.Count, train.Features.Columns);
        for (var genre = 0; genre < missing.Rows; genre++)
        {
            var rows = Enumerable.Range(0, train.Rows).Where(row => train.Labels[row] == genre).ToArray();
            for (var column = 0; column < missing.Columns; column++)
                missing[genre, column] = (rows.Count(row => float.IsNaN(train.Features[row, column])) + 0.5f) / (rows.Length + 1);
        }
        context.Progress?.Invoke(new EpochRecord(1, 1, null, null, null, null, 0, 0));
        return new MissingPatternClassifier(missing);
    }
}

internal sealed class MissingPatternClassifier(Matrix missing) : IClassifier
{
    public string Kind => "missing-pattern";

    public int FeatureCount => missing.Columns;

    public int LabelCount => missing.Rows;

    public void PredictProbabilities(Matrix x, Matrix destination)
    {
        for (var row = 0; row < x.Rows; row++)
        {
            var sum = 0f;
            for (var genre = 0; genre < LabelCount; genre++)
            {
                var product = 1f;
                for (var column = 0; column < FeatureCount; column++)
                    product *= float.IsNaN(x[row, column]) ? missing[genre, column] : 1 - missing[genre, column];
                sum += destination[row, genre] = product;
            }
            foreach (ref var value in destination.Row(row)) value /= sum;
        }
    }

    public StoredState Export()
    {
        var values = new List<float>();
        for (var genre = 0; genre < LabelCount; genre++) values.AddRange(missing.Row(genre));
        return new StoredState([], new Dictionary<string, Tensor> { ["missing"] = Tensor.From<float>(values.ToArray(), LabelCount, FeatureCount) });
    }

    public static MissingPatternClassifier Import(StoredState state)
    {
        var stored = state.Tensors["missing"];
        var missing = new Matrix((int)stored.Shape[0], (int)stored.Shape[1]);
        var values = stored.Read<float>();
        for (var genre = 0; genre < missing.Rows; genre++) values.Slice(genre * missing.Columns, missing.Columns).CopyTo(missing.Row(genre));
        return new MissingPatternClassifier(missing);
    }
}
