namespace GenreLab.Search;

/// <summary>A round of trials that all get the same share of the resource.</summary>
/// <param name="Number">Its number, from 1; grids and random searches have one.</param>
/// <param name="Trials">How many trials it has, at most: trials that failed do not go on.</param>
/// <param name="Amount">How much of the resource each gets (epochs, rounds, trees or training rows); null for all that its settings say.</param>
public sealed record Rung(int Number, int Trials, int? Amount);
