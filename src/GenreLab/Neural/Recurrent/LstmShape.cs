using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

/// <summary>The sizes of an LSTM layer and where its parameters lie.</summary>
/// <param name="Steps">Steps of a sequence.</param>
/// <param name="Width">Values a step.</param>
/// <param name="Units">Cells a direction.</param>
internal sealed record LstmShape(int Steps, int Width, int Units)
{
    /// <summary>The most units of a layer, and of a dense layer in front of it.</summary>
    public const int MostUnits = 2048, MostDense = 65_536;

    /// <summary>Whether units and sizes are within bounds, so that no index overflows.</summary>
    public bool IsPossible => Units <= MostUnits && Dense <= MostDense && (long)Steps * Math.Max(Width, Outputs) <= 1_000_000
        && Directions * (Units + (long)KernelInputs) * Stride + (long)Width * DenseStride <= 1 << 29;

    /// <summary>Outputs of a dense layer without activation in front of every step; 0 for none.</summary>
    public int Dense { get; init; }

    /// <summary>Whether a second LSTM reads the sequence from its end.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Whether the outputs of all steps go on, or only those after the last step.</summary>
    public bool Sequences { get; init; }

    /// <summary>Dropout of the inputs, one choice a sequence (Gal and Ghahramani, 2016).</summary>
    public double InputDropout { get; init; }

    /// <summary>Dropout of the outputs on their way to the next step, one choice a sequence.</summary>
    public double RecurrentDropout { get; init; }

    public int Directions => Bidirectional ? 2 : 1;

    public int Outputs => Directions * Units;

    /// <summary>Gates times units: what a product with the weights gives.</summary>
    public int Gates => 4 * Units;

    /// <summary>Distance between two rows of weights.</summary>
    public int Stride => Matrix.PaddedLength(Gates);

    /// <summary>What enters a step's product: the outputs of the step before, then the inputs.</summary>
    public int Operand => Units + Width;

    /// <summary>Inputs of the learnt input weights.</summary>
    public int KernelInputs => Dense > 0 ? Dense : Width;

    public int DenseStride => Matrix.PaddedLength(Dense);

    /// <summary>Where a direction's weights start: units × stride recurrent ones, then kernel inputs × stride for the inputs.</summary>
    public int KernelAt(int direction) => direction * (Units + KernelInputs) * Stride;

    /// <summary>Where the dense layer's weights start: width × dense stride.</summary>
    public int DenseAt => KernelAt(Directions);

    /// <summary>Number of weights; biases follow.</summary>
    public int Weights => DenseAt + (Dense > 0 ? Width * DenseStride : 0);

    public int BiasAt(int direction) => Weights + direction * Stride;

    public int DenseBiasAt => BiasAt(Directions);

    public int Parameters => DenseBiasAt + DenseStride;
}
