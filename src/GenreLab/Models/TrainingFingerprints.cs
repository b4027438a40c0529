using System.Numerics;
using System.Text.Json.Nodes;
using GenreLab.Data;

namespace GenreLab.Models;

/// <summary>
/// The fingerprints of the rows a model was trained on (see <see cref="RowFingerprint"/>), by which they are recognised. Of more than a million only the first bits are
/// kept: so many that a strange row is taken for a training row with a probability of one in a million at most. They are then stored as the steps from one to the next
/// in Rice's code, about 22 bits each (a Golomb-compressed set: Putze, Sanders and Singler, 2009).
/// </summary>
internal sealed class TrainingFingerprints
{
    /// <summary>The most that are kept whole.</summary>
    public const int MostWhole = 1_000_000;

    // A strange row is mistaken for one of n rows with a probability of n / 2^(log2 n + 20).
    private const int ExtraBits = 20;

    private const string WholeName = "training.fingerprints";
    private const string StepsName = "training.fingerprint_steps";
    private const string Member = "fingerprints";

    private readonly ulong[] values;

    private TrainingFingerprints(ulong[] values, int bits)
    {
        this.values = values;
        Bits = bits;
    }

    /// <summary>Of no rows.</summary>
    public static TrainingFingerprints None { get; } = new([], 64);

    /// <summary>How many bits of each are known, from the highest on.</summary>
    public int Bits { get; }

    /// <summary>Them, ascending; bits that are not known are 0.</summary>
    public ReadOnlySpan<ulong> Values => values;

    /// <summary>Takes fingerprints in any order.</summary>
    /// <param name="fingerprints">The fingerprints.</param>
    /// <param name="bits">How many bits of them are known.</param>
    /// <param name="mostWhole">The most that are kept whole.</param>
    public static TrainingFingerprints Of(ReadOnlySpan<ulong> fingerprints, int bits = 64, int mostWhole = MostWhole)
    {
        if (fingerprints.IsEmpty) return None;
        var values = fingerprints.ToArray();
        if (values.Length > mostWhole) bits = Math.Min(bits, ExtraBits + BitOperations.Log2((uint)values.Length - 1) + 1);
        if (bits < 64)
            foreach (ref var value in values.AsSpan()) value = Known(value, bits);
        Array.Sort(values);
        return new TrainingFingerprints(values, bits);
    }

    /// <summary>These and others.</summary>
    public TrainingFingerprints With(ReadOnlySpan<ulong> others) => values.Length == 0 ? Of(others) : Of([.. values, .. others], Bits);

    /// <summary>Whether a row was trained on.</summary>
    public bool Contains(ulong fingerprint) => Array.BinarySearch(values, Known(fingerprint, Bits)) >= 0;

    /// <summary>Stores them.</summary>
    public void Export(JsonObject document, Dictionary<string, Tensor> tensors)
    {
        if (values.Length == 0) return;
        if (Bits == 64)
        {
            tensors.Add(WholeName, Tensor.From<ulong>(values));
            return;
        }
        document[Member] = new JsonObject { ["count"] = values.Length, ["bits"] = Bits };
        tensors.Add(StepsName, Tensor.From<byte>(Steps()));
    }

    /// <summary>Restores them; none when there are none.</summary>
    /// <exception cref="ModelFileException">They are not as they should be.</exception>
    public static TrainingFingerprints Import(JsonObject document, IReadOnlyDictionary<string, Tensor> tensors)
    {
        if (tensors.TryGetValue(WholeName, out var whole)) return Of(whole.Read<ulong>(), mostWhole: int.MaxValue);
        if (!tensors.TryGetValue(StepsName, out var steps)) return None;
        int count = document[Member]!["count"]!.GetValue<int>(), bits = document[Member]!["bits"]!.GetValue<int>();
        var bytes = steps.Read<byte>();
        if (bits is <= ExtraBits or >= 64 || count < 1 || count > 8L * bytes.Length / (ExtraBits + 1)) throw new ModelFileException("The fingerprints of the training rows are damaged.");
        var values = new ulong[count];
        ulong value = 0;
        long at = 0;
        for (var i = 0; i < count; i++)
        {
            ulong high = 0, low = 0;
            while (Bit(bytes, at++)) high++;
            for (var bit = 0; bit < ExtraBits; bit++) low = (low << 1) | (Bit(bytes, at++) ? 1UL : 0);
            value += (high << ExtraBits) | low;
            if (value >> bits != 0) throw new ModelFileException("The fingerprints of the training rows are damaged.");
            values[i] = value << (64 - bits);
        }
        return new TrainingFingerprints(values, bits);
    }

    private static ulong Known(ulong fingerprint, int bits) => bits == 64 ? fingerprint : fingerprint >> (64 - bits) << (64 - bits);

    private static bool Bit(ReadOnlySpan<byte> bytes, long at) => at >> 3 < bytes.Length
        ? (bytes[(int)(at >> 3)] & (0x80 >> (int)(at & 7))) != 0
        : throw new ModelFileException("The fingerprints of the training rows are cut off.");

    // Each step divided by 2^20: the quotient as so many ones and a zero, then the remainder, highest bit first.
    private byte[] Steps()
    {
        long length = 0;
        for (var i = 0; i < values.Length; i++) length += (long)(Step(i) >> ExtraBits) + 1 + ExtraBits;
        var bytes = new byte[(length + 7) / 8];
        long at = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var step = Step(i);
            for (var quotient = step >> ExtraBits; quotient > 0; quotient--) Set(at++);
            at++;
            for (var bit = ExtraBits - 1; bit >= 0; bit--, at++)
                if (((step >> bit) & 1) != 0) Set(at);
        }
        return bytes;

        void Set(long bit) => bytes[bit >> 3] |= (byte)(0x80 >> (int)(bit & 7));
    }

    private ulong Step(int i) => (values[i] - (i == 0 ? 0 : values[i - 1])) >> (64 - Bits);
}
