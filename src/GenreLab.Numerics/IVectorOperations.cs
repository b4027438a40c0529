namespace GenreLab.Numerics;

/// <summary>
/// What a kernel may do with a vector of floats, so that one kernel text serves every vector width. The just-in-time
/// compiler specialises a kernel for each implementation; the calls vanish.
/// </summary>
/// <typeparam name="TVector">The vector type, for example <see cref="System.Runtime.Intrinsics.Vector512{T}"/> of float.</typeparam>
public interface IVectorOperations<TVector> where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Vector registers the machine code may count on (16 or 32): how large a register tile can be.</summary>
    static abstract int Registers { get; }

    /// <summary>Reads a vector from <paramref name="source"/> + <paramref name="offset"/> floats.</summary>
    static abstract TVector Load(ref readonly float source, nint offset);

    /// <summary>Writes a vector to <paramref name="destination"/> + <paramref name="offset"/> floats.</summary>
    static abstract void Store(TVector value, ref float destination, nint offset);

    /// <summary>A vector whose every element is <paramref name="value"/>.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>x × y + z with one rounding.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);

    /// <summary>x + y.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>x − y.</summary>
    static abstract TVector Subtract(TVector x, TVector y);

    /// <summary>x × y.</summary>
    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>x ÷ y.</summary>
    static abstract TVector Divide(TVector x, TVector y);

    /// <summary>The larger of two numbers, element by element.</summary>
    static abstract TVector Maximum(TVector x, TVector y);

    /// <summary>The smaller of two numbers, element by element.</summary>
    static abstract TVector Minimum(TVector x, TVector y);

    /// <summary>Square root.</summary>
    static abstract TVector SquareRoot(TVector x);

    /// <summary>Absolute value.</summary>
    static abstract TVector Absolute(TVector x);

    /// <summary>Nearest whole number, ties to even.</summary>
    static abstract TVector Round(TVector x);

    /// <summary><paramref name="value"/> where <paramref name="condition"/> is greater than zero, else zero.</summary>
    static abstract TVector WherePositive(TVector condition, TVector value);

    /// <summary><paramref name="whenTrue"/> where x is less than y, else <paramref name="whenFalse"/>.</summary>
    static abstract TVector WhereLess(TVector x, TVector y, TVector whenTrue, TVector whenFalse);

    /// <summary>2 to the power of <paramref name="exponent"/>, whole numbers in [−126, 127].</summary>
    static abstract TVector PowerOfTwo(TVector exponent);
}
