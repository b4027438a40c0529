namespace GenreLab.Text;

/// <summary>Whether the forms of a word become one.</summary>
public enum Stemming
{
    /// <summary>Words stay as they are.</summary>
    None,
    /// <summary>English words by <see cref="EnglishStemmer"/>.</summary>
    English,
}
