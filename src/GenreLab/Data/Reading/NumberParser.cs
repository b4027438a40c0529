using System.Globalization;
using System.Runtime.CompilerServices;

namespace GenreLab.Data.Reading;

/// <summary>Reads decimal numbers from UTF-8 bytes, correctly rounded.</summary>
internal static class NumberParser
{
    private const int MaximumWholeDigits = 15;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>
    /// Reads a finite number. Codes written with digits are refused, because as numbers they would lose what tells
    /// them apart: whole numbers with a leading zero or with more than 15 digits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryParse(ReadOnlySpan<byte> field, out double value)
    {
        value = 0;
        var i = 0;
        var negative = false;
        if (i < field.Length && field[i] is (byte)'-' or (byte)'+') negative = field[i++] == '-';

        ulong digits = 0;
        int wholeStart = i, exponent = 0;
        while (i < field.Length && (uint)(field[i] - '0') <= 9) digits = digits * 10 + (uint)(field[i++] - '0');
        var whole = i - wholeStart;
        var count = whole;
        if (i < field.Length && field[i] == '.')
        {
            var start = ++i;
            while (i < field.Length && (uint)(field[i] - '0') <= 9) digits = digits * 10 + (uint)(field[i++] - '0');
            exponent = start - i;
            count += i - start;
        }
        if (count == 0) return false;
        if (i == field.Length)
        {
            if (whole == count && (whole > MaximumWholeDigits || (whole > 1 && field[wholeStart] == '0'))) return false;
        }
        else if ((field[i] | 0x20) == 'e')
        {
            var sign = 1;
            if (++i < field.Length && field[i] is (byte)'-' or (byte)'+') sign = field[i++] == '-' ? -1 : 1;
            int start = i, power = 0;
            while (i < field.Length && (uint)(field[i] - '0') <= 9 && power < 10_000) power = power * 10 + (field[i++] - '0');
            if (i == start || i != field.Length) return false;
            exponent += sign * power;
        }
        else
        {
            return false;
        }

        // Both factors are exact, so the one rounding is the right one (Clinger, 1990).
        if (count <= 19 && digits <= 1UL << 53 && exponent is >= -22 and <= 22)
        {
            value = exponent < 0 ? digits / PowersOfTen[-exponent] : digits * PowersOfTen[exponent];
            if (negative) value = -value;
            return true;
        }
        return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
