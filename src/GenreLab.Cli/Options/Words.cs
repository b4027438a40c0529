using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace GenreLab.Cli.Options;

/// <summary>Makes options whose values are checked while the command line is read.</summary>
internal static class Words
{
    /// <summary>An option that takes one word of an enumeration, written in kebab-case.</summary>
    public static Option<T?> OneOf<T>(string name, string description) where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
        return new Option<T?>(name)
        {
            Description = $"{description}: {string.Join(", ", words.Keys)}.",
            HelpName = "word",
            CustomParser = result =>
            {
                if (words.TryGetValue(result.Tokens[0].Value.ToLowerInvariant(), out var value)) return value;
                result.AddError($"'{result.Tokens[0].Value}' is not a value for {name}; write one of {string.Join(", ", words.Keys)}");
                return null;
            },
        };
    }

    /// <summary>An option that takes names separated by commas; it may be repeated.</summary>
    public static Option<string[]> List(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "names",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
    };

    /// <summary>Takes only numbers of a range.</summary>
    public static Option<T> Within<T>(this Option<T> option, double minimum, double maximum = double.PositiveInfinity) where T : struct, INumber<T>
    {
        option.CustomParser = result => Parse<T>(result, option.Name, minimum, maximum) ?? T.Zero;
        return option;
    }

    /// <inheritdoc cref="Within{T}(Option{T}, double, double)"/>
    public static Option<T?> Within<T>(this Option<T?> option, double minimum, double maximum = double.PositiveInfinity) where T : struct, INumber<T>
    {
        option.CustomParser = result => Parse<T>(result, option.Name, minimum, maximum);
        return option;
    }

    private static T? Parse<T>(ArgumentResult result, string name, double minimum, double maximum) where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && double.CreateChecked(value) >= minimum && double.CreateChecked(value) <= maximum) return value;
        var kind = typeof(T) == typeof(double) ? "a number" : "a whole number";
        result.AddError($"'{text}' is not a value for {name}; write {kind} {(double.IsPositiveInfinity(maximum) ? $"of {minimum} or more" : $"from {minimum} to {maximum}")}");
        return null;
    }
}
