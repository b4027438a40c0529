namespace GenreLab.Text;

/// <summary>What terms are made of.</summary>
public enum TermUnit
{
    /// <summary>Neighbouring words.</summary>
    Words,
    /// <summary>Neighbouring characters within a word, a space before and after it included (scikit-learn's <c>char_wb</c>); a word shorter
    /// than a term is a term itself.</summary>
    Characters,
}
