namespace GenreLab.Search;

/// <summary>How a search chooses which settings to try.</summary>
public enum SearchMethod
{
    /// <summary>Every combination of the listed values.</summary>
    Grid,
    /// <summary>Combinations drawn at random (Bergstra and Bengio, 2012), none twice.</summary>
    Random,
    /// <summary>Successive halving (Jamieson and Talwalkar, 2016): combinations drawn at random are tried on a small part of the resource
    /// (epochs, rounds, trees or training rows), and the best third goes on with three times as much, until few get all of it.</summary>
    Halving,
}
