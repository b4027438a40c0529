namespace GenreLab.Neural;

/// <summary>What is applied to each output of a layer.</summary>
public enum Activation
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>max(0, x).</summary>
    Relu,
    /// <summary>x Φ(x), with the exact error function (Hendrycks and Gimpel, 2016).</summary>
    Gelu,
    /// <summary>x σ(x), also called swish (Elfwing et al., 2017).</summary>
    Silu,
    /// <summary>Hyperbolic tangent.</summary>
    Tanh,
}
