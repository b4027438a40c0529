namespace GenreLab.Models;

/// <summary>Weights given to the genres in training.</summary>
public enum ClassWeights
{
    /// <summary>Every row counts the same.</summary>
    None,
    /// <summary>Every genre counts the same: rows ÷ (genres × rows of the genre).</summary>
    Balanced,
}
