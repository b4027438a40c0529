using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace GenreLab.Reports;

/// <summary>An interpolated string whose literal parts are markup and whose holes are text: whatever stands in a hole is escaped,
/// so a genre called <c>&lt;/script&gt;</c> is shown and never obeyed.</summary>
[InterpolatedStringHandler]
internal readonly ref struct EscapedText
{
    private readonly StringBuilder markup;

    public EscapedText(int literalLength, int holes) => markup = new StringBuilder(literalLength + holes * 16);

    public void AppendLiteral(string literal) => markup.Append(literal.Replace("\r\n", "\n", StringComparison.Ordinal));

    public void AppendFormatted(string? text) => markup.Append(WebUtility.HtmlEncode(text));

    public void AppendFormatted(Markup trusted) => markup.Append(trusted.Text);

    public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable =>
        AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => markup.ToString();
}

/// <summary>Markup that was made here and needs no escaping.</summary>
internal readonly record struct Markup(string Text)
{
    public static readonly Markup Empty = new("");

    public static Markup From(EscapedText text) => new(text.ToString());

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Text)));
}
