namespace GenreLab;

/// <summary>
/// An expected failure, written for the person who reads it: what is wrong, where, and what to do.
/// Anything that is not of this family is a bug.
/// </summary>
public class GenreLabException : Exception
{
    /// <summary>Creates the exception with one clear sentence.</summary>
    public GenreLabException(string message) : base(message) { }

    /// <summary>Creates the exception with one clear sentence and its technical cause.</summary>
    public GenreLabException(string message, Exception cause) : base(message, cause) { }
}

/// <summary>The data cannot be used as they are: a file, a column, a row or a label is wrong.</summary>
public sealed class DataException : GenreLabException
{
    /// <inheritdoc cref="GenreLabException(string)"/>
    public DataException(string message) : base(message) { }

    /// <inheritdoc cref="GenreLabException(string, Exception)"/>
    public DataException(string message, Exception cause) : base(message, cause) { }
}

/// <summary>An option is unknown or outside its range; the message names the allowed ones. The command line exits with 2.</summary>
public sealed class OptionException : GenreLabException
{
    /// <inheritdoc cref="GenreLabException(string)"/>
    public OptionException(string message) : base(message) { }
}

/// <summary>A model file or checkpoint is damaged, hostile, of another version, or does not fit what it is used for.</summary>
public sealed class ModelFileException : GenreLabException
{
    /// <inheritdoc cref="GenreLabException(string)"/>
    public ModelFileException(string message) : base(message) { }

    /// <inheritdoc cref="GenreLabException(string, Exception)"/>
    public ModelFileException(string message, Exception cause) : base(message, cause) { }
}

/// <summary>Training could not go on, for example because the loss was no longer a number.</summary>
public sealed class TrainingException : GenreLabException
{
    /// <inheritdoc cref="GenreLabException(string)"/>
    public TrainingException(string message) : base(message) { }
}
