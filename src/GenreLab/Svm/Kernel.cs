namespace GenreLab.Svm;

/// <summary>How alike two rows x and z are to a support vector machine.</summary>
public enum Kernel
{
    /// <summary>exp(−gamma · |x − z|²), the radial basis function.</summary>
    Rbf,
    /// <summary>x·z</summary>
    Linear,
    /// <summary>(gamma · x·z + constant) to the power of degree.</summary>
    Polynomial,
    /// <summary>tanh(gamma · x·z + constant)</summary>
    Sigmoid,
}
