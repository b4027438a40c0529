using System.Buffers.Binary;
using System.Text.Json;

namespace GenreLab.Models;

/// <summary>
/// Reads and writes named tensors in the public safetensors layout: eight bytes with the header's length (little-endian),
/// a JSON header that gives every tensor's type, shape and place, then the tensors' bytes without gaps.
/// Nothing in such a file is ever executed.
/// </summary>
public static class SafeTensors
{
    private const int LengthBytes = sizeof(ulong);
    private const int LargestHeader = 16 << 20;
    private const int LargestRank = 8;
    private const int ReadStep = 1 << 20;

    /// <summary>
    /// Writes tensors so that the same tensors always give the same bytes: widest element type first, then by name in
    /// ordinal order, so every tensor starts on a multiple of its element's size.
    /// </summary>
    /// <param name="destination">Where to write; left open.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Free text stored under <c>__metadata__</c>, or null.</param>
    /// <exception cref="ArgumentException">A tensor's bytes do not fill its shape, or a name is <c>__metadata__</c>.</exception>
    public static void Write(Stream destination, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors.OrderByDescending(pair => ElementSize(pair.Value.ElementType))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        var header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        destination.Write(length);
        destination.Write(header);
        foreach (var (_, tensor) in ordered) destination.Write(tensor.Bytes.Span);
    }

    /// <summary>Reads all tensors of a stream that holds one safetensors file and nothing else.</summary>
    /// <param name="source">The stream, read to its end and left open.</param>
    /// <exception cref="ModelFileException">The bytes are not such a file; the message says what is wrong.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream source)
    {
        Span<byte> length = stackalloc byte[LengthBytes];
        if (source.ReadAtLeast(length, LengthBytes, throwOnEndOfStream: false) < LengthBytes) throw Damaged("they end before the header");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerLength > LargestHeader) throw Damaged($"their header claims {headerLength:N0} bytes where {LargestHeader:N0} are allowed");
        var places = ReadHeader(ReadBytes(source, (long)headerLength, "the header"));

        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        long position = 0;
        foreach (var place in places.OrderBy(place => place.Begin).ThenBy(place => place.End))
        {
            if (place.Begin != position) throw Damaged($"tensor {Quoted.From(place.Name)} starts at byte {place.Begin:N0} where {position:N0} was expected, so tensors overlap or leave a gap");
            tensors.Add(place.Name, new Tensor(place.ElementType, place.Shape, ReadBytes(source, place.End - place.Begin, $"tensor {Quoted.From(place.Name)}")));
            position = place.End;
        }
        Span<byte> rest = stackalloc byte[1];
        return source.Read(rest) == 0 ? tensors : throw Damaged("bytes follow the last tensor");
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, text);
                json.WriteEndObject();
            }
            long position = 0;
            foreach (var (name, tensor) in ordered)
            {
                if (name == "__metadata__" || tensor.Count * ElementSize(tensor.ElementType) != tensor.Bytes.Length)
                    throw new ArgumentException($"Tensor '{name}' cannot be stored: its name is reserved or its bytes do not fill its shape.", nameof(ordered));
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.ElementType);
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(position);
                json.WriteNumberValue(position += tensor.Bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // The layout allows trailing spaces; they put the first tensor on a multiple of eight bytes.
        while (bytes.Length % 8 != 0) bytes.WriteByte((byte)' ');
        return bytes.ToArray();
    }

    private sealed record Place(string Name, string ElementType, long[] Shape, long Begin, long End);

    private static List<Place> ReadHeader(byte[] header)
    {
        var places = new List<Place>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            var json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 4 });
            Expect(ref json, JsonTokenType.StartObject);
            while (NextProperty(ref json) is { } name)
            {
                if (!names.Add(name)) throw Damaged($"tensor {Quoted.From(name)} occurs twice");
                if (name == "__metadata__") SkipMetadata(ref json);
                else places.Add(ReadPlace(ref json, name));
            }
            if (json.Read()) throw Damaged("something follows their header");
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            throw new ModelFileException("The model's weights are damaged: their header is not the JSON that safetensors prescribes; get the file again or train anew.", failure);
        }
        return places;
    }

    private static Place ReadPlace(ref Utf8JsonReader json, string name)
    {
        string? elementType = null;
        long[]? shape = null, offsets = null;
        Expect(ref json, JsonTokenType.StartObject);
        while (NextProperty(ref json) is { } property)
        {
            switch (property)
            {
                case "dtype" when elementType is null:
                    Expect(ref json, JsonTokenType.String);
                    elementType = json.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref json, LargestRank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref json, 2);
                    break;
                default:
                    throw Damaged($"tensor {Quoted.From(name)} has an unknown or repeated property {Quoted.From(property)}");
            }
        }
        if (elementType is null || shape is null || offsets is not { Length: 2 }) throw Damaged($"tensor {Quoted.From(name)} lacks its dtype, shape or data_offsets");
        var bytes = (UInt128)ElementSize(elementType);
        if (bytes == 0) throw Damaged($"tensor {Quoted.From(name)} is of the unsupported type {Quoted.From(elementType)}; use {string.Join(", ", ElementTypes)}");
        foreach (var size in shape)
        {
            bytes *= (UInt128)size;
            if (bytes > int.MaxValue) throw Damaged($"tensor {Quoted.From(name)} is larger than 2 GB");
        }
        if (offsets[1] < offsets[0] || (UInt128)(offsets[1] - offsets[0]) != bytes)
            throw Damaged($"tensor {Quoted.From(name)} occupies {offsets[1] - offsets[0]:N0} bytes where its shape [{string.Join(", ", shape)}] of {elementType} needs {bytes:N0}");
        return new Place(name, elementType, shape, offsets[0], offsets[1]);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader json, int most)
    {
        var numbers = new List<long>();
        Expect(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var number = json.GetInt64();
            if (number < 0 || numbers.Count == most) throw new JsonException();
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private static void SkipMetadata(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartObject);
        while (NextProperty(ref json) is not null) Expect(ref json, JsonTokenType.String);
    }

    private static string? NextProperty(ref Utf8JsonReader json) =>
        !json.Read() ? throw new JsonException() : json.TokenType == JsonTokenType.PropertyName ? json.GetString() : null;

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (!json.Read() || json.TokenType != token) throw new JsonException();
    }

    /// <summary>Reads step by step, so that a file that promises more than it holds cannot make us allocate what it promises.</summary>
    private static byte[] ReadBytes(Stream source, long count, string what)
    {
        var bytes = new byte[Math.Min(count, ReadStep)];
        var filled = 0;
        while (true)
        {
            filled += source.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            if (filled < bytes.Length) throw Damaged($"they end within {what}");
            if (filled == count) return bytes;
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
        }
    }

    internal static readonly string[] ElementTypes = ["F64", "I64", "U64", "F32", "I32", "U32", "F16", "U16", "U8"];

    private static int ElementSize(string elementType) => elementType switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "U16" => 2,
        "U8" => 1,
        _ => 0,
    };

    private static ModelFileException Damaged(string what) =>
        new($"The model's weights are damaged: {what}; get the file again or train anew.");
}
