namespace GenreLab.Distributed;

/// <summary>How the values of two ranks become one.</summary>
public enum Reduction
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The larger one.</summary>
    Maximum,

    /// <summary>The smaller one.</summary>
    Minimum,
}
