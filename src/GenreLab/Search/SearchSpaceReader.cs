using System.Text.Json;
using GenreLab.Models;

namespace GenreLab.Search;

/// <summary>Reads the text of a search space and refuses what no search can mean.</summary>
internal sealed class SearchSpaceReader(string name, IClassifierTrainer trainer)
{
    private static readonly string[] RangeWords = ["from", "to", "scale", "whole", "steps"];

    private readonly IReadOnlyList<TrainerOption> options = TrainerOptions.Describe(trainer);

    public SearchSpace Read(string text)
    {
        using var document = Parse(text);
        var parameters = new List<SearchParameter>();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var (word, form) = Word(member.Name);
            if (parameters.Exists(known => known.Name == word)) throw new OptionException($"The space {name} names {word} twice; name it once, with all its values.");
            parameters.Add(member.Value.ValueKind switch
            {
                JsonValueKind.Object => Range(word, form, member.Value),
                JsonValueKind.Array => List(word, member.Value),
                _ => new ChoiceParameter(word, [Checked(word, Value(word, member.Value))]),
            });
        }
        var space = new SearchSpace(name, parameters);
        return space.Varied.Count > 0 ? space : throw new OptionException($"The space {name} has nothing to search: give at least one word a list of values or a range.");
    }

    private JsonDocument Parse(string text)
    {
        try
        {
            var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException damaged)
        {
            throw new DataException($"The space {name} is not JSON (line {damaged.LineNumber + 1}: {damaged.Message.Split(" LineNumber")[0].TrimEnd('.')}).", damaged);
        }
        throw new DataException($"The space {name} is not a JSON object; write {{\"word\": [value, value], …}}.");
    }

    private (string Name, string Form) Word(string word)
    {
        if (TrainerOptions.Has(trainer, word))
        {
            var plain = Plain(word);
            var option = options.First(known => Plain(known.Name) == plain);
            return (option.Name, option.Form);
        }
        if (PreprocessingWords.Find(word) is { } known) return PreprocessingWords.All.First(one => one.Name == known);
        if (TextWords.Find(trainer, word) is { } text) return TextWords.Of(trainer).First(one => one.Name == text);
        var words = options.Select(option => option.Name).Concat(PreprocessingWords.All.Concat(TextWords.Of(trainer)).Select(one => one.Name));
        throw new OptionException($"The space {name} has the word {Quoted.From(word)}, which is no option of {trainer.Kind} and no word of preprocessing; the words are {string.Join(", ", Spelling.ByCloseness(word, words))}.");
    }

    private static string Plain(string word) => word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private ChoiceParameter List(string word, JsonElement list)
    {
        var values = list.EnumerateArray().Select(value => Checked(word, Value(word, value))).ToArray();
        if (values.Length == 0) throw new OptionException($"The space {name} lists no values for {word}; list at least one, or leave the word out.");
        var repeated = values.GroupBy(value => value).FirstOrDefault(same => same.Skip(1).Any());
        return repeated is null
            ? new ChoiceParameter(word, values)
            : throw new OptionException($"The space {name} lists {Quoted.From(repeated.Key)} twice for {word}; list every value once.");
    }

    /// <summary>A value as <c>--set</c> takes it; a list within the list stands for a value that is a list, such as the sizes of layers.</summary>
    private string Value(string word, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "none",
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(part => Value(word, part))),
        _ => throw new OptionException($"The space {name} lists an object for {word}; list values, or write one range instead of the list."),
    };

    private string Checked(string word, string value)
    {
        try
        {
            new TrialSettings(trainer, trainer.DefaultPreprocessing).With(word, value);
            return value;
        }
        catch (OptionException wrong)
        {
            throw new OptionException($"The space {name}: {wrong.Message}");
        }
    }

    private RangeParameter Range(string word, string form, JsonElement range)
    {
        foreach (var member in range.EnumerateObject())
            if (!RangeWords.Contains(member.Name)) throw Wrong(word, $"says {Quoted.From(member.Name)}, which no range has; its words are {string.Join(", ", RangeWords)}");
        if (!form.Contains("number", StringComparison.Ordinal)) throw Wrong(word, $"is impossible, for {word} takes {form}; list its values");
        double from = Number(word, range, "from"), to = Number(word, range, "to");
        var logarithmic = range.TryGetProperty("scale", out var scale) && (scale.ValueKind == JsonValueKind.String ? scale.GetString() : null) switch
        {
            "log" => true,
            "linear" => false,
            _ => throw Wrong(word, "has a scale that is neither \"log\" nor \"linear\""),
        };
        if (!(from < to)) throw Wrong(word, $"goes from {from} to {to}; the second number must be the larger one");
        if (logarithmic && from <= 0) throw Wrong(word, $"begins at {from}, which a logarithmic scale cannot; begin above 0, or take \"linear\"");
        var whole = form.StartsWith("a whole number", StringComparison.Ordinal) || form.StartsWith("whole numbers", StringComparison.Ordinal);
        if (range.TryGetProperty("whole", out var wanted))
        {
            if (wanted.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) throw Wrong(word, "says \"whole\" without true or false");
            whole |= wanted.GetBoolean();
        }
        if (whole && !(double.IsInteger(from) && double.IsInteger(to) && Math.Abs(from) <= int.MaxValue && Math.Abs(to) <= int.MaxValue))
            throw Wrong(word, $"goes from {from} to {to}; whole numbers need whole ends within ±{int.MaxValue:N0}");
        int? steps = null;
        if (range.TryGetProperty("steps", out var count))
            steps = count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var number) && number is >= 2 and <= 10_000 ? number : throw Wrong(word, "has steps that are not a whole number from 2 to 10,000");
        var parameter = new RangeParameter(word, from, to, logarithmic, whole, steps);
        RequireEnd(word, from);
        RequireEnd(word, to);
        return parameter;
    }

    /// <summary>An end of the range that the learner refuses would only show up in some trials.</summary>
    private void RequireEnd(string word, double end)
    {
        try
        {
            var settings = new TrialSettings(trainer, trainer.DefaultPreprocessing).With(word, end.ToString(System.Globalization.CultureInfo.InvariantCulture));
            settings.Trainer.Validate();
            settings.Preprocessing.Text?.Validate();
        }
        catch (OptionException wrong)
        {
            throw new OptionException($"The space {name} lets {word} be {end}: {wrong.Message}");
        }
    }

    private double Number(string word, JsonElement range, string member) =>
        range.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Wrong(word, $"lacks the number \"{member}\"; write {{\"from\": 0.0001, \"to\": 0.01, \"scale\": \"log\"}}");

    private OptionException Wrong(string word, string what) => new($"The space {name}: the range of {word} {what}.");
}
