namespace GenreLab.Text;

/// <summary>An end of a text.</summary>
public enum SequenceEnd
{
    /// <summary>The first words.</summary>
    Start,
    /// <summary>The last words.</summary>
    End,
}
