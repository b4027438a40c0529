using System.ComponentModel;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Recurrent;
using GenreLab.Preprocessing;

namespace GenreLab.Neural;

/// <summary>
/// Trains a network of long short-term memories that reads a row's features as a sequence, one value a step, in the table's order; then softmax.
/// A dense layer without activation in front of each step costs nothing: it is folded into the first LSTM's weights, exactly.
/// </summary>
public sealed record LstmTrainer : NetworkTrainer
{
    /// <inheritdoc/>
    public override string Kind => "lstm";

    /// <inheritdoc/>
    public override PreprocessingOptions DefaultPreprocessing => new() { Scaling = Scaling.MinMax, OneHot = false };

    /// <summary>Cells of each LSTM layer, 1 to 2,048; all layers but the last hand on the outputs of every step.</summary>
    [Description("cells of the LSTM layers, by commas")]
    public IReadOnlyList<int> Units { get; init; } = [80];

    /// <summary>Outputs of the dense layer in front of every step, 0 for none to 65,536.</summary>
    [Description("outputs of a dense layer (without activation) in front of every step, 0 = none")]
    public int Dense { get; init; } = 250;

    /// <summary>Whether each layer also reads the sequence from its end; outputs double.</summary>
    [Description("read the sequence from both ends")]
    public bool Bidirectional { get; init; }

    /// <summary>What becomes of the last layer's outputs.</summary>
    [Description("last, mean or max: what becomes of the steps' outputs")]
    public Pooling Pooling { get; init; } = Pooling.Last;

    /// <summary>Whether the outputs of each LSTM layer are normalised, step by step.</summary>
    [Description("layer normalisation after each LSTM layer")]
    public bool LayerNorm { get; init; }

    /// <summary>Dropout of what each LSTM layer hands on, from 0 up to but not including 1; chosen anew for each step.</summary>
    [Description("dropout after LSTM layers")]
    public double Dropout { get; init; }

    /// <summary>Dropout of each LSTM layer's inputs, from 0 up to but not including 1; one choice for all steps of a row (Keras' dropout).</summary>
    [Description("dropout of the LSTM layers' inputs, one choice a sequence")]
    public double InputDropout { get; init; }

    /// <summary>Dropout of an LSTM's outputs on their way to its next step, from 0 up to but not including 1; one choice for all steps of a row.</summary>
    [Description("dropout from step to step, one choice a sequence")]
    public double RecurrentDropout { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        var units = string.Join(",", Units);
        OptionRange.Require(Units.Count is >= 1 and <= 20, "units", units, "1 to 20 whole numbers, separated by commas");
        foreach (var size in Units) OptionRange.Require(size is >= 1 and <= LstmShape.MostUnits, "units", units, $"whole numbers from 1 to {LstmShape.MostUnits:N0}, separated by commas");
        OptionRange.Require(Dense is >= 0 and <= LstmShape.MostDense, "dense", Dense, $"0 (none) or a whole number up to {LstmShape.MostDense:N0}");
        OptionRange.Require(Enum.IsDefined(Pooling), "pooling", Pooling, "last, mean or max");
        OptionRange.Require(Dropout is >= 0 and < 1, "dropout", Dropout, "at least 0 and below 1");
        OptionRange.Require(InputDropout is >= 0 and < 1, "inputDropout", InputDropout, "at least 0 and below 1");
        OptionRange.Require(RecurrentDropout is >= 0 and < 1, "recurrentDropout", RecurrentDropout, "at least 0 and below 1");
    }

    /// <summary>Equal options make equal trainers, lists compared by their contents.</summary>
    public bool Equals(LstmTrainer? other) => base.Equals(other)
        && Dense == other.Dense && Bidirectional == other.Bidirectional && Pooling == other.Pooling && LayerNorm == other.LayerNorm
        && Dropout == other.Dropout && InputDropout == other.InputDropout && RecurrentDropout == other.RecurrentDropout && Units.SequenceEqual(other.Units);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Units.Count, Units.Sum(), Dense, Bidirectional, Pooling, Dropout, RecurrentDropout);

    private protected override IReadOnlyList<Layer> BuildLayers(Dataset train, TrainingContext context)
    {
        var inputs = train.Inputs.Columns;
        if (inputs == 0) throw new DataException("The table has no features, so there is no sequence for an LSTM to read; check which columns are left out.");
        var layers = new List<Layer>();
        // Dropout between the dense layer and the LSTM keeps the one from folding into the other.
        var folds = Dense > 0 && InputDropout == 0;
        if (Dense > 0 && !folds) layers.Add(new DenseLayer(1, Dense, Activation.None, inputs));
        var width = Dense > 0 && !folds ? Dense : 1;
        for (var i = 0; i < Units.Count; i++)
        {
            var shape = new LstmShape(inputs, width, Units[i])
            {
                Dense = i == 0 && folds ? Dense : 0,
                Bidirectional = Bidirectional,
                Sequences = i < Units.Count - 1 || Pooling != Pooling.Last,
                InputDropout = InputDropout,
                RecurrentDropout = RecurrentDropout,
            };
            if (!shape.IsPossible)
                throw new OptionException($"An LSTM of {Units[i]:N0} units over {inputs:N0} steps is larger than GenreLab trains; choose fewer units or a preprocessing with fewer outputs (--scale min-max).");
            layers.Add(new LstmLayer(shape));
            width = shape.Outputs;
            var steps = shape.Sequences ? inputs : 1;
            if (LayerNorm) layers.Add(new LayerNormalizationLayer(steps, width));
            if (Dropout > 0) layers.Add(new DropoutLayer(steps * width, Dropout));
        }
        if (Pooling != Pooling.Last) layers.Add(new PoolingLayer(inputs, width, Pooling));
        layers.Add(new DenseLayer(width, train.LabelNames.Count, Activation.None));
        return layers;
    }
}
