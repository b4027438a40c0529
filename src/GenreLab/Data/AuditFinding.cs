namespace GenreLab.Data;

/// <summary>How much a finding matters.</summary>
public enum AuditSeverity
{
    /// <summary>Worth knowing.</summary>
    Note,
    /// <summary>Something was left out or needs care so that results stay honest.</summary>
    Warning,
    /// <summary>Numbers made this way would be wrong.</summary>
    Error,
}

/// <summary>One thing the audit noticed about a table or a split.</summary>
/// <param name="Code">Stable machine-readable name, for example <c>index-column</c>, <c>give-away-column</c>, <c>track-in-several-folds</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Column">The column concerned, or null.</param>
/// <param name="Message">One or two sentences: what, how many, why it matters.</param>
/// <param name="Action">What GenreLab did about it or what the user should do.</param>
public sealed record AuditFinding(string Code, AuditSeverity Severity, string? Column, string Message, string Action);
