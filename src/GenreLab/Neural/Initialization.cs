namespace GenreLab.Neural;

/// <summary>How a dense layer's weights start; biases start at zero except with <see cref="UniformFanIn"/>.</summary>
public enum Initialization
{
    /// <summary>Uniform in ±√(6 / (inputs + outputs)) (Glorot and Bengio, 2010); Keras' default.</summary>
    GlorotUniform,
    /// <summary>Normal with variance 2 / inputs (He et al., 2015).</summary>
    HeNormal,
    /// <summary>Weights and biases uniform in ±1/√inputs; PyTorch's default.</summary>
    UniformFanIn,
}
