using System.Text.Json.Serialization;

namespace GenreLab.Synthesis;

/// <summary>How a feature's values are rounded: to a number of decimals, or to a number of significant digits.</summary>
/// <param name="Decimals">Digits after the point, or null.</param>
/// <param name="SignificantDigits">Significant digits, or null.</param>
internal sealed record NumberFormat(int? Decimals = null, int? SignificantDigits = null)
{
    private const int MostDecimals = 3;
    private const int MostSignificantDigits = 7;

    private static readonly double[] PowersOfTen = [.. Enumerable.Range(0, 23).Select(exponent => double.Parse($"1e{exponent}"))];

    /// <summary>Whether the values spread over orders of magnitude, as far as their digits tell.</summary>
    [JsonIgnore]
    public bool IsRelative => SignificantDigits is not null;

    /// <summary>Whether it can be applied.</summary>
    [JsonIgnore]
    public bool IsValid => Decimals is null or (>= 0 and <= MostDecimals) && SignificantDigits is null or (>= 1 and <= 17);

    /// <summary>The coarsest format that leaves all values (finite) as they are; fewer decimals are preferred to significant digits.</summary>
    public static NumberFormat Of(ReadOnlySpan<double> values)
    {
        for (var decimals = 0; decimals <= MostDecimals; decimals++)
        {
            var format = new NumberFormat(Decimals: decimals);
            if (format.Fits(values)) return format;
        }
        for (var digits = 1; digits <= MostSignificantDigits; digits++)
        {
            var format = new NumberFormat(SignificantDigits: digits);
            if (format.Fits(values)) return format;
        }
        return new NumberFormat(SignificantDigits: MostSignificantDigits);
    }

    /// <summary>The nearest number of this format.</summary>
    public double Round(double value)
    {
        if (Decimals is { } decimals) return Math.Round(value * PowersOfTen[decimals]) / PowersOfTen[decimals];
        if (SignificantDigits is not { } digits || value == 0) return value;
        var places = digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        // A whole number divided by an exact power of ten is the double that the decimal text reads as.
        return places < 0 ? Math.Round(value / PowersOfTen[Math.Min(-places, 22)]) * PowersOfTen[Math.Min(-places, 22)]
            : Math.Round(value * PowersOfTen[Math.Min(places, 22)]) / PowersOfTen[Math.Min(places, 22)];
    }

    private bool Fits(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if (Math.Abs(Round(value) - value) > 1e-9 * Math.Abs(value)) return false;
        return true;
    }
}
