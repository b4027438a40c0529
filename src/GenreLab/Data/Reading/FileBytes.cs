using System.Text;
using System.Text.Unicode;

namespace GenreLab.Data.Reading;

/// <summary>A file's content as plain UTF-8 without a byte order mark.</summary>
internal static class FileBytes
{
    private const int BinaryProbe = 64 * 1024;

    public static ReadOnlyMemory<byte> Load(string path)
    {
        if (Directory.Exists(path)) throw new DataException($"'{path}' is a folder, not a file; give the CSV file in it.");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            if (IsGzip(file)) return Decompress(file, path);
            if (file.Length > Array.MaxLength) throw TooLarge(path);
            var bytes = GC.AllocateUninitializedArray<byte>((int)file.Length);
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"There is no file '{path}'; check the name and the folder.", missing);
        }
        catch (InvalidDataException damaged)
        {
            throw new DataException($"'{path}' is a damaged gzip file; make it again, or download it again.", damaged);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"'{path}' cannot be read ({failure.Message.TrimEnd('.')}); check the name and its permissions.", failure);
        }
    }

    /// <summary>UTF-16 is recognised by its byte order mark; bytes that are not UTF-8 are taken as Latin-1.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(ReadOnlyMemory<byte> bytes, string name)
    {
        var span = bytes.Span;
        if (span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) && !span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]))
            return Encoding.Convert(Encoding.Unicode, Encoding.UTF8, span[2..].ToArray());
        if (span.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, span[2..].ToArray());
        if (span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        if (bytes.Span[..Math.Min(bytes.Length, BinaryProbe)].Contains((byte)0))
            throw new DataException($"{name} is not a text file; give a CSV file, with commas, semicolons or tabs.");
        return Utf8.IsValid(bytes.Span) ? bytes : Encoding.Convert(Encoding.Latin1, Encoding.UTF8, bytes.ToArray());
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var gzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        file.Position = 0;
        return gzip;
    }

    private static ReadOnlyMemory<byte> Decompress(FileStream file, string path)
    {
        using var gzip = new WholeGzip(file);
        using var content = new MemoryStream();
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = gzip.Read(buffer)) > 0)
        {
            if (content.Length + read > Array.MaxLength / 2) throw TooLarge(path);
            content.Write(buffer, 0, read);
        }
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    private static DataException TooLarge(string path) => new($"'{path}' is larger than 2 GB; split it into several files.");
}
