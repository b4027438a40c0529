using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenreLab.Models;

/// <summary>An option's value as people write it on a command line, and back.</summary>
internal static class OptionText
{
    /// <summary>The JSON of a value of <paramref name="type"/> written as text.</summary>
    /// <exception cref="FormatException">It has the wrong form.</exception>
    public static JsonNode? Parse(string text, Type type, bool mayBeNull)
    {
        text = text.Trim();
        if (mayBeNull && text.ToLowerInvariant() is "none" or "null") return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return bool.Parse(text);
        if (type.IsEnum) return EnumWord(text, type);
        if (IsWhole(type)) return decimal.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (IsReal(type)) return Real(text);
        if (ElementType(type) is { } element)
            return text.Length == 0 ? [] : new JsonArray([.. text.Split(',').Select(part => Parse(part, element, false))]);
        return ParseJson(text);
    }

    /// <summary>The value as <see cref="Parse"/> would read it.</summary>
    public static string Format(object? value) => value switch
    {
        null => "none",
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum word => JsonNamingPolicy.CamelCase.ConvertName(word.ToString()),
        IFormattable number when IsWhole(value.GetType()) || IsReal(value.GetType()) => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list when ElementType(value.GetType()) is not null => string.Join(",", list.Cast<object?>().Select(Format)),
        _ => JsonSerializer.Serialize(value, value.GetType(), GenreLabJson.Options),
    };

    /// <summary>What may be written, in words.</summary>
    public static string Form(Type type, bool mayBeNull)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var form = type == typeof(string) ? "text"
            : type == typeof(bool) ? "true or false"
            : type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))
            : IsWhole(type) ? "a whole number"
            : IsReal(type) ? "a number"
            : ElementType(type) is not { } element ? "JSON"
            : IsWhole(element) ? "whole numbers separated by commas"
            : IsReal(element) ? "numbers separated by commas"
            : "words separated by commas";
        return mayBeNull ? form + " or none" : form;
    }

    private static string EnumWord(string text, Type type)
    {
        var plain = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        var name = Enum.GetNames(type).FirstOrDefault(name => name.Equals(plain, StringComparison.OrdinalIgnoreCase));
        return name is null ? throw new FormatException() : JsonNamingPolicy.CamelCase.ConvertName(name);
    }

    private static double Real(string text)
    {
        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : throw new FormatException();
    }

    private static JsonNode? ParseJson(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException failure)
        {
            throw new FormatException(failure.Message, failure);
        }
    }

    private static bool IsWhole(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64 && !type.IsEnum;

    private static bool IsReal(Type type) => type == typeof(float) || type == typeof(double);

    private static Type? ElementType(Type type) => type.IsArray ? type.GetElementType()
        : type == typeof(string) ? null
        : type.GetInterfaces().Prepend(type)
            .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))?.GetGenericArguments()[0];
}
