using System.Text;

namespace GenreLab.Text;

/// <summary>What becomes of runs of letters in scripts that put no spaces between words: Chinese characters, kana, Thai, Lao, Khmer and Burmese.</summary>
public enum SpacelessScript
{
    /// <summary>Every pair of neighbouring letters is a word, so that most words of two letters are found; a lone letter is one itself.</summary>
    Pairs,
    /// <summary>Every letter is a word.</summary>
    Letters,
    /// <summary>A run is one word, as in any other script.</summary>
    Whole,
}

internal static class SpacelessScripts
{
    /// <summary>Whether a letter belongs to a script without spaces.</summary>
    public static bool Contains(Rune letter) => letter.Value switch
    {
        < 0x0E00 => false,
        < 0x0F00 => true, // Thai, Lao
        < 0x1000 => false,
        < 0x10A0 => true, // Burmese
        < 0x1780 => false,
        < 0x1800 => true, // Khmer
        < 0x3005 => false,
        < 0x3008 => true, // iteration mark, ideographic zero
        < 0x3040 => false,
        < 0x3100 => true, // hiragana, katakana
        < 0x31F0 => false,
        < 0x3200 => true, // small katakana
        < 0x3400 => false,
        < 0x4DC0 => true, // Chinese characters, extension A
        < 0x4E00 => false,
        < 0xA000 => true, // Chinese characters
        < 0xF900 => false,
        < 0xFB00 => true, // Chinese characters for compatibility
        < 0xFF66 => false,
        < 0xFFA0 => true, // narrow katakana
        < 0x20000 => false,
        < 0x40000 => true, // Chinese characters, further extensions
        _ => false,
    };
}
