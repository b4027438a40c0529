namespace GenreLab.Search;

/// <summary>One combination of values to try.</summary>
/// <param name="Number">Its number, from 1; in a grid its place there.</param>
/// <param name="Values">A value for each of the space's parameters, in their order.</param>
public sealed record Trial(int Number, IReadOnlyList<string> Values);
