namespace GenreLab.Text;

/// <summary>Languages whose function words are known.</summary>
public enum TextLanguage
{
    /// <summary>English.</summary>
    English,
    /// <summary>Spanish.</summary>
    Spanish,
    /// <summary>Portuguese.</summary>
    Portuguese,
    /// <summary>French.</summary>
    French,
    /// <summary>German.</summary>
    German,
    /// <summary>Italian.</summary>
    Italian,
}
