namespace GenreLab.Trees.Forests;

/// <summary>How well a forest does on its own training rows when each is told by the trees that did not get it (Breiman, 2001).</summary>
/// <param name="Rows">Rows that at least one tree did not get.</param>
/// <param name="Accuracy">Share of them predicted rightly.</param>
/// <param name="LogLoss">Mean negative log-probability of the true genre, nats; probabilities clipped at 1e-15.</param>
public sealed record OutOfBagScore(int Rows, double Accuracy, double LogLoss);
