using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Layers;
using GenreLab.Preprocessing;

namespace GenreLab.Linear;

/// <summary>
/// Trains softmax regression, the simplest model worth comparing with: one dense layer, by gradient descent. On its default
/// inputs, piecewise-linear encodings, it adds up a curve for each feature and genre rather than a straight line.
/// </summary>
public sealed record SoftmaxTrainer : NetworkTrainer
{
    /// <inheritdoc/>
    public override string Kind => "softmax";

    /// <inheritdoc/>
    public override PreprocessingOptions DefaultPreprocessing => new() { Scaling = Scaling.PiecewiseLinear, OneHot = true, Bins = 16 };

    /// <inheritdoc/>
    public override int Epochs { get; init; } = 30;

    /// <inheritdoc/>
    public override int BatchSize { get; init; } = 256;

    /// <inheritdoc/>
    public override double LearningRate { get; init; } = 5e-3;

    private protected override IReadOnlyList<Layer> BuildLayers(Dataset train, TrainingContext context) => [new DenseLayer(train.Inputs.Columns, train.LabelNames.Count, Activation.None)];
}
