using GenreLab.Data;
using GenreLab.Data.Reading;
using GenreLab.Distributed;

namespace GenreLab.Streaming.Packing;

/// <summary>Gathers one column of a large table, piece by piece.</summary>
internal abstract class ColumnGatherer
{
    /// <summary>About how much memory it takes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Makes a part that reads a piece of the column; called on any thread.</summary>
    public abstract ColumnPart NewPart();

    /// <summary>Takes in the part of the next piece.</summary>
    public abstract void Add(ColumnPart part);

    /// <summary>Puts together what ranks gathered of their runs of the column, in rank order: what one process would have gathered of all. A collective.</summary>
    public abstract ColumnGatherer Exchange(ICommunicator ranks);

    /// <summary>The whole column; nothing is left here.</summary>
    public abstract Column Finish(string name);
}

/// <summary>Gathers numbers.</summary>
internal sealed class NumberGatherer : ColumnGatherer
{
    // As long as different values are few.
    private FewNumbers? few = new();
    private List<DecimalWords> parts = [];
    private long bytes;

    public override long Bytes => few?.Bytes ?? bytes;

    public override ColumnPart NewPart() => new PackedNumberPart();

    public override void Add(ColumnPart part) => Add(((PackedNumberPart)part).Numbers);

    public override ColumnGatherer Exchange(ICommunicator ranks)
    {
        var all = new NumberGatherer();
        var own = few?.ToWords() ?? parts;
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            // Words can be decoded only beside the exceptions of their own part.
            var words = ranks.BroadcastArrays<int>([.. own.Select(part => part.Words.ToArray())], rank);
            var exceptions = ranks.BroadcastArrays<double>([.. own.Select(part => part.Exceptions)], rank);
            for (var part = 0; part < words.Count; part++) all.Add(new DecimalWords(words[part], exceptions[part]));
        }
        return all;
    }

    public override Column Finish(string name) => new NumberColumn(name, few is null ? PackedNumbers.Join(parts) : PackedNumbers.Of(few));

    private void Add(DecimalWords numbers)
    {
        if (few is not null)
        {
            if (few.TryAdd(numbers)) return;
            parts = few.ToWords();
            bytes = parts.Sum(one => one.Bytes);
            few = null;
        }
        numbers.Trim();
        bytes += numbers.Bytes;
        parts.Add(numbers);
    }
}

/// <summary>Gathers texts of which only is kept which rows have the same.</summary>
/// <param name="leads">Whether to tell first-named artists apart too.</param>
internal sealed class KeyGatherer(bool leads) : ColumnGatherer
{
    private readonly List<ulong[]> hashes = [], leadHashes = [];
    private long rows;

    public override long Bytes => (leads ? 16 : 8) * rows;

    public override ColumnPart NewPart() => new KeyPart(leads);

    public override void Add(ColumnPart part)
    {
        var keys = (KeyPart)part;
        Add(keys.Hashes);
        if (leads) leadHashes.Add(keys.LeadHashes);
    }

    /// <summary>Takes in hashes made elsewhere.</summary>
    public void Add(ulong[] more)
    {
        rows += more.Length;
        hashes.Add(more);
    }

    public override ColumnGatherer Exchange(ICommunicator ranks)
    {
        var all = new KeyGatherer(leads);
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            foreach (var part in ranks.BroadcastArrays(hashes, rank)) all.Add(part);
            if (leads) all.leadHashes.AddRange(ranks.BroadcastArrays(leadHashes, rank));
        }
        return all;
    }

    public override Column Finish(string name)
    {
        var lead = leads ? Numbered(name, leadHashes, null) : null;
        return Numbered(name, hashes, lead);
    }

    private static KeyColumn Numbered(string name, List<ulong[]> parts, KeyColumn? lead)
    {
        var all = new ulong[parts.Sum(part => part.Length)];
        var next = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            parts[i].CopyTo(all.AsSpan(next));
            next += parts[i].Length;
            parts[i] = [];
        }
        var codes = RowGroups.ByHash(all, out var count);
        return new KeyColumn(name, codes, count, lead);
    }
}

/// <summary>Gathers texts, each different one kept once; when they turn out to be too many, only which rows have the same.</summary>
internal sealed class TextGatherer : ColumnGatherer
{
    private const int MostTexts = 1 << 16;

    private readonly TextCoder coder = new();
    private readonly List<int[]> parts = [];
    private KeyGatherer? keys;
    private long rows, textBytes;

    public override long Bytes => keys?.Bytes ?? 4 * rows + textBytes;

    public override ColumnPart NewPart() => new TextPart();

    public override void Add(ColumnPart part)
    {
        var texts = (TextPart)part;
        if (keys is null)
        {
            Add(texts.Coder, [texts.Codes.ToArray()]);
            if (coder.Count > MostTexts) KeepKeys();
        }
        else
        {
            keys.Add(Hashes(texts.Codes, HashesOf(texts.Coder)));
        }
    }

    public override ColumnGatherer Exchange(ICommunicator ranks)
    {
        // More different texts on one rank are more in all.
        if (ranks.AllReduce(keys is null ? 0 : 1, Reduction.Maximum) > 0)
        {
            if (keys is null) KeepKeys();
            return keys!.Exchange(ranks);
        }
        var all = new TextGatherer();
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            all.Add(Exchange(ranks, rank), ranks.BroadcastArrays(parts, rank));
        }
        if (all.coder.Count > MostTexts) all.KeepKeys();
        return all;
    }

    public override Column Finish(string name)
    {
        if (keys is not null) return keys.Finish(name);
        var all = new int[rows];
        var next = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            parts[i].CopyTo(all.AsSpan(next));
            next += parts[i].Length;
            parts[i] = [];
        }
        return new TextColumn(name, all, coder.ToStrings());
    }

    // The texts of one rank, with the codes they have there.
    private TextCoder Exchange(ICommunicator ranks, int rank)
    {
        ReadOnlySpan<byte> bytes = ranks.BroadcastArray<byte>([.. Enumerable.Range(0, coder.Count).SelectMany(code => coder[code].ToArray())], rank);
        var texts = new TextCoder();
        foreach (var length in ranks.BroadcastArray<int>([.. Enumerable.Range(0, coder.Count).Select(code => coder[code].Length)], rank))
        {
            texts.Code(bytes[..length]);
            bytes = bytes[length..];
        }
        return texts;
    }

    private void Add(TextCoder texts, IReadOnlyList<int[]> codes)
    {
        var known = coder.Count;
        var merged = coder.Merge(texts);
        for (var code = known; code < coder.Count; code++) textBytes += coder[code].Length + 24;
        foreach (var part in codes)
        {
            parts.Add(Array.ConvertAll(part, code => code < 0 ? -1 : merged[code]));
            rows += part.Length;
        }
    }

    private void KeepKeys()
    {
        keys = new KeyGatherer(leads: false);
        var hashOf = HashesOf(coder);
        foreach (var codes in parts) keys.Add(Hashes(codes, hashOf));
        parts.Clear();
    }

    private static ulong[] HashesOf(TextCoder coder)
    {
        var hashes = new ulong[coder.Count];
        for (var code = 0; code < hashes.Length; code++) hashes[code] = TextHash.Of(coder[code]);
        return hashes;
    }

    private static ulong[] Hashes(ReadOnlySpan<int> codes, ulong[] hashOf)
    {
        var hashes = new ulong[codes.Length];
        for (var row = 0; row < hashes.Length; row++) hashes[row] = codes[row] < 0 ? 0 : hashOf[codes[row]];
        return hashes;
    }
}
