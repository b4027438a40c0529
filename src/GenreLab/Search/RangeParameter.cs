using System.Globalization;
using System.Text.Json.Nodes;
using GenreLab.Numerics;

namespace GenreLab.Search;

/// <summary>A hyper-parameter that takes any number of a range. Numbers that are not whole have four significant digits, so that what is
/// written down is what was tried.</summary>
/// <param name="Name">The option's name.</param>
/// <param name="From">The smallest value.</param>
/// <param name="To">The largest value, above <paramref name="From"/>.</param>
/// <param name="Logarithmic">Whether equal ratios rather than equal differences are equally likely; both ends are then above 0.</param>
/// <param name="Whole">Whether only whole numbers are meant.</param>
/// <param name="Steps">How many values a grid takes from it, 2 or more; null for none.</param>
public sealed record RangeParameter(string Name, double From, double To, bool Logarithmic, bool Whole, int? Steps) : SearchParameter(Name)
{
    private const string FourDigits = "G4";

    /// <inheritdoc/>
    public override bool Varies => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Grid => Steps is { } steps
        ? [.. Enumerable.Range(0, steps).Select(step => Text(At(step / (steps - 1.0), From, To))).Distinct()]
        : [];

    /// <inheritdoc/>
    public override string Draw(RandomSource random) =>
        // Half a number more at either end makes the first and the last whole number as likely as their neighbours.
        Text(Whole ? At(random.NextDouble(), From - 0.5, To + 0.5) : At(random.NextDouble(), From, To));

    /// <inheritdoc/>
    public override double Position(string value)
    {
        var number = double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture);
        var position = Logarithmic ? Math.Log(number / From) / Math.Log(To / From) : (number - From) / (To - From);
        return position is >= -1e-9 and <= 1 + 1e-9 ? Math.Clamp(position, 0, 1) : throw new ArgumentException($"{Name} has no value '{value}'.", nameof(value));
    }

    /// <inheritdoc/>
    public override JsonNode ToJson()
    {
        var json = new JsonObject { ["from"] = From, ["to"] = To, ["scale"] = Logarithmic ? "log" : "linear", ["whole"] = Whole };
        if (Steps is { } steps) json["steps"] = steps;
        return json;
    }

    private double At(double share, double from, double to) =>
        Logarithmic ? from * Math.Exp(share * Math.Log(to / from)) : from + share * (to - from);

    private string Text(double value)
    {
        var rounded = Whole ? Math.Round(value) : double.Parse(value.ToString(FourDigits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(rounded, From, To).ToString(CultureInfo.InvariantCulture);
    }
}
