namespace GenreLab.Models;

/// <summary>The words that speak most for a genre.</summary>
/// <param name="Genre">The genre.</param>
/// <param name="Words">The words, the strongest first.</param>
public sealed record GenreWords(string Genre, IReadOnlyList<WeightedWord> Words);

/// <summary>A word, or several neighbouring ones, and how much it speaks for a genre.</summary>
/// <param name="Word">The word or words.</param>
/// <param name="Weight">What it adds to the genre's score where it is a text's only word; only comparisons mean anything.</param>
public sealed record WeightedWord(string Word, double Weight);
