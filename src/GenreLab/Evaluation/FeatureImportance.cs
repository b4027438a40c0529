namespace GenreLab.Evaluation;

/// <summary>How much a model owes to one feature, with a 95 % interval. What the number measures is said where it is made.</summary>
/// <param name="Feature">The feature's name.</param>
/// <param name="Importance">The estimate.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public sealed record FeatureImportance(string Feature, double Importance, double Low, double High);
