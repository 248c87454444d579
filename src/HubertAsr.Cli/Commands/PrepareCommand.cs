using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using HubertAsr.Corpora;
using HubertAsr.Text;

namespace HubertAsr.Cli.Commands;

/// <summary>A corpus as delivered becomes a manifest that trains without unpacking.</summary>
internal sealed class PrepareCommand : Verb
{
    private readonly Argument<string> _family = new("FAMILY")
    {
        Description = "What the sources hold: auto, a name (kspon, freetalk, tts, broadcast, etri, …; audio: recordings without transcripts), its letter or its AI-Hub number",
    };

    private readonly Argument<string[]> _sources = new("SOURCE")
    {
        Description = "Folders and archives as delivered",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _out = new("--out") { Description = "Folder of manifest.csv, dropped.csv and report.json", HelpName = "DIR", Required = true };

    private readonly OptionArguments<NormalizationOptions> _text = new("mode", "repeats", "fillers", "starred", "tagged", "case", "punctuation", "read_numbers");

    private readonly Option<string?> _profile = new("--profile")
    {
        Description = "Transcription rules [default: the family's]",
        HelpName = "etri|broadcast|freetalk|dialect|plain",
    };

    private readonly Option<double?> _dev = new("--dev") { Description = "Share of the speakers of train that becomes dev, 0 to 0.9", HelpName = "SHARE" };

    private readonly Option<int?> _devSpeakers = new("--dev-speakers") { Description = "Number of speakers of train that become dev", HelpName = "N" };

    private readonly Option<string?> _split = new("--split") { Description = "CSV or TSV with columns split and id or speaker that overrides the corpus", HelpName = "FILE" };

    private readonly Option<string[]> _disjoint = new("--disjoint")
    {
        Description = "Drop from train what other splits share with it: speaker, sentence; repeatable",
        HelpName = "speaker|sentence",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _textKeys = new("--text-key")
    {
        Description = "Key or column of the transcript; repeatable, the first that is not empty wins",
        HelpName = "KEY",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _audioKey = new("--audio-key") { Description = "Key or column of the audio file, for labels of no known family", HelpName = "KEY" };

    private readonly Option<string?> _startKey = new("--start-key") { Description = "Key or column of the start (s), likewise", HelpName = "KEY" };

    private readonly Option<string?> _endKey = new("--end-key") { Description = "Key or column of the end (s), likewise", HelpName = "KEY" };

    private readonly Option<long?> _limit = new("--limit") { Description = "Keep at most that many utterances", HelpName = "N" };

    private readonly Option<double> _minMatch = new("--min-match")
    {
        Description = "Least share of the labels whose audio must be there, 0 to 1; below it the check fails",
        HelpName = "SHARE",
        DefaultValueFactory = _ => new CorpusOptions().MinMatch,
    };

    private readonly Option<bool> _verifyAudio = new("--verify-audio") { Description = "Read every sample: checksums, clipping, silence, copies" };

    private readonly Option<bool> _cache = new("--cache") { Description = "Decode what cannot be read in place once, beside the manifest [default]" };

    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Refuse what cannot be read in place" };

    private readonly Option<bool> _json = new("--json") { Description = "The report as one JSON object on standard output" };

    public PrepareCommand()
        : base(
            "prepare",
            "Turn corpora as delivered into a manifest, with a reason for every utterance that is not in it.",
            "prepare auto /data/aihub --out data/prepared",
            "prepare freetalk recipes/demo/corpus --out data/demo --dev 0.02 --mode spelling")
    {
        _profile.AcceptOnlyFromAmong("etri", "broadcast", "freetalk", "dialect", "plain");
        _disjoint.AcceptOnlyFromAmong("speaker", "sentence");
        Add(_family);
        Add(_sources);
        foreach (var option in new Option[] { _out, _profile, _dev, _devSpeakers, _split, _disjoint, _textKeys, _audioKey, _startKey, _endKey, _limit, _minMatch, _verifyAudio, _cache, _noCache, _json })
            Add(option);
        _text.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var corpus = Corpus(arguments);
        var text = _text.Read(arguments);
        Validate(corpus);
        var threads = arguments.GetValue(CommandLine.Threads);
        var story = new PreparationStory(terminal);
        var report = story.Run(new PreparationRequest
        {
            Corpora = [corpus],
            Text = text,
            OutFolder = arguments.GetRequiredValue(_out),
            Threads = threads > 0 ? threads : Environment.ProcessorCount,
        }, stop);
        if (arguments.GetValue(_json)) terminal.WriteJson(report);
        else terminal.Output.WriteLine(report.ManifestPath);
        return PreparationStory.Verdict(report, [corpus], terminal);
    }

    private CorpusOptions Corpus(ParseResult arguments) => new()
    {
        Family = arguments.GetRequiredValue(_family),
        Sources = arguments.GetRequiredValue(_sources),
        Profile = arguments.GetValue(_profile),
        Dev = arguments.GetValue(_dev),
        DevSpeakers = arguments.GetValue(_devSpeakers),
        Split = arguments.GetValue(_split),
        Disjoint = arguments.GetValue(_disjoint)!,
        TextKeys = arguments.GetValue(_textKeys)!,
        AudioKey = arguments.GetValue(_audioKey),
        StartKey = arguments.GetValue(_startKey),
        EndKey = arguments.GetValue(_endKey),
        Limit = arguments.GetValue(_limit),
        MinMatch = arguments.GetValue(_minMatch),
        VerifyAudio = arguments.GetValue(_verifyAudio),
        Cache = (arguments.GetValue(_cache), arguments.GetValue(_noCache)) switch
        {
            (true, true) => throw new ArgumentException("--cache and --no-cache exclude one another; give one of them."),
            (_, var refused) => !refused,
        },
    };

    private static void Validate(CorpusOptions options)
    {
        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
            throw new ArgumentException(string.Join(" ", results.Select(result => result.ErrorMessage)));
    }
}
