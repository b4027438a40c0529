using System.CommandLine;
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

    /// <summary>Refuses values outside a range.</summary>
    public static Option<T> Within<T>(this Option<T> option, double minimum, double maximum = double.PositiveInfinity)
    {
        option.Validators.Add(result =>
        {
            // A value that is no number at all has been complained of already.
            if (result.Errors.Any() || result.GetValueOrDefault<T>() is not { } value) return;
            var number = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            if (!(number >= minimum && number <= maximum))
                result.AddError(double.IsPositiveInfinity(maximum) ? $"{option.Name} must be {minimum} or more, not {number}" : $"{option.Name} must be from {minimum} to {maximum}, not {number}");
        });
        return option;
    }
}
