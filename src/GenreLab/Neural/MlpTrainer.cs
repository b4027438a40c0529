using System.ComponentModel;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural.Layers;
using GenreLab.Preprocessing;

namespace GenreLab.Neural;

/// <summary>Trains a multi-layer perceptron: dense layers with activation, batch normalisation and dropout, then softmax.</summary>
public sealed record MlpTrainer : NetworkTrainer
{
    /// <inheritdoc/>
    public override string Kind => "mlp";

    /// <inheritdoc/>
    public override PreprocessingOptions DefaultPreprocessing => new() { Scaling = Scaling.PiecewiseLinear, OneHot = true, Bins = 16 };

    /// <summary>Outputs of each hidden layer, 1 to 65,536; empty makes it softmax regression.</summary>
    [Description("sizes of the hidden layers, by commas")]
    public IReadOnlyList<int> Hidden { get; init; } = [384, 384];

    /// <summary>Activation of the hidden layers.</summary>
    [Description("relu, gelu, silu, tanh or none")]
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Whether each hidden layer is batch-normalised before its activation.</summary>
    [Description("batch normalisation before each activation")]
    public bool BatchNorm { get; init; }

    /// <summary>Dropout rates after the hidden layers, from 0 up to but not including 1: one for all, or one a layer.</summary>
    [Description("dropout after hidden layers: one rate, or one a layer by commas")]
    public IReadOnlyList<double> Dropout { get; init; } = [0.3];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        foreach (var size in Hidden) OptionRange.Require(size is >= 1 and <= 65_536, "hidden", string.Join(",", Hidden), "whole numbers from 1 to 65,536, separated by commas");
        foreach (var rate in Dropout) OptionRange.Require(rate is >= 0 and < 1, "dropout", string.Join(",", Dropout), "rates of at least 0 and below 1");
        OptionRange.Require(Dropout.Count <= 1 || Dropout.Count == Hidden.Count, "dropout", string.Join(",", Dropout), $"one rate, or one for each of the {Hidden.Count} hidden layers");
        OptionRange.Require(Enum.IsDefined(Activation), "activation", Activation, "relu, gelu, silu, tanh or none");
    }

    /// <summary>Equal options make equal trainers, lists compared by their contents.</summary>
    public bool Equals(MlpTrainer? other) => base.Equals(other)
        && Activation == other.Activation && BatchNorm == other.BatchNorm && Hidden.SequenceEqual(other.Hidden) && Dropout.SequenceEqual(other.Dropout);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Activation, BatchNorm, Hidden.Count, Hidden.Sum(), Dropout.Sum());

    private protected override IReadOnlyList<Layer> BuildLayers(Dataset train, TrainingContext context)
    {
        var inputs = train.Inputs.Columns;
        var layers = new List<Layer>();
        for (var i = 0; i < Hidden.Count; i++)
        {
            layers.Add(new DenseLayer(inputs, Hidden[i], BatchNorm ? Activation.None : Activation));
            if (BatchNorm) layers.Add(new BatchNormalizationLayer(Hidden[i], Activation));
            var rate = Dropout.Count == 0 ? 0 : Dropout.Count == 1 ? Dropout[0] : Dropout[i];
            if (rate > 0) layers.Add(new DropoutLayer(Hidden[i], rate));
            inputs = Hidden[i];
        }
        layers.Add(new DenseLayer(inputs, train.LabelNames.Count, Activation.None));
        return layers;
    }
}
