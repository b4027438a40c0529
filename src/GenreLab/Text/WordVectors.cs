using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>
/// A vocabulary's word vectors, from text files as GloVe (Pennington and others, 2014), word2vec (Mikolov and others, 2013) and fastText write them:
/// a line a word, <c>word number number …</c>, with or without a first line <c>words width</c>. Immutable but for <see cref="Table"/>, which belongs to the caller.
/// </summary>
public sealed class WordVectors
{
    private WordVectors(Matrix table, WordCoverage coverage)
    {
        Table = table;
        Coverage = coverage;
    }

    /// <summary>A row a token of the vocabulary, first <see cref="Vocabulary.Unknown"/>: tokens × width.</summary>
    public Matrix Table { get; }

    /// <summary>How much of the training texts has a vector from the file; the rest is random.</summary>
    public WordCoverage Coverage { get; }

    /// <summary>Reads a file; a gzip file is unpacked on the way.</summary>
    /// <param name="path">The file; see <see cref="Read"/> for what it holds.</param>
    /// <param name="vocabulary">The words wanted.</param>
    /// <param name="width">Numbers that a vector must have; null for any.</param>
    /// <param name="seed">Seed of the random vectors.</param>
    /// <exception cref="DataException">The file is missing, damaged, not such a file, or has no vector for any word wanted; the message says in which line.</exception>
    public static WordVectors ReadFile(string path, Vocabulary vocabulary, int? width = null, ulong seed = 1)
    {
        if (Directory.Exists(path)) throw new DataException($"'{path}' is a folder, not a file; give the file of word vectors in it.");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            Span<byte> magic = stackalloc byte[2];
            var packed = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
            file.Position = 0;
            if (!packed) return Read(file, Path.GetFileName(path), vocabulary, width, seed);
            using var unpacked = new WholeGzipStream(file);
            return Read(unpacked, Path.GetFileName(path), vocabulary, width, seed);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"There is no file '{path}'; check the name and the folder.", missing);
        }
        catch (InvalidDataException damaged)
        {
            throw new DataException($"'{path}' is a damaged gzip file or several joined into one; unpack it, or download it again.", damaged);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"'{path}' cannot be read ({failure.Message.TrimEnd('.')}); check the name and its permissions.", failure);
        }
    }

    /// <summary>
    /// Reads the vectors of a vocabulary's words and passes over all others. Of several vectors the first one counts; a word without one takes that of
    /// the same word in other letter case. Other words, and <see cref="Vocabulary.Unknown"/>, get normal random numbers of the size that the numbers found have
    /// (root mean square).
    /// </summary>
    /// <param name="stream">UTF-8 text, read to its end.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="vocabulary">The words wanted.</param>
    /// <param name="width">Numbers that a vector must have; null for any.</param>
    /// <param name="seed">Seed of the random vectors.</param>
    /// <exception cref="DataException">The content is not such a file, is damaged, or has no vector for any word wanted; the message says in which line.</exception>
    public static WordVectors Read(Stream stream, string name, Vocabulary vocabulary, int? width = null, ulong seed = 1)
    {
        var reader = new WordVectorReader(stream, name, vocabulary, width);
        reader.ReadAll();
        long all = 0, occurrences = 0;
        var words = 0;
        for (var token = 0; token < vocabulary.Count; token++)
        {
            all += vocabulary.Occurrences[token];
            if (!reader.IsFound(token)) continue;
            occurrences += vocabulary.Occurrences[token];
            words++;
        }
        if (words == 0)
            throw new DataException($"{name} has no vector for any of the {vocabulary.Count - 1:N0} words of the training texts; are both of the same language, and the words neither stemmed nor of single characters?");
        var table = reader.Table!;
        FillUnknown(table, reader, RandomSource.For(seed, (ulong)table.Columns));
        return new WordVectors(table, new WordCoverage(vocabulary.Count - 1, words, all, occurrences));
    }

    private static void FillUnknown(Matrix table, WordVectorReader reader, RandomSource random)
    {
        double squares = 0;
        long count = 0;
        for (var token = 0; token < table.Rows; token++)
        {
            if (!reader.IsFound(token)) continue;
            foreach (var value in table.Row(token)) squares += (double)value * value;
            count += table.Columns;
        }
        var size = Math.Sqrt(squares / count);
        for (var token = 0; token < table.Rows; token++)
            if (!reader.IsFound(token))
                foreach (ref var value in table.Row(token)) value = (float)(size * random.NextNormal());
    }
}
