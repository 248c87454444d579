using System.Globalization;
using System.Text.RegularExpressions;

namespace HubertAsr.Corpora.Archives;

/// <summary>
/// The two ways in which one archive arrives as several files: <c>name.zip.part0</c>, <c>name.zip.part1073741824</c> … (the number is the
/// byte at which the part starts) and <c>name.zip.001</c>, <c>name.zip.002</c> … (the number counts).
/// </summary>
internal static partial class PartNames
{
    /// <summary>Whether a file name is that of a part, whichever.</summary>
    public static bool IsPart(string fileName) => OffsetPattern().IsMatch(fileName) || CountPattern().IsMatch(fileName);

    /// <summary>Whether a file name is that of the part by which the whole goes.</summary>
    public static bool IsFirstPart(string fileName) => IsPart(fileName) && Number(fileName) == (OffsetPattern().IsMatch(fileName) ? 0 : 1);

    /// <summary>The name of the whole: what stands before the part's number.</summary>
    public static string WholeOf(string fileName)
    {
        var match = OffsetPattern().Match(fileName);
        if (!match.Success) match = CountPattern().Match(fileName);
        return match.Success ? match.Groups["whole"].Value : fileName;
    }

    /// <summary>The parts of the whole that <paramref name="firstPart"/> starts, in numeric order, checked to follow on one another.</summary>
    /// <param name="firstPart">The file name of the first part.</param>
    /// <param name="siblings">File names and lengths (bytes) of everything beside it.</param>
    /// <exception cref="InvalidDataException">A part is missing or short; the message names the byte at which the whole breaks off.</exception>
    public static IReadOnlyList<string> InOrder(string firstPart, IEnumerable<(string Name, long Length)> siblings)
    {
        var whole = WholeOf(firstPart);
        var byOffset = OffsetPattern().IsMatch(firstPart);
        var parts = siblings
            .Where(file => (byOffset ? OffsetPattern() : CountPattern()).IsMatch(file.Name) && WholeOf(file.Name) == whole)
            .Select(file => (file.Name, file.Length, Number: Number(file.Name)))
            .OrderBy(file => file.Number)
            .ToList();
        var expected = byOffset ? 0L : 1L;
        long offset = 0;
        foreach (var part in parts)
        {
            if (part.Number != expected)
            {
                throw new InvalidDataException(
                    $"{part.Name}: missing or short part at offset {offset}; the parts before it hold {offset} bytes. Download {whole} again, all parts of it.");
            }
            offset += part.Length;
            expected = byOffset ? offset : expected + 1;
        }
        return [.. parts.Select(part => part.Name)];
    }

    /// <summary>The lowest-numbered part of a whole that lacks its first, for the message that says so.</summary>
    public static InvalidDataException WithoutFirst(string lowestPart) => new(
        $"{lowestPart}: missing or short part at offset 0; the part named {WholeOf(lowestPart)}.part0 is not here. Download {WholeOf(lowestPart)} again, all parts of it.");

    private static long Number(string fileName)
    {
        var match = OffsetPattern().Match(fileName);
        if (!match.Success) match = CountPattern().Match(fileName);
        return long.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    [GeneratedRegex(@"^(?<whole>.+)\.part(?<number>\d+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OffsetPattern();

    [GeneratedRegex(@"^(?<whole>.+\.(zip|tar))\.(?<number>\d{3})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CountPattern();
}
