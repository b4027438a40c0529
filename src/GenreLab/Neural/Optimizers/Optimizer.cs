namespace GenreLab.Neural.Optimizers;

/// <summary>How parameters follow their gradient.</summary>
public enum Optimizer
{
    /// <summary>Stochastic gradient descent with momentum, plain or Nesterov's (Sutskever et al., 2013).</summary>
    Sgd,
    /// <summary>Adam (Kingma and Ba, 2015); weight decay is added to the gradient.</summary>
    Adam,
    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
    AdamW,
}
