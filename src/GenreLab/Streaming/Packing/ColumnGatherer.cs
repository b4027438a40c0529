using GenreLab.Data;
using GenreLab.Data.Reading;
using GenreLab.Distributed;

namespace GenreLab.Streaming.Packing;

/// <summary>Gathers one column of a large table, piece by piece.</summary>
internal abstract class ColumnGatherer
{
    /// <summary>About how much memory it takes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Where what can be is put aside; null while there is room in memory.</summary>
    protected IAside? Aside { get; private set; }

    /// <summary>Puts aside what can be, and what follows.</summary>
    public void PutAside(IAside to)
    {
        Aside = to;
        MoveAside(to);
    }

    /// <summary>Makes a part that reads a piece of the column; called on any thread.</summary>
    public abstract ColumnPart NewPart();

    /// <summary>Takes in the part of the next piece.</summary>
    public abstract void Add(ColumnPart part);

    /// <summary>Puts together what ranks gathered of their runs of the column, in rank order: what one process would have gathered of all. A collective; nothing is left here.</summary>
    public abstract ColumnGatherer Exchange(ICommunicator ranks);

    /// <summary>The whole column; nothing is left here.</summary>
    public abstract Column Finish(string name);

    /// <summary>Moves aside what was gathered.</summary>
    protected virtual void MoveAside(IAside to)
    {
    }
}

/// <summary>Gathers numbers.</summary>
internal sealed class NumberGatherer : ColumnGatherer
{
    // As long as different values are few.
    private FewNumbers? few = new();
    private ManyNumbers? many;

    public override long Bytes => few?.Bytes ?? many!.Bytes;

    public override ColumnPart NewPart() => new PackedNumberPart();

    public override void Add(ColumnPart part) => Add(((PackedNumberPart)part).Numbers);

    public override ColumnGatherer Exchange(ICommunicator ranks)
    {
        var all = new NumberGatherer();
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            var exceptions = ranks.BroadcastArray<double>(many?.Exceptions() ?? [], rank);
            var before = 0;
            ranks.BroadcastParts<int>(rank, take =>
            {
                few?.EmptyWords(take);
                many?.Empty(take);
            }, words =>
            {
                // Exceptions are numbered as they come: those of a piece follow each other.
                var own = words.Count(DecimalWord.IsException);
                all.Add(new DecimalWords(before == 0 ? words : Array.ConvertAll(words, word => DecimalWord.Shift(word, -before)), exceptions[before..(before + own)]));
                before += own;
            });
        }
        return all;
    }

    private void Add(DecimalWords numbers)
    {
        if (few is not null)
        {
            if (few.TryAdd(numbers)) return;
            many = new ManyNumbers();
            if (Aside is not null) many.PutAside(Aside);
            few.EmptyWords(many.Add);
            few = null;
        }
        many!.Add(numbers);
    }

    public override Column Finish(string name) => new NumberColumn(name, few is null ? PackedNumbers.Of(many!, Aside) : PackedNumbers.Of(few, Aside));

    protected override void MoveAside(IAside to)
    {
        few?.PutAside(to);
        many?.PutAside(to);
    }
}

/// <summary>Gathers texts of which only is kept which rows have the same.</summary>
/// <param name="leads">Whether to tell first-named artists apart too.</param>
internal sealed class KeyGatherer(bool leads) : ColumnGatherer
{
    private readonly ColumnParts<ulong> hashes = new(), leadHashes = new();

    // Of hashes put aside, numbers are left.
    public override long Bytes => Aside is null ? hashes.Bytes + leadHashes.Bytes : sizeof(int) * (hashes.Count + leadHashes.Count);

    public override ColumnPart NewPart() => new KeyPart(leads);

    public override void Add(ColumnPart part)
    {
        var keys = (KeyPart)part;
        Add(keys.Hashes);
        if (leads) leadHashes.Add(keys.LeadHashes);
    }

    /// <summary>Takes in hashes made elsewhere.</summary>
    public void Add(ulong[] more) => hashes.Add(more);

    public override ColumnGatherer Exchange(ICommunicator ranks)
    {
        var all = new KeyGatherer(leads);
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            ranks.BroadcastParts<ulong>(rank, hashes.Empty, all.hashes.Add);
            if (leads) ranks.BroadcastParts<ulong>(rank, leadHashes.Empty, all.leadHashes.Add);
        }
        return all;
    }

    public override Column Finish(string name)
    {
        var lead = leads ? Numbered(name, leadHashes, null) : null;
        return Numbered(name, hashes, lead);
    }

    protected override void MoveAside(IAside to)
    {
        hashes.PutAside(to);
        leadHashes.PutAside(to);
    }

    private static KeyColumn Numbered(string name, ColumnParts<ulong> parts, KeyColumn? lead)
    {
        var all = new ulong[parts.Count];
        var next = 0;
        parts.Empty(part =>
        {
            part.CopyTo(all.AsSpan(next));
            next += part.Length;
        });
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
            Add(texts.Codes.ToArray(), Codes(texts.Coder));
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
            var codes = all.Codes(Texts(ranks, rank));
            ranks.BroadcastParts<int>(rank, take => parts.ForEach(take), part => all.Add(part, codes));
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

    // Few texts' codes stay.
    protected override void MoveAside(IAside to) => keys?.PutAside(to);

    // The texts of one rank, with the codes they have there.
    private TextCoder Texts(ICommunicator ranks, int rank)
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

    // The codes that texts have here, by those they have there.
    private int[] Codes(TextCoder texts)
    {
        var known = coder.Count;
        var codes = coder.Merge(texts);
        for (var code = known; code < coder.Count; code++) textBytes += coder[code].Length + 24;
        return codes;
    }

    private void Add(int[] part, int[] codes)
    {
        parts.Add(Array.ConvertAll(part, code => code < 0 ? -1 : codes[code]));
        rows += part.Length;
    }

    private void KeepKeys()
    {
        keys = new KeyGatherer(leads: false);
        if (Aside is not null) keys.PutAside(Aside);
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
