using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenreLab.Svm;

/// <summary>Reads an option that is a word or a number as text, whichever way JSON writes it.</summary>
internal sealed class WordOrNumber : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble().ToString(CultureInfo.InvariantCulture) : reader.GetString();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
