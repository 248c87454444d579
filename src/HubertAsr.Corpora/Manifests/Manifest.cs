using System.Text;
using CsvHelper;

namespace HubertAsr.Corpora;

/// <summary>Reads manifests: UTF-8 CSV with a header, one utterance a row.</summary>
public static class Manifest
{
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The rows one after the other; no row is held after it was returned. Unknown columns arrive in <see cref="Utterance.Further"/>.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such manifest.</exception>
    /// <exception cref="InvalidDataException">A column is missing, a number is none, or a row has another width; the message names the line.</exception>
    public static IEnumerable<Utterance> Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such manifest. `prepare` writes one as OUT/manifest.csv.", path);
        return ReadRows(path);
    }

    /// <summary>The names of the columns, as the header gives them.</summary>
    /// <exception cref="InvalidDataException">The file is empty or lacks a column that every manifest has.</exception>
    public static IReadOnlyList<string> ReadColumns(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such manifest.", path);
        using var csv = Open(path);
        return ReadHeader(csv, path).Names;
    }

    private static IEnumerable<Utterance> ReadRows(string path)
    {
        using var csv = Open(path);
        var header = ReadHeader(csv, path);
        while (Advance(csv, path))
        {
            if (csv.FieldCount != header.Names.Length)
            {
                throw new InvalidDataException(
                    $"{path}:{csv.LineNumber}: {csv.FieldCount} fields; the header has {header.Names.Length} columns. Is a quote or a comma missing?");
            }
            var fields = new string[csv.FieldCount];
            for (var index = 0; index < fields.Length; index++) fields[index] = csv.GetString(index);
            yield return header.ToUtterance(fields, $"{path}:{csv.LineNumber}");
        }
    }

    private static CsvReader Open(string path) =>
        CsvReader.Create(new StreamReader(path, _strictUtf8, detectEncodingFromByteOrderMarks: true, 1 << 16), ManifestFormat.Reading, leaveOpen: false);

    private static bool Advance(CsvReader csv, string path)
    {
        try
        {
            return csv.Read();
        }
        catch (DecoderFallbackException error)
        {
            throw NotUtf8(path, error);
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"{path}:{error.LineNumber}: {error.Message} Quote the whole field and double the quotes inside it.", error);
        }
    }

    private static ManifestHeader ReadHeader(CsvReader csv, string path)
    {
        var names = ReadNames(csv, path);
        if (names.Length == 0) throw new InvalidDataException($"{path}: empty; a manifest starts with a line of column names.");
        var missing = ManifestColumns.Required.Except(names).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidDataException(
                $"{path}:1: no column {string.Join(", ", missing)}; found {string.Join(", ", names)}. A manifest has at least {string.Join(", ", ManifestColumns.Required)}.");
        }
        var twice = names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new InvalidDataException($"{path}:1: column {twice.Key} twice; every column has its own name.");
        return new ManifestHeader(names);
    }

    private static string[] ReadNames(CsvReader csv, string path)
    {
        try
        {
            return [.. csv.Headers];
        }
        catch (DecoderFallbackException error)
        {
            throw NotUtf8(path, error);
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"{path}:1: {error.Message} The first line of a manifest names its columns.", error);
        }
    }

    private static InvalidDataException NotUtf8(string path, DecoderFallbackException error) =>
        new($"{path}: not UTF-8; manifests are UTF-8. Convert it, for example with `iconv -f CP949 -t UTF-8`.", error);
}
