using System.Runtime.CompilerServices;

namespace GenreLab.Data;

/// <summary>
/// A number in 32 bits, exactly: 28 bits of a whole number and four of the power of ten it is divided by. Numbers in tables are decimals of
/// few digits, and the quotient of two numbers that are exact is rounded as the decimal was when it was read (Clinger, 1990), so unpacking gives the same bits (as in ALP:
/// Afroozeh, Kuffó and Boncz, 2023). What is no such decimal is an exception, stored beside.
/// </summary>
internal static class DecimalWord
{
    /// <summary>The word of a missing value.</summary>
    public const int Missing = Exception;

    private const int Exception = 15;
    private const int ExponentBits = 4;
    private const double TooLarge = 1 << 27;

    private static readonly double[] PowersOfTen = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14];

    /// <summary>The word of a number; the same number has the same word.</summary>
    /// <param name="value">The number, or NaN.</param>
    /// <param name="places">Decimal places that numbers before it had, to be tried first.</param>
    /// <param name="word">The word.</param>
    /// <returns>False when the number is an exception.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryEncode(double value, ref int places, out int word)
    {
        word = Missing;
        if (double.IsNaN(value)) return true;
        if (value == 0)
        {
            word = 0;
            return !double.IsNegative(value);
        }
        if (!TryScale(value, places, out var whole))
        {
            var found = -1;
            for (var i = 0; i < PowersOfTen.Length && Math.Abs(value) * PowersOfTen[i] < TooLarge; i++)
            {
                if (!TryScale(value, i, out whole)) continue;
                found = i;
                break;
            }
            if (found < 0) return false;
            places = found;
        }
        var exponent = places;
        while (exponent > 0 && whole % 10 == 0)
        {
            whole /= 10;
            exponent--;
        }
        word = (whole << ExponentBits) | exponent;
        return true;
    }

    /// <summary>The word of an exception.</summary>
    /// <param name="number">Its place in the list of exceptions.</param>
    public static int OfException(int number) => ((number + 1) << ExponentBits) | Exception;

    /// <summary>Whether it is the word of an exception.</summary>
    public static bool IsException(int word) => (word & Exception) == Exception && word != Missing;

    /// <summary>The same when so many exceptions come to stand before its own, or fewer.</summary>
    public static int Shift(int word, int exceptions) => IsException(word) ? word + (exceptions << ExponentBits) : word;

    /// <summary>The number of a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Decode(int word, double[] exceptions)
    {
        var exponent = word & Exception;
        var whole = word >> ExponentBits;
        return exponent != Exception ? whole / PowersOfTen[exponent] : whole == 0 ? double.NaN : exceptions[whole - 1];
    }

    private static bool TryScale(double value, int places, out int whole)
    {
        var scaled = Math.Round(value * PowersOfTen[places]);
        whole = Math.Abs(scaled) < TooLarge ? (int)scaled : 0;
        return whole != 0 && whole / PowersOfTen[places] == value;
    }
}
