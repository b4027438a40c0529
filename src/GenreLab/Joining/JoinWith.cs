namespace GenreLab.Joining;

/// <summary>A table to join to those before it.</summary>
/// <param name="Table">The table.</param>
/// <param name="On">The column of the tables before it that holds the key; the first table that has a column of this name gives it.</param>
/// <param name="Key">The column of this table that holds the key; null when it has the same name.</param>
public sealed record JoinWith(JoinTable Table, string On, string? Key = null)
{
    /// <summary>The key's column in this table.</summary>
    internal string KeyColumn => Key ?? On;
}
