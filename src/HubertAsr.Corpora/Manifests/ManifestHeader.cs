using System.Collections.ObjectModel;
using System.Globalization;

namespace HubertAsr.Corpora;

/// <summary>Which column of a manifest stands where.</summary>
internal sealed class ManifestHeader
{
    private readonly Dictionary<string, int> _known;
    private readonly (string Name, int Index)[] _further;

    public ManifestHeader(string[] names)
    {
        Names = names;
        var indexed = names.Select((name, index) => (Name: name, Index: index)).ToList();
        _known = indexed.Where(column => ManifestColumns.Known.Contains(column.Name)).ToDictionary(column => column.Name, column => column.Index);
        _further = [.. indexed.Where(column => !ManifestColumns.Known.Contains(column.Name))];
    }

    public string[] Names { get; }

    public Utterance ToUtterance(string[] fields, string where)
    {
        string Value(string column) => _known.TryGetValue(column, out var index) ? fields[index] : "";
        long Number(string column)
        {
            var value = Value(column);
            if (value.Length == 0) return 0;
            return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new InvalidDataException($"{where}: column {column} holds '{value}'; expected a whole number, not negative.");
        }

        if (Value("id").Length == 0) throw new InvalidDataException($"{where}: the id is empty; every utterance has its own id.");
        return new Utterance
        {
            Id = Value("id"),
            Audio = Value("audio"),
            Start = Number("start"),
            Samples = Number("samples"),
            Rate = checked((int)Math.Min(Number("rate"), int.MaxValue)),
            Text = Value("text"),
            Raw = Value("raw"),
            Corpus = Value("corpus"),
            Subset = Value("subset"),
            Split = Value("split"),
            Speaker = Value("speaker"),
            Sex = Value("sex"),
            Age = Value("age"),
            Region = Value("region"),
            Device = Value("device"),
            Flags = Value("flags"),
            Further = _further.Length == 0
                ? ReadOnlyDictionary<string, string>.Empty
                : _further.ToDictionary(column => column.Name, column => fields[column.Index]),
        };
    }
}
