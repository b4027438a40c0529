namespace GenreLab.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    public const int Failure = 1;

    public const int WrongUsage = 2;
}
