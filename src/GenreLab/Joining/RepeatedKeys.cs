namespace GenreLab.Joining;

/// <summary>What to do when several rows of a table that is joined have the same key. It does not concern tables that are joined on
/// the column that rows are made distinct by (<see cref="JoinOptions.Distinct"/>), since there the choice is made. Rows that find no partner in the tables joined to this one do not count.</summary>
public enum RepeatedKeys
{
    /// <summary>Refuse the table.</summary>
    Refuse,

    /// <summary>Keep all: a row with this key appears once for each of them.</summary>
    Keep,

    /// <summary>Keep one: that with most values and, among equals, that whose fields come first in the order of their bytes.</summary>
    One,
}
